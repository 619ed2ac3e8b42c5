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

from game import rules
from game.library import law_of, load_cases
from tests.draws import draws
from tests.rules import test_course as timed
from tests.rules import test_settling as settling
from tests.rules import test_three_values as three
from tests.rules.scene import statutes

from .asp import Twin
from .corpus import (
    REFS,
    SHARP,
    SHARP_DUTIES,
    condition_questions,
    condition_values,
    duty_questions,
    duty_ruled,
    law_questions,
    law_ruled,
    on_a_bound,
    ruled,
)
from .courses import at, courses_of

WORKED = load_cases(statutes, statutes.law())
BOOKS: dict = {}
BEGINNINGS = sorted(
    {n.start for n in statutes.law().norms.values() if n.start} | {d.start for d in statutes.law().library.delegations if d.start}
)  # fmt: skip


def condition_twin(question):
    raw, thing, other, latest, happened, actor = question
    twin = Twin({
        "today": three.TODAY, "actor": actor, "refs": REFS, "events": sorted(happened, key=lambda e: e[1]), "sets": three.NAMES.sets,
        "readings": {"q": "wide"}, "norms": {}, "records": {"thing": thing, "other": other, "latest": latest},
    })  # fmt: skip
    twin.condition(raw)
    return twin


@settings(max_examples=draws(1500), deadline=None)
@given(condition_questions)
def test_closures_and_twin_agree_on_every_node_of_a_condition(question):
    assert condition_values(question) == condition_twin(question).values()[0][""]


@pytest.mark.parametrize("question", SHARP)
def test_closures_and_twin_agree_on_a_bound(question):
    assert condition_values(question) == condition_twin(question).values()[0][""]


def law_twin(question, *, settle=False):
    """The twin of one random law; with settle, every open fact takes each of its values in turn."""
    law, facts, open_, happened, actor = question
    twin = Twin({
        "today": settling.TODAY, "actor": actor, "records": {"thing": {k: v for k, v in facts.items() if k not in open_}, "act": {}},
        "refs": {"thing": "x"}, "events": sorted(happened, key=lambda e: e[1]), "sets": {}, "readings": {}, "norms": settling.norms_of(law),
    })  # fmt: skip
    for name in sorted(open_) if settle else ():
        twin.choose(f"thing.{name}", settling.DOMAIN[name])
    twin.act("do")
    return twin


def settled_verdict(question):
    """The verdict that every way of settling the open facts gives, by trying them all."""
    verdicts = law_twin(question, settle=True).verdicts()
    return verdicts.pop() if len(verdicts) == 1 else "undetermined"


@settings(max_examples=draws(400), deadline=None)
@given(law_questions)
def test_kernel_and_twin_agree_on_random_laws_and_on_what_every_settlement_gives(question):
    ways = 1
    for name in question[2]:
        ways *= len(settling.DOMAIN[name])
    assume(ways <= 300)
    nodes, verdict = law_twin(question).values()
    assert law_ruled(question) == (nodes, settled_verdict(question))
    assert verdict in ("", settled_verdict(question))


@settings(max_examples=draws(60), deadline=None)
@given(duty_questions)
def test_kernel_and_twin_agree_on_how_random_duties_go_and_on_what_hangs_on_them(question):
    assert duty_ruled(question) == duty_twin(question)


@pytest.mark.parametrize("question", SHARP_DUTIES)
def test_kernel_and_twin_agree_on_a_bound_of_a_duty(question):
    assert duty_ruled(question) == duty_twin(question)


def duty_twin(question):
    """(states of the duties, nodes by norm, verdict) of one random law of duties, from the twin.

    Where a fact is open, no states and nodes, and the verdict that both ways of settling it give.
    """
    law, facts, open_, happened, today = question
    if open_:
        ways = [{**facts, name: value} for name in open_ for value in (True, False)]
        verdicts = {duty_twin((law, settled, frozenset(), happened, today))[2] for settled in ways}
        return {}, {}, verdicts.pop() if len(verdicts) == 1 else "undetermined"
    world = {**timed.world(timed.norms_of(law), facts, happened, today), "records": {"thing": facts, "act": {}}}
    found = courses_of(world, [timed.FIRST, timed.SECOND])
    states = {id: state for id, (states, _) in found.items() if (state := states[2 * today.toordinal() + 1]) != "pending"}
    twin = Twin(at(world, today, False, found))
    twin.act("do")
    return states, *twin.values()


def world_of(law, case, act):
    """One act of the packs as the twin takes it, put together from the packs' own text."""
    norms = [(norm, pack) for pack in law.packs for norm in pack.norms]
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
        "norms": {n.id: asdict(n) for n, _ in norms}, "delegations": [asdict(d) for pack in law.packs for d in pack.delegations],
        "enacted": {n.id: pack.enacted for n, pack in norms},
        "params": {name: spec.type for name, spec in law.acts[act.name].params.items()},
    }  # fmt: skip


def twin_of(law, case, act):
    twin, spec = Twin(world_of(law, case, act)), law.acts[act.name]
    twin.act(act.name, spec.kind, spec.asserts)
    return twin


@pytest.mark.sampled(every=5)
@pytest.mark.parametrize("w", WORKED, ids=[w.id for w in WORKED])
def test_kernel_and_twin_agree_on_every_node_of_a_worked_case_and_of_its_neighbours(w):
    law, draw = law_of(statutes, w, BOOKS), random.Random(w.id)
    for case, act in [(w.case, w.act), *(neighbour(draw, w.case, w.act) for _ in range(0 if on_a_bound(w) else 2))]:
        nodes, verdict = twin_of(law, case, act).values()
        ours, said = ruled(law, case, act)
        assert ours == {id: values for id, values in nodes.items() if values}
        assert verdict in ("", said)


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
    if draw.random() < 0.3:  # about the day on which something begins to run
        day = draw.choice(BEGINNINGS) + timedelta(days=draw.choice([-1, 0, 1]))
    happened.sort(key=lambda o: o.date)
    return rules.Case(records, tuple(happened)), replace(act, date=day, actor=actor, params=params)
