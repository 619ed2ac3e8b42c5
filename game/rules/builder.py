"""Puts one program together: which norms an act or a duty touches, and in which order they are evaluated.

Exceptions come before what they defeat; a circle of them is a fault that names its path. Does not belong
here: single conditions (conditions), the vocabulary of all packs (compile).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from game.errors import nearest

from .calendar import Asked, asked_of
from .conditions import Assembler
from .course import DutyParts
from .due import DueBuilder
from .frame import Fault, Frame, Operand, Path, Run, Vector, every, kind_of_value
from .law import ActSpec, Delegation, EventSpec, Norm, Raw
from .operators import conjunction
from .program import Bar, Grant, Library, Program


class Builder:
    """Builds one program. Faults are raised as `Fault` with the norm's own path in front."""

    def __init__(
        self, library: Library, spec: ActSpec | None, probe: Callable[[int, Run], Run] | None = None, stack: Sequence[str] = ()
    ):
        names = library.names
        if spec is not None:
            names = replace(names, vars={**names.vars, "act": spec.params})
        self.library, self.spec = library, spec
        self.assembler = Assembler(names, probe)
        self.assembler.norm_node = self.norm_node
        self.assembler.norm_value = self.norm_value
        self.assembler.watch = self.watch
        self.steps: list[Run] = []
        self.memo: dict[str, int] = {}
        self.stack: list[str] = list(stack)  # norms being compiled, for naming a circle of them
        self.watched: dict[str, None] = {}

    # ---------------------------------------------------------------- norms
    def norm_node(self, id: str, path: Path = ()) -> int:
        """Where "this norm is in effect" stands; compiles it, and whatever defeats it, first."""
        if id in self.memo:
            return self.memo[id]
        if id not in self.library.norms:
            raise Fault(path, f"unknown provision `{id}`", nearest(id, list(self.library.norms)))
        if id in self.stack:
            chain = " → ".join([*self.stack[self.stack.index(id) :], id])
            raise Fault(path, f"exceptions run in a circle: {chain}", "one of these may not defeat or rely on the next")
        norm = self.library.norms[id]
        self.stack.append(id)
        me = self.assembler.node("norm", norm.heading or norm.sense, cite=norm.cite, otherwise=norm.unmet, norm=id)
        before = len(self.assembler.nodes)
        tests = self.tests(norm, (("given", norm.given), ("when", norm.when)))
        defeaters = self.defeaters(norm)
        self.own(norm, before)
        me.children = (*(i for i, _ in tests), *defeaters)
        me.detail = {"kind": norm.kind, "defeaters": tuple(defeaters)}
        self.steps.append(conjunction(self.assembler, me.index, tests, defeaters))
        self.stack.pop()
        self.memo[id] = me.index
        return me.index

    def watch(self, id: str, path: Path) -> tuple[EventSpec, tuple[Operand, ...]]:
        """A duty whose state is asked about, compiled first: what its changes of state are about, and the facts they turn on."""
        norm, library = self.library.norms.get(id), self.library
        if norm is None or norm.kind != "duty":
            raise Fault(path, f"there is no duty `{id}`", nearest(id, [n.id for n in library.norms.values() if n.kind == "duty"]))
        if id in self.stack:
            chain = " → ".join([*self.stack[self.stack.index(id) :], id])
            raise Fault(path, f"duties hang on each other in a circle: {chain}", "one of these may not turn on the next")
        if id not in library.duties:
            library.duties[id] = duty_program(library.others.get(norm.pack, library), norm, self.stack)
        program = library.duties[id]
        self.watched |= dict.fromkeys((*program.watched, id))
        self.assembler.events_read |= {*program.events}
        self.assembler.vars_read |= {*program.records}
        return EventSpec(norm.heading or norm.sense, norm.per), program.turns_on

    def tests(self, norm: Norm, conditions: Sequence[tuple[str, Raw]]) -> list[tuple[int, Run]]:
        """In force today, and each condition that the norm states."""
        found = [self.in_force(norm)] if norm.start is not None or norm.until is not None else []
        return found + every(partial(self.condition, norm, raw, (key,)) for key, raw in conditions if raw is not None)

    def condition(self, norm: Norm, raw: Raw, path: Path) -> tuple[int, Run]:
        try:
            return self.assembler.condition(raw, path)
        except Fault as fault:
            if fault.path[:1] == ("norms",):  # already placed by a norm this one relies on
                raise
            raise fault.under("norms", norm.id) from None

    def own(self, norm: Norm, since: int) -> None:
        for node in self.assembler.nodes[since:]:
            node.norm = node.norm or norm.id

    def defeaters(self, norm: Norm) -> list[int]:
        return [self.norm_node(d.id, ("norms", norm.id)) for d in self.library.defeaters.get(norm.id, ())]

    def in_force(self, norm: Norm) -> tuple[int, Run]:
        start, until = norm.start or date.min, norm.until
        me = self.assembler.node(
            "in_force", f"{norm.cite} is in force on this day", cite=norm.cite, detail={"start": norm.start, "until": norm.until}
        )
        i = me.index

        def run(frame: Frame, vec: Vector) -> bool:
            value = start <= frame.today and (until is None or frame.today < until)
            vec[i] = value
            return value

        return i, self.assembler.probed(i, run)

    def norm_value(self, id: str, path: Path) -> Operand:
        """A definition with a value, and the exceptions that replace it. None when they are open, or in conflict."""
        norm = self.library.norms.get(id)
        if norm is None or norm.value is None:
            valued = [n.id for n in self.library.norms.values() if n.value is not None]
            raise Fault(path, f"`{id}` has no value", nearest(id, valued))
        others = [(self.norm_node(d.id, path), d.value) for d in self.library.defeaters.get(id, ())]
        base = norm.value
        kind = kind_of_value(base)
        for d in self.library.defeaters.get(id, ()):
            if d.value is not None and kind_of_value(d.value) != kind:
                raise Fault(("norms", d.id, "value"), f"`{d.value}` cannot replace `{base}`, which is a {kind}")

        def get(frame: Frame, vec: Vector) -> Any:
            found = base
            for index, value in others:
                if vec[index] is True:
                    if found is not base and found != value:
                        return None
                    found = value
                elif vec[index] is None:
                    return None
            return found

        return Operand(get, norm.heading or id, uses=tuple(i for i, _ in others), kind=kind, value_of=id)

    # --------------------------------------------------------------- powers
    def grant(self, norm: Norm) -> Grant:
        """Compile a power: reach, then who holds it, then its elements."""
        nodes = self.assembler.nodes
        root = self.assembler.node("grant", norm.heading or norm.sense, cite=norm.cite, otherwise=norm.unmet, norm=norm.id)
        before = len(nodes)
        reach = self.assembler.node("all", "the provision reaches this act", norm=norm.id, stage="reach")
        tests = self.tests(norm, (("given", norm.given), ("when", norm.when)))
        defeaters = self.defeaters(norm)
        reach.children = (*(i for i, _ in tests), *defeaters)
        reach.detail = {"defeaters": tuple(defeaters)}
        reach_run = conjunction(self.assembler, reach.index, tests, defeaters)
        delegations = [d for d in self.library.delegations if norm.id in d.norms]
        power, power_run = self.holder(norm, delegations)
        elements = self.assembler.node("all", "every element is supplied", norm=norm.id, stage="elements")
        parts = every(partial(self.condition, norm, raw, ("elements", n)) for n, raw in enumerate(norm.elements))
        parts += [self.delegate_element(norm, d, n, raw) for d in delegations for n, raw in enumerate(d.elements)]
        elements.children = tuple(i for i, _ in parts)
        elements_run = conjunction(self.assembler, elements.index, parts)
        root.children = (reach.index, power, elements.index)
        self.own(norm, before)
        i = root.index

        def run(frame: Frame, vec: Vector) -> Any:
            one, two, three = reach_run(frame, vec), power_run(frame, vec), elements_run(frame, vec)
            value = False if False in (one, two, three) else None if None in (one, two, three) else True
            vec[i] = value
            return value

        self.steps.append(run)
        return Grant(norm, root.index, reach.index, power, elements.index)

    def holder(self, norm: Norm, delegations: Sequence[Delegation]) -> tuple[int, Run]:
        node = self.assembler.node("holder", "the actor holds this power", norm=norm.id, stage="power")
        node.detail = {"holder": norm.holder, "delegations": tuple(delegations)}
        holders, i = frozenset(norm.holder), node.index
        anyone = "anyone" in holders
        passed = []
        for d in delegations:
            when = None
            if d.when is not None:
                index, when = self.condition_of(d, d.when, ("when",))
                node.children = (*node.children, index)
            passed.append((d.to, d.start or date.min, when))

        def run(frame: Frame, vec: Vector) -> bool | None:
            value: bool | None = anyone or frame.actor in holders
            for to, start, when in passed:
                holds = when(frame, vec) if when else True
                if value is not True and frame.actor == to and frame.today >= start and holds is not False:
                    value = holds  # one delegation that holds is enough, one that may hold keeps it open
            vec[i] = value
            return value

        return i, self.assembler.probed(i, run)

    def condition_of(self, d: Delegation, raw: Raw, path: Path) -> tuple[int, Run]:
        try:
            return self.assembler.condition(raw, path)
        except Fault as fault:
            raise fault.under("delegations", d.id) from None

    def delegate_element(self, norm: Norm, d: Delegation, n: int, raw: Raw) -> tuple[int, Run]:
        """An element asked of the delegate only: the principal acts without it."""
        index, inner = self.condition_of(d, raw, ("elements", n))
        child = self.assembler.nodes[index]
        child.cite = child.cite or d.cite
        node = self.assembler.node("delegate", child.label, cite=child.cite, otherwise=child.otherwise, norm=norm.id)
        node.children, i, to = (index,), node.index, d.to
        holders = frozenset(norm.holder)

        def run(frame: Frame, vec: Vector) -> bool | None:
            got: bool | None = inner(frame, vec)
            value = True if frame.actor != to or frame.actor in holders else got
            vec[i] = value
            return value

        return i, self.assembler.probed(i, run)

    # --------------------------------------------------------------- duties
    def duty(self, norm: Norm) -> DutyParts:
        """Compile a duty: what raises it, what suspends it, what settles or ends it, and its clock."""
        self.stack.append(norm.id)
        root = self.assembler.node("norm", norm.heading or norm.sense, cite=norm.cite, otherwise=norm.unmet, norm=norm.id)
        before = len(self.assembler.nodes)
        tests = self.tests(norm, (("given", norm.given), ("when", norm.when)))
        suspended = self.defeaters(norm)
        beside: dict[str, tuple[int, Run]] = {}
        for key in ("discharged_when", "stops_while", "expires_when"):
            if (raw := getattr(norm, key)) is not None:
                beside[key] = self.condition(norm, raw, (key,))
        if "discharged_when" in beside:
            self.assembler.nodes[beside["discharged_when"][0]].stage = "discharged"
        term = DueBuilder(self.assembler, self.steps, norm)
        due = term.built()
        anew = self.anew(norm)
        self.own(norm, before)
        trigger = conjunction(self.assembler, root.index, tests)
        places = {key: index for key, (index, _) in beside.items()}
        root.children = (*(i for i, _ in tests), *suspended, *places.values())
        root.detail = {"kind": "duty", "defeaters": tuple(suspended), "beside": tuple(places.values())}
        runs = tuple(r for _, r in beside.values())

        def run(frame: Frame, vec: Vector) -> Any:
            for r in runs:
                r(frame, vec)
            return trigger(frame, vec)

        self.steps.append(run)
        self.stack.pop()
        discharged, stops, expires = (places.get(key, -1) for key in ("discharged_when", "stops_while", "expires_when"))
        reads, uses, facts = tuple(term.reads), tuple(term.uses), (*term.facts, *(anew.turns_on if anew is not None else ()))
        return DutyParts(norm, root.index, root.index, tuple(suspended), discharged, stops, expires, due, anew, reads, facts, uses)

    def anew(self, norm: Norm) -> Asked | None:
        """The event from which a duty's clock starts anew."""
        if norm.starts_anew_at is None:
            return None
        path, raw = ("norms", norm.id, "starts_anew_at"), norm.starts_anew_at
        if "event" not in raw or set(raw) - {"event", "about", "where"}:
            raise Fault(path, "`starts_anew_at` is {event, about, where}")
        return asked_of(self.assembler, raw, "event", path)

    # -------------------------------------------------------------- programs
    def finish(self, **parts: Any) -> Program:
        a = self.assembler
        bindings = a.names.bindings
        names = sorted(a.vars_read - {"act"})
        return Program(
            nodes=tuple(a.nodes),
            steps=tuple(self.steps),
            records=tuple(n for n in names if n not in bindings),
            bound=tuple((n, bindings[n].event, bindings[n].about) for n in names if n in bindings),
            events=tuple(sorted(a.events_read)),
            spec=self.spec,
            norms=tuple(sorted({n.norm for n in a.nodes if n.norm})),
            fixed=dict(a.fixed),
            watched=tuple(self.watched),
            duties=self.library.duties,
            **parts,
        )


