"""Two engines that share no line, compared node by node: the kernel and its answer-set twin.

Random conditions, random laws with open facts, and the packs that come with Halifax under every worked case as written,
with facts left open, and with days moved to each side of a bound.
"""

from __future__ import annotations

import random
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from game import rules
from game.library import load_cases
from game.rules.conditions import Assembler
from game.rules.frame import ABSENT, Frame
from game.rules.law import Occurrence
from tests.rules import test_settling as settling
from tests.rules import test_three_values as three
from tests.rules.scene import statutes

from .asp import Twin

NOW = statutes.law()
WORKED = load_cases(statutes, NOW)


@settings(max_examples=1500, deadline=None)
@given(
    three.conditions, st.none() | three.record, three.record, three.bound, st.lists(three.event, max_size=4),
    st.sampled_from(["king", "press"]),
)  # fmt: skip
def test_closures_and_twin_agree_on_every_node_of_a_condition(raw, thing, other, latest, happened, actor):
    happened = sorted(happened, key=lambda e: e[1])
    twin = Twin({
        "today": three.TODAY, "actor": actor, "refs": {"thing": "a", "other": "b"}, "events": happened, "sets": three.NAMES.sets,
        "readings": {"q": "wide"}, "norms": {},
        "records": {"thing": thing, "other": other, "latest": latest},
    })  # fmt: skip
    twin.condition(raw)
    assembler = Assembler(three.NAMES)
    _, run = assembler.condition(raw)
    vector = [assembler.fixed.get(n) for n in range(len(assembler.nodes))]
    by_name = {n: tuple((i, Occurrence(*e)) for i, e in enumerate(happened) if e[0] == n) for n in ("made", "ended")}
    held = {"thing": thing, "other": other, "latest": ABSENT if latest == "absent" else latest}
    run(Frame(three.TODAY, actor, held, {"thing": "a", "other": "b"}, by_name), vector)
    read, _ = twin.values()
    assert vector == read[""]


@settings(max_examples=400, deadline=None)
@given(
    settling.laws, settling.known, st.sets(st.sampled_from(sorted(settling.DOMAIN)), max_size=3), st.lists(settling.event, max_size=2),
    st.sampled_from(["king", "press"]),
)  # fmt: skip
def test_kernel_and_twin_agree_on_random_laws_and_on_what_every_settlement_gives(law, facts, open_, happened, actor):
    ways = 1
    for name in open_:
        ways *= len(settling.DOMAIN[name])
    assume(ways <= 300)
    norms, happened = settling.norms_of(law), sorted(happened, key=lambda e: e[1])
    known = {k: v for k, v in facts.items() if k not in open_}
    world = {
        "today": settling.TODAY, "actor": actor, "records": {"thing": known, "act": {}}, "refs": {"thing": "x"}, "events": happened,
        "sets": {}, "readings": {}, "norms": norms,
    }  # fmt: skip
    the_law, act = settling.compiled(norms), rules.Act("do", actor, settling.TODAY, {"thing": "x"})
    ruling = rules.adjudicate(the_law, settling.case_of(known, happened), act)
    twin = Twin(world)
    twin.act("do")
    agree(the_law, ruling, twin)
    settled = Twin(world)
    for name in sorted(open_):
        settled.choose(f"thing.{name}", settling.DOMAIN[name])
    settled.act("do")
    verdicts = settled.verdicts()
    assert ruling.verdict == (verdicts.pop() if len(verdicts) == 1 else "undetermined")


def agree(law, ruling, twin):
    """Every node of the ruling has the value the twin gives it, and so has the verdict where nothing is open."""
    read, verdict = twin.values()
    program = law.programs[ruling.act.name]
    ours = {}
    for node in program.nodes:
        ours.setdefault(node.norm, []).append(ruling.vector[node.index])
    assert ours == {id: nodes for id, nodes in read.items() if nodes}
    if verdict:
        assert ruling.verdict == verdict


def world_of(law, case, act):
    """One act of the packs as the twin takes it, put together from the packs' own text."""
    records = {"act": dict(act.params)}
    for pack in law.packs:
        for kind in pack.records:
            id = act.about.get(kind)
            records[kind] = dict(case.records[id].fields) if id in case.records else None
        for name, bound in pack.bindings.items():
            found = [
                o for o in case.occurrences
                if o.name == bound.event and o.date <= act.date and all(o.about.get(r) == act.about.get(r) for r in bound.about)
            ]  # fmt: skip
            records[name] = {**found[-1].data, "date": found[-1].date} if found else "absent"
    return {
        "today": act.date, "actor": act.actor, "records": records, "refs": dict(act.about),
        "events": [(o.name, o.date, dict(o.about), dict(o.data)) for o in case.occurrences],
        "sets": {k: v for p in law.packs for k, v in p.sets.items()}, "readings": dict(law.readings),
        "norms": {n.id: asdict(n) for n in law.norms.values()}, "delegations": [asdict(d) for d in law.library.delegations],
        "enacted": {n.id: next(p.enacted for p in law.packs if p.id == n.pack) for n in law.norms.values()},
        "params": {name: spec.type for name, spec in law.acts[act.name].params.items()},
    }  # fmt: skip


def twin_of(law, case, act):
    twin, spec = Twin(world_of(law, case, act)), law.acts[act.name]
    twin.act(act.name, spec.kind, spec.asserts)
    return twin


@pytest.mark.parametrize("w", WORKED, ids=[w.id for w in WORKED])
def test_kernel_and_twin_agree_on_every_node_of_a_worked_case_and_of_its_neighbours(w):
    law = statutes.law(w.readings)
    draw = random.Random(w.id)
    agree(law, rules.adjudicate(law, w.case, w.act), twin_of(law, w.case, w.act))
    for _ in range(8):
        case, act = neighbour(draw, w.case, w.act)
        agree(law, rules.adjudicate(law, case, act), twin_of(law, case, act))


def neighbour(draw, case, act):
    """The same case with some facts open or turned, some events gone or moved, and the act on another day or by another."""
    records = {}
    for id, record in case.records.items():
        fields = dict(record.fields)
        for name, value in fields.items():
            if draw.random() < 0.25:
                fields[name] = None if draw.random() < 0.5 or not isinstance(value, bool) else not value
        records[id] = rules.Record(record.kind, fields)
    happened = [o for o in case.occurrences if draw.random() < 0.85]
    happened = [replace(o, date=o.date + timedelta(days=draw.choice([0, 0, 0, -1, 1]))) for o in happened]
    params = {k: v for k, v in act.params.items() if draw.random() < 0.85}
    day = act.date + timedelta(days=draw.choice([0, 0, -1, 1, 10, 30, 31, 180, 181]))
    actor = draw.choice([act.actor, act.actor, "president", "secretary_of_state", "congress_leader"])
    happened.sort(key=lambda o: o.date)
    return rules.Case(records, tuple(happened)), replace(act, date=day, actor=actor, params=params)
