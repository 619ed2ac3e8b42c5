"""law, case, act -> Ruling. The order of questions is reach, power, bar, elements.

Belongs here: putting packs together into a Law, and the verdict. Does not: the proof tree, repairs and
missing facts in words (proof), what is owed (duties).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from game.canonical import digest
from game.errors import nearest

from .frame import ABSENT, Fault, Frame, Names, Node, Operand, Vector
from .law import Act, ActSpec, Case, FactSpec, LawError, LawFault, Norm, Occurrence, Pack, Value
from .program import Builder, Library, Program, act_program, duty_program

MOST_SETTLEMENTS = 4096
"""Ways of settling open facts that are tried before the verdict is left undetermined with all of them open."""

_RANK = {"lawful": 0, "defective": 1, "unlawful": 2, "not_applicable": 3}
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the law says of one act. ``vector`` holds the value of every node of the act's program.

    missing: (record name in the frame, fact) pairs that can still part the verdict.
    """

    act: Act
    verdict: str
    consequence: str
    vector: tuple[bool | None, ...]
    missing: tuple[Fact, ...] = ()


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

    @property
    def readings(self) -> Mapping[str, str]:
        """The reading chosen for each open question."""
        return {k: self.names.readings.get(k, i.default) for k, i in self.names.interpretations.items()}

    def office(self, name: str) -> str:
        """An office in words: `secretary_of_state` -> `the Secretary of State`."""
        for pack in self.packs:
            if name in pack.offices:
                return pack.offices[name]
        return name.replace("_", " ")


def _merged(packs: Sequence[Pack], what: str, faults: list[LawFault]) -> dict[str, object]:
    found: dict[str, object] = {}
    for pack in packs:
        for key, value in getattr(pack, what).items():
            if key in found and found[key] != value:
                faults.append(LawFault(pack.id, (what, key), f"`{key}` is already defined by another pack, and differently"))
            found[key] = value
    return found


def compile_law(packs: Sequence[Pack], readings: Mapping[str, str] | None = None) -> Law:
    """Put packs together and compile every act and duty. Raises LawError with every fault found.

    readings: interpretation id -> chosen alternative; silent ones take the pack's default.
    """
    faults: list[LawFault] = []
    records: dict[str, dict[str, FactSpec]] = {}
    for pack in packs:
        for kind, fields in pack.records.items():
            records.setdefault(kind, {}).update(fields)
    events = _merged(packs, "events", faults)
    bindings = _merged(packs, "bindings", faults)
    acts = _merged(packs, "acts", faults)
    interpretations = _merged(packs, "interpretations", faults)
    variables: dict[str, Mapping[str, FactSpec]] = dict(records)
    for name, b in bindings.items():
        if b.event in events:  # type: ignore[attr-defined]
            variables[name] = {**events[b.event].data, "date": FactSpec("date", label="its date")}  # type: ignore[attr-defined]
        else:
            faults.append(LawFault("", ("bindings", name), f"unknown event `{b.event}`"))  # type: ignore[attr-defined]
    for question, chosen in (readings or {}).items():
        known = interpretations.get(question)
        if known is None or chosen not in known.readings:  # type: ignore[attr-defined]
            faults.append(LawFault("", ("readings", question), f"there is no reading `{chosen}` of `{question}`"))
    norms: dict[str, Norm] = {}
    for pack in packs:
        for norm in pack.norms:
            if norm.id in norms:
                faults.append(LawFault(pack.id, ("norms", norm.id), f"`{norm.id}` is there twice"))
            norms[norm.id] = norm
    defeaters: dict[str, tuple[Norm, ...]] = {}
    for norm in sorted(norms.values(), key=lambda n: n.id):
        for target in norm.defeats:
            if target not in norms:
                faults.append(
                    LawFault(norm.pack, ("norms", norm.id, "defeats"), f"unknown provision `{target}`", nearest(target, list(norms)))
                )
            defeaters[target] = (*defeaters.get(target, ()), norm)
    delegations = [d for pack in packs for d in pack.delegations]
    sets = _merged(packs, "sets", faults)
    programs: dict[str, Program] = {}
    duties: list[Program] = []
    by_pack = {pack.id: pack for pack in packs}

    def library(pack: str) -> Library:
        names = Names(variables, bindings, sets, events, interpretations, dict(readings or {}), by_pack[pack].enacted)  # type: ignore[arg-type]
        return Library(names, norms, acts, delegations, defeaters)  # type: ignore[arg-type]

    for name, spec in acts.items():
        _attempt(lambda: programs.__setitem__(name, act_program(library(spec.pack), spec)), spec.pack, norms, faults)  # type: ignore[attr-defined]
    for norm in norms.values():
        if norm.kind == "duty":
            _attempt(lambda: duties.append(duty_program(library(norm.pack), norm)), norm.pack, norms, faults)
    used = {n for p in [*programs.values(), *duties] for n in p.norms}
    for norm in norms.values():
        if norm.id not in used and not faults:
            _attempt(lambda: _check_alone(library(norm.pack), norm), norm.pack, norms, faults)
    if faults:
        raise LawError(list(dict.fromkeys(faults)))
    chosen_all = {k: (readings or {}).get(k, i.default) for k, i in interpretations.items()}  # type: ignore[attr-defined]
    whole = digest({"packs": [p.digest for p in packs], "readings": chosen_all})
    first = packs[0].id if packs else ""
    return Law(packs, library(first) if packs else Library(Names(), {}, {}), programs, duties, whole)


