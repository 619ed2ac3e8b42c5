"""How much of the law the worked cases exercise: of the law, not of the code.

Belongs here: what counts as exercised, for one case and for all. Does not: how a case is ruled (rules), nor how one is
written (cases).

Seven measures. A norm in effect and not in effect; an exception that bites (what it defeats would be in effect without
it); a test that decides an outcome alone; each bound with a case one step below, on and one step above; each amendment on
the day before it and on its day; each open question under each reading; each citation named by a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from game import rules
from game.rules.bounds import steps_from
from game.rules.frame import Node, Vector
from game.rules.probe import Probe
from game.rules.program import Program

from .cases import Books, Worked, law_of
from .packs import Statutes

Item = tuple[str, ...]
"""(measure, what it is about, and which of it)."""

MEASURES: Mapping[str, str] = {
    "effect": "norms in effect, and not in effect",
    "bites": "exceptions that defeat what would else be in effect",
    "decides": "tests that decide an outcome alone",
    "bound": "bounds met one step below, exactly, and one step above",
    "amendment": "amendments on the day before and on their day",
    "reading": "open questions under each reading",
    "cited": "citations named by a case",
}


@dataclass(frozen=True)
class Coverage:
    """What there is to exercise, what is exercised by which case, and words for each item."""

    words: Mapping[Item, str]
    seen: Mapping[Item, str]

    def missing(self, measure: str) -> list[Item]:
        """The items of one measure that no case exercises, in order."""
        return sorted(i for i in self.words if i[0] == measure and i not in self.seen)

    def share(self, measure: str) -> tuple[int, int]:
        """(exercised, in all) of one measure."""
        whole = [i for i in self.words if i[0] == measure]
        return sum(i in self.seen for i in whole), len(whole)


def measure(statutes: Statutes, worked: Sequence[Worked]) -> Coverage:
    """Exercise the law with every case, under the readings it names and under those of its `otherwise`."""
    books: Books = {}
    words: dict[Item, str] = {}
    seen: dict[Item, str] = {}
    for law in laws(statutes):
        for item, said in there_is(law):
            words.setdefault(item, said)
    for filed in statutes.amendments:
        a = filed.amendment
        for which in ("the day before", "its day"):
            words["amendment", a.id, which] = f"{a.title} ({a.cite}), {which}"
    for w in worked:
        for more in [{}, *([w.otherwise["readings"]] if w.otherwise else [])]:
            law = law_of(statutes, w, books, more)
            for item in exercised(law, w.case, w.act, only=words):
                seen.setdefault(item, w.id)
        for item in named(w):
            seen.setdefault(item, w.id)
        for item in on_an_edge(statutes, w):
            seen.setdefault(item, w.id)
    return Coverage(words, seen)


def on_an_edge(statutes: Statutes, w: Worked) -> Iterator[Item]:
    """The amendments of whose first day, or the day before it, this is a case."""
    for filed in () if w.as_enacted else statutes.amendments:
        day = filed.amendment.effective
        for which, at in (("the day before", day - timedelta(days=1)), ("its day", day)):
            if w.act.date == at:
                yield ("amendment", filed.amendment.id, which)


def laws(statutes: Statutes) -> Iterator[rules.Law]:
    """The law as enacted, and after each amendment."""
    book = statutes.book()
    yield book.original
    for day in sorted({a.effective for a in book.amendments}):
        yield book.on(day)


def there_is(law: rules.Law) -> Iterator[tuple[Item, str]]:
    """Everything of one law that a case could exercise, each item with words for it."""
    for program in (*law.programs.values(), *law.duties):
        counts: dict[str, int] = {}
        for node in program.nodes:
            at = str(counts.setdefault(node.norm, 0))
            counts[node.norm] += 1
            if not node.norm:
                continue
            if node.op in ("norm", "grant"):
                if _can_fail(law.norms[node.norm]):
                    for which in ("yes", "no"):
                        yield ("effect", node.norm, which), f"{node.norm} {'in effect' if which == 'yes' else 'not in effect'}"
            elif program.is_leaf(node.index) and node.op != "reading":
                yield ("decides", node.norm, at), f"{node.norm}: {node.label}"
            for step in steps_from(node):
                yield ("bound", node.norm, at, step), f"{node.norm}: {node.label}, {step}"
            if node.cite:
                yield ("cited", node.cite), node.cite
    for id, several in law.library.defeaters.items():
        for other in several:
            yield ("bites", other.id, id), f"{other.id} defeats {id}"
    for question, reading in ((q, r) for q, i in law.names.interpretations.items() for r in i.readings):
        yield ("reading", question, reading), f"{question}: {law.names.interpretations[question].readings[reading]}"
    for norm in law.norms.values():
        yield ("cited", norm.cite), norm.cite


def _can_fail(norm: rules.Norm) -> bool:
    return any(x is not None for x in (norm.given, norm.when, norm.start, norm.until)) or norm.kind == "power"


def exercised(law: rules.Law, case: rules.Case, act: rules.Act, only: Iterable[Item] = ()) -> Iterator[Item]:
    """What one act in one case exercises. only: what is asked for; other tests are not probed."""
    probe = Probe(law, case, act)
    program, vec = probe.program, probe.vector
    wanted = set(only)
    counts: dict[str, int] = {}
    for node in program.nodes:
        at = str(counts.setdefault(node.norm, 0))
        counts[node.norm] += 1
        held = vec[node.index]
        if node.op in ("norm", "grant") and held is not None:
            yield ("effect", node.norm, "yes" if held else "no")
        item = ("decides", node.norm, at)
        if program.is_leaf(node.index) and (not wanted or item in wanted) and probe.decides(node.index):
            yield item
        for step in steps_from(node, probe.frame, vec):
            yield ("bound", node.norm, at, step)
        yield from _bites(node, vec, program)
    for question in program.questions:
        yield ("reading", question, law.readings[question])


def _bites(node: Node, vec: Vector, program: Program) -> Iterator[Item]:
    link = program.links[node.index]
    if link.against and all(vec[i] is True for i in link.children):
        for i in link.against:
            if vec[i] is True:
                yield ("bites", program.nodes[i].norm, node.norm)
    for operand in node.operands:
        if operand.value_of:
            for i in operand.uses:
                if vec[i] is True:
                    yield ("bites", program.nodes[i].norm, operand.value_of)


def named(w: Worked) -> Iterator[Item]:
    """The citations a case names."""
    for expect in (w.expect, w.otherwise or {}):
        for cite in (*expect.get("citations", ()), *expect.get("considered", ()), *expect.get("duties", {})):
            yield ("cited", cite)
