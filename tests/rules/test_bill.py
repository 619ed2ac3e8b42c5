"""What a bill would change: against laws put together anew, on random laws against the reference, and its faults at its own lines."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from game import rules
from game.__main__ import main
from game.library import load_cases
from tests.draws import draws

from . import test_settling as settling
from .reference import ruled
from .scene import STATUTES, statutes
from .test_amend import NO_ELEMENT, bill

BOOK = statutes.book()
ASKED = [rules.Asked(w.id, w.case, w.act, w.readings) for w in load_cases(statutes, statutes.law()) if not w.as_enacted]
PLAIN = [a for a in ASKED if not a.readings]


@pytest.fixture(scope="module")
def section_1294():
    """The act of 2018, and the statutes as they would be without it."""
    act = next(f.amendment for f in statutes.amendments if f.amendment.id == "ndaa-fy2019-1294")
    return act, statutes.before(act, statutes.documents[act.id])


def told(law, a):
    return rules.outcome(rules.explain(law, a.case, a.act, rules.adjudicate(law, a.case, a.act)))


def test_a_law_that_was_passed_changes_exactly_the_rulings_that_two_books_put_together_anew_rule_differently(section_1294):
    act, without = section_1294
    found = rules.previewed(without.book(), act, PLAIN)
    others = [f.amendment for f in without.amendments]
    later = frozenset().union(*(a.brings for a in (act, *others)))
    words = [*statutes.packs, *(a.words for a in sorted(others, key=lambda a: (a.effective, a.enacted, a.id))), act.words]
    old = rules.Book((), others, _base=rules.compile_law(words, later=later))
    differ = {a.id: (told(old.on(a.act.date), a), told(BOOK.on(a.act.date), a)) for a in PLAIN}
    assert {s.id: (s.was, s.now) for s in found.changed} == {k: v for k, v in differ.items() if not rules.alike(*v)}
    assert found.changed and found.cited == sum(rules.alike(*v) and v[0] != v[1] for v in differ.values()) > 0
    assert found.same == sum(v[0] == v[1] for v in differ.values())
    assert found.before == sum(a.act.date < act.effective for a in PLAIN)


def test_a_case_is_ruled_on_the_readings_it_chooses_even_those_that_the_bill_brings(section_1294):
    act, without = section_1294
    chosen = [a for a in ASKED if a.readings.get("q5") == "before_too"]
    found = rules.previewed(without.book(), act, [*chosen, *(replace(a, id=f"{a.id} silent", readings={}) for a in chosen)])
    assert {s.id for s in found.changed} >= {a.id for a in chosen} and len(found.changed) < 2 * len(chosen)


def test_a_provision_that_is_only_cited_anew_changes_no_ruling():
    found = rules.previewed(rules.Book.of(BOOK.original), bill("- {redesignate: CAATSA 231(a), to: CAATSA 231(x)}\n", "2017-08-02"), ASKED)
    assert not found.changed and found.cited > 20 and found.same + found.cited == len(ASKED)


def test_the_book_given_stays_as_it_is_and_a_bill_that_cannot_be_read_says_where():
    before = BOOK.on(date(2019, 1, 1))
    rules.previewed(BOOK, bill(NO_ELEMENT), ASKED[:5])
    assert BOOK.on(date(2019, 1, 1)) is before and "bill" not in [a.id for a in BOOK.amendments]
    with pytest.raises(rules.LawError, match="operations.0.repeal"):
        rules.previewed(BOOK, bill("- repeal: CAATSA 999\n"), [])


WITHIN = st.integers(-2, 2).map(lambda n: settling.TODAY + timedelta(days=n))


@settings(max_examples=draws(150), deadline=None)
@given(settling.laws, settling.conditions, settling.conditions, settling.known, st.lists(settling.event, max_size=2), WITHIN)
def test_on_random_laws_old_and_new_are_what_the_reference_gives(raw, when, bar, facts, happened, effective):
    happened = sorted(happened, key=lambda e: e[1])
    norms = settling.norms_of(raw)
    changes = {"AECA 1": {"when": when}, "AECA 2": {"when": bar}}
    operations = tuple(rules.Operation("replace", id, changes=c) for id, c in changes.items())
    act = rules.Act("do", "king", settling.TODAY, {"thing": "x"})
    words = rules.Pack("b", "b", effective, "")
    the_bill = rules.Amendment("b", "b", "AECA 99", effective, effective, operations, words)
    env = {"today": settling.TODAY, "actor": "king", "records": {"thing": facts}, "refs": {"thing": "x"}, "events": happened, "sets": {}, "readings": {}}
    was = ruled("do", {**env, "norms": norms})
    then = {id: {**n, **changes.get(id, {})} for id, n in norms.items()} if effective <= settling.TODAY else norms
    now = ruled("do", {**env, "norms": then})
    found = rules.previewed(rules.Book.of(settling.compiled(norms)), the_bill, [rules.Asked("a", settling.case_of(facts, happened), act)])
    assert [(s.was["verdict"], s.now["verdict"]) for s in found.changed] == ([(was, now)] if was != now else [])
    assert found.before == (effective > settling.TODAY)


def file(tmp_path, operations):
    path = tmp_path / "bill.yaml"
    path.write_text(f"amendment: b\ntitle: A bill\ncite: AECA 99\nsource: s\nenacted: 2018-03-01\noperations:\n{operations}", encoding="utf-8")
    return str(path)


def test_the_command_prints_old_and_new_and_tells_faults_at_the_line_of_the_bill(tmp_path):
    done = CliRunner().invoke(main, ["law", "preview", file(tmp_path, NO_ELEMENT)])
    assert done.exit_code == 0
    assert done.output.splitlines()[0] == "A bill  (AECA 99; in effect 2018-03-01)"
    at = done.output.splitlines().index("P-025  2018-06-01  Initial waiver on ordinary national-interest words")
    was, now = done.output.splitlines()[at + 1 : at + 3]
    assert was.startswith("  was  defective, void  [CAATSA 231(b), ") and now.startswith("  now  lawful, effective; CAATSA 231(a) suspended  [")
    told = json.loads(CliRunner().invoke(main, ["law", "preview", file(tmp_path, NO_ELEMENT), "--json"]).output)["worked cases"]
    assert sum(len(told["changed"]) if k == "changed" else told[k] for k in ("changed", "cited", "same")) == len(ASKED)
    done = CliRunner().invoke(main, ["law", "preview", file(tmp_path, NO_ELEMENT + "- repeal: CAATSA 999\n")])
    assert done.exit_code == 2 and done.output.startswith(f"{tmp_path}/bill.yaml:9: operations[1].repeal: there is no provision")


@pytest.mark.parametrize("id", [f.amendment.id for f in statutes.amendments])
def test_an_act_that_stands_beside_the_packs_is_shown_against_the_law_without_it(id):
    path = next(STATUTES.glob(f"*/amendments/{id}.yaml"))
    done = CliRunner().invoke(main, ["law", "preview", str(path)])
    assert done.exit_code == 0 and "\n  was  " in done.output, done.output
