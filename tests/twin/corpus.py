"""A corpus of questions with the twin's answers, asked of the kernel that is on the path: it must give every answer the same.

Run as `python -m tests.twin.corpus FILE`: exit 3 and the first question that is answered otherwise, or not at all.
"""

from __future__ import annotations

import pickle
import random
import sys
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from game import rules
from game.rules.conditions import Assembler
from game.rules.frame import ABSENT, Frame
from game.rules.law import Occurrence
from tests.rules import test_course as timed
from tests.rules import test_settling as settling
from tests.rules import test_three_values as three
from tests.rules.reference import months_later

KINGS = st.sampled_from(["king", "press"])
REFS = {"thing": "a", "other": "b"}
condition_questions = st.tuples(
    three.conditions, st.none() | three.record, three.record, three.bound, st.lists(three.event, max_size=4), KINGS
)  # fmt: skip
law_questions = st.tuples(
    settling.laws, settling.known, st.sets(st.sampled_from(sorted(settling.DOMAIN)), max_size=2),
    st.lists(settling.event, max_size=2), KINGS,
)  # fmt: skip
duty_questions = st.tuples(
    timed.laws, timed.known, st.sampled_from([frozenset(), frozenset(), frozenset("p"), frozenset("q")]), timed.happening,
    st.integers(0, 9).map(timed.plus),
)  # fmt: skip


THAT_DAY, DAY_BEFORE = three.TODAY, three.TODAY - timedelta(days=1)
_TWO = [("made", DAY_BEFORE, {"thing": "a"}, {"usd": 1}), ("ended", DAY_BEFORE, {"thing": "a"}, {})]
BEGUN = months_later(three.TODAY, -3)
SINCE = {"event_since": {"event": "made", "since": "ended", "about": "thing"}}
PARTIES = {"event_since": {"event": "made", "since": ["ended", "closed"], "about": {"thing": "other.ids"}}}
_PARTED = [("made", DAY_BEFORE, {"thing": "a"}, {}), ("closed", THAT_DAY, {"thing": "b"}, {})]
SPENT = {"sum_within": {"events": "made", "field": "usd", "about": "thing", "months": 3, "plus": 1, "at_most": 3}}
LAST_OF_MONTH = {"cmp": [{"date": "thing.day", "plus_months": 1}, "==", "2020-03-31"]}
SHARP = [
    *((SINCE, {}, {}, "absent", events, "king") for events in (_TWO, _TWO[::-1], [_TWO[0], ("ended", THAT_DAY, {"thing": "a"}, {})])),
    *((PARTIES, {}, {"ids": ids}, "absent", _PARTED, "king") for ids in (frozenset("ab"), frozenset("a"), frozenset("b"))),
    (PARTIES, {}, {"ids": frozenset("ab")}, "absent", [_PARTED[0], ("closed", THAT_DAY, {"thing": "a"}, {})], "king"),
    *(({"in_season": {"date": "thing.day", "first": first, "last": last}}, {"day": day}, {}, "absent", [], "king")
      for first, last in (("12-31", "02-28"), ("01-01", "02-28")) for day in (date(2020, 1, 15), date(2020, 2, 28), date(2020, 2, 29))),
    *((SPENT, {}, {}, "absent", [("made", BEGUN + timedelta(days=n), {"thing": "a"}, {"usd": 3})], "king") for n in (-1, 0, 1)),
    *((LAST_OF_MONTH, {"day": date(2020, 2, n)}, {}, "absent", [], "king") for n in (28, 29)),
    *((LAST_OF_MONTH, {"day": date(2020, 1, n)}, {}, "absent", [], "king") for n in (30, 31)),
    *(({"cmp": [{"date": "thing.day", "minus_months": m}, "==", "2020-02-29"]}, {"day": date(2020, 3, n)}, {}, "absent", [], "king")
      for m in (1, 2) for n in (28, 29, 30, 31)),
]  # fmt: skip
"""Questions that lie on a bound: two things on one day, the first day of a sum, the last day of a month."""

