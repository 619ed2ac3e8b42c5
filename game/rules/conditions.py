"""Is a condition met by this case? Yes (True), no (False), or not established (None).

Belongs here: reading a condition from plain data, checking its names, and compiling it to a closure over
one frame. Every node writes its value into a flat vector, so that the vector is the proof.
Does not belong here: single operators (operators), norms and verdicts (program, adjudicate).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from game.errors import nearest

from .frame import (
    ABSENT,
    EMPTY,
    ISO,
    KIND_OF_TYPE,
    TEXTS,
    Fault,
    Frame,
    Get,
    Names,
    Node,
    Operand,
    Path,
    Run,
    Vector,
    add_days,
    add_months,
    blank,
    every,
    kind_of_value,
)
from .law import EventSpec, LawError, LawFault, Raw, Value
from .links import duty_of
from .operators import BUILDERS


class Assembler:
    """Turns conditions into closures over one shared vector. One assembler a program.

    fixed: places of the vector that no case can change, such as a reading the table has chosen.
    probe: wraps the closure of every place, for asking what would follow if one had another value; then nothing is fixed.
    asked: each test of events once, so that what several nodes ask alike is looked up once a frame.
    watch: compiles a duty whose state is asked about, and gives the facts on which it turns. changes: the events that its
    changes of state are, by name, and these facts.
    """

    def __init__(self, names: Names, probe: Callable[[int, Run], Run] | None = None):
        self.names = names
        self.probe = probe
        self.nodes: list[Node] = []
        self.norm_node: Callable[[str, Path], int] | None = None
        self.norm_value: Callable[[str, Path], Operand] | None = None
        self.events_read: set[str] = set()
        self.vars_read: set[str] = set()
        self.fixed: dict[int, bool] = {}
        self.asked: dict[Any, Any] = {}
        self.watch: Callable[[str, Path], tuple[EventSpec, tuple[Operand, ...]]] | None = None
        self.changes: dict[str, tuple[EventSpec, tuple[Operand, ...]]] = {}

    # ------------------------------------------------------------------ nodes
    def node(self, op: str, label: str, **more: Any) -> Node:
        made = Node(len(self.nodes), op, label, **more)
        self.nodes.append(made)
        return made

    def condition(self, raw: Raw, path: Path = ()) -> tuple[int, Run]:
        """Compile one condition. Returns its place in the vector and its closure. Raises Fault."""
        if not isinstance(raw, Mapping):
            raise Fault(path, f"a condition is a mapping such as {{fact: person.x}}, not `{raw}`")
        ops = [k for k in raw if k not in TEXTS]
        known = sorted(BUILDERS)
        if len(ops) != 1:
            if ops and all(o in ("event", "about", "where") for o in ops) and "event" in raw:
                ops = ["event"]
            else:
                wrong = next((o for o in ops if o not in BUILDERS), None)
                if wrong is not None:
                    raise Fault((*path, str(wrong)), f"unknown condition `{wrong}`", nearest(str(wrong), known))
                raise Fault(path, f"a condition has one operator, not {len(ops)}", "wrap several in `all` or `any`")
        op = str(ops[0])
        if op not in BUILDERS:
            raise Fault((*path, op), f"unknown condition `{op}`", nearest(op, known))
        for key in TEXTS:
            if key in raw and not isinstance(raw[key], str):
                raise Fault((*path, key), f"`{key}` is a text")
        index, run = BUILDERS[op](self, raw, (*path, op))
        made = self.nodes[index]
        if op != "in_effect":
            made.label = raw.get("label", made.label)
            made.cite = raw.get("cite", made.cite)
            made.otherwise = raw.get("else", made.otherwise)
            run = self.probed(index, run)
        return index, run

    def probed(self, index: int, run: Run) -> Run:
        """The closure of a place, wrapped if somebody probes."""
        return run if self.probe is None else self.probe(index, run)

    def several(self, raw: Raw, path: Path) -> list[tuple[int, Run]]:
        if not isinstance(raw, Sequence) or isinstance(raw, str) or not raw:
            raise Fault(path, "needs a list of conditions")
        return every(partial(self.condition, r, (*path, n)) for n, r in enumerate(raw))

    # --------------------------------------------------------------- operands
    def operand(self, raw: Raw, path: Path) -> Operand:
        """Compile one side of a test. Raises Fault for a name the vocabulary does not have."""
        if isinstance(raw, str):
            if raw == "today":
                return Operand(lambda f, v: f.today, "today", kind="date")
            if raw.startswith("$set."):
                name = raw[5:]
                if name not in self.names.sets:
                    raise Fault(path, f"unknown set `{name}`", nearest(name, list(self.names.sets)))
                return self._literal(self.names.sets[name], name)
            if "." in raw and " " not in raw:
                return self._path(raw, path)
            if ISO.match(raw):
                return self._literal(self._date(raw, path), raw)
            return self._literal(raw, raw)
        if isinstance(raw, (bool, int, float, date)):
            return self._literal(raw, str(raw))
        if isinstance(raw, Sequence):
            if any(isinstance(v, (Mapping, Sequence)) and not isinstance(v, str) for v in raw):
                raise Fault(path, "a set holds texts and numbers")
            return self._literal(frozenset(raw), ", ".join(map(str, raw)))
        if isinstance(raw, Mapping):
            return self._computed(raw, path)
        raise Fault(path, f"`{raw}` cannot stand here")

    def _literal(self, value: Value, text: str) -> Operand:
        return Operand(lambda f, v: value, text, kind=kind_of_value(value))

    def _date(self, raw: str, path: Path) -> date:
        try:
            return date.fromisoformat(raw)
        except ValueError:
            raise Fault(path, f"`{raw}` is not a day of the calendar") from None

    def _path(self, raw: str, path: Path) -> Operand:
        var, _, name = raw.partition(".")
        fields = self.names.vars.get(var)
        if fields is None:
            raise Fault(path, f"unknown record `{var}` in `{raw}`", nearest(var, list(self.names.vars)))
        if name not in fields:
            raise Fault(path, f"`{var}` has no fact `{name}`", nearest(name, list(fields)))
        spec = fields[name]
        kind = KIND_OF_TYPE.get(spec.type, spec.type)
        self.vars_read.add(var)
        if var in self.names.bindings:
            self.events_read.add(self.names.bindings[var].event)
        if var == "act":
            default = EMPTY.get(spec.type)

            def of_act(frame: Frame, vec: Vector) -> Any:
                got = frame.vars["act"].get(name)
                return default if got is None else got

            return Operand(of_act, raw, (var, name), spec, kind=kind)

        def of_record(frame: Frame, vec: Vector) -> Any:
            record = frame.vars.get(var)
            if record is None:
                return None
            return ABSENT if record is ABSENT else record.get(name)

        return Operand(of_record, raw, (var, name), spec, kind=kind)

    def _computed(self, raw: Mapping[str, Raw], path: Path) -> Operand:
        keys = set(raw)
        if keys == {"enacted"} and isinstance(raw["enacted"], int) and not isinstance(raw["enacted"], bool):
            if self.names.enacted is None:
                raise Fault(path, "`enacted` has no date here")
            return self._literal(add_days(self.names.enacted, raw["enacted"]), f"day {raw['enacted']} after enactment")
        if keys == {"text"}:
            return self._literal(str(raw["text"]), str(raw["text"]))
        if keys == {"value_of"} and self.norm_value is not None:
            return self.norm_value(str(raw["value_of"]), path)
        if "date" in keys and len(keys) == 2:
            base = self.operand(raw["date"], (*path, "date"))
            (unit,) = keys - {"date"}
            if unit in ("plus_days", "minus_days", "plus_months", "minus_months"):
                amount = self.operand(raw[unit], (*path, unit))
                if base.kind != "date" or amount.kind != "number":
                    raise Fault(path, f"`{unit}` is a number added to a day")
                sign = 1 if unit.startswith("plus") else -1
                days = unit.endswith("days")

                def moved(frame: Frame, vec: Vector) -> Any:
                    day, n = base.get(frame, vec), amount.get(frame, vec)
                    if day is ABSENT or n is ABSENT or day is None or n is None:
                        return ABSENT if day is ABSENT or n is ABSENT else None
                    return add_days(day, sign * n) if days else add_months(day, sign * n)

                return Operand(
                    moved,
                    f"{base.text} {'+' if sign > 0 else '-'} {amount.text} {'days' if days else 'months'}",
                    base.read,
                    base.spec,
                    (*base.uses, *amount.uses),
                    moved=True,
                    kind="date",
                    value_of=base.value_of or amount.value_of,
                )
        raise Fault(
            path,
            f"cannot read {{{', '.join(sorted(map(str, keys)))}}} as a value",
            "use enacted, value_of, text, or date with plus_days, minus_days, plus_months, minus_months",
        )

    def about(self, raw: Raw, path: Path) -> dict[str, Operand]:
        """`about: person` (the frame's own) or `about: {person: sale.parties}` (any of a set)."""
        if raw is None:
            return {}
        if isinstance(raw, str):
            raw = [raw]
        if isinstance(raw, Mapping):
            return {str(k): self.operand(v, (*path, str(k))) for k, v in raw.items()}
        if not isinstance(raw, Sequence):
            raise Fault(path, f"`about` names records, not `{raw}`", "write `about: person` or `about: {person: sale.parties}`")
        return {str(role): Operand(_ref(str(role)), str(role), plain=True) for role in raw}

    def event_name(self, raw: Raw, path: Path) -> str:
        if not isinstance(raw, str) or raw not in self.names.events:
            if not (id := duty_of(raw)) or self.watch is None:
                raise Fault(path, f"unknown event `{raw}`", nearest(str(raw), list(self.names.events)))
            self.changes[str(raw)] = self.watch(id, path)
        self.events_read.add(str(raw))
        return str(raw)

    def event_spec(self, name: str) -> EventSpec:
        """What an event is about and carries; a change of a duty's state is about what the duty is `per`."""
        return self.changes[name][0] if name in self.changes else self.names.events[name]


def _ref(role: str) -> Get:
    return lambda frame, vec: frame.refs.get(role)


class Condition:
    """One compiled condition on its own, for decks. Call it with a frame: True, False or None."""

    __slots__ = ("raw", "nodes", "_run", "_blank")

    def __init__(self, raw: Raw, nodes: Sequence[Node], run: Run, fixed: Mapping[int, bool]):
        self.raw, self.nodes, self._run, self._blank = raw, tuple(nodes), run, blank(len(nodes), fixed)

    def __call__(self, frame: Frame) -> bool | None:
        return self._run(frame, self._blank.copy())  # type: ignore[no-any-return]


def compile_condition(raw: Raw, names: Names, where: str = "deck", path: Path = ()) -> Condition:
    """Compile a condition against a vocabulary.

    names: the frame's variables, sets and events; see `Names`. Variables of a deck are closed by the deck
    itself (a track always has a value). Raises LawError with path, message and nearest name.
    """
    assembler = Assembler(names)
    try:
        _, run = assembler.condition(raw, path)
    except Fault as fault:
        raise LawError([LawFault(where, f.path, f.message, f.help) for f in (fault, *fault.more)]) from None
    return Condition(raw, assembler.nodes, run, assembler.fixed)
