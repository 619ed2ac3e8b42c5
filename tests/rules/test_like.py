"""Cases that are like another: only what differs is said."""

from __future__ import annotations

import shutil

import pytest

from game.errors import Unreadable
from game.library import load_cases, load_statutes, run_case

from .scene import STATUTES


@pytest.fixture
def folder(tmp_path):
    for pack in ("us-caatsa", "us-aeca"):
        shutil.copytree(STATUTES / pack, tmp_path / pack)
    return tmp_path


def read(folder, text):
    (folder / "us-caatsa" / "cases-like.yaml").write_text(text, encoding="utf-8")
    statutes = load_statutes(folder)
    return statutes, {w.id: w for w in load_cases(statutes, statutes.law())}


def test_a_case_like_another_takes_from_it_all_that_it_does_not_say(folder):
    statutes, cases = read(folder, """\
cases:
- {id: V-1, like: P-010, act: {items: [1, 2, 4, 6, 9]}, expect: {verdict: lawful}}
- {id: V-2, like: P-010, as_of: 2018-01-28, expect: {verdict: not_applicable}}
- {id: V-3, like: P-024, without: [determined.231], expect: {verdict: lawful}}
- {id: V-4, like: P-010, act: {items: null}, expect: {verdict: defective}}
""")  # fmt: skip
    base = cases["P-010"]
    assert cases["V-1"].act.params == {**base.act.params, "items": frozenset([1, 2, 4, 6, 9])}
    assert (cases["V-1"].case, cases["V-1"].act.date, cases["V-1"].title) == (base.case, base.act.date, base.title)
    assert cases["V-2"].act.date.isoformat() == "2018-01-28"
    assert [o.name for o in cases["P-024"].case.occurrences] == ["determined.231"]
    assert cases["V-3"].case.occurrences == ()
    assert "items" not in cases["V-4"].act.params
    assert [run_case(statutes, cases[id], {}).differences for id in ("V-1", "V-2", "V-4")] == [()] * 3


def test_what_is_said_about_a_ruling_is_not_taken_over_from_the_other_case(folder):
    _, cases = read(folder, "cases:\n- {id: V-1, like: P-007, as_of: 2019-08-02, expect: {verdict: lawful}}\n")
    base, variant = cases["P-007"], cases["V-1"]
    assert variant.readings == base.readings != {}
    assert (base.contestable, variant.contestable) == (True, False)
    assert variant.otherwise is None
    assert variant.expect["citations"] == []
    assert variant.why == ""


@pytest.mark.parametrize(("case", "said"), [
    ("{id: V-1, like: P-01O, expect: {verdict: lawful}}", "there is no case `P-01O`; did you mean"),
    ("{id: V-1, expect: {verdict: lawful}}", "needs `as_of`, or a case that it is `like`"),
    ("{id: P-010, like: P-011, expect: {verdict: lawful}}", "the case `P-010` is there twice"),
    ("{id: V-1, like: P-010, act: {itms: [1]}, expect: {verdict: lawful}}", "has no parameter `itms`"),
    ("{id: V-1, like: P-010, expect: {verdict: lawful}}\n- {id: V-2, like: V-1, expect: {verdict: lawful}}", "`V-1` is itself like another case"),
])  # fmt: skip
def test_a_case_like_nothing_is_told_with_file_and_line(folder, case, said):
    with pytest.raises(Unreadable) as e:
        read(folder, f"cases:\n- {case}\n")
    assert any(said in str(f) for f in e.value.faults), [str(f) for f in e.value.faults]
    assert all("cases" in f.file and f.line > 1 for f in e.value.faults)
