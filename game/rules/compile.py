"""Packs -> Law: everything put together once, every act and duty compiled, every fault found.

Belongs here: merging vocabularies, who defeats whom, which program belongs to which pack, and which programs a
change leaves alone. Does not: what one program contains (builder), what an amendment does to packs (amend),
verdicts (adjudicate).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from game.canonical import digest
from game.errors import nearest

from .builder import Builder, act_program, duty_program
from .frame import Fault, Names
from .law import ActSpec, Delegation, FactSpec, Interpretation, LawError, LawFault, Norm, Pack, Raw
from .links import conditions_of, links, reach, readings_in
from .program import Library, Program

WORDS = ("acts", "interpretations", "bindings", "sets", "events", "records")
"""The vocabularies of a pack, by the names of its fields."""


class Law:
    """The law of one library of packs under chosen readings, compiled once and then only read.

    linked: norm -> the norms it needs. reaches: act, or duty by norm id, -> every norm its program can meet.
    later: provisions that amendments known today will bring; none of them is in force.
    """

    def __init__(
        self, packs: Sequence[Pack], libraries: Mapping[str, Library], programs: Mapping[str, Program], duties: Mapping[str, Program],
        linked: Mapping[str, frozenset[str]], reaches: Mapping[str, frozenset[str]], later: frozenset[str], digest_: str,
    ):  # fmt: skip
        self.packs = tuple(packs)
        self.libraries = libraries
        self.library = libraries[packs[0].id]
        self.programs = programs
        self.duty_programs = duties
        self.duties = tuple(duties.values())
        self.linked, self.reaches, self.later = linked, reaches, later
        self.digest = digest_
        self._under: dict[tuple[str, str], Law] = {}

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
    def moved_by(self) -> Mapping[str, tuple[int, ...]]:
        """Places among the duties of those that an event may raise, suspend, discharge or end, by its name."""
        found: dict[str, tuple[int, ...]] = {}
        for place, duty in enumerate(self.duties):
            for name in duty.events:
                found[name] = (*found.get(name, ()), place)
        return found

    @cached_property
    def offices(self) -> Mapping[str, str]:
        """Offices in words, the first pack that names one deciding."""
        return {k: v for pack in reversed(self.packs) for k, v in pack.offices.items()}

    def office(self, name: str) -> str:
        """An office in words: `secretary_of_state` -> `the Secretary of State`."""
        return self.offices.get(name) or name.replace("_", " ")

    def under(self, question: str, reading: str) -> Law:
        """This law with one open question read so, all else alike. Made when first asked for, and kept.

        Only programs that ask the question are compiled anew. Raises LawError for a question or a reading it does not know.
        """
        if self.readings.get(question) == reading:
            return self
        if (question, reading) not in self._under:
            self._under[question, reading] = _reread(self, question, reading)
        return self._under[question, reading]


def compile_law(packs: Sequence[Pack], readings: Mapping[str, str] | None = None, later: Iterable[str] = ()) -> Law:
    """Put packs together and compile every act and duty. Raises LawError with every fault found.

    readings: interpretation id -> chosen alternative; silent ones take the pack's default.
    later: provisions that are not there yet; an assertion about one is understood and not applicable.
    """
    faults: list[LawFault] = []
    chosen = dict(readings or {})
    interpretations = _merged(packs, "interpretations", faults)
    _unknown_readings(chosen, interpretations, faults)
    readings_all = {k: chosen.get(k, i.default) for k, i in interpretations.items()}
    seal = digest({"packs": [p.digest for p in packs if p.digest], "readings": readings_all})
    return _compiled(packs, chosen, frozenset(later), seal, faults, None, frozenset())


def recompiled(before: Law, packs: Sequence[Pack], touched: Iterable[str], later: Iterable[str], digest_: str) -> Law:
    """The law of changed packs, keeping every program of *before* that no touched norm can reach.

    touched: ids of norms that are new, changed or gone, and of those they defeat. Raises LawError with every fault.
    """
    return _compiled(packs, before.names.readings, frozenset(later), digest_, [], before, frozenset(touched))


def _reread(law: Law, question: str, reading: str) -> Law:
    faults: list[LawFault] = []
    _unknown_readings({question: reading}, law.names.interpretations, faults)
    asking = {n.id for n in law.norms.values() if question in readings_in(conditions_of(n))}
    asking |= {n for d in law.library.delegations if question in readings_in((d.when, d.elements)) for n in d.norms}
    seal = digest({"law": law.digest, "readings": {question: reading}})
    return _compiled(law.packs, {**law.names.readings, question: reading}, law.later, seal, faults, law, frozenset(asking))


def _unknown_readings(chosen: Mapping[str, str], known: Mapping[str, Interpretation], faults: list[LawFault]) -> None:
    for question, reading in chosen.items():
        path = ("readings", question)
        if question not in known:
            faults.append(LawFault("", path, f"there is no open question `{question}`", nearest(question, known)))
        elif reading not in known[question].readings:
            faults.append(LawFault("", path, f"`{question}` has no reading `{reading}`", f"one of {', '.join(known[question].readings)}"))


def _compiled(
    packs: Sequence[Pack], chosen: Mapping[str, str], later: frozenset[str], seal: str, faults: list[LawFault],
    before: Law | None, touched: frozenset[str],
) -> Law:  # fmt: skip
    old = {p.id: p for p in before.packs} if before is not None else {}
    changed = [p for p in packs if old.get(p.id) is not p]
    same = {w: before is not None and all(p.id in old and getattr(old[p.id], w) is getattr(p, w) for p in packs) for w in WORDS}
    held = _held(before)
    words = {w: held[w] if same[w] else _merged(packs, w, faults) for w in ("acts", "interpretations", "bindings", "sets", "events")}
    acts: dict[str, ActSpec] = words.pop("acts")
    same_vars = same["records"] and same["events"] and same["bindings"]
    shared: dict[str, Any] = {"vars": held["vars"] if same_vars else _variables(packs, faults), **words, "readings": chosen}
    norms = _norms(packs, faults)
    delegations = [d for pack in packs for d in pack.delegations]
    defeaters = _defeaters(norms, faults)
    duties: dict[str, Program] = {}
    libraries: dict[str, Library] = {}
    for p in packs:
        libraries[p.id] = Library(Names(**shared, enacted=p.enacted), norms, acts, delegations, defeaters, duties, libraries)
    _dangling(packs, changed, norms, faults)
    linked = _linked(norms, defeaters, delegations, before, touched)
    named = _acts_of(norms, acts, faults)
    programs: dict[str, Program] = {}
    reaches: dict[str, frozenset[str]] = {}
    for norm in norms.values():
        if norm.kind == "duty":
            kept = before is not None and norm.id in before.duty_programs and touched.isdisjoint(before.reaches[norm.id])
            reaches[norm.id] = before.reaches[norm.id] if before and kept else reach([norm.id], linked)
            if before and kept:
                duties[norm.id] = before.duty_programs[norm.id]
    for name, spec in acts.items():
        if (
            before is not None
            and before.acts.get(name) is spec
            and touched.isdisjoint(before.reaches[name])
            and touched.isdisjoint(named.get(name, ()))
        ):
            programs[name], reaches[name] = before.programs[name], before.reaches[name]
            continue
        _emissions(spec, shared["events"], faults)
        reaches[name] = reach([*named.get(name, ()), *([spec.asserts] if spec.asserts else [])], linked)
        build = partial(act_program, libraries[spec.pack], asserting(spec, norms, later))
        if (program := _attempt(build, spec.pack, norms, faults)) is not None:
            programs[name] = program
    for norm in norms.values():
        if norm.kind == "duty" and norm.id not in duties:
            if (program := _attempt(partial(duty_program, libraries[norm.pack], norm), norm.pack, norms, faults)) is not None:
                duties[norm.id] = program
    duties = {n.id: duties[n.id] for n in norms.values() if n.id in duties}
    used = frozenset[str]().union(*reaches.values())
    for norm in norms.values():
        if norm.id not in used and norm.kind in ("definition", "exception") and (before is None or norm.id in touched):
            _attempt(partial(Builder(libraries[norm.pack], None).norm_node, norm.id), norm.pack, norms, faults)  # it must still be readable
    if faults:
        raise LawError(list(dict.fromkeys(faults)))
    return Law(packs, libraries, programs, duties, linked, reaches, later, seal)


def _held(before: Law | None) -> dict[str, Any]:
    """The merged vocabularies of an earlier law, to be kept where no pack has changed its own."""
    if before is None:
        return {}
    n = before.names
    held = {w: getattr(n, w) for w in ("interpretations", "bindings", "sets", "events", "vars")}
    return {**held, "acts": before.acts}


def asserting(spec: ActSpec, norms: Mapping[str, Norm], later: frozenset[str]) -> ActSpec:
    """An act as it is under one law: what an amendment has yet to bring is not asserted."""
    return replace(spec, asserts="") if spec.asserts in later and spec.asserts not in norms else spec


def _acts_of(norms: Mapping[str, Norm], acts: Mapping[str, ActSpec], faults: list[LawFault]) -> dict[str, list[str]]:
    """Act -> the norms that grant or bar it."""
    found: dict[str, list[str]] = {}
    for norm in norms.values():
        for act in norm.acts:
            found.setdefault(act, []).append(norm.id)
            if act not in acts:
                faults.append(LawFault(norm.pack, ("norms", norm.id, "acts"), f"unknown act `{act}`", nearest(act, acts)))
    return found


def _linked(
    norms: Mapping[str, Norm], defeaters: Mapping[str, tuple[Norm, ...]], delegations: Sequence[Delegation],
    before: Law | None, touched: frozenset[str],
) -> dict[str, frozenset[str]]:  # fmt: skip
    if before is None:
        return {id: links(n, defeaters.get(id, ()), delegations) for id, n in norms.items()}
    kept = before.linked
    return {id: kept[id] if id in kept and id not in touched else links(n, defeaters.get(id, ()), delegations) for id, n in norms.items()}


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
            found[norm.id] = in_its_time(norm) if norm.law_time else norm
    return found


def in_its_time(norm: Norm) -> Norm:
    """A norm ruled by the law of the conduct's day: its interval in force is asked of that day, not of today."""
    day, tests = norm.law_time, list[Raw]()
    for bound, sign, said in ((norm.start, ">=", "on or after"), (norm.until, "<", "before")):
        if bound is not None:
            words = f"{bound.day} {bound:%B %Y}"
            tests.append({
                "cmp": [day, sign, bound.isoformat()], "label": f"the conduct was {said} {words}", "cite": norm.cite,
                "else": f"The conduct was not {said} {words}, and the law of its own day rules it.",
            })  # fmt: skip
    given = {"all": [*tests, *([norm.given] if norm.given is not None else [])]} if tests else norm.given
    return replace(norm, start=None, until=None, given=given)


def _defeaters(norms: Mapping[str, Norm], faults: list[LawFault]) -> dict[str, tuple[Norm, ...]]:
    """Who defeats whom, in an order that does not depend on the order of files."""
    found: dict[str, tuple[Norm, ...]] = {}
    for norm in sorted((n for n in norms.values() if n.defeats), key=lambda n: n.id):
        for target in norm.defeats:
            if target not in norms:
                faults.append(LawFault(norm.pack, ("norms", norm.id, "defeats"), f"unknown provision `{target}`", nearest(target, norms)))
            found[target] = (*found.get(target, ()), norm)
    return found


def _dangling(packs: Sequence[Pack], changed: Sequence[Pack], norms: Mapping[str, Norm], faults: list[LawFault]) -> None:
    """Names that no condition reads but that must stand for something all the same."""
    records = {k for pack in packs for k in pack.records}
    for pack in changed:
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
