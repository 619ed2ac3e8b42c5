"""The verdict from the values of the vector, and what to do where facts are not established.

The verdict is the one that every way of settling the open facts gives; only where they part is it
undetermined, and then exactly the facts that can part them are missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product

from .frame import ABSENT, Frame, Node, Operand, Vector
from .law import Value
from .program import Program

MOST_SETTLEMENTS = 4096
"""Ways of settling open facts that are tried before the verdict is left undetermined with all of them open."""

_RANK = {"lawful": 0, "defective": 1, "unlawful": 2, "not_applicable": 3}
Fact = tuple[str, str]


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


def settle(program: Program, frame: Frame, vec: Vector) -> tuple[str, tuple[Fact, ...]]:
    """The verdict that every way of settling the open facts gives, or undetermined and what can part them."""
    facts = open_facts(program, frame, vec)
    choices = [_candidates(fact, readers, frame, vec) for fact, readers in facts.items()]
    names = list(facts)
    ways = 1
    for several in choices:
        ways *= len(several)
    if not names or ways > MOST_SETTLEMENTS or not all(choices):
        return "undetermined", tuple(names)
    verdicts: dict[tuple[int, ...], str] = {}
    for combo in product(*(range(len(c)) for c in choices)):
        trial = _with(frame, {names[n]: choices[n][k] for n, k in enumerate(combo)})
        verdicts[combo] = decided(program, program.run(trial))
    if len(set(verdicts.values())) == 1 and "" not in verdicts.values():
        return next(iter(verdicts.values())), ()
    parting = []
    for n, name in enumerate(names):
        groups: dict[tuple[int, ...], set[str]] = {}
        for combo, verdict in verdicts.items():
            groups.setdefault(combo[:n] + combo[n + 1 :], set()).add(verdict)
        if any(len(g) > 1 for g in groups.values()):
            parting.append(name)
    return "undetermined", tuple(parting)


def _with(frame: Frame, facts: Mapping[Fact, Value]) -> Frame:
    values = dict(frame.vars)
    for (var, name), value in facts.items():
        values[var] = {**(values.get(var) or {}), name: value}
    return Frame(frame.today, frame.actor, values, frame.refs, frame.events)


def _candidates(fact: Fact, readers: Sequence[tuple[Node, Operand]], frame: Frame, vec: Vector) -> list[Value]:
    """Values that between them give every answer the readers can give: both truths, each side of each bound."""
    spec = readers[0][1].spec
    kind = spec.type if spec else "bool"
    if kind == "bool":
        return [True, False]
    if kind == "enum" and spec is not None and spec.values:
        return list(spec.values)
    found: list[Value] = []
    for node, operand in readers:
        others = [o.get(frame, vec) for o in node.operands if o is not operand]
        for other in others:
            if kind == "set":
                found += [other if isinstance(other, frozenset) else frozenset([other]), frozenset()]
            elif isinstance(other, date) and other not in (date.min, date.max):
                found += [date.fromordinal(other.toordinal() + n) for n in (-1, 0, 1)]
            elif isinstance(other, (int, float)):
                found += [other - 1, other, other + 1]
            elif isinstance(other, str):
                found += [other, other + " (other)"]
        if node.op == "count":
            within = node.detail["within"]
            items = sorted(within(frame, vec), key=str) if within else list(range(node.detail["low"] + 1))
            found += [frozenset(items[:n]) for n in {0, max(node.detail["low"] - 1, 0), node.detail["low"], len(items)}]
        if node.op == "in_season":
            first = date.fromisoformat(f"{frame.today.year}-{node.detail['first']}")
            last = date.fromisoformat(f"{frame.today.year}-{node.detail['last']}")
            found += [date.fromordinal(d.toordinal() + n) for d, n in ((first, -1), (first, 0), (last, 0), (last, 1))]
    return list(dict.fromkeys(found))