_PLAIN = {
    "bar": settling.NEVER, "element": settling.EVER, "word": {"fact": "thing.q"}, "sixty": settling.NEVER, "lifts": settling.NEVER,
    "second": None,
}  # fmt: skip
SHARP_LAWS = [
    ({**_PLAIN, "when": {"cmp": ["thing.n", sign, 2]}}, {k: v[0] for k, v in settling.DOMAIN.items()}, {"n"}, [], "king")
    for sign in ("<", "<=", ">", ">=", "==", "!=")
]  # fmt: skip


_DUTY = {
    "when": timed.is_made, "due": {**timed.is_made, "days": 2}, "done": timed.is_paid, "stops": timed.halted, "anew": "again",
    "over": timed.is_over, "suspends": None, "from": None, "until": None, "second": {"event": f"breached.{timed.FIRST}"},
    "second_due": {"event": f"breached.{timed.FIRST}", "days": 1}, "second_stops": None, "second_done": timed.is_paid,
    "asks": {"state": {"duty": timed.FIRST, "is": ["due", "suspended"]}}, "bars": {"state": {"duty": timed.SECOND, "is": "breached"}},
}  # fmt: skip
_DONE, _BREACHED = f"discharged.{timed.FIRST}", f"breached.{timed.FIRST}"


def _asking(since, open_="", **happened):
    """A duty of two days from day 0, what happened on which day, and what an act of the same day asks of it."""
    events = sorted(((name, timed.plus(n), {"thing": "x"}, {}) for name, n in {"made": 0, **happened}.items()), key=lambda e: e[1])
    return [({**_DUTY, **since}, {"p": True, "q": True}, frozenset(open_), events, timed.plus(today)) for today in range(6)]


SHARP_DUTIES = [
    *_asking({}, paid=3), *_asking({}, over=4), *_asking({}, again=2, halted=3, resumed=4), *_asking({}, again=3), *_asking({}, over=2),
    *_asking({"asks": {"event_since": {"event": _DONE, "since": "paid"}}}, paid=1),
    *_asking({"asks": {"event_since": {"event": "shown", "since": _BREACHED}}}, shown=3),
    *_asking({"done": {"fact": "thing.p"}}, open_="p"),
    *_asking({"due": {"event": "made", "about": "thing", "days": 2, "since": ["paid"]}}, paid=3),
]  # fmt: skip
"""Questions about duties that lie on a bound: the first day after a deadline, two things on one day, a clock that stops on its last."""


