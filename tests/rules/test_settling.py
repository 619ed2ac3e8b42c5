"""Open facts: undetermined exactly when ways of settling them part, and then exactly those are missing that can part them.

Random laws, ruled by the kernel and by brute force over every way of settling, with the second interpreter.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, product

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from game import rules
from tests.draws import draws

from .reference import ruled

TODAY = date(2021, 5, 10)
SIZES = ("small", "middle", "big")
FACTS = {
    "p": rules.FactSpec("bool"), "q": rules.FactSpec("bool"), "r": rules.FactSpec("bool"), "n": rules.FactSpec("int"),
    "m": rules.FactSpec("money"), "size": rules.FactSpec("enum", values=SIZES), "parts": rules.FactSpec("set"),
    "day": rules.FactSpec("date"), "ids": rules.FactSpec("set"),
}  # fmt: skip
ATOMS = ["a", "b", "c", "something else"]
DOMAIN = {
    "p": [True, False], "q": [True, False], "r": [True, False], "n": list(range(-3, 15)), "m": list(range(-3, 15)), "size": list(SIZES),
    "parts": [frozenset(c) for k in range(5) for c in combinations(ATOMS, k)],
    "day": [TODAY + timedelta(days=n) for n in range(-45, 46)],
    "ids": [frozenset(c) for k in range(4) for c in combinations(["x", "y", "z"], k)],
}  # fmt: skip
number = st.integers(0, 4)
letters = st.sampled_from([["a"], ["b"], ["a", "b"], ["b", "c"]])
leaves = st.one_of(
    st.sampled_from("pqr").map(lambda f: {"fact": f"thing.{f}"}),
    st.builds(lambda a, s, b: {"cmp": [a, s, b]}, st.sampled_from(["thing.n", "thing.m"]), st.sampled_from(["==", "!=", "<", ">="]),
              number | st.sampled_from(["thing.m", {"value_of": "AECA 9"}])),
    st.builds(lambda s, v: {"cmp": ["thing.size", s, v]}, st.sampled_from(["==", "!="]), st.sampled_from(SIZES)),
    letters.map(lambda w: {"includes": ["thing.parts", w]}),
    letters.map(lambda w: {"includes": [w, "thing.parts"]}),
    st.builds(lambda n: {"count": {"of": "thing.parts", "within": ["a", "b", "c"], "counts_if": {"b": {"fact": "thing.p"}}, "at_least": n}},
              st.integers(1, 3)),
    st.builds(lambda o, d: {o: d}, st.sampled_from(["on_or_after", "before"]), st.sampled_from(["thing.day", "2021-05-10"])),
    st.builds(lambda u, n, s: {"cmp": [{"date": "thing.day", u: n}, s, "2021-05-10"]}, st.sampled_from(["plus_days", "minus_days"]),
              st.integers(0, 14), st.sampled_from(["<=", ">", "=="])),
    st.builds(lambda n, s: {"cmp": [{"date": "thing.day", "plus_months": n}, s, "today"]}, st.integers(0, 1), st.sampled_from(["<=", ">"])),
    st.just({"in_season": {"date": "thing.day", "first": "05-01", "last": "05-20"}}),
    st.just({"event": "made", "about": {"thing": "thing.ids"}}),
    st.just({"event_within": {"event": "made", "about": {"thing": "thing.ids"}, "days": 3}}),
    st.just({"in_effect": "AECA 8"}),
)  # fmt: skip
conditions = st.recursive(
    leaves,
    lambda c: st.one_of(st.lists(c, min_size=2, max_size=3).map(lambda s: {"all": s}), st.lists(c, min_size=2, max_size=3).map(lambda s: {"any": s}),
                        c.map(lambda x: {"not": x})),
    max_leaves=4,
)  # fmt: skip
plain = st.sampled_from([{"fact": "thing.q"}, {"fact": "thing.r"}, {"not": {"fact": "thing.r"}}, {"cmp": ["thing.size", "==", "big"]}])
around = st.sampled_from([None, None, *(TODAY + timedelta(days=n) for n in (-1, 0, 1))])
laws = st.fixed_dictionaries(
    {
        "when": conditions,
        "bar": conditions,
        "element": conditions,
        "word": plain,
        "sixty": plain,
        "lifts": plain,
        "second": st.none() | conditions,
        "from": around,
        "until": around,
    }
)
event = st.tuples(
    st.just("made"),
    st.integers(-5, 1).map(lambda n: TODAY + timedelta(days=n)),
    st.sampled_from([{"thing": "x"}, {"thing": "y"}]),
    st.just({}),
)


def norms_of(law):
    norms = {
        "AECA 1": {"kind": "power", "acts": ["do"], "holder": ["king"], "when": law["when"], "elements": [law["element"]]},
        "AECA 2": {"kind": "prohibition", "acts": ["do"], "when": law["bar"]},
        "AECA 3": {"kind": "exception", "defeats": ["AECA 2"], "when": law["lifts"]},
        "AECA 8": {"kind": "definition", "when": law["word"]},
        "AECA 9": {"kind": "definition", "value": 2},
        "AECA 10": {"kind": "exception", "defeats": ["AECA 9"], "value": 8, "when": law["sixty"]},
    }
    if law["second"]:
        norms["AECA 4"] = {"kind": "power", "acts": ["do"], "holder": ["king", "press"], "when": law["second"]}
    norms["AECA 1"]["start"], norms["AECA 3"]["until"] = law.get("from"), law.get("until")
    return {id: {"id": id, **n} for id, n in norms.items()}


def compiled(norms, **more):
    made = tuple(
        rules.Norm(**{k: tuple(v) if isinstance(v, list) else v for k, v in n.items()}, heading=n["id"], sense="s", reason="r", pack="p")
        for n in norms.values()
    )
    return rules.compile_law([
        rules.Pack("p", "t", TODAY, "d", records={"thing": FACTS}, events={"made": rules.EventSpec("made", ("thing",))},
                   acts={"do": rules.ActSpec("do", "do", "office", ("thing",), pack="p")}, norms=made, **more)
    ])  # fmt: skip


def case_of(known, happened):
    return rules.Case({"x": rules.Record("thing", known)}, tuple(rules.Occurrence(*e) for e in happened))


INNER = {k: v[1:-1] if k in ("n", "m") else v for k, v in DOMAIN.items()}
"""What is known of a number leaves room on both sides: an open one compared with it may lie there."""
known = st.fixed_dictionaries({k: st.sampled_from(v) for k, v in INNER.items()})


IN_MAY = {"in_season": {"date": "thing.day", "first": "05-01", "last": "05-20"}}
WITHOUT_A = {  # reached without `a`, and two of three needed: only the set of b and c can tell that p matters
    "when": {"not": {"any": [{"includes": ["thing.parts", ["a"]]}, IN_MAY]}},
    "bar": IN_MAY,
    "element": {"count": {"of": "thing.parts", "within": ["a", "b", "c"], "counts_if": {"b": {"fact": "thing.p"}}, "at_least": 2}},
    "word": {"fact": "thing.q"}, "sixty": {"fact": "thing.q"}, "lifts": {"fact": "thing.q"}, "second": None,
}  # fmt: skip
PLAIN = {k: v[0] for k, v in DOMAIN.items()} | {"day": date(2021, 3, 26)}


@settings(max_examples=draws(250), deadline=None)
@example(WITHOUT_A, PLAIN, {"p", "parts"}, [], "king")
@given(
    laws,
    known,
    st.sets(st.sampled_from(sorted(DOMAIN)), min_size=1, max_size=3),
    st.lists(event, max_size=2),
    st.sampled_from(["king", "press"]),
)
def test_undetermined_exactly_when_settlements_part_and_missing_exactly_those_that_can_part_them(law, facts, open_, happened, actor):
    names = sorted(open_)
    ways = list(product(*(DOMAIN[n] for n in names)))
    assume(len(ways) <= 1700)
    norms, happened = norms_of(law), sorted(happened, key=lambda e: e[1])
    the_law, act = compiled(norms), rules.Act("do", actor, TODAY, {"thing": "x"})

    def reference(settled):
        env = {"today": TODAY, "actor": actor, "records": {"thing": {**facts, **settled}}, "refs": {"thing": "x"}, "events": happened,
               "sets": {}, "readings": {}, "norms": norms}  # fmt: skip
        return ruled("do", env)

    verdicts = {way: reference(dict(zip(names, way, strict=True))) for way in ways}
    got = rules.adjudicate(the_law, case_of({k: v for k, v in facts.items() if k not in open_}, happened), act)
    if len(set(verdicts.values())) == 1:
        assert (got.verdict, got.missing) == (verdicts[ways[0]], ())
    else:
        parting = set()
        for n, name in enumerate(names):
            groups = {}
            for way, verdict in verdicts.items():
                groups.setdefault(way[:n] + way[n + 1 :], set()).add(verdict)
            if any(len(g) > 1 for g in groups.values()):
                parting.add(("thing", name))
        assert (got.verdict, got.consequence, set(got.missing)) == ("undetermined", "waits", parting)


@settings(max_examples=draws(250), deadline=None)
@given(laws, known, st.permutations(sorted(DOMAIN)), st.lists(event, max_size=2), st.sampled_from(["king", "press"]))
def test_learning_a_fact_never_flips_a_definite_verdict(law, facts, order, happened, actor):
    the_law, act = compiled(norms_of(law)), rules.Act("do", actor, TODAY, {"thing": "x"})
    case, before = case_of({}, sorted(happened, key=lambda e: e[1])), None
    for name in order:
        case = case.with_fact("x", name, facts[name])
        got = rules.adjudicate(the_law, case, act)
        assert before in (None, "undetermined", got.verdict)
        assert (got.verdict == "undetermined") == bool(got.missing)
        before = got.verdict
    assert before != "undetermined"


P, Q = {"fact": "thing.p"}, {"fact": "thing.q"}
EVER, NEVER = {"before": "9999-12-31"}, {"before": "0001-01-01"}


@pytest.mark.parametrize(
    ("when", "bar", "element", "actor", "expected"),
    [
        (EVER, P, EVER, "press", "unlawful"),  # no power: whether it is barred does not matter
        (EVER, EVER, P, "king", "unlawful"),  # barred: the elements do not matter
        (NEVER, P, Q, "king", "not_applicable"),  # not reached: nothing else matters
        (P, {"all": [P, Q]}, {"not": P}, "king", "undetermined"),
        ({"any": [P, {"not": P}]}, NEVER, EVER, "king", "lawful"),  # a tautology is not a question
        (EVER, {"all": [P, {"not": P}]}, EVER, "king", "lawful"),
        (P, EVER, Q, "king", "undetermined"),  # not reached or barred: only p parts them
    ],
)
def test_a_verdict_never_hides_behind_a_question_whose_answer_would_not_matter(when, bar, element, actor, expected):
    law = compiled(norms_of({"when": when, "bar": bar, "element": element, "word": P, "sixty": P, "lifts": NEVER, "second": None}))
    got = rules.adjudicate(law, case_of({}, []), rules.Act("do", actor, TODAY, {"thing": "x"}))
    assert got.verdict == expected
    assert got.missing == () or (expected == "undetermined" and ("thing", "p") in got.missing)
    if when is P and element is Q:
        assert got.missing == (("thing", "p"),)


def test_an_act_barred_whoever_holds_the_power_is_unlawful():
    norms = norms_of({"when": EVER, "bar": EVER, "element": EVER, "word": P, "sixty": P, "lifts": NEVER, "second": None})
    for actor in ("king", "press"):
        got = rules.adjudicate(compiled(norms), case_of({}, []), rules.Act("do", actor, TODAY, {"thing": "x"}))
        assert (got.verdict, got.consequence) == ("unlawful", "void")


def test_more_open_facts_than_can_be_tried_still_ask_for_something():
    facts = {f"f{n:02}": rules.FactSpec("bool") for n in range(16)}
    norm = rules.Norm(
        "AECA 1", "power", "h", "s", holder=("king",), acts=("do",), when={"all": [{"fact": f"thing.{f}"} for f in facts]}, pack="p"
    )
    pack = rules.Pack(
        "p",
        "t",
        TODAY,
        "d",
        records={"thing": facts},
        acts={"do": rules.ActSpec("do", "do", "office", ("thing",), pack="p")},
        norms=(norm,),
    )
    got = rules.adjudicate(rules.compile_law([pack]), case_of({}, []), rules.Act("do", "king", TODAY, {"thing": "x"}))
    assert (got.verdict, len(got.missing)) == ("undetermined", 16)


def test_two_exceptions_that_give_one_value_differently_are_a_conflict_and_not_a_question_without_an_asker():
    norms = norms_of(
        {
            "when": {"cmp": ["thing.n", ">=", {"value_of": "AECA 9"}]},
            "bar": NEVER,
            "element": EVER,
            "word": P,
            "sixty": EVER,
            "lifts": NEVER,
            "second": None,
        }
    )
    norms["AECA 11"] = {"id": "AECA 11", "kind": "exception", "defeats": ["AECA 9"], "value": 5, "when": EVER}
    law, act = compiled(norms), rules.Act("do", "king", TODAY, {"thing": "x"})
    got = rules.adjudicate(law, case_of({"n": 9}, []), act)
    assert (got.verdict == "undetermined") == bool(got.missing)


@pytest.mark.parametrize("held", [True, False, None])
@pytest.mark.parametrize("power", [True, False])
def test_what_is_done_without_power_is_void_even_where_a_bar_would_let_it_happen_as_a_breach(power, held):
    norms = norms_of({"when": EVER, "bar": P, "element": EVER, "word": NEVER, "sixty": NEVER, "lifts": NEVER, "second": None})
    norms["AECA 2"]["consequence"] = "breach"
    facts = {} if held is None else {"p": held}
    ruling = rules.adjudicate(compiled(norms), case_of(facts, []), rules.Act("do", "king" if power else "press", TODAY, {"thing": "x"}))
    barred = {True: ("unlawful", "breach"), False: ("lawful", "effective"), None: ("undetermined", "waits")}[held]
    assert (ruling.verdict, ruling.consequence) == (barred if power else ("unlawful", "void"))
