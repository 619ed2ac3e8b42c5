"""The worked cases as the lawyers gave them: which there are, with which ruling, and what a broken number does to each."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from game import rules
from game.__main__ import main
from game.library import law_of, load_cases, load_statutes

STATUTES = Path(__file__).parents[2] / "scenarios" / "statutes"
EXPECTED = {
    "lawful": [4, 8, 9, 12, 23, 26, 28, 40, 42, 43, 47, 54, 56, 62, 66, 67, 76, 79, 82],
    "unlawful": [18, 19, 34, 38, 39, 41, 46, 53, 55, 58, 59, 69, 75, 80],
    "defective": [10, 11, 24, 25, 29, 31, 35, 36, 37, 50, 51, 52, 65, 70, 74, 78, 84],
    "not_applicable": [1, 3, 5, 13, 14, 22, 27, 32, 48, 49, 64, 77],
    "due": [6, 16, 73, 83],
    "breached": [21, 30, 72],
}
"""Cases nobody disputes, by the ruling expected; `due` and `breached` are lawful assertions or acts that name the duty so."""
CONTESTED = {
    "lawful": [33, 57, 60, 71, 81], "unlawful": [44, 45, 61, 63, 68], "defective": [20], "not_applicable": [2, 15, 17], "due": [7],
}  # fmt: skip

statutes = load_statutes(STATUTES)
worked = {w.id: w for w in load_cases(statutes, statutes.law())}


def expected_of(w):
    return (
        next(iter(w.expect["duties"].values()), w.expect["verdict"])
        if w.act.name.startswith(("determine", "assert"))
        else w.expect["verdict"]
    )


@pytest.mark.parametrize(("ruling", "number", "contested"), [
    *((r, n, False) for r, several in EXPECTED.items() for n in several), *((r, n, True) for r, several in CONTESTED.items() for n in several),
])  # fmt: skip
def test_the_case_is_there_and_expects_what_the_lawyers_expect(ruling, number, contested):
    w = worked[f"P-{number:03}"]
    assert (expected_of(w), w.contestable) == (ruling, contested)
    assert w.title
    assert w.why
    assert w.expect["citations"] or w.expect["considered"]


def test_every_contested_case_says_on_which_reading_it_stands():
    for w in worked.values():
        assert w.contestable == bool(w.readings), w.id
        assert w.contestable == (w.otherwise is not None), w.id


def test_all_eighty_four_cases_are_there():
    given = [n for several in (*EXPECTED.values(), *CONTESTED.values()) for n in several]
    assert sorted(given) == list(range(1, 85))


@pytest.mark.parametrize("question", [f"q{n}" for n in range(1, 13)])
def test_an_open_question_changes_a_ruling_by_itself_and_each_ruling_names_its_reading(question):
    books = {}
    w = worked[f"Q-{int(question[1:]):02}"]
    readings = [w.readings[question], w.otherwise["readings"][question]]
    assert set(w.otherwise["readings"]) == set(w.readings) == {question}
    given = []
    for reading in readings:
        law = law_of(statutes, w, books, {question: reading})
        given.append(rules.opened(law, rules.explain(law, w.case, w.act, rules.adjudicate(law, w.case, w.act))))
    assert [r["readings"][question] for r in given] == readings
    assert readings[0] == law.names.interpretations[question].default
    said = [(r["verdict"], [(d["cite"], d["state"]) for d in r["duties"]]) for r in given]
    assert said[0] != said[1]


def test_every_verdict_that_can_be_known_is_expected_by_several_cases():
    counted = Counter(w.expect["verdict"] for w in worked.values())
    assert all(counted[v] >= 5 for v in ("lawful", "unlawful", "defective", "not_applicable"))


NUMBERS = [
    ("us-caatsa", "from: {enacted: 180}", "from: {enacted: 181}", "P-004", "231(a)"),
    ("us-caatsa", "from: {enacted: 180}", "from: {enacted: 179}", "P-003", "231(a)"),
    ("us-caatsa", "due: {enacted: 60}", "due: {enacted: 120}", "P-021", "231(d)"),
    ("us-caatsa", "last_conduct, \">=\", {enacted: 0}", "last_conduct, \">=\", {enacted: 1}", "P-006", "231(a)"),
    ("us-caatsa", "      at_least: 5\n", "      at_least: 4\n", "P-011", "235(a)"),
    ("us-caatsa", "      at_least: 5\n", "      at_least: 6\n", "P-012", "235(a)"),
    ("us-caatsa", "days: 12, day_one: next", "days: 5, day_one: next", "P-044", "216(b)(4)"),
    ("us-caatsa", "days: 10, day_one: next", "days: 8, day_one: next", "P-045", "216(b)(5)"),
    ("us-caatsa", 'first: "07-10"', 'first: "07-11"', "P-041", "216(b)(2)"),
    ("us-caatsa", 'first: "07-10"', 'first: "07-09"', "P-042", "216(b)(2)"),
    ("us-caatsa", "at_most: 10000000}", "at_most: 9999999}", "P-054", "235(a)(3)"),
    ("us-caatsa", "months: 12,", "months: 8,", "P-053", "235(a)(3)"),
    ("us-aeca", "  value: 25000000\n", "  value: 26000001\n", "P-063", "36(b)(6)(A)"),
    ("us-aeca", "  value: 100000000\n", "  value: 60000000\n", "P-062", "36(b)(6)"),
    ("us-aeca", "  value: 15\n", "  value: 14\n", "P-059", "36(c)(2)(A)"),
]  # fmt: skip


def only(folder, pack, id):
    """Of the worked cases keep one: the command then answers in a moment."""
    for file in folder.glob("*/cases*.yaml"):
        if file != folder / pack / "cases.yaml":
            file.unlink()
    cases = folder / pack / "cases.yaml"
    head, *each = re.split(r"(?m)^(?=- id: )", cases.read_text(encoding="utf-8"))
    (one,) = [c for c in each if re.match(rf"- id: \"?{id}\b", c)]
    cases.write_text(head + one, encoding="utf-8")


@pytest.mark.parametrize(("pack", "was", "now", "fails", "where"), NUMBERS, ids=[f"{n[3]} {n[2].strip()}" for n in NUMBERS])
def test_a_broken_number_fails_its_case_and_the_printed_proof_shows_where(tmp_path, pack, was, now, fails, where):
    shutil.copytree(STATUTES, tmp_path / "s")
    only(tmp_path / "s", pack, fails)
    file = tmp_path / "s" / pack / "pack.yaml"
    assert was in file.read_text()
    file.write_text(file.read_text().replace(was, now))
    done = CliRunner().invoke(main, ["cases", str(tmp_path / "s")])
    assert done.exit_code == 1, "no case notices"
    told = done.output.partition(f": {fails} ")[2].partition("cases.yaml:")[0]
    assert "expected" in told
    assert f"{where}]" in told or f"{where}(" in told
