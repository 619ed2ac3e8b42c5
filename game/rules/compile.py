"""Packs -> Law: everything put together once, every act and duty compiled, every fault found.

Belongs here: merging vocabularies, who defeats whom, which program belongs to which pack. Does not: what
one program contains (program), verdicts (adjudicate).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from game.canonical import digest
from game.errors import nearest

from .builder import Builder, act_program, duty_program
from .frame import Fault, Names
from .law import ActSpec, FactSpec, LawError, LawFault, Norm, Pack
from .program import Library, Program


class Law:
    """The law of one library of packs under chosen readings, compiled once and then only read."""

    def __init__(self, packs: Sequence[Pack], library: Library, programs: Mapping[str, Program], duties: Sequence[Program], digest_: str):
        self.packs = tuple(packs)
        self.library = library
        self.programs = programs
        self.duties = tuple(duties)
        self.digest = digest_

    @property
    def acts(self) -> Mapping[str, ActSpec]:
        return self.library.acts

    @property
    def norms(self) -> Mapping[str, Norm]:
        return self.library.norms

    @property
    def names(self) -> Names:
        return self.library.names

    @cached_property
    def readings(self) -> Mapping[str, str]:
        """The reading chosen for each open question."""
        return {k: self.names.readings.get(k, i.default) for k, i in self.names.interpretations.items()}

    @cached_property
    def offices(self) -> Mapping[str, str]:
        """Offices in words, the first pack that names one deciding."""
        return {k: v for pack in reversed(self.packs) for k, v in pack.offices.items()}

    def office(self, name: str) -> str:
        """An office in words: `secretary_of_state` -> `the Secretary of State`."""
        return self.offices.get(name) or name.replace("_", " ")


def compile_law(packs: Sequence[Pack], readings: Mapping[str, str] | None = None) -> Law:
    """Put packs together and compile every act and duty. Raises LawError with every fault found.

    readings: interpretation id -> chosen alternative; silent ones take the pack's default.
    """
    faults: list[LawFault] = []
    chosen = dict(readings or {})
    acts: dict[str, ActSpec] = _merged(packs, "acts", faults)
    interpretations = _merged(packs, "interpretations", faults)
    for question, reading in chosen.items():
        if question not in interpretations:
            faults.append(
                LawFault("", ("readings", question), f"there is no open question `{question}`", nearest(question, interpretations))
            )
        elif reading not in interpretations[question].readings:
            known = ", ".join(interpretations[question].readings)
            faults.append(LawFault("", ("readings", question), f"`{question}` has no reading `{reading}`", f"one of {known}"))
    norms = _norms(packs, faults)
    shared = {
        "vars": _variables(packs, faults),
        "bindings": _merged(packs, "bindings", faults),
        "sets": _merged(packs, "sets", faults),
        "events": _merged(packs, "events", faults),
        "interpretations": interpretations,
        "readings": chosen,
    }
    delegations = [d for pack in packs for d in pack.delegations]
    defeaters = _defeaters(norms, faults)
    libraries = {p.id: Library(Names(**shared, enacted=p.enacted), norms, acts, delegations, defeaters) for p in packs}
    programs: dict[str, Program] = {}
    duties: list[Program] = []
    _dangling(packs, norms, faults)
    for name, spec in acts.items():
        _emissions(spec, shared["events"], faults)
        if (program := _attempt(partial(act_program, libraries[spec.pack], spec), spec.pack, norms, faults)) is not None:
            programs[name] = program
    for norm in norms.values():
        for act in norm.acts:
            if act not in acts:
                faults.append(LawFault(norm.pack, ("norms", norm.id, "acts"), f"unknown act `{act}`", nearest(act, acts)))
        if (
            norm.kind == "duty"
            and (program := _attempt(partial(duty_program, libraries[norm.pack], norm), norm.pack, norms, faults)) is not None
        ):
            duties.append(program)
    used = {n for p in [*programs.values(), *duties] for n in p.norms}
    for norm in norms.values():
        if norm.id not in used and norm.kind in ("definition", "exception"):  # nothing relies on it yet; it must still be readable
            _attempt(partial(Builder(libraries[norm.pack], None).norm_node, norm.id), norm.pack, norms, faults)
    if faults:
        raise LawError(list(dict.fromkeys(faults)))
    readings_all = {k: chosen.get(k, i.default) for k, i in interpretations.items()}
    return Law(packs, libraries[packs[0].id], programs, duties, digest({"packs": [p.digest for p in packs], "readings": readings_all}))


def _merged(packs: Sequence[Pack], what: str, faults: list[LawFault]) -> dict[str, Any]:
    """One vocabulary of all packs; the same name may stand in two packs only if it means the same."""
    found: dict[str, Any] = {}
    for pack in packs:
        for key, value in getattr(pack, what).items():
            if key in found and found[key] != value:
                faults.append(LawFault(pack.id, (what, key), f"`{key}` is already defined by another pack, and differently"))
            found[key] = value
    return found


def _variables(packs: Sequence[Pack], faults: list[LawFault]) -> dict[str, dict[str, FactSpec]]:
    """What conditions may read: the fields of each kind of record, and of each event that has a name."""
    found: dict[str, dict[str, FactSpec]] = {}
    events = {k: v for pack in packs for k, v in pack.events.items()}
    records = {k for pack in packs for k in pack.records}
    for pack in packs:
        for kind, fields in pack.records.items():
            for name, spec in fields.items():
                if found.setdefault(kind, {}).setdefault(name, spec) != spec:
                    message = f"`{name}` is already a fact of `{kind}` in another pack, and differently"
                    faults.append(LawFault(pack.id, ("records", kind, name), message))
        for name, binding in pack.bindings.items():
            if name in records or name in ("act", "today"):
                faults.append(LawFault(pack.id, ("bindings", name), f"`{name}` already stands for something else"))
            if binding.event in events:
                found[name] = {**events[binding.event].data, "date": FactSpec("date", label="its date")}
            else:
                faults.append(LawFault(pack.id, ("bindings", name), f"unknown event `{binding.event}`", nearest(binding.event, events)))
    return found


def _norms(packs: Sequence[Pack], faults: list[LawFault]) -> dict[str, Norm]:
    found: dict[str, Norm] = {}
    for pack in packs:
        for norm in pack.norms:
            if norm.id in found:
                faults.append(LawFault(pack.id, ("norms", norm.id), f"`{norm.id}` is there twice", "give one an #aspect"))
            found[norm.id] = norm
    return found


def _defeaters(norms: Mapping[str, Norm], faults: list[LawFault]) -> dict[str, tuple[Norm, ...]]:
    """Who defeats whom, in an order that does not depend on the order of files."""
    found: dict[str, tuple[Norm, ...]] = {}
    for norm in sorted(norms.values(), key=lambda n: n.id):
        for target in norm.defeats:
            if target not in norms:
                faults.append(LawFault(norm.pack, ("norms", norm.id, "defeats"), f"unknown provision `{target}`", nearest(target, norms)))
            found[target] = (*found.get(target, ()), norm)
    return found


def _dangling(packs: Sequence[Pack], norms: Mapping[str, Norm], faults: list[LawFault]) -> None:
    """Names that no condition reads but that must stand for something all the same."""
    records = {k for pack in packs for k in pack.records}
    for pack in packs:
        for d in pack.delegations:
            faults += [
                LawFault(pack.id, ("delegations", d.id, "norms"), f"unknown provision `{n}`", nearest(n, norms))
                for n in d.norms
                if n not in norms
            ]
        for norm in pack.norms:
            faults += [
                LawFault(pack.id, ("norms", norm.id, "per"), f"unknown kind of record `{k}`", nearest(k, records))
                for k in norm.per
                if k not in records
            ]
        for id, asked in pack.interpretations.items():
            if asked.default not in asked.readings:
                known = nearest(asked.default, asked.readings) or "one of " + ", ".join(asked.readings)
                faults.append(LawFault(pack.id, ("interpretations", id, "default"), f"`{asked.default}` is none of the readings", known))
        for name, spec in pack.acts.items():
            faults += [
                LawFault(pack.id, ("acts", name, "about", n), f"unknown kind of record `{k}`", nearest(k, records))
                for n, k in enumerate(spec.about)
                if k not in records
            ]


def _emissions(spec: ActSpec, events: Mapping[str, Any], faults: list[LawFault]) -> None:
    for n, e in enumerate(spec.records):
        path = ("acts", spec.name, "records", n)
        if e.event not in events:
            faults.append(LawFault(spec.pack, path, f"unknown event `{e.event}`", nearest(e.event, events)))
            continue
        known = events[e.event]
        for role in e.about:
            if role not in known.about:
                faults.append(LawFault(spec.pack, path, f"`{e.event}` is not about a `{role}`", nearest(role, known.about)))
        for datum in e.data:
            if datum not in known.data:
                faults.append(LawFault(spec.pack, path, f"`{e.event}` carries no `{datum}`", nearest(datum, known.data)))


def _attempt(build: Callable[[], Any], pack: str, norms: Mapping[str, Norm], faults: list[LawFault]) -> Any:
    try:
        return build()
    except Fault as first:
        for fault in (first, *first.more):
            path = fault.path
            owner = norms[str(path[1])].pack if len(path) > 1 and path[0] == "norms" and path[1] in norms else pack
            faults.append(LawFault(owner, path, fault.message, fault.help))
    return None
