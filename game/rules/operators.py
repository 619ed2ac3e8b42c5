"""The operators of the condition language: each builds one node and its closure.

The list is closed. Add one only when a provision needs it, with its oracle translation and its mutants.
Every node writes its value into the vector at its index, with no early exit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from game.errors import nearest

from . import calendar
from .course import STATES
from .frame import ABSENT, OPERATORS, Fault, Frame, Path, Run, Vector
from .law import Raw, Value

if TYPE_CHECKING:
    from .conditions import Assembler


def unfixed(a: Assembler, parts: Sequence[tuple[int, Run]]) -> tuple[Run, ...]:
    """The closures of those parts whose value a case can change."""
    return tuple(r for n, r in parts if n not in a.fixed)


def conjunction(a: Assembler, i: int, parts: Sequence[tuple[int, Run]], against: Sequence[int] = ()) -> Run:
    """All of these, and none of the exceptions against it: they stand in the vector already."""
    runs, start = unfixed(a, parts), all(a.fixed.get(n, True) for n, _ in parts)

    def run(frame: Frame, vec: Vector) -> bool | None:
        value: bool | None = start
        for r in runs:
            got = r(frame, vec)
            if got is not True and value is not False:
                value = got
        for d in against:
            got = vec[d]
            if got is not False and value is not False:
                value = None if got is None else False
        vec[i] = value
        return value

    return run


def _all(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    me = a.node("all", "all of these")
    parts = a.several(raw["all"], path)
    me.children = tuple(n for n, _ in parts)
    return me.index, conjunction(a, me.index, parts)


def _any(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    me = a.node("any", "at least one of these")
    parts = a.several(raw["any"], path)
    me.children, i = tuple(n for n, _ in parts), me.index
    runs, start = unfixed(a, parts), any(a.fixed.get(n, False) for n, _ in parts)

    def run(frame: Frame, vec: Vector) -> bool | None:
        value: bool | None = start
        for r in runs:
            got = r(frame, vec)
            if got is not False and value is not True:
                value = got
        vec[i] = value
        return value

    return i, run


def _not(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    me = a.node("not", "not this")
    child, inner = a.condition(raw["not"], path)
    me.children, i = (child,), me.index

    def run(frame: Frame, vec: Vector) -> bool | None:
        got = inner(frame, vec)
        value = None if got is None else not got
        vec[i] = value
        return value

    return i, run


def _fact(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    if not isinstance(raw["fact"], str) or "." not in raw["fact"]:
        raise Fault(path, f"`{raw['fact']}` is not a fact", "write record.fact")
    got = a.operand(raw["fact"], path)
    if got.spec is not None and got.spec.type != "bool":
        raise Fault(path, f"`{raw['fact']}` is a {got.spec.type}, not a yes or no", "compare it with `cmp`")
    me = a.node("fact", got.words, operands=(got,))
    i, (var, _, name) = me.index, raw["fact"].partition(".")
    silent = False if var == "act" else None

    def run(frame: Frame, vec: Vector) -> bool | None:
        held = frame.vars.get(var)
        value = None if held is None else False if held is ABSENT else held.get(name)
        if value is None:
            value = silent
        vec[i] = value
        return value

    return i, run


_SAID = {"==": "is", "!=": "is not", "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least"}
_TEXT_TYPES = {"bool": bool, "int": (int, float), "money": (int, float), "date": date, "enum": str, "text": str}


def _cmp(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    sides = raw["cmp"]
    if not isinstance(sides, Sequence) or isinstance(sides, str) or len(sides) != 3 or str(sides[1]) not in OPERATORS:
        raise Fault(path, "`cmp` is [this, operator, that] with one of == != < <= > >=")
    left, right = a.operand(sides[0], (*path, 0)), a.operand(sides[2], (*path, 2))
    for known, raw_other, at in ((left, sides[2], 2), (right, sides[0], 0)):
        if known.spec is None:
            continue
        if known.spec.type == "set":
            raise Fault(path, f"`{known.text}` is a set", "use `includes` or `count`")
        other = right if known is left else left
        if other.read is None and other.text != "today" and not isinstance(raw_other, Mapping):
            literal = other.get(Frame(date.min), [])
            wanted = _TEXT_TYPES.get(known.spec.type)
            if wanted and (not isinstance(literal, wanted) or isinstance(literal, bool) != (known.spec.type == "bool")):  # type: ignore[arg-type]
                raise Fault((*path, at), f"`{known.text}` is a {known.spec.type} and cannot be compared with `{raw_other}`")
            if known.spec.type == "enum" and known.spec.values and literal not in known.spec.values:
                raise Fault((*path, at), f"`{known.text}` is never `{literal}`", nearest(str(literal), [str(v) for v in known.spec.values]))
    if left.kind and right.kind and left.kind != right.kind:
        raise Fault((*path, 2), f"`{left.text}` is a {left.kind} and `{right.text}` a {right.kind}; they cannot be compared")
    if left.kind == "set":
        raise Fault(path, f"`{left.text}` is a set", "use `includes` or `count`")
    if left.kind in ("bool", "text") and sides[1] not in ("==", "!="):
        raise Fault((*path, 1), f"`{sides[1]}` needs numbers or days; `{left.text}` is a {left.kind}", "use == or !=")
    me = a.node("cmp", f"{left.words} {_SAID[sides[1]]} {right.words}", operands=(left, right), detail={"op": sides[1]})
    i, get_a, get_b, test = me.index, left.get, right.get, OPERATORS[sides[1]]

    def run(frame: Frame, vec: Vector) -> bool | None:
        one, two = get_a(frame, vec), get_b(frame, vec)
        value: bool | None
        if one is ABSENT or two is ABSENT:
            value = False
        elif one is None or two is None:
            value = None
        else:
            value = test(one, two)
        vec[i] = value
        return value

    return i, run


def _includes(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    sides = raw["includes"]
    if not isinstance(sides, Sequence) or isinstance(sides, str) or len(sides) != 2:
        raise Fault(path, "`includes` is [this set, contains all of that set]")
    left, right = a.operand(sides[0], (*path, 0)), a.operand(sides[1], (*path, 1))
    if left.kind != "set":
        raise Fault((*path, 0), f"`{left.text}` is a {left.kind}, not a set")
    me = a.node("includes", f"{left.words} include {right.words}", operands=(left, right))
    i, get_a, get_b = me.index, left.get, right.get

    def run(frame: Frame, vec: Vector) -> bool | None:
        one, two = get_a(frame, vec), get_b(frame, vec)
        value: bool | None
        if one is ABSENT or two is ABSENT:
            value = False
        elif one is None or two is None:
            value = None
        else:
            value = two <= one if isinstance(two, frozenset) else two in one
        vec[i] = value
        return value

    return i, run


def _count(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    body = raw["count"]
    if not isinstance(body, Mapping) or "of" not in body or not ({"at_least", "at_most"} & set(body)):
        raise Fault(path, "`count` needs `of` and `at_least` or `at_most`")
    for key in body:
        if key not in ("of", "within", "counts_if", "at_least", "at_most"):
            raise Fault(
                (*path, str(key)), f"`count` has no `{key}`", nearest(str(key), ["of", "within", "counts_if", "at_least", "at_most"])
            )
    of = a.operand(body["of"], (*path, "of"))
    within = a.operand(body["within"], (*path, "within")) if "within" in body else None
    for known, key in ((of, "of"), (within, "within")):
        if known is not None and known.kind != "set":
            raise Fault((*path, key), f"`{known.text}` is a {known.kind}, not a set")
    if within is not None and within.read is not None:
        raise Fault((*path, "within"), "`within` is a set of the pack, not a fact")
    if not isinstance(body.get("counts_if") or {}, Mapping):
        raise Fault((*path, "counts_if"), "`counts_if` is {item: condition}")
    low = body.get("at_least", 0)
    high = body.get("at_most", 10**9)
    if not all(isinstance(n, int) and not isinstance(n, bool) for n in (low, high)):
        raise Fault(path, "`at_least` and `at_most` are whole numbers")
    if low > high:
        raise Fault(path, f"no number is at least {low} and at most {high}")
    me = a.node("count", f"{of.words}: at least {low}" if "at_least" in body else f"{of.words}: at most {high}", operands=(of,))
    ifs: dict[Value, Run] = {}
    children = []
    for key, cond in (body.get("counts_if") or {}).items():
        index, run_if = a.condition(cond, (*path, "counts_if", str(key)))
        ifs[int(key) if str(key).isdigit() else key] = run_if
        children.append(index)
    me.children, i, get, inside = tuple(children), me.index, of.get, within.get if within else None
    me.detail = {"low": low, "high": high, "within": inside, "ifs": dict(zip(ifs, children, strict=True)), "of": of}

    def run(frame: Frame, vec: Vector) -> bool | None:
        conditional = {item: r(frame, vec) for item, r in ifs.items()}
        items = get(frame, vec)
        value: bool | None
        if items is ABSENT or items is None:
            value = False if items is ABSENT else None
        else:
            if inside is not None:
                items = items & inside(frame, vec)
            sure = maybe = len(items)
            for item, holds in conditional.items():
                if item in items and holds is not True:
                    sure -= 1
                    if holds is False:
                        maybe -= 1
            value = True if low <= sure and maybe <= high else (None if low <= maybe and sure <= high else False)
        vec[i] = value
        return value

    return i, run


def _in_effect(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    if a.norm_node is None:
        raise Fault(path, "`in_effect` can be used in a statute pack only")
    index = a.norm_node(str(raw["in_effect"]), path)
    return index, lambda frame, vec: vec[index]  # norms are evaluated before what relies on them


def _reading(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    body = raw["reading"]
    if not isinstance(body, Mapping) or len(body) != 1:
        raise Fault(path, "`reading` is {question: alternative}")
    ((question, wanted),) = body.items()
    known = a.names.interpretations.get(str(question))
    if known is None:
        raise Fault(path, f"unknown interpretation `{question}`", nearest(str(question), list(a.names.interpretations)))
    if not isinstance(wanted, str) or wanted not in known.readings:
        raise Fault(path, f"interpretation `{question}` has no reading `{wanted}`", nearest(str(wanted), list(known.readings)))
    chosen = a.names.readings.get(str(question), known.default)
    if chosen not in known.readings:
        raise Fault(path, f"`{question}` takes `{chosen}` by default, which is none of its readings", nearest(chosen, list(known.readings)))
    me = a.node(
        "reading",
        f"on the reading: {known.readings[wanted]}",
        cite=known.cite,
        detail={"question": question, "chosen": known.readings[chosen]},
    )
    i, value = me.index, bool(chosen == wanted)
    if a.probe is None:
        a.fixed[i] = value

    def run(frame: Frame, vec: Vector) -> bool:
        vec[i] = value
        return value

    return i, run


def _state(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    body = raw["state"]
    if not isinstance(body, Mapping) or set(body) != {"duty", "is"}:
        raise Fault(path, "`state` is {duty: a provision, is: its states}")
    if a.watch is None:
        raise Fault(path, "`state` can be used in a statute pack only")
    wanted = [body["is"]] if isinstance(body["is"], str) else body["is"]
    for one in wanted if isinstance(wanted, Sequence) else [wanted]:
        if one not in STATES:
            raise Fault((*path, "is"), f"a duty is never `{one}`", nearest(str(one), STATES) or "one of " + ", ".join(STATES))
    id, states = str(body["duty"]), frozenset(wanted)
    spec, facts = a.watch(id, (*path, "duty"))
    label = f"{spec.label}: {' or '.join(s for s in STATES if s in states).replace('_', ' ')}"
    me = a.node("state", label, operands=facts, detail={"duty": id})
    i = me.index

    def run(frame: Frame, vec: Vector) -> bool | None:
        course = frame.courses.get(id)
        state = "pending" if course is None else course.state(frame.today, frame.dawn)
        value = None if state is None else state in states
        vec[i] = value
        return value

    return i, run


def _actor(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    named = [raw["actor"]] if isinstance(raw["actor"], str) else raw["actor"]
    if not isinstance(named, Sequence) or not all(isinstance(o, str) for o in named):
        raise Fault(path, "`actor` is an office or a list of offices")
    offices = frozenset(named)
    me = a.node("actor", "the actor is " + " or ".join(sorted(map(str, offices))).replace("_", " "), detail={"offices": offices})
    i = me.index

    def run(frame: Frame, vec: Vector) -> bool:
        value = frame.actor in offices
        vec[i] = value
        return value

    return i, run


BUILDERS: Final[Mapping[str, Callable[[Assembler, Raw, Path], tuple[int, Run]]]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "fact": _fact,
    "cmp": _cmp,
    "includes": _includes,
    "count": _count,
    "in_effect": _in_effect,
    "reading": _reading,
    "actor": _actor,
    "state": _state,
    **calendar.BUILDERS,
}