def drawn(strategy, count):
    """The same examples each time."""
    found = []

    @settings(
        max_examples=count, database=None, derandomize=True, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(strategy)
    def draw(example):
        found.append(example)

    draw()
    return found


def condition_values(question):
    """The value of every node of one condition, from the kernel."""
    raw, thing, other, latest, happened, actor = question
    assembler = Assembler(three.NAMES)
    _, run = assembler.condition(raw)
    vector = [assembler.fixed.get(n) for n in range(len(assembler.nodes))]
    happened = sorted(happened, key=lambda e: e[1])
    by_name = {n: tuple((i, Occurrence(*e)) for i, e in enumerate(happened) if e[0] == n) for n in ("made", "ended", "closed")}
    held = {"thing": thing, "other": other, "latest": ABSENT if latest == "absent" else latest}
    run(Frame(three.TODAY, actor, held, REFS, by_name), vector)
    return vector


def law_ruled(question):
    """(nodes by norm, verdict) of one random law, from the kernel."""
    raw, facts, open_, happened, actor = question
    law = settling.compiled(settling.norms_of(raw))
    case = settling.case_of({k: v for k, v in facts.items() if k not in open_}, sorted(happened, key=lambda e: e[1]))
    return ruled(law, case, rules.Act("do", actor, settling.TODAY, {"thing": "x"}))


def duty_ruled(question):
    """(states of the duties, nodes by norm, verdict) of one random law of duties, from the kernel; the verdict alone if a fact is open."""
    raw, facts, open_, happened, today = question
    law, case = timed.compiled(timed.norms_of(raw)), timed.case_of({k: v for k, v in facts.items() if k not in open_}, happened)
    nodes, verdict = ruled(law, case, rules.Act("do", "king", today, {"thing": "x"}))
    return ({}, {}, verdict) if open_ else (timed.states(law, case, today), nodes, verdict)


def ruled(law, case, act):
    """(nodes by norm, verdict) of one act, from the kernel."""
    ruling = rules.adjudicate(law, case, act)
    nodes = {}
    for node in law.programs[act.name].nodes:
        nodes.setdefault(node.norm, []).append(ruling.vector[node.index])
    return nodes, ruling.verdict


class Books:
    """The book of law under each reading asked for, made once."""

    def __init__(self, statutes):
        self.statutes, self.made = statutes, {}

    def __getitem__(self, readings):
        key = tuple(sorted(readings.items()))
        if key not in self.made:
            self.made[key] = self.statutes.book(readings)
        return self.made[key]


def collect(conditions, laws, duties, neighbours):
    """The corpus: {"conditions": [(question, values)], "laws": [...], "duties": [...], "cases": [(readings, day of the law, case,
    act, nodes, verdict)]}."""
    from .test_twin import WORKED, condition_twin, duty_twin, law_twin, settled_verdict

    found = {"conditions": [], "laws": [], "duties": []}
    for question in SHARP + drawn(condition_questions, conditions):
        found["conditions"].append((question, condition_twin(question).values()[0][""]))
    for question in SHARP_LAWS + drawn(law_questions, laws):
        ways = 1
        for name in question[2]:
            ways *= len(settling.DOMAIN[name])
        if ways <= 64:
            nodes, _ = law_twin(question).values()
            found["laws"].append((question, nodes, settled_verdict(question)))
    found["duties"] = [(question, duty_twin(question)) for question in SHARP_DUTIES + drawn(duty_questions, duties)]
    return {**found, "cases": cases_of(WORKED, neighbours)}


def cases_of(worked, neighbours=0):
    """The part of the corpus about worked cases, and beside each so many neighbours. A case on a bound is a neighbour itself."""
    from .test_twin import neighbour, statutes, twin_of

    found, draw, books = [], random.Random(7), Books(statutes)
    for w in worked:
        day = date.min if w.as_enacted else w.act.date
        law = books[w.readings].on(day)
        beside = 0 if on_a_bound(w) else neighbours
        for case, act in [(w.case, w.act), *(neighbour(draw, w.case, w.act) for _ in range(beside))]:
            nodes, verdict = twin_of(law, case, act).values()
            found.append((dict(w.readings), day, case, act, nodes, verdict))
    return found


def on_a_bound(w):
    return "/cases-bounds" in w.file


def mismatch(corpus):
    """The first question the kernel answers otherwise than the twin did; None if there is none."""
    from tests.rules.scene import statutes

    for question, values in corpus["conditions"]:
        if condition_values(question) != values:
            return question
    for question, nodes, verdict in corpus["laws"]:
        if law_ruled(question) != (nodes, verdict):
            return question
    for question, answers in corpus["duties"]:
        if duty_ruled(question) != answers:
            return question
    books = Books(statutes)
    for readings, day, case, act, nodes, verdict in corpus["cases"]:
        got, said = ruled(books[readings].on(day), case, act)
        if got != {id: values for id, values in nodes.items() if values} or (verdict and said != verdict):
            return act
    return None


if __name__ == "__main__":
    try:
        found = mismatch(pickle.loads(Path(sys.argv[1]).read_bytes()))
    except Exception as e:
        found = repr(e)
    print(found)
    sys.exit(0 if found is None else 3)
