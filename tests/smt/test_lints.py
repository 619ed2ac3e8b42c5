"""What a pack must not be: a provision nothing reaches, an exception that never bites, a power no one can lawfully use.

Each answer of the solver is a case, which goes back to the kernel: it must find in it what the solver says is there.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
import z3

from game import rules
from tests.rules.scene import statutes

from .world import World


def law_of(readings):
    """The law of the last amendment under these readings."""
    book = statutes.book(readings)
    return book.on(max([a.effective for a in book.amendments], default=statutes.packs[0].enacted))


LAW = law_of({})
ACTS = sorted(LAW.acts)
OTHERS = [{q: r} for q, i in LAW.names.interpretations.items() for r in i.readings if r != LAW.readings[q]]


@cache
def laws():
    """The law under the readings a table begins with, then with each question answered otherwise."""
    return [LAW, *map(law_of, OTHERS)]


@cache
def world(act, law=LAW):
    made = World(law, act)
    for norm in LAW.programs[act].norms:  # every fact and event the act's program looks at is in each case
        made.effect(norm)
        made.held(law.norms[norm])
        made.elements(law.norms[norm])
    return made


def acts_of(norm):
    """Acts whose program looks at a norm."""
    return [a for a in ACTS if norm in LAW.programs[a].norms]


def replay(w, found):
    """The kernel says of the solver's case what the solver says of it, for every norm the act's program has."""
    case, the_act, model = found
    ruling = rules.adjudicate(w.law, case, the_act)
    program = w.law.programs[the_act.name]
    for node in program.nodes:
        if node.op == "norm" and node.index not in ([program.duty.root] if program.duty else []):
            assert ruling.vector[node.index] is z3.is_true(model.eval(w.effect(node.norm), model_completion=True)), node.norm
    return ruling


USED = sorted({n for a in ACTS for n in LAW.programs[a].norms})
CONDITIONAL = [n for n in USED if LAW.norms[n].when is not None or LAW.norms[n].given is not None or LAW.library.defeaters.get(n)]


@pytest.mark.parametrize("norm", USED)
def test_every_provision_can_be_in_effect(norm):
    for w in (world(act, law) for law in laws() for act in acts_of(norm)):
        if found := w.case(w.effect(norm)):
            replay(w, found)
            return
    pytest.fail(f"nothing that can happen puts {norm} into effect")


@pytest.mark.parametrize("norm", CONDITIONAL)
def test_every_provision_with_a_condition_can_be_out_of_effect_while_in_force(norm):
    held = LAW.norms[norm]
    for act in acts_of(norm):
        w = world(act)
        in_force = z3.And(w.today >= (held.start or date.min).toordinal(), w.today < (held.until or date.max).toordinal())
        if found := w.case(z3.And(in_force, z3.Not(w.effect(norm)))):
            replay(w, found)
            return
    pytest.fail(f"{norm} is in effect whatever happens")


PAIRS = sorted((d.id, id) for id, several in LAW.library.defeaters.items() for d in several)


@pytest.mark.parametrize(("exception", "norm"), PAIRS)
def test_every_exception_can_bite(exception, norm):
    valued = LAW.norms[norm].value is not None  # it has no place of its own; what reads it has
    for act in [a for a in ACTS if exception in LAW.programs[a].norms and (valued or norm in LAW.programs[a].norms)]:
        w = world(act)
        others = [z3.Not(w.effect(d.id)) for d in LAW.library.defeaters[norm] if d.id != exception]
        if found := w.case(z3.And(w.inside(LAW.norms[norm]), w.effect(exception), *others)):
            replay(w, found)
            return
    pytest.fail(f"{exception} never defeats {norm}: whenever it is in effect the other is not anyway")


GRANTED = [a for a in ACTS if any(n.kind == "power" and a in n.acts for n in LAW.norms.values())]


@pytest.mark.parametrize("act", GRANTED)
def test_every_power_can_be_used_lawfully_and_the_kernel_agrees(act):
    w = world(act)
    found = w.case(z3.And(w.granted, z3.Not(w.barred)))
    assert found, f"there is no day, office and case in which `{act}` is lawful"
    assert replay(w, found).verdict == "lawful"


BARRED = sorted((a, n.id) for n in LAW.norms.values() if n.kind == "prohibition" for a in n.acts)


@pytest.mark.parametrize(("act", "bar"), BARRED)
def test_every_bar_can_stop_an_act_that_is_within_its_actors_power(act, bar):
    for w in (world(act, law) for law in laws()):
        powers = w.of_act("power")
        may = z3.Or(*(z3.And(w.effect(n.id), w.held(n)) for n in powers)) if powers else z3.BoolVal(True)
        if found := w.case(z3.And(may, w.effect(bar))):
            assert replay(w, found).verdict == "unlawful"
            return
    pytest.fail(f"{bar} never stops `{act}`: whoever may do it is not barred by it")


DUTIES = [n for n in LAW.norms.values() if n.kind == "duty" and n.discharged_when is not None]


def discharging(duty):
    """Acts that put on the record what discharges a duty."""
    names = set()

    def look(raw):
        if isinstance(raw, dict):
            for key, value in raw.items():
                if key == "event" and isinstance(value, str):
                    names.add(value)
                look(value)
        elif isinstance(raw, (list, tuple)):
            for value in raw:
                look(value)

    look(duty.discharged_when)
    return [a for a in ACTS if names & {e.event for e in LAW.acts[a].records}]


@pytest.mark.parametrize("duty", DUTIES, ids=[d.id for d in DUTIES])
def test_no_duty_is_due_whose_own_act_is_forbidden(duty):
    acts = discharging(duty)
    assert acts, f"no act discharges {duty.id}"
    for act in acts:
        w = world(act)
        running = z3.And(w.inside(duty), *(z3.Not(w.effect(d.id)) for d in LAW.library.defeaters.get(duty.id, ())))
        granted = w.granted if w.of_act("power") else z3.BoolVal(True)
        if w.case(z3.And(running, granted, z3.Not(w.barred))):
            return
    pytest.fail(f"while {duty.id} is due, nothing that discharges it can be done lawfully")