def _check_alone(library: Library, norm: Norm) -> None:
    Builder(library, None).norm_node(norm.id)


def _attempt(build: object, pack: str, norms: Mapping[str, Norm], faults: list[LawFault]) -> None:
    try:
        build()  # type: ignore[operator]
    except Fault as fault:
        path = fault.path
        owner = norms[str(path[1])].pack if len(path) > 1 and path[0] == "norms" and path[1] in norms else pack
        faults.append(LawFault(owner, path, fault.message, fault.help))


def adjudicate(law: Law, case: Case, act: Act) -> Ruling:
    """Rule whether *act* is within the actor's power in this case.

    law:  all provisions; each says itself from when until when it is in force.
    case: records (a missing fact is not established, not "no") and occurrences in order (what is not there did not happen).
    act:  what is done, by which office, on which game date, with which parameters.

    Returns verdict, consequence and the vector; `explain` makes reasons of it. Same input, same ruling.
    Raises KeyError if the law has no act of that name; play has checked.
    Law: CAATSA fact base 0.2, the order reach, power, bar, elements.
    """
    program = law.programs[act.name]
    frame = program.frame(case, act.date, act.actor, act.about, act.params)
    vec = program.run(frame)
    verdict = _decided(program, vec)
    missing: tuple[Fact, ...] = ()
    if not verdict:
        verdict, missing = _settle(program, frame, vec)
    return Ruling(act, verdict, _consequence(program, vec, verdict), tuple(vec), missing)


def _decided(program: Program, vec: Vector) -> str:
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


def _consequence(program: Program, vec: Vector, verdict: str) -> str:
    """Office acts without power, barred or incomplete are void; a barred deed happens and is a breach."""
    if verdict == "undetermined":
        return "waits"
    if verdict == "defective":
        return "void"
    if verdict == "unlawful":
        biting = [b.norm.consequence for b in program.bars if vec[b.root] is not False]
        return "breach" if biting and all(c == "breach" for c in biting) else "void"
    return "effective"


# ------------------------------------------------------------------ open facts
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


def _settle(program: Program, frame: Frame, vec: Vector) -> tuple[str, tuple[Fact, ...]]:
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
        verdicts[combo] = _decided(program, program.run(trial))
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


def occurrences_of(law: Law, act: Act, ruling: Ruling) -> tuple[Occurrence, ...]:
    """What an act puts on the case: the events its kind records, when it has effect in law.

    An act that no provision reaches happens as a plain act and puts nothing on the legal record.
    """
    spec = law.acts[act.name]
    if ruling.consequence not in ("effective", "breach") or ruling.verdict == "not_applicable":
        return ()
    made = []
    for e in spec.records:
        if not e.when or act.params.get(e.when):
            about = {role: act.about[role] for role in e.about if role in act.about}
            made.append(Occurrence(e.event, act.date, about, {k: act.params[k] for k in e.data if k in act.params}))
    return tuple(made)
