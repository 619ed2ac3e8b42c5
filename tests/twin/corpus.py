"""A corpus of questions with the twin's answers, asked of the kernel that is on the path: it must give every answer the same.

Run as `python -m tests.twin.corpus FILE`: exit 1 and the first question that is answered otherwise.
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


THAT_DAY, DAY_BEFORE = three.TODAY, three.TODAY - timedelta(days=1)
_TWO = [("made", DAY_BEFORE, {"thing": "a"}, {"usd": 1}), ("ended", DAY_BEFORE, {"thing": "a"}, {})]
BEGUN = months_later(three.TODAY, -3)
SINCE = {"event_since": {"event": "made", "since": "ended", "about": "thing"}}
SPENT = {"sum_within": {"events": "made", "field": "usd", "about": "thing", "months": 3, "plus": 1, "at_most": 3}}
LAST_OF_MONTH = {"cmp": [{"date": "thing.day", "plus_months": 1}, "==", "2020-03-31"]}
SHARP = [
    *((SINCE, {}, {}, "absent", events, "king") for events in (_TWO, _TWO[::-1], [_TWO[0], ("ended", THAT_DAY, {"thing": "a"}, {})])),
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
    by_name = {n: tuple((i, Occurrence(*e)) for i, e in enumerate(happened) if e[0] == n) for n in ("made", "ended")}
    held = {"thing": thing, "other": other, "latest": ABSENT if latest == "absent" else latest}
    run(Frame(three.TODAY, actor, held, REFS, by_name), vector)
    return vector


def law_ruled(question):
    """(nodes by norm, verdict) of one random law, from the kernel."""
    raw, facts, open_, happened, actor = question
    law = settling.compiled(settling.norms_of(raw))
    case = settling.case_of({k: v for k, v in facts.items() if k not in open_}, sorted(happened, key=lambda e: e[1]))
    return ruled(law, case, rules.Act("do", actor, settling.TODAY, {"thing": "x"}))


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


def collect(conditions, laws, neighbours):
    """The corpus: {"conditions": [(question, values)], "laws": [...], "cases": [(readings, day of the law, case, act, nodes, verdict)]}."""
    from .test_twin import WORKED, condition_twin, law_twin, settled_verdict

    found = {"conditions": [], "laws": []}
    for question in SHARP + drawn(condition_questions, conditions):
        found["conditions"].append((question, condition_twin(question).values()[0][""]))
    for question in SHARP_LAWS + drawn(law_questions, laws):
        ways = 1
        for name in question[2]:
            ways *= len(settling.DOMAIN[name])
        if ways <= 64:
            nodes, _ = law_twin(question).values()
            found["laws"].append((question, nodes, settled_verdict(question)))
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
    sys.exit(found is not None)
