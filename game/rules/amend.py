"""law + amendment -> law. A bill passed in play and a historical file are the same value.

Belongs here: what each operation does to named norms, and where its faults stand. Does not: which law is in force
on which day (book), compiling (compile), reading files (library), who may legislate (play).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Final

from game.canonical import digest
from game.errors import nearest

from .compile import Law, recompiled
from .frame import Fault
from .law import LawError, LawFault, Norm, Pack, parse_citation
from .links import conditions_of, duty_of, readings_in

OPERATIONS: Final = ("insert", "replace", "repeal", "sunset", "redesignate")
CHANGEABLE: Final = tuple(f.name for f in fields(Norm) if f.name not in ("id", "kind", "pack", "history"))


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of one norm.

    insert:      ``new`` is the norm; it begins on the effective day unless it says when.
    replace:     ``changes`` maps fields of the norm to what they become; the rest stays.
    repeal:      the norm ends on the effective day.
    sunset:      the norm ends on the day ``until``.
    redesignate: the norm, and what stands below it, is cited as ``to`` from the effective day, wherever it is named.
    """

    kind: str
    norm: str
    new: Norm | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    to: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of law: operations in order, and the vocabulary they bring (``words``, a pack without norms)."""

    id: str
    title: str
    cite: str
    enacted: date
    effective: date
    operations: tuple[Operation, ...]
    words: Pack
    digest: str = ""
    source: str = ""

    @property
    def brings(self) -> frozenset[str]:
        """Ids that are no law yet before it."""
        return frozenset(
            [o.norm for o in self.operations if o.kind == "insert"] + [o.to for o in self.operations if o.kind == "redesignate"]
        )

    def dated(self, enacted: date, effective: date) -> Amendment:
        """The same amendment enacted on another day: what counts from the enactment counts from that day."""
        by = enacted - self.enacted

        def moved(values: Mapping[str, Any]) -> dict[str, Any]:
            return {k: v + by if k in ("start", "until") and v is not None else v for k, v in values.items()}

        operations = []
        for o in self.operations:
            new = replace(o.new, **moved({"start": o.new.start, "until": o.new.until})) if o.new else None
            operations.append(replace(o, new=new, changes=moved(o.changes), until=o.until + by if o.until else None))
        seal = digest({"amendment": self.digest or self.id, "enacted": enacted.isoformat(), "effective": effective.isoformat()})
        words = replace(self.words, enacted=enacted)
        return replace(self, enacted=enacted, effective=effective, operations=tuple(operations), words=words, digest=seal)


def with_words(law: Law, amendment: Amendment) -> Law:
    """The same law knowing the vocabulary of an amendment that is not in force."""
    held = next((p for p in law.packs if p.id == amendment.id), None)
    if held is not None and held.enacted == amendment.enacted:
        return law
    packs = [*(p for p in law.packs if p is not held), amendment.words]
    return _checked(amendment, {}, lambda: recompiled(law, packs, (), law.later | amendment.brings, law.digest))


def amended(law: Law, amendment: Amendment) -> Law:
    """The law after an amendment. Raises LawError with every fault: amendment, operation, field and nearest name.

    Only programs that a touched norm can reach are compiled anew; the law given is not changed.
    """
    law = with_words(law, amendment)
    work = _Work(law, amendment)
    for n, operation in enumerate(amendment.operations):
        work.do(n, operation)
    if work.faults:
        raise LawError(work.faults)
    seal = digest({"law": law.digest, "amendment": amendment.digest or amendment.id})
    later = law.later - {id for p in work.packs for id in (norm.id for norm in p.norms)}
    return _checked(amendment, work.by, lambda: recompiled(law, work.packs, work.touched(), later, seal))


def _checked(amendment: Amendment, by: Mapping[str, int], make: Callable[[], Law]) -> Law:
    """Compile; faults in norms that an operation touched, or that name one, are placed in that operation."""
    try:
        return make()
    except LawError as e:
        raise LawError([_placed(amendment, by, f) for f in e.faults]) from None


def _placed(amendment: Amendment, by: Mapping[str, int], fault: LawFault) -> LawFault:
    if fault.pack == amendment.id and fault.path[:1] != ("norms",):
        return fault
    own = str(fault.path[1]) if len(fault.path) > 1 and fault.path[0] in ("norms", "acts", "delegations") else ""
    named = next((id for id in sorted(by, key=len, reverse=True) if f"`{id}`" in fault.message), "")
    if own in by:
        part = {"insert": ("insert",), "replace": ("with",)}.get(amendment.operations[by[own]].kind, ())
        return LawFault(amendment.id, ("operations", by[own], *part, *fault.path[2:]), fault.message, fault.help)
    at = by.get(named, 0)
    return LawFault(amendment.id, ("operations", at), f"after this, {fault.where} cannot be read: {fault.message}", fault.help)


class _Work:
    """One amendment being applied: norms by id as they stand after each operation, and which operation touched which."""

    def __init__(self, law: Law, amendment: Amendment):
        self.law, self.amendment = law, amendment
        self.before = {n.id: n for p in law.packs for n in p.norms}
        self.norms = dict(self.before)
        self.packs: list[Pack] = list(law.packs)
        self.by: dict[str, int] = {}
        self.also: set[str] = set()  # norms that only cite or ask something that changed its name
        self.faults: list[LawFault] = []

    def do(self, n: int, op: Operation) -> None:
        """Carry out one operation, or note its fault; the others are tried all the same."""
        try:
            self.carry_out(n, op)
        except Fault as f:
            self.faults.append(LawFault(self.amendment.id, ("operations", n, *f.path), f.message, f.help))

    def carry_out(self, n: int, op: Operation) -> None:
        if op.kind not in OPERATIONS:
            raise Fault(("operation",), f"`{op.kind}` is no operation", nearest(op.kind, OPERATIONS))
        if op.kind != "insert" and op.norm not in self.norms and not (op.kind == "redesignate" and self.below(op.norm)):
            raise Fault((op.kind,), f"there is no provision `{op.norm}`", nearest(op.norm, self.norms))
        getattr(self, f"_{op.kind}")(n, op)

    def put(self, n: int, norm: Norm) -> None:
        """A norm as it stands after operation *n*, in its pack."""
        at = next((i for i, p in enumerate(self.packs) if p.id == norm.pack), None)
        if at is None:
            raise Fault(("into",), f"there is no pack `{norm.pack}`", nearest(norm.pack, [p.id for p in self.packs]))
        norm = replace(norm, history=tuple(dict.fromkeys((*norm.history, self.amendment.cite))))
        self.norms[norm.id] = norm
        self.by[norm.id] = n
        pack = self.packs[at]
        known = any(m.id == norm.id for m in pack.norms)
        norms = tuple(norm if m.id == norm.id else m for m in pack.norms) if known else (*pack.norms, norm)
        self.packs[at] = replace(pack, norms=norms)

    def _insert(self, n: int, op: Operation) -> None:
        assert op.new is not None
        held = self.norms.get(op.new.id)
        if held is not None and not (held.until is not None and held.until <= self.amendment.effective):
            raise Fault(("insert",), f"there is already a provision `{op.new.id}`", "replace it, or redesignate it first")
        if held is not None and held.pack != op.new.pack:
            raise Fault(("into",), f"`{op.new.id}` once stood in `{held.pack}`", f"write `into: {held.pack}`")
        start = self.amendment.effective if op.new.start is None else op.new.start
        self.put(n, replace(op.new, start=start))

    def _replace(self, n: int, op: Operation) -> None:
        norm = self.norms[op.norm]
        for name in op.changes:
            if name not in CHANGEABLE:
                raise Fault(("with",), f"`{name}` of a provision cannot be replaced", nearest(name, CHANGEABLE))
        if not op.changes:
            raise Fault(("with",), "nothing is replaced", "say which field becomes what")
        self.keep(n, norm)
        new = replace(norm, **op.changes)
        self.put(n, replace(new, start=self.amendment.effective) if norm.law_time else new)

    def keep(self, n: int, norm: Norm) -> None:
        """Where the law of the conduct's day rules, the old text goes on for conduct before the effective day."""
        if not norm.law_time:
            return
        day = self.amendment.effective
        id = f"{norm.id} until {day}" if "#" in norm.id else f"{norm.id}#until {day}"
        self.put(n, replace(norm, id=id, until=min(day, norm.until or day)))
        for other in list(self.norms.values()):
            if norm.id in other.defeats:
                self.put(n, replace(other, defeats=(*other.defeats, id)))

    def _repeal(self, n: int, op: Operation) -> None:
        self.end(n, op.norm, self.amendment.effective, "repeal")

    def _sunset(self, n: int, op: Operation) -> None:
        if op.until is None or op.until < self.amendment.effective:
            raise Fault(("until",), "a sunset lies on the effective day or later", f"write a day from {self.amendment.effective} on")
        self.end(n, op.norm, op.until, "sunset")

    def end(self, n: int, id: str, day: date, word: str) -> None:
        norm = self.norms[id]
        users = sorted(
            k for k, uses in self.law.linked.items() if id in uses and k in self.norms and k not in self.by and norm.kind == "definition"
        )
        if users:
            raise Fault((word,), f"`{id}` is a definition that others rely on: {', '.join(users[:4])}", "replace it, or change these first")
        self.put(n, replace(norm, until=min(day, norm.until or day)))

    def below(self, id: str) -> list[str]:
        """The norm and everything under it: `231(d)`, `231(d)(1)`, `231(d)#effect`."""
        return [k for k in self.norms if k == id or k.startswith((f"{id}(", f"{id}#"))]

    def _redesignate(self, n: int, op: Operation) -> None:
        try:
            parse_citation(op.to.partition("#")[0])
        except ValueError as e:
            raise Fault(("to",), str(e)) from None
        taken = [id for id in self.below(op.to) if self.norms[id].until is None]
        if taken:
            raise Fault(("to",), f"there is already a provision `{taken[0]}`", "redesignate that one first")
        named = Renamed(op.norm, op.to)
        for index, pack in enumerate(self.packs):
            if pack.id == self.amendment.id or pack.enacted > self.amendment.effective:
                continue  # its words are written for the law after this act
            new = named.pack(pack)
            if new is pack:
                continue
            for old, now in zip(pack.norms, new.norms, strict=True):
                if now is not old:
                    self.norms.pop(old.id)
                    moved = old.id != now.id
                    now = replace(now, history=tuple(dict.fromkeys((*now.history, self.amendment.cite)))) if moved else now
                    self.norms[now.id] = now
                    self.by.setdefault(now.id, n)
                    self.by[old.id] = n
            self.packs[index] = replace(new, norms=tuple(self.norms[m.id] for m in new.norms))
            self.also |= {id for d, e in zip(pack.delegations, new.delegations, strict=True) if d is not e for id in e.norms}
            asked = {k for k, i in new.interpretations.items() if i is not pack.interpretations[k]}
            self.also |= {m.id for m in self.norms.values() if asked and not asked.isdisjoint(readings_in(conditions_of(m)))}

    def touched(self) -> set[str]:
        """Norms that are new, changed or gone, and everything these defeat or defeated."""
        found = set(self.by) | self.also
        for id in list(found):
            for norm in (self.before.get(id), self.norms.get(id)):
                found |= set(norm.defeats) if norm is not None else set()
        return found