def act_program(library: Library, spec: ActSpec, probe: Callable[[int, Run], Run] | None = None) -> Program:
    """Everything that can matter to this act: the powers that grant it, the bars that name it, what defeats them."""
    b = Builder(library, spec, probe)
    if spec.asserts:
        norm = library.norms.get(spec.asserts)
        if norm is None:
            raise Fault(("acts", spec.name, "asserts"), f"unknown provision `{spec.asserts}`", nearest(spec.asserts, list(library.norms)))
        if norm.kind == "duty":
            return b.finish(duty=b.duty(norm))
        covers = b.norm_node(norm.id)
        return b.finish(covers=covers)
    grants, bars = [], []
    for norm in library.norms.values():
        if spec.name in norm.acts:
            if norm.kind == "power":
                grants.append(b.grant(norm))
            elif norm.kind == "prohibition":
                root = b.norm_node(norm.id)
                children = b.assembler.nodes[root].children
                given = children[1 if norm.start or norm.until else 0] if norm.given is not None else -1
                bars.append(Bar(norm, root, given))
    return b.finish(grants=tuple(grants), bars=tuple(bars))


def duty_program(library: Library, norm: Norm, stack: Sequence[str] = ()) -> Program:
    """Everything that can matter to one duty. stack: the norms that are being compiled because of which this one is."""
    b = Builder(library, None, None, stack)
    return b.finish(duty=b.duty(norm))
