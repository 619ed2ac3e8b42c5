"""How law is read: open facts, exceptions, day counts, duties, repairs, and packs that cannot be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game import rules
from game.errors import Unreadable
from game.library import load_statutes
from game.rules.repairs import Change, applied

STATUTES = Path(__file__).parents[2] / "scenarios" / "statutes"
law = load_statutes(STATUTES).law()
PERSON = {"is_state": False, "is_financial_institution": False}
DEAL = {
    "engaged": True,
    "contract_date": date(2017, 9, 12),
    "last_conduct": date(2017, 12, 29),
    "counterparty_listed": True,
    "counterparty_in_sector": True,
    "significant": True,
    "knew": True,
    "should_have_known": True,
}
ACC6, ACL9 = law.names.sets["acc6"], law.names.sets["acl9"]


def case(person=PERSON, deal=DEAL, *events):
    return rules.Case({"ssm": rules.Record("person", person), "s400": rules.Record("transaction", deal)}, tuple(events))


def happened(name, day, **data):
    return rules.Occurrence(name, day, {"person": "ssm"}, data)


def impose(items, day=date(2018, 2, 1), actor="president", **params):
    given_ = {"determination": True, "items": frozenset(items), **params}
    return rules.Act("impose_231", actor, day, {"person": "ssm", "transaction": "s400"}, given_)


def ruled(situation, act):
    return rules.adjudicate(law, situation, act)


def test_an_open_fact_that_decides_leaves_it_undetermined_and_is_asked_for():
    ruling = ruled(case(deal={**DEAL, "significant": None}), impose([1, 2, 3, 4, 6]))
    assert (ruling.verdict, ruling.consequence, ruling.missing) == ("undetermined", "waits", (("transaction", "significant"),))


def test_an_open_fact_that_cannot_matter_is_not_asked_for():
    assert ruled(case(deal={**DEAL, "knew": None}), impose([1, 2, 3, 4, 6])).verdict == "lawful"
    assert ruled(case(person={"is_state": False}), impose([1, 2, 3, 4, 6])).verdict == "lawful"
    assert ruled(case(person={"is_state": False}), impose([1, 2, 3, 4, 5])).missing == (("person", "is_financial_institution"),)


FACTS = [
    ("transaction", "engaged"),
    ("transaction", "counterparty_listed"),
    ("transaction", "significant"),
    ("transaction", "knew"),
    ("transaction", "should_have_known"),
    ("person", "is_state"),
    ("person", "is_financial_institution"),
]


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(FACTS), max_size=5), st.sets(st.integers(1, 8), min_size=3, max_size=6), st.booleans())
def test_the_verdict_is_what_every_settlement_gives_and_missing_is_what_can_part_them(open_, items, treasury):
    act = impose(items, actor="secretary_of_treasury" if treasury else "president")
    known = {("person", k): v for k, v in PERSON.items()} | {("transaction", k): v for k, v in DEAL.items()}

    def under(values):
        whole = {**known, **values}
        parts = {r: {k: v for (kind, k), v in whole.items() if kind == r} for r in ("person", "transaction")}
        return ruled(case(parts["person"], parts["transaction"]), act)

    names = sorted(open_)
    settled = {c: under(dict(zip(names, c, strict=True))).verdict for c in product([True, False], repeat=len(names))}
    got = under(dict.fromkeys(names))
    if len(set(settled.values())) == 1:
        assert (got.verdict, got.missing) == (next(iter(settled.values())), ())
    else:
        parting = {n for i, n in enumerate(names) if any(settled[c] != settled[(*c[:i], not c[i], *c[i + 1 :])] for c in settled)}
        assert (got.verdict, set(got.missing)) == ("undetermined", parting)


@pytest.mark.parametrize(
    ("day", "verdict"), [(date(2018, 1, 28), "not_applicable"), (date(2018, 1, 29), "lawful"), (date(2018, 1, 30), "lawful")]
)
def test_caatsa_231_a_operates_from_the_180th_day(day, verdict):
    assert ruled(case(), impose([1, 2, 3, 4, 6], day)).verdict == verdict


ENDING = {"recipients": ACC6, "notice_with_reasons": True, "stopped_or_steps": True, "assurances": True}
REPORT = {"recipients": ACL9, "describes_action": True, "gives_reasons": True, "states_alteration": True, "route": "not_alter"}


@pytest.mark.parametrize(
    ("filed", "last_barred"),
    [
        (date(2021, 3, 1), 29),
        (date(2021, 7, 9), 29),
        (date(2021, 7, 10), 59),
        (date(2021, 9, 7), 59),
        (date(2021, 9, 8), 29),
        (date(2020, 2, 1), 29),
    ],
)
def test_caatsa_216_b_counts_the_day_of_submission_as_day_one(filed, last_barred):
    situation = case(
        PERSON, DEAL, happened("imposed.231", date(2020, 1, 1), items=frozenset([1, 2, 3, 4, 6])), happened("report.216", filed, **REPORT)
    )
    for lag, verdict in ((last_barred - 1, "unlawful"), (last_barred, "unlawful"), (last_barred + 1, "lawful")):
        act = rules.Act("terminate_236c", "president", filed + timedelta(days=lag), {"person": "ssm"}, ENDING)
        assert ruled(situation, act).verdict == verdict, lag


@pytest.mark.parametrize(("event", "days"), [("disapproval.passed", 12), ("disapproval.vetoed", 10)])
def test_caatsa_216_b_4_and_5_count_from_the_day_after(event, days):
    day = date(2021, 5, 10)
    situation = case(
        PERSON,
        DEAL,
        happened("imposed.231", date(2020, 12, 14), items=frozenset([1, 2, 3, 4, 6])),
        happened("report.216", date(2021, 3, 1), **REPORT),
        happened(event, day),
    )
    for lag, verdict in ((days - 1, "unlawful"), (days, "unlawful"), (days + 1, "lawful")):
        act = rules.Act("terminate_236c", "president", day + timedelta(days=lag), {"person": "ssm"}, ENDING)
        assert ruled(situation, act).verdict == verdict, lag


def state(situation, day, cite="CAATSA 231(a)"):
    return next((d.state for d in rules.duties(law, situation, day) if d.cite == cite), "pending")


def test_caatsa_231_c_a_delay_suspends_for_180_days_and_then_the_duty_is_overdue_at_once():
    day = date(2018, 2, 10)
    situation = case(PERSON, DEAL, happened("determined.231", day), happened("delayed.231c", day))
    assert [state(situation, day + timedelta(days=n)) for n in (-1, 0, 180, 181)] == ["pending", "suspended", "suspended", "breached"]


def test_caatsa_231_a_is_due_the_day_of_the_determination_and_settled_late_after_it():
    day = date(2018, 2, 10)
    found = case(PERSON, DEAL, happened("determined.231", day))
    assert [state(found, day + timedelta(days=n)) for n in (0, 1)] == ["due", "breached"]
    done = found.with_occurrence(happened("imposed.231", day, items=frozenset([1])))
    assert state(done, day) == "discharged"
    late = found.with_occurrence(happened("imposed.231", day + timedelta(days=5), items=frozenset([1])))
    assert state(late, day + timedelta(days=9)) == "discharged_late"


@settings(max_examples=80, deadline=None)
@given(st.sets(st.integers(1, 12), max_size=5), st.booleans(), st.booleans())
def test_every_repair_offered_works_and_no_part_of_it_does(items, consulted, finding):
    act = impose(items, actor="secretary_of_state", consulted_treasury=consulted, determination=finding)
    ruling = ruled(case(), act)
    whole = rules.explain(law, case(), act, ruling)
    assert whole["repairs"] or ruling.verdict == "lawful"
    for repair in whole["repairs"]:
        changes = [
            Change(c["change"], c["field"], frozenset(c["value"]) if isinstance(c["value"], list) else c["value"], "", "") for c in repair
        ]
        assert all(c.field.startswith("act.") for c in changes)
        assert ruled(case(), applied(act, frozenset(changes))).verdict == "lawful"
        for left_out in changes:
            assert ruled(case(), applied(act, frozenset(changes) - {left_out})).verdict != "lawful"


def test_the_receipt_is_the_same_for_the_same_input_and_another_for_any_other():
    act = impose([1, 2, 3, 4, 6])

    def receipt(situation, act):
        return rules.explain(law, situation, act, ruled(situation, act))["receipt"]

    base = receipt(case(), act)
    assert base == receipt(case(), act)
    others = [
        receipt(case(), replace(act, date=date(2018, 2, 2))),
        receipt(case(), impose([1, 2, 3, 4, 7])),
        receipt(case(deal={**DEAL, "knew": False}), act),
        receipt(case(PERSON, DEAL, happened("determined.231", date(2018, 1, 30))), act),
    ]
    assert len({base, *others}) == 5


def test_what_a_reader_may_not_know_is_not_in_the_proof():
    act = impose([1, 2, 3, 4, 6])
    text = str(rules.explain(law, case(), act, ruled(case(), act), lambda record, name: name != "last_conduct"))
    assert "2017-12-29" not in text
    assert "established, not shown to you" in text


PACK = """
pack: p
title: A pack
enacted: 2020-01-01
source: nowhere
records: {person: {rich: {type: bool}, kind_of: {type: enum, values: [big, small]}}}
events: {ruined: {label: ruined, about: [person]}}
acts: {pay: {label: pay, kind: office, about: [person]}}
norms:
- {id: AECA 1, kind: power, heading: h, sense: s, source: /us/a, holder: president, acts: pay, when: {fact: person.rich}}
- {id: AECA 2, kind: exception, heading: h, sense: s, source: /us/a, defeats: AECA 1, when: {event: ruined, about: person}}
"""


@pytest.mark.parametrize(
    ("was", "now", "line", "words"),
    [
        ("heading: h", "headding: h", 10, ["headding", "did you mean `heading`"]),
        ("person.rich", "person.ritch", 10, ["ritch", "did you mean `rich`"]),
        ("person.rich", "person.kind_of", 10, ["is a enum"]),
        ("fact: person.rich", 'cmp: [person.kind_of, "==", bigg]', 10, ["never `bigg`", "`big`"]),
        ("event: ruined", "event: ruind", 11, ["ruind", "did you mean `ruined`"]),
        ("defeats: AECA 1", "defeats: AECA 3", 11, ["unknown provision `AECA 3`"]),
        ("acts: pay,", "acts: pai,", 10, ["unknown act `pai`"]),
        ("2020-01-01", "2020-02-31", 4, ["not a day"]),
        ("source: /us/a, holder", "source: [a], holder", 10, []),
        ("{event: ruined, about: person}", "{in_effect: AECA 2}", 11, ["circle", "AECA 2 → AECA 2"]),
        ("title: A pack", "title: A pack\ntitle: again", 4, ["title"]),
        ("title: A pack", "title: " + "[" * 50_000, 3, []),
    ],
)
def test_a_pack_with_a_fault_says_file_line_and_advice(tmp_path, was, now, line, words):
    (tmp_path / "pack.yaml").write_text(PACK)
    load_statutes(tmp_path).law()
    assert was in PACK
    (tmp_path / "pack.yaml").write_text(PACK.replace(was, now, 1))
    with pytest.raises(Unreadable) as caught:
        load_statutes(tmp_path).law()
    assert all(f.file.endswith("pack.yaml") for f in caught.value.faults)
    assert any(f.line == line and all(word in str(f) for word in words) for f in caught.value.faults), str(caught.value)


def test_all_faults_of_one_norm_come_at_once(tmp_path):
    broken = PACK.replace("{fact: person.rich}", "{all: [{fact: person.a}, {fact: person.b}, {event: c}]}")
    (tmp_path / "pack.yaml").write_text(broken)
    with pytest.raises(Unreadable) as caught:
        load_statutes(tmp_path).law()
    assert len(caught.value.faults) == 3
