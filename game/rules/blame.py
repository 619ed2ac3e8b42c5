"""Which nodes decided: the failing branch, or for a lawful act everything it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from .frame import Frame
from .program import Program


def blame(program: Program, frame: Frame, vec: Sequence[bool | None], verdict: str) -> set[int]:
    """The nodes that decided: the failing branch, or for a lawful act everything it rests on."""
    roots: list[tuple[int, bool | None]] = []
    if verdict == "undetermined":
        roots = [
            (i, None)
            for i in (*(b.root for b in program.bars), *(x for g in program.grants for x in (g.reach, g.power, g.elements)))
            if vec[i] is None
        ]
        if program.duty is not None:
            roots.append((program.duty.trigger, None))
        if program.covers >= 0:
            roots.append((program.covers, None))
    elif verdict == "unlawful":
        bars = [b.root for b in program.bars if vec[b.root] is True]
        powers = [g.power for g in program.grants if vec[g.power] is False and vec[g.reach] is not False]
        roots = [(i, False) for i in powers] or [(i, True) for i in bars]
        if powers:
            roots += [(g.root, vec[g.root]) for g in program.grants if g.power in powers]
    elif verdict == "defective":
        roots = [(g.elements, False) for g in program.grants if vec[g.elements] is False and vec[g.reach] is True]
    elif verdict == "not_applicable":
        roots = [(g.reach, False) for g in program.grants]
    elif verdict == "lawful":
        roots = [(g.root, True) for g in program.grants if vec[g.root] is True]
        roots += [(b.root, vec[b.root]) for b in program.bars if b.given >= 0 and vec[b.given] is True]
    if program.duty is not None and verdict != "undetermined":
        roots.append((program.duty.trigger, vec[program.duty.trigger]))
    if program.covers >= 0 and verdict != "undetermined":
        roots.append((program.covers, vec[program.covers]))
    found: set[int] = set()
    links = program.links
    while roots:
        index, value = roots.pop()
        if index in found:
            continue
        found.add(index)
        op, children, against, uses, ends = links[index]
        if ends:
            continue
        if op == "all":
            for i in children:
                if vec[i] is value:
                    if links[i].ends:
                        found.add(i)
                    else:
                        roots.append((i, value))
            for i in against:
                own = vec[i]
                if (None if own is None else not own) is value:
                    roots.append((i, own))
        elif op == "any":
            roots += [(i, vec[i]) for i in children if value is False or vec[i] is value]
        elif op == "not":
            roots += [(i, vec[i]) for i in children]
        elif op == "count":
            node = program.nodes[index]
            chosen = node.operands[0].get(frame, list(vec))
            if isinstance(chosen, frozenset):  # only conditions on items that were chosen could matter
                roots += [(i, vec[i]) for item, i in node.detail["ifs"].items() if item in chosen and vec[i] is value]
        for i in uses:
            if vec[i] is True:
                roots.append((i, True))
    return found
