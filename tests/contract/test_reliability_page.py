"""The page of what was shown names every numbered promise, and only tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = [line.split("|") for line in (ROOT / "docs" / "reliability.md").read_text().splitlines() if re.match(r"\| \d", line)]
NUMBERS = ("1a 1b 1c 1d 1e 2a 2b 3a 3b 4 5a 5b 5c 6a 6b 6c 7a 7b 7c 7d 7e 8a 8b 8c 8d 8e 8f 8g 9a 9b 9c 10 11 "
           "12a 12b 12c 12d 12e 13 14 15").split()


def test_every_number_has_its_row_with_tests_or_says_that_it_is_not_shown():
    assert [row[1].strip() for row in ROWS] == NUMBERS
    for row in ROWS:
        assert ("`" in row[3]) is not row[2].strip().startswith("NOT SHOWN"), row[1]


def test_each_test_that_it_names_is_there_and_the_row_s_own_number_is_among_them():
    for row in ROWS:
        named = re.findall(r"`(\S+?)::(test_\w+)`", row[3])
        for file, test in named:
            assert f"def {test}(" in (ROOT / "tests" / file).read_text(), (file, test)
        assert not named or any(re.search(rf"_{row[1].strip()}_", test) for _, test in named), row[1]


def test_no_numbered_test_is_left_out_of_every_row():
    """A number in a test's name has its row."""
    found = {m for file in (ROOT / "tests").rglob("test_*.py") for m in re.findall(r"def test_(\d+[a-g]?)_", file.read_text())}
    assert found <= set(NUMBERS), found - set(NUMBERS)
