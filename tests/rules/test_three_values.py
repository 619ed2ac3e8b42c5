"""Yes, no, not established: the truth tables, and every closure against a second interpreter that shares no code with it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.rules import Binding, EventSpec, FactSpec, Frame, Interpretation, Names, Occurrence, compile_condition
from game.rules.conditions import Assembler
from game.rules.frame import ABSENT
from tests.draws import draws

from .reference import months_later, values

TODAY = date(2020, 2, 29)
FACTS = {
    "p": FactSpec("bool"), "q": FactSpec("bool"), "n": FactSpec("int"), "usd": FactSpec("money"), "day": FactSpec("date"),
    "size": FactSpec("enum", values=("small", "big")), "parts": FactSpec("set"), "ids": FactSpec("set"),
}  # fmt: skip
EVENT = EventSpec("it happened", ("thing", "other"), {"parts": FactSpec("set"), "usd": FactSpec("money")})
NAMES = Names(
    vars={"thing": FACTS, "other": FACTS, "latest": {**EVENT.data, "date": FactSpec("date")}},
    bindings={"latest": Binding("made", ("thing",))},
    sets={"menu": frozenset({1, 2, 3, 4})},
    events={"made": EVENT, "ended": EVENT, "closed": EVENT},
    interpretations={"q": Interpretation("q", "which?", "AECA 1", "wide", {"wide": "w", "narrow": "n"})},
    enacted=TODAY,
)
T3 = (True, False, None)


def test_all_any_and_not_follow_the_tables_of_three_values():
    both, either, no = ({"all": [{"fact": "thing.p"}, {"fact": "thing.q"}]}, {"any": [{"fact": "thing.p"}, {"fact": "thing.q"}]},
                        {"not": {"fact": "thing.p"}})  # fmt: skip
    table = {
        (True, True): (True, True), (True, False): (False, True), (True, None): (None, True), (False, False): (False, False),
        (False, None): (False, None), (None, None): (None, None),
    }  # fmt: skip
    for p, q in product(T3, T3):
        frame = Frame(TODAY, vars={"thing": {"p": p, "q": q}})
        assert (compile_condition(both, NAMES)(frame), compile_condition(either, NAMES)(frame)) == table.get((p, q), table.get((q, p)))
        assert compile_condition(no, NAMES)(frame) is (None if p is None else not p)


@pytest.mark.parametrize("raw", [{"fact": "thing.p"}, {"cmp": ["thing.n", "!=", 1]}, {"not": {"includes": ["thing.parts", [1]]}}])
def test_a_record_that_is_not_there_and_a_fact_not_in_it_are_both_not_established(raw):
    assert compile_condition(raw, NAMES)(Frame(TODAY)) is None
    assert compile_condition(raw, NAMES)(Frame(TODAY, vars={"thing": {}})) is None


def test_what_is_read_from_an_event_that_did_not_happen_fails_every_test():
    for raw in ({"cmp": ["latest.usd", "!=", 1]}, {"includes": ["latest.parts", [1]]}, {"on_or_after": "latest.date"}):
        assert compile_condition(raw, NAMES)(Frame(TODAY, vars={"latest": ABSENT})) is False


def test_an_event_about_a_party_that_is_not_established_is_not_denied():
    raw = {"event": "made", "about": {"thing": "thing.ids"}}
    happened = {"made": ((0, Occurrence("made", TODAY, {"thing": "a"})),)}
    assert compile_condition(raw, NAMES)(Frame(TODAY, vars={"thing": {}}, events=happened)) is None
    assert compile_condition(raw, NAMES)(Frame(TODAY, vars={"thing": {}})) is False
    assert compile_condition(raw, NAMES)(Frame(TODAY, vars={"thing": {"ids": frozenset("b")}}, events=happened)) is False
    assert compile_condition(raw, NAMES)(Frame(TODAY, vars={"thing": {"ids": frozenset("ab")}}, events=happened)) is True


@pytest.mark.parametrize(("about", "wanted"), [({"thing": "other.ids"}, True), ("thing", False)])
def test_what_ends_it_for_one_record_does_not_end_it_for_another(about, wanted):
    """Of two parties to one sale the measures on the second are ended; those on the first stand."""
    told = [("made", 3, "b"), ("made", 2, "a"), ("ended", 1, "b")]
    happened = {
        name: tuple((n, Occurrence(e, TODAY - timedelta(days=ago), {"thing": who})) for n, (e, ago, who) in enumerate(told) if e == name)
        for name in ("made", "ended")
    }
    frame = Frame(TODAY, vars={"other": {"ids": frozenset("ab")}}, refs={"thing": "b"}, events=happened)
    assert compile_condition({"event_since": {"event": "made", "since": "ended", "about": about}}, NAMES)(frame) is wanted


@pytest.mark.parametrize("since", ["closed", ["ended", "closed"], ["closed", "ended"]])
def test_any_of_several_events_ends_it(since):
    happened = {name: ((n, Occurrence(name, TODAY)),) for n, name in enumerate(("made", "closed"))}
    assert compile_condition({"event_since": {"event": "made", "since": since}}, NAMES)(Frame(TODAY, events=happened)) is False
    assert compile_condition({"event_since": {"event": "made", "since": ["ended"]}}, NAMES)(Frame(TODAY, events=happened)) is True


names = st.sampled_from(["thing", "other"])
days = st.one_of(
    st.integers(-400, 400).map(lambda n: TODAY + timedelta(days=n)), st.integers(-2, 2).map(lambda n: TODAY + timedelta(days=n)),
    st.builds(lambda m, n: months_later(TODAY, m) + timedelta(days=n), st.integers(-13, 0), st.integers(-1, 1)),
    st.builds(lambda y, at, n: date(TODAY.year + y, *at) + timedelta(days=n), st.integers(-1, 0),
              st.sampled_from([(1, 1), (1, 31), (2, 28), (3, 1), (3, 31), (7, 10), (9, 7), (12, 31)]), st.integers(-1, 1)),
)  # fmt: skip
whole = st.integers(0, 4)
parts = st.frozensets(st.integers(1, 6), max_size=5)
about = st.sampled_from([None, "thing", "other", {"thing": "other.ids"}, {"thing": "thing.ids", "other": "thing.ids"}])


def without_none(body):
    return {k: v for k, v in body.items() if v is not None}


dated = st.one_of(
    st.just("today"), names.map("{}.day".format), st.just("latest.date"), days.map(date.isoformat),
    st.builds(lambda d, u, n: {"date": d, u: n}, names.map("{}.day".format) | st.just("latest.date") | st.just("today"),
              st.sampled_from(["plus_days", "minus_days", "plus_months", "minus_months"]), st.integers(0, 13) | names.map("{}.n".format)),
)  # fmt: skip
numbers = whole | names.map("{}.n".format) | names.map("{}.usd".format)
signs = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
month_days = st.sampled_from(["01-01", "02-28", "02-29", "03-01", "07-10", "09-07", "12-31"])
sets = names.map("{}.parts".format) | st.just("latest.parts")
where = st.sampled_from([None, {"parts": 2}, {"usd": 3}])
leaves = st.one_of(
    st.builds(lambda n, f: {"fact": f"{n}.{f}"}, names, st.sampled_from("pq")),
    st.builds(lambda a, s, b: {"cmp": [a, s, b]}, numbers, signs, numbers),
    st.builds(lambda a, s, b: {"cmp": [a, s, b]}, dated, signs, dated),
    st.builds(lambda n, s, v: {"cmp": [f"{n}.size", s, v]}, names, st.sampled_from(["==", "!="]), st.sampled_from(["small", "big"])),
    st.builds(lambda a, b: {"includes": [a, b]}, sets, sets | st.just("$set.menu") | whole | parts.map(sorted)),
    st.builds(lambda e, a, w: without_none({"event": e, "about": a, "where": w}), st.sampled_from(["made", "ended"]), about, where),
    st.builds(lambda a, w, n, o: {"event_within": without_none({"event": "made", "about": a, "where": w, "days": n, "day_one": o})},
              about, where, st.integers(0, 5) | names.map("{}.n".format), st.sampled_from([None, "same", "next"])),
    st.builds(lambda s, a, w: {"event_since": without_none({"event": "made", "since": s, "about": a, "where": w})},
              st.sampled_from(["ended", ["ended", "closed"]]), about, where),
    st.builds(lambda a, m, p, c: {"sum_within": without_none({"events": "made", "field": "usd", "about": a, "months": m, "plus": p, "at_most": c})},
              about, st.integers(1, 13), whole | names.map("{}.usd".format), whole),
    st.builds(lambda o, d: {o: d}, st.sampled_from(["on_or_after", "before"]), dated),
    st.builds(lambda d, a, b: {"in_season": {"date": d, "first": a, "last": b}}, dated, month_days, month_days),
    st.builds(lambda w: {"reading": {"q": w}}, st.sampled_from(["wide", "narrow"])),
    st.sampled_from([{"actor": "king"}, {"actor": ["queen", "press"]}]),
)  # fmt: skip


def grown(below):
    several = st.lists(below, min_size=1, max_size=3)
    counted = st.builds(
        lambda s, w, ifs, low, high: {"count": without_none({"of": s, "within": w, "counts_if": ifs or None, "at_least": low, "at_most": high if high is None else low + high})},
        sets, st.sampled_from([None, "$set.menu"]), st.dictionaries(st.sampled_from("1256"), below, max_size=2), whole, st.none() | whole,
    )  # fmt: skip
    return st.one_of(
        several.map(lambda s: {"all": s}), several.map(lambda s: {"any": s}), below.map(lambda c: {"not": c}), counted
    )  # fmt: skip


conditions = st.recursive(leaves, grown, max_leaves=8)
ids = st.frozensets(st.sampled_from("abc"), max_size=3)
maybe = st.none() | st.booleans()
record = st.fixed_dictionaries(
    {}, optional={"p": maybe, "q": maybe, "n": st.none() | whole, "usd": st.none() | whole, "day": st.none() | days,
                  "size": st.none() | st.sampled_from(["small", "big"]), "parts": st.none() | parts, "ids": st.none() | ids},
)  # fmt: skip
event = st.tuples(
    st.sampled_from(["made", "made", "ended", "closed"]), days | st.sampled_from([TODAY, TODAY - timedelta(days=1)]),
    st.fixed_dictionaries({}, optional={"thing": st.sampled_from("abc"), "other": st.sampled_from("abc")}),
    st.fixed_dictionaries({}, optional={"parts": parts, "usd": whole}),
)  # fmt: skip
bound = st.just("absent") | st.fixed_dictionaries({"date": days}, optional={"parts": parts, "usd": whole})


@settings(max_examples=draws(1500), deadline=None)
@given(conditions, st.none() | record, record, bound, st.lists(event, max_size=4), st.sampled_from(["king", "press"]))
def test_closures_and_reference_agree_on_every_node(raw, thing, other, latest, happened, actor):
    happened = sorted(happened, key=lambda e: e[1])
    by_name = {n: tuple((i, Occurrence(*e)) for i, e in enumerate(happened) if e[0] == n) for n in ("made", "ended", "closed")}
    refs = {"thing": "a", "other": "b"}
    env = {
        "today": TODAY, "actor": actor, "records": {"thing": thing, "other": other, "latest": latest}, "refs": refs,
        "events": happened, "sets": NAMES.sets, "readings": {"q": "wide"},
    }  # fmt: skip
    held = {"thing": thing, "other": other, "latest": ABSENT if latest == "absent" else latest}
    assembler = Assembler(NAMES)
    _, run = assembler.condition(raw)
    vector = [assembler.fixed.get(n, "unwritten") for n in range(len(assembler.nodes))]
    run(Frame(TODAY, actor, held, refs, by_name), vector)
    assert vector == values(raw, env)
    assert all(v is True or v is False or v is None for v in vector)
