"""The verdict from the values of the vector, and what to do where facts are not established.

The verdict is the one that every way of settling the open facts gives; only where they part is it
undetermined, and then exactly the facts that can part them are missing.
"""

from __future__ import annotations

from itertools import product

from .candidates import Fact, candidates, with_facts
from .frame import ABSENT, Frame, Node, Operand, Vector
from .program import Program

MOST_SETTLEMENTS = 4096
"""Ways of settling open facts that are tried before the verdict is left undetermined with all of them open."""

CONFLICT = "conflict"

_RANK = {"lawful": 0, "defective": 1, "unlawful": 2, "not_applicable": 3}


def decided(program: Program, vec: Vector) -> str:
    """The verdict when the four answers are definite as far as they matter; "" when they are not."""
    bar: bool | None = False
    for b in program.bars:
        got = vec[b.root]
        if got is True:
            bar = True
            break
        if got is None:
            bar = None
    spec = program.spec
    if program.grants:
        if len(program.grants) == 1:
            g = program.grants[0]
            possible = _possible(vec[g.reach], vec[g.power], bar, vec[g.elements])
        else:
            several = [_possible(vec[g.reach], vec[g.power], bar, vec[g.elements]) for g in program.grants]
            possible = tuple({min(combo, key=_RANK.__getitem__) for combo in product(*several)})
    elif program.duty is not None:
        possible = _possible(vec[program.duty.trigger], True, False, True)
    elif program.covers >= 0:
        possible = _possible(vec[program.covers], True, False, True)
    elif spec is not None and spec.kind == "deed":
        possible = _possible(True, True, bar, True)
    else:
        possible = ("not_applicable",)
    return possible[0] if len(possible) == 1 else ""


def _possible(reach: bool | None, power: bool | None, bar: bool | None, elements: bool | None) -> tuple[str, ...]:
    """Verdicts that some answer to the open questions would give."""
    if reach is False:
        return ("not_applicable",)
    if reach is True:  # the common case, without building sets
        if power is False or (power is True and bar is True):
            return ("unlawful",)
        if power is True and bar is False and elements is not None:
            return ("lawful",) if elements else ("defective",)
    found = [] if reach is True else ["not_applicable"]
    if power is not True or bar is not False:
        found.append("unlawful")
    if power is not False and bar is not True:
        if elements is not True:
            found.append("defective")
        if elements is not False:
            found.append("lawful")
    return tuple(found)


def consequence(program: Program, vec: Vector, verdict: str) -> str:
    """Office acts without power, barred or incomplete are void; a barred deed happens and is a breach."""
    if verdict == "undetermined":
        return "waits"
    if verdict == "defective":
        return "void"
    if verdict == "unlawful":
        if program.grants and all(vec[g.power] is False or vec[g.reach] is False for g in program.grants):
            return "void"  # the question of power comes before that of bars: what nobody may do has no effect
        biting = [b.norm.consequence for b in program.bars if vec[b.root] is not False]
        return "breach" if biting and all(c == "breach" for c in biting) else "void"
    return "effective"


def open_facts(program: Program, frame: Frame, vec: Vector) -> dict[Fact, list[tuple[Node, Operand]]]:
    """Facts not established that some undecided node reads, with the nodes that read them."""
    found: dict[Fact, list[tuple[Node, Operand]]] = {}
    for node in program.nodes:
        if vec[node.index] is None:
            for operand in node.operands:
                if operand.read is not None and _reads_nothing(operand.read, frame, program):
                    found.setdefault(operand.read, []).append((node, operand))
    return found


def _reads_nothing(fact: Fact, frame: Frame, program: Program) -> bool:
    held = frame.vars.get(fact[0])
    return held is None or (held is not ABSENT and held.get(fact[1]) is None)


def conflicts(program: Program, frame: Frame, vec: Vector) -> list[Fact]:
    """Definitions to which exceptions that are all in effect give different values, as (CONFLICT, norm) each."""
    found = []
    for node in program.nodes:
        if vec[node.index] is None:
            for o in node.operands:
                if o.value_of and o.get(frame, vec) is None and sum(vec[i] is True for i in o.uses) > 1:
                    found.append((CONFLICT, o.value_of))
    return list(dict.fromkeys(found))


def settle(program: Program, frame: Frame, vec: Vector) -> tuple[str, tuple[Fact, ...]]:
    """The verdict that every way of settling the open facts gives, or undetermined and what can part them.

    Where all facts are known and exceptions still contradict each other, the conflict itself is what is missing.
    """
    facts = open_facts(program, frame, vec)
    choices = [candidates(facts, fact, frame, vec) for fact in facts]
    names = list(facts)
    ways = 1
    for several in choices:
        ways *= len(several)
    if ways > MOST_SETTLEMENTS or not all(choices):
        return "undetermined", tuple(names)
    verdicts: dict[tuple[int, ...], str] = {}
    contradicted: dict[Fact, None] = {}
    for combo in product(*(range(len(c)) for c in choices)):
        trial = with_facts(frame, {names[n]: choices[n][k] for n, k in enumerate(combo)})
        values = program.run(trial)
        verdicts[combo] = decided(program, values)
        if not verdicts[combo]:
            contradicted |= dict.fromkeys(conflicts(program, trial, values))
    if len(set(verdicts.values())) == 1 and "" not in verdicts.values():
        return next(iter(verdicts.values())), ()
    parting = []
    for n, name in enumerate(names):
        groups: dict[tuple[int, ...], set[str]] = {}
        for combo, verdict in verdicts.items():
            groups.setdefault(combo[:n] + combo[n + 1 :], set()).add(verdict)
        if any(len(g) > 1 for g in groups.values()):
            parting.append(name)
    return "undetermined", (*parting, *contradicted)
