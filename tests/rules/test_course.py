"""How duties go in time: clocks that stop or start anew, duties that end, and norms that arise from another's state.

Random duties that hang on each other, against the reference that walks every day; then each rule by itself on small laws.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from game import rules
from game.__main__ import main
from game.library import amendment_of, load_cases, load_statutes, read_yaml, run_case
from tests.draws import draws

from .reference import duty_state, ruled

DAY = date(2021, 3, 10)
FIRST, SECOND = "AECA 20", "AECA 21"
NAMES = ("made", "paid", "halted", "resumed", "again", "over", "shown")
STATES = ["pending", "due", "suspended", "discharged", "breached", "discharged_late", "expired"]
FACTS = {"p": rules.FactSpec("bool"), "q": rules.FactSpec("bool"), "signed": rules.FactSpec("date")}


def plus(n):
    return DAY + timedelta(days=n)


# ------------------------------------------------------------------ random laws
facts = st.sampled_from([{"fact": "thing.p"}, {"fact": "thing.q"}, {"not": {"fact": "thing.p"}}])
tests = st.one_of(
    st.sampled_from(NAMES).map(lambda e: {"event": e, "about": "thing"}),
    st.permutations(NAMES).map(lambda p: {"event_since": {"event": p[0], "since": p[1], "about": "thing"}}),
    st.builds(lambda e, n, d: {"event_within": {"event": e, "about": "thing", "days": n, "day_one": d}}, st.sampled_from(NAMES),
              st.integers(1, 4), st.sampled_from(["same", "next"])),
    st.builds(lambda o, n: {o: plus(n).isoformat()}, st.sampled_from(["on_or_after", "before"]), st.integers(-2, 8)),
    st.builds(lambda s, n: {"cmp": ["today", s, plus(n).isoformat()]}, st.sampled_from(["<=", ">", "==", "!="]), st.integers(-2, 8)),
    facts,
)  # fmt: skip
conditions = st.one_of(tests, tests, tests.map(lambda c: {"not": c}), st.lists(tests, min_size=2, max_size=2).map(lambda s: {"all": s}),
                       st.lists(tests, min_size=2, max_size=2).map(lambda s: {"any": s}))  # fmt: skip
halted, is_paid, is_over = ({"event_since": {"event": "halted", "since": "resumed", "about": "thing"}}, {"event": "paid", "about": "thing"},
                            {"event": "over", "about": "thing"})  # fmt: skip
halts = st.one_of(st.just(halted), st.just(halted), conditions)
paid = st.one_of(st.just(is_paid), st.just(is_paid), st.just({"event_since": {"event": "paid", "since": "made", "about": "thing"}}), conditions)
ends = st.one_of(st.just(is_over), st.just(is_over), conditions)
terms = st.one_of(
    st.builds(lambda n: {"event": "made", "about": "thing", "days": n}, st.integers(0, 5)),
    st.builds(lambda n: {"event": "made", "about": "thing", "days": n, "since": ["shown"]}, st.integers(0, 5)),
    st.builds(lambda n, d: {"date": plus(d).isoformat(), "plus_days": n}, st.integers(0, 5), st.integers(-2, 2)),
)  # fmt: skip


def of_state(duty):
    """Tests of how a duty stands or went."""
    done, breached = f"discharged.{duty}", f"breached.{duty}"
    some = [done, breached, "paid", "shown"]
    states = st.lists(st.sampled_from(STATES[1:]), min_size=1, max_size=3, unique=True)
    return st.one_of(
        states.map(lambda s: {"state": {"duty": duty, "is": s}}),
        st.sampled_from([done, breached]).map(lambda e: {"event": e, "about": "thing"}),
        st.builds(lambda e, n, d: {"event_within": {"event": e, "about": "thing", "days": n, "day_one": d}}, st.sampled_from([done, breached]),
                  st.integers(1, 4), st.sampled_from(["same", "next"])),
        st.sampled_from([(e, s) for e in some for s in (done, breached, "made") if e != s]).map(
            lambda p: {"event_since": {"event": p[0], "since": p[1], "about": "thing"}}),
    )  # fmt: skip


is_made = {"event": "made", "about": "thing"}
raised = st.one_of(st.just(is_made), st.just(is_made), st.just(is_made), conditions)
laws = st.fixed_dictionaries({
    "when": raised, "due": terms, "done": paid, "stops": st.none() | halts, "anew": st.sampled_from([None, "again"]), "over": st.none() | ends,
    "suspends": st.none() | conditions, "from": st.sampled_from([None, None, plus(-1), plus(1)]), "until": st.sampled_from([None, None, None, plus(6)]),
    "second": st.one_of(st.just({"event": f"breached.{FIRST}", "about": "thing"}), of_state(FIRST)),
    "second_due": st.integers(0, 3).map(lambda n: {"event": f"breached.{FIRST}", "about": "thing", "days": n}),
    "second_stops": st.none() | of_state(FIRST) | halts, "second_done": st.one_of(paid, of_state(FIRST)),
    "asks": st.one_of(of_state(FIRST), of_state(FIRST), of_state(SECOND)), "bars": of_state(SECOND),
})  # fmt: skip
event = st.tuples(st.sampled_from(NAMES), st.integers(-3, 9).map(plus), st.just({"thing": "x"}), st.just({}))
made = st.integers(-2, 2).map(lambda n: ("made", plus(n), {"thing": "x"}, {}))
happening = st.builds(lambda first, several: sorted([*first, *several], key=lambda e: e[1]), st.lists(made, max_size=2), st.lists(event, max_size=6))
known = st.fixed_dictionaries({"p": st.booleans(), "q": st.booleans()})


def norms_of(law):
    first = {"kind": "duty", "holder": ["king"], "owed_to": "all", "per": ["thing"], "settle": "s", "when": law["when"], "due": law["due"],
             "discharged_when": law["done"], "start": law["from"], "until": law["until"]}  # fmt: skip
    second = {"kind": "duty", "holder": ["king"], "owed_to": "all", "per": ["thing"], "settle": "s", "when": law["second"],
              "due": law["second_due"], "discharged_when": law["second_done"]}  # fmt: skip
    first |= {k: v for k, v in (("stops_while", law["stops"]), ("expires_when", law["over"])) if v is not None}
    first |= {"starts_anew_at": {"event": law["anew"], "about": "thing"}} if law["anew"] else {}
    second |= {"stops_while": law["second_stops"]} if law["second_stops"] is not None else {}
    norms = {
        "AECA 1": {"kind": "power", "acts": ["do"], "holder": ["king"], "when": law["asks"], "elements": []},
        "AECA 2": {"kind": "prohibition", "acts": ["do"], "when": law["bars"]},
        FIRST: first,
        SECOND: second,
    }
    if law["suspends"] is not None:
        norms["AECA 22"] = {"kind": "exception", "defeats": [FIRST], "when": law["suspends"]}
    return {id: {"id": id, **n} for id, n in norms.items()}


def compiled(norms, more_events=()):
    made = tuple(
        rules.Norm(**{k: tuple(v) if isinstance(v, list) else v for k, v in n.items()}, heading=n["id"], sense="s", reason="r", pack="p")
        for n in norms.values()
    )
    events = {name: rules.EventSpec(name, ("thing",)) for name in (*NAMES, *more_events)}
    acts = {"do": rules.ActSpec("do", "do", "office", ("thing",), pack="p"),
            "say": rules.ActSpec("say", "say", "assertion", ("thing",), asserts=FIRST, pack="p")}  # fmt: skip
    return rules.compile_law([rules.Pack("p", "t", DAY, "d", records={"thing": FACTS}, events=events, acts=acts, norms=made)])


def case_of(facts, happened):
    return rules.Case({"x": rules.Record("thing", facts)}, tuple(rules.Occurrence(*e) for e in happened))


def world(norms, facts, happened, today):
    earliest = min([today, plus(-8), *(e[1] for e in happened)]) - timedelta(days=1)
    return {"today": today, "actor": "king", "records": {"thing": facts}, "refs": {"thing": "x"}, "norms": norms, "sets": {}, "readings": {},
            "events": [e for e in happened if e[1] <= today], "earliest": earliest}  # fmt: skip


def states(law, case, today):
    return {d.norm.id: d.state for d in rules.duties(law, case, today)}


def expected(norms, facts, happened, today):
    env = world(norms, facts, happened, today)
    return {id: s for id in (FIRST, SECOND) if (s := duty_state(id, env)) != "pending"}


@settings(max_examples=draws(300), deadline=None)
@given(laws, known, happening, st.integers(-2, 12).map(plus))
def test_random_duties_stand_on_each_day_as_the_reference_that_walks_every_day_says(law, facts, happened, today):
    norms = norms_of(law)
    the_law, case = compiled(norms), case_of(facts, happened)
    assert states(the_law, case, today) == expected(norms, facts, happened, today)
    act = rules.Act("do", "king", today, {"thing": "x"})
    assert rules.adjudicate(the_law, case, act).verdict == ruled("do", world(norms, facts, happened, today))


@settings(max_examples=draws(150), deadline=None)
@given(laws, known, happening, st.integers(-2, 12).map(plus), st.sets(st.sampled_from("pq"), min_size=1))
def test_with_open_facts_the_verdict_is_what_every_way_of_settling_gives_and_else_exactly_those_that_part_it_are_missing(
    law, facts, happened, today, open_
):
    norms, names = norms_of(law), sorted(open_)
    verdicts = {}
    for way in product([True, False], repeat=len(names)):
        verdicts[way] = ruled("do", world(norms, {**facts, **dict(zip(names, way, strict=True))}, happened, today))
    held = case_of({k: v for k, v in facts.items() if k not in open_}, happened)
    got = rules.adjudicate(compiled(norms), held, rules.Act("do", "king", today, {"thing": "x"}))
    if len(set(verdicts.values())) == 1:
        assert (got.verdict, got.missing) == (verdicts[(True,) * len(names)], ())
    else:
        parting = {
            ("thing", name) for n, name in enumerate(names)
            if any(verdicts[w] != verdicts[(*w[:n], not w[n], *w[n + 1 :])] for w in verdicts)
        }  # fmt: skip
        assert (got.verdict, set(got.missing)) == ("undetermined", parting)


# ------------------------------------------------------------------ rule by rule
CLOCKS = Path(__file__).parents[1] / "statutes" / "clocks"
debts = load_statutes(CLOCKS)
LAW = debts.law()
PAY, FEE = "Debts Act 1", "Debts Act 2"
MARCH = date(2020, 3, 1)


def debt(secured=True, **happened):
    """A debt demanded on 1 March, and what happened on which later day of the count."""
    events = sorted([("demanded", 0), *((name, n) for name, n in happened.items())], key=lambda e: e[1])
    about = {"debt": "loan"}
    return rules.Case({"loan": rules.Record("debt", {"secured": secured})},
                      tuple(rules.Occurrence(name, MARCH + timedelta(days=n), about) for name, n in events))  # fmt: skip


def stands(case, *days, duty=PAY, law=LAW):
    return [next((d.state for d in rules.duties(law, case, MARCH + timedelta(days=n)) if d.cite == duty), "pending") for n in days]


def seize(day, actor="creditor"):
    return rules.Act("seize", actor, MARCH + timedelta(days=day), {"debt": "loan"})


@pytest.mark.parametrize("w", load_cases(debts, LAW), ids=lambda w: w.id)
def test_a_worked_case_of_duties_in_time_is_ruled_as_expected(w):
    outcome = run_case(debts, w, {})
    assert outcome.passed, outcome.differences


def test_a_fee_arises_from_the_breach_and_its_days_count_from_the_first_day_after_the_deadline():
    assert stands(debt(), 10, 11, 16, 17, duty=FEE) == ["pending", "due", "due", "breached"]
    assert stands(debt(paid=11), 11, 16, 17, duty=FEE) == ["due", "due", "breached"], "late payment does not undo it"
    assert stands(debt(paid=10), 11, 400, duty=FEE) == ["pending", "pending"]
    (fee,) = [d for d in rules.duties(LAW, debt(stayed=9, resumed=12), MARCH + timedelta(days=30)) if d.cite == FEE]
    assert (fee.due, fee.state, fee.norm.owed_to) == (MARCH + timedelta(days=14 + 5), "breached", "the creditor")


def test_a_clock_stopped_on_its_last_day_keeps_that_day_and_one_stopped_after_it_is_of_no_use():
    assert stands(debt(stayed=10, resumed=15), 9, 10, 14, 15, 16) == ["due", "suspended", "suspended", "due", "breached"]
    assert stands(debt(stayed=11), 11, 12, 300) == ["breached"] * 3
    assert stands(debt(stayed=3), 300) == ["suspended"], "for as long as it stands still"


def test_a_stop_and_a_start_anew_add_up():
    case = debt(stayed=2, resumed=5, acknowledged=8)
    assert stands(case, 18, 19) == ["due", "breached"], "ten days from the acknowledgement; the stay was before it"
    assert stands(debt(acknowledged=4, stayed=6, resumed=9), 17, 18) == ["due", "breached"]


def test_what_turns_on_the_state_of_a_duty_whose_facts_are_open_asks_for_these():
    given = {**norms_of({**PLAIN, "done": {"fact": "thing.p"}, "asks": {"state": {"duty": FIRST, "is": "breached"}}})}
    ruling = rules.adjudicate(compiled(given), case_of({}, [("made", DAY, {"thing": "x"}, {})]), rules.Act("do", "king", plus(5), {"thing": "x"}))
    assert (ruling.verdict, ruling.missing) == ("undetermined", (("thing", "p"),))


def asks_state(law, facts, happened, day):
    ruling = rules.adjudicate(compiled(norms_of({**PLAIN, **law})), case_of(facts, happened), rules.Act("do", "king", day, {"thing": "x"}))
    return ruling.verdict, ruling.missing


MADE = ("made", DAY, {"thing": "x"}, {})
IN_BREACH = {"asks": {"state": {"duty": FIRST, "is": "breached"}}, "bars": {"state": {"duty": FIRST, "is": "suspended"}}}


@pytest.mark.parametrize("due", [
    {"event": "made", "about": "thing", "days": 2, "when": {"fact": "thing.p"}},
    {"first_of": [{"event": "made", "about": "thing", "days": 2, "when": {"fact": "thing.p"}}, {"event": "made", "about": "thing", "days": 20}]},
])  # fmt: skip
def test_a_day_that_turns_on_an_open_fact_leaves_the_state_open_where_that_matters(due):
    assert asks_state({**IN_BREACH, "due": due}, {}, [MADE], plus(5)) == ("undetermined", (("thing", "p"),))
    assert asks_state({**IN_BREACH, "due": due}, {"p": True}, [MADE], plus(5)) == ("lawful", ())
    assert asks_state({**IN_BREACH, "due": due}, {"p": False}, [MADE], plus(5)) == ("not_applicable", ())


def test_a_fact_that_only_the_clock_reads_is_asked_for_and_stands_in_the_receipt():
    due = {"date": "thing.signed", "plus_days": 2}
    assert asks_state({**IN_BREACH, "due": due}, {}, [MADE], plus(5)) == ("undetermined", (("thing", "signed"),))
    assert asks_state({**IN_BREACH, "due": due}, {"signed": plus(2)}, [MADE], plus(5)) == ("lawful", ())
    law = compiled(norms_of({**PLAIN, **IN_BREACH, "due": due}))
    for name in ("do", "say"):
        act = rules.Act(name, "king", plus(9), {"thing": "x"})
        cases = [case_of({"signed": plus(n)}, [MADE]) for n in (1, 2)]
        one, two = (rules.explain(law, c, act, rules.adjudicate(law, c, act))["receipt"] for c in cases)
        assert one != two, name


def test_a_clock_that_starts_anew_at_a_change_that_is_open_leaves_the_state_open():
    second = {"when": is_made, "done": {"event": "paid", "about": "thing"}}
    norms = norms_of({**PLAIN, "done": {"fact": "thing.p"}, "asks": {"state": {"duty": SECOND, "is": "breached"}}, "second": second["when"],
                      "second_due": {"event": "made", "about": "thing", "days": 3}})  # fmt: skip
    norms[SECOND]["starts_anew_at"] = {"event": f"breached.{FIRST}", "about": "thing"}
    law, act = compiled(norms), rules.Act("do", "king", plus(5), {"thing": "x"})
    found = {p: rules.adjudicate(law, case_of({} if p is None else {"p": p}, [MADE]), act) for p in (None, True, False)}
    assert {p: r.verdict for p, r in found.items()} == {None: "undetermined", True: "lawful", False: "not_applicable"}
    assert found[None].missing == (("thing", "p"),)


def test_a_breach_of_a_single_morning_is_seen():
    free = {"not": {"event_within": {"event": "shown", "about": "thing", "days": 1, "day_one": "next"}}}
    norms, happened = norms_of({**PLAIN, "suspends": free}), [MADE, ("shown", plus(5), {"thing": "x"}, {})]
    law, facts = compiled(norms), {"p": True, "q": True}
    found = [states(law, case_of(facts, happened), plus(n)) for n in (4, 5, 6, 9)]
    assert found == [expected(norms, facts, happened, plus(n)) for n in (4, 5, 6, 9)]
    assert [s.get(SECOND) for s in found] == [None, None, "due", "breached"]


def test_a_season_brings_a_breach_in_every_year_since_the_day_from_which_its_time_counts():
    season = {"in_season": {"date": "today", "first": "06-01", "last": "06-30"}}
    law = compiled(norms_of({**PLAIN, "when": season, "due": {"date": "2021-03-10", "plus_days": 2}, "done": is_over}))
    duty = next(d for d in rules.duties(law, case_of({}, []), date(2024, 6, 20)) if d.norm.id == SECOND)
    assert duty.due == date(2021, 6, 2), "the first breach was that of the first summer"


def test_a_duty_that_was_in_force_for_a_while_between_two_events_was_breached_in_that_while():
    norms = norms_of({**PLAIN, "from": plus(3), "until": plus(6), "due": {**is_made, "days": 1}})
    law, facts = compiled(norms), {"p": True, "q": True}
    found = [states(law, case_of(facts, [MADE]), plus(n)) for n in (2, 3, 30)]
    assert found == [expected(norms, facts, [MADE], plus(n)) for n in (2, 3, 30)]
    assert [s.get(SECOND) for s in found] == [None, "due", "breached"]


def test_an_act_about_no_record_is_told_of_no_duty():
    law = compiled(norms_of({**PLAIN, "asks": {"state": {"duty": FIRST, "is": "breached"}}}))
    act = rules.Act("do", "king", plus(9))
    assert rules.adjudicate(law, case_of({"p": True, "q": True}, [MADE]), act).verdict == "not_applicable"


@pytest.mark.parametrize(("due", "last"), [
    ({"date": "2021-03-31", "plus_months": 1}, date(2021, 4, 30)),
    ({"date": "2021-03-31", "minus_months": 1}, date(2021, 2, 28)),
    ({"date": "2021-03-31", "minus_days": 5}, date(2021, 3, 26)),
])  # fmt: skip
def test_a_time_is_counted_in_days_or_calendar_months_after_or_before_a_day(due, last):
    law = compiled(norms_of({**PLAIN, "due": due}))
    (duty,) = [d for d in rules.duties(law, case_of({}, [MADE]), DAY) if d.norm.id == FIRST]
    assert duty.due == last


def test_the_proof_says_how_the_duty_stands_and_the_receipt_covers_what_it_turned_on():
    told = {}
    for case in (debt(), debt(acknowledged=3)):
        ruling = rules.explain(LAW, case, seize(12), rules.adjudicate(LAW, case, seize(12)))
        told[ruling["receipt"]] = rules.opened(LAW, ruling)["proof"][0]["steps"][0]["steps"][0]
    assert [(s["label"], s["value"], s["source"]) for s in told.values()] == [
        ("the debt is overdue", "breached", "record"), ("the debt is overdue", "due", "record"),
    ]  # fmt: skip


def test_each_debt_stands_by_itself():
    two = rules.Case({"a": rules.Record("debt", {}), "b": rules.Record("debt", {})},
                     (rules.Occurrence("demanded", MARCH, {"debt": "a"}), rules.Occurrence("demanded", MARCH + timedelta(days=5), {"debt": "b"})))  # fmt: skip
    found = {d.key: d.state for d in rules.duties(LAW, two, MARCH + timedelta(days=12))}
    assert found == {"Debts Act 1 a": "breached", "Debts Act 2 a": "due", "Debts Act 1 b": "due"}


def test_a_season_of_today_that_comes_and_goes_is_seen_on_every_day():
    season = {"in_season": {"date": "today", "first": "03-11", "last": "03-12"}}
    law = compiled(norms_of({**PLAIN, "suspends": season, "due": {**is_made, "days": 0}}))
    case = case_of({"p": False, "q": False}, [("made", DAY, {"thing": "x"}, {}), ("paid", plus(5), {"thing": "x"}, {})])
    assert [states(law, case, plus(n))[FIRST] for n in range(6)] == ["due", "suspended", "suspended", "breached", "breached", "discharged_late"]
    assert states(law, case, plus(9))[SECOND] == "breached"
    assert expected(norms_of({**PLAIN, "suspends": season, "due": {**is_made, "days": 0}}), {"p": False, "q": False},
                    [("made", DAY, {"thing": "x"}, {}), ("paid", plus(5), {"thing": "x"}, {})], plus(9)) == states(law, case, plus(9))  # fmt: skip


PLAIN = {
    "when": is_made, "due": {**is_made, "days": 2}, "done": is_paid, "stops": None, "anew": None, "over": None, "suspends": None,
    "from": None, "until": None, "second": {"event": f"breached.{FIRST}"}, "second_due": {"event": f"breached.{FIRST}", "days": 1},
    "second_stops": None, "second_done": is_over, "asks": is_made, "bars": is_over,
}  # fmt: skip


# ------------------------------------------------------------------ load errors, and laws that change
@pytest.mark.parametrize(("old", "new", "said"), [
    ('{event: demanded, about: debt}\n', '{event: "breached.Debts Act 2", about: debt}\n', "duties hang on each other in a circle: Debts Act 1 → Debts Act 2 → Debts Act 1"),
    ('{event: forgiven, about: debt}\n', '{state: {duty: Debts Act 1, is: breached}}\n', "duties hang on each other in a circle: Debts Act 1 → Debts Act 1"),
    ("breached.Debts Act 1\", about: debt}\n", "breached.Debts Act 11\", about: debt}\n", "there is no duty `Debts Act 11`; did you mean `Debts Act 1`"),
    ("is: breached}", "is: breeched}", "a duty is never `breeched`; did you mean `breached`"),
    ("is: breached}", "as: breached}", "`state` is {duty: a provision, is: its states}"),
    ("{duty: Debts Act 1, is", "{duty: Debts Act 3, is", "there is no duty `Debts Act 3`"),
    ("  due: {event: demanded, about: debt, days: 10}\n", "", "a duty without a day has no clock"),
    ("{event: demanded, about: debt, days: 10}", "2020-05-01", "Not a valid mapping type"),
    ("starts_anew_at: {event: acknowledged, about: debt}", "starts_anew_at: {event: acknowledged, days: 3}", "`starts_anew_at` is {event, about, where}"),
    ("  owed_to: the creditor\n", "", "the duty `Debts Act 1` needs `owed_to`"),
    ("records: [{event: seized, about: [debt]}]", "records: [{event: \"breached.Debts Act 1\"}]", "unknown event `breached.Debts Act 1`"),
])  # fmt: skip
def test_a_clock_that_cannot_be_read_is_told_with_its_line(tmp_path, old, new, said):
    text = (CLOCKS / "pack.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "pack.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    done = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert done.exit_code == 1 and said.lower() in done.output.lower() and "pack.yaml:" in done.output, done.output


def test_a_circle_through_an_exception_names_its_whole_path():
    norms = norms_of({**PLAIN, "suspends": {"event": f"breached.{FIRST}"}})
    with pytest.raises(rules.LawError, match="AECA 20 → AECA 22 → AECA 20"):
        compiled(norms)


def test_a_fixed_day_has_no_clock():
    with pytest.raises(rules.LawError, match="a fixed day has no clock"):
        compiled(norms_of({**PLAIN, "stops": halted, "due": {"enacted": 3}}) | {"AECA 23": {
            "id": "AECA 23", "kind": "duty", "holder": ["king"], "per": ["thing"], "when": is_made, "due": {"value_of": "AECA 24"}, "stops_while": halted,
        }, "AECA 24": {"id": "AECA 24", "kind": "definition", "value": date(2021, 5, 1)}})  # fmt: skip


def test_an_amended_duty_is_compiled_anew_in_whatever_asks_about_its_state_and_a_new_citation_is_followed():
    def bill(operations):
        text = f"amendment: b\ntitle: b\ncite: Debts Act 99\nsource: s\nenacted: 2020-02-01\noperations:\n{operations}"
        return amendment_of(read_yaml(text.encode(), "bill.yaml"))[0]

    book = rules.Book.of(LAW)
    longer = book.enacting(bill("- replace: Debts Act 1\n  with: {due: {event: demanded, about: debt, days: 20}}\n")).on(MARCH)
    assert stands(debt(), 15, 21, law=longer) == ["due", "breached"] and stands(debt(), 20, 21, law=longer, duty=FEE) == ["pending", "due"]
    verdicts = [rules.adjudicate(law, debt(), seize(12)).verdict for law in (LAW, longer)]
    assert verdicts == ["lawful", "not_applicable"]
    moved = book.enacting(bill("- {redesignate: Debts Act 1, to: Debts Act 7}\n")).on(MARCH)
    assert stands(debt(), 11, law=moved, duty=FEE) == ["due"] and rules.adjudicate(moved, debt(), seize(12)).verdict == "lawful"


def test_a_case_cannot_say_that_a_duty_was_breached(tmp_path):
    file = tmp_path / "act.yaml"
    file.write_text("as_of: 2020-03-02\nrecords: {loan: {kind: debt}}\nevents: [{event: breached.Debts Act 1, date: 2020-03-01}]\n"
                    "act: {name: seize, by: creditor, about: {debt: loan}}\n", encoding="utf-8")  # fmt: skip
    done = CliRunner().invoke(main, ["rule", str(file), "--pack", str(CLOCKS)])
    assert done.exit_code == 2 and "unknown event `breached.Debts Act 1`" in done.output


def test_a_deck_cannot_ask_for_the_state_of_a_duty():
    for raw in ({"state": {"duty": PAY, "is": "due"}}, {"event": f"breached.{PAY}"}):
        with pytest.raises(rules.LawError):
            rules.compile_condition(raw, rules.Names())


def test_the_page_on_duties_shows_the_pack_as_it_is():
    page, pack = ((p).read_text(encoding="utf-8") for p in (Path(__file__).parents[2] / "docs" / "writing-duties.md", CLOCKS / "pack.yaml"))
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.S)
    assert len(blocks) == 3 and all(block in pack for block in blocks)
    assert set(re.findall(r"^\| `(\w+)`", page, re.M)) == set(STATES)