class Renamed:
    """Names one provision anew wherever a whole text is its citation, or begins with it and goes on below it."""

    def __init__(self, old: str, new: str):
        self.old, self.new = old, new
        self.path, self.to = _source(old), _source(new)

    def text(self, text: str) -> str:
        if id := duty_of(text):
            return f"{text[: -len(id)]}{self.text(id)}"
        if text == self.old or text.startswith((f"{self.old}(", f"{self.old}#")):
            return self.new + text[len(self.old) :]
        return text

    def any(self, value: Any) -> Any:
        """The same value with the name changed; the very same object where nothing changes."""
        if isinstance(value, str):
            new = self.text(value)
            return value if new == value else new
        if isinstance(value, Mapping):
            made: Any = {k: self.any(v) for k, v in value.items()}
            return made if any(made[k] is not v for k, v in value.items()) else value
        if isinstance(value, (list, tuple)):
            several = [self.any(v) for v in value]
            return type(value)(several) if any(a is not b for a, b in zip(several, value, strict=True)) else value
        return value

    def record(self, value: Any, *names: str) -> Any:
        """A dataclass value with the name changed in some of its fields."""
        changed = {n: new for n in names if (new := self.any(getattr(value, n))) is not getattr(value, n)}
        return replace(value, **changed) if changed else value

    def norm(self, norm: Norm) -> Norm:
        if norm.id[: len(self.old)] != self.old and self.old not in repr((norm.defeats, *conditions_of(norm))):
            return norm  # most norms do not name it: their text is looked through once, at the speed of C
        conditions = ("given", "when", "elements", "due", "discharged_when", "stops_while", "starts_anew_at", "expires_when")
        made: Norm = self.record(norm, "id", "defeats", *conditions)
        if made.id != norm.id and self.path and (found := re.sub(rf"{re.escape(self.path)}(?=/|\Z)", self.to, norm.source)) != norm.source:
            made = replace(made, source=found)
        return made

    def pack(self, pack: Pack) -> Pack:
        parts: dict[str, Any] = {
            "norms": tuple(self.norm(n) for n in pack.norms),
            "acts": {k: self.record(a, "asserts", "cite") for k, a in pack.acts.items()},
            "interpretations": {k: self.record(i, "cite") for k, i in pack.interpretations.items()},
            "delegations": tuple(self.record(d, "cite", "norms", "when", "elements") for d in pack.delegations),
        }
        changed = {k: v for k, v in parts.items() if not _same(v, getattr(pack, k))}
        return replace(pack, **changed) if changed else pack


def _same(one: Any, two: Any) -> bool:
    """Are the members of two collections the very same objects?"""
    left, right = (list(x.values() if isinstance(x, Mapping) else x) for x in (one, two))
    return all(a is b for a, b in zip(left, right, strict=True))


def _source(id: str) -> str:
    """The part of a source that a citation stands for: `CAATSA 231(d)` -> `/s231/d`."""
    pinpoint = parse_citation(id.partition("#")[0])[1]
    return "/s" + "/".join(p for p in re.split(r"[()]+", pinpoint) if p) if pinpoint else ""
