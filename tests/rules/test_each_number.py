"""Each number and day of the packs, moved by one, fails a worked case: coverage says that a case lies there, this that it tells."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta

import pytest

from game.errors import GameError
from game.library import load_cases, load_statutes, run_case

from .scene import STATUTES

FILES = sorted(f.relative_to(STATUTES) for pattern in ("*/pack.yaml", "*/amendments/*.yaml") for f in STATUTES.glob(pattern))
NUMBER = re.compile(
    r"(?P<key>\b(?:value|days|enacted|at_least|at_most|months|plus_months): |\">=\", )(?P<number>\d+)(?![\d-])"
    r"|(?P<at>\b(?:from|date|effective): )(?P<day>\d{4}-\d\d-\d\d)|(?P<season>\b(?:first|last): \")(?P<of_year>\d\d-\d\d)"
)
MOOT = {
    "memorandum from: 2017-09-28": "what it passes on begins on 29 January 2018",
    "memorandum from: 2017-09-30": "what it passes on begins on 29 January 2018",
    "wide_memorandum from: 2017-09-28": "what it passes on begins on 29 January 2018",
    "wide_memorandum from: 2017-09-30": "what it passes on begins on 29 January 2018",
    "CAATSA 231(a) days: 1": "the last of three forms gives a waived duty a day to show, and it is suspended",
    "Global Magnitsky Act 1263 enacted: 1": "the order that rests on it came a year later",
    "E.O. 13849#whose from: 2018-09-19": "on the day before the order there is no power that it could bar",
}
"""What no case can tell, each with the reason."""


def moved(text):
    """Each number of a pack's text one lower and one higher: (its provision and what is written, the text with it)."""
    for m in NUMBER.finditer(text):
        owner = re.findall(r"\bid: \"?([^\"\n,]+?)\"?$", text[: m.start()], re.MULTILINE)[-1:] or ["?"]
        for n in (-1, 1):
            if m["number"] == "0" and n < 0:
                continue  # nothing is law before it is enacted
            if m["number"]:
                new = f"{m['key']}{int(m['number']) + n}"
            else:
                day = date.fromisoformat(m["day"] or f"2019-{m['of_year']}") + timedelta(days=n)
                new = f"{m['at']}{day}" if m["day"] else f"{m['season']}{day:%m-%d}"
            yield f"{owner[0]} {new}", text[: m.start()] + new + text[m.end() :]


def fails(folder, pack):
    """Does a worked case fail, or the pack not load? Cases of that pack first, those without readings before the others."""
    try:
        statutes = load_statutes(folder)
        worked = load_cases(statutes, statutes.law())
        books = {}
        ordered = sorted(worked, key=lambda w: (bool(w.readings), not w.file.startswith(pack)))
        return any(not run_case(statutes, w, books).passed for w in ordered)
    except GameError:
        return True


@pytest.mark.long
@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_number_moved_by_one_fails_a_worked_case_wherever_a_case_can_tell(tmp_path, file):
    shutil.copytree(STATUTES, tmp_path / "s")
    text = (STATUTES / file).read_text(encoding="utf-8")
    unseen = []
    for what, other in moved(text):
        (tmp_path / "s" / file).write_text(other, encoding="utf-8")
        if not fails(tmp_path / "s", file.parts[0]):
            unseen.append(what)
    known = {what for what, _ in moved(text)} & set(MOOT)
    assert set(unseen) == known
