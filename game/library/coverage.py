"""How much of the law the worked cases exercise: of the law, not of the code.

Belongs here: what counts as exercised, for one case and for all. Does not: how a case is ruled (rules), nor how one is
written (cases).

Seven measures. A norm in effect and not in effect; an exception that bites (what it defeats would be in effect without
it); a test that decides an outcome alone; each bound with a case one step below, on and one step above, by test, by number
and by the day a duty falls due; each amendment on the day before it and on its day; each open question under each reading;
each citation named by a case.

What no case could ever exercise is not asked for: a day on which the law has no such provision, a delegation of a power that
is not there yet, a provision that came with its law being out of effect, the citation of one that only explains.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from game import rules
from game.rules.bounds import STEPS, days_of, days_of_due, numbers_of, steps_from, steps_of_due
from game.rules.compare import outcome_of
from game.rules.frame import Node, Vector
from game.rules.probe import Probe
from game.rules.program import Program

from .cases import Books, Worked, book_of, law_of
from .packs import Statutes

Item = tuple[str, ...]
"""(measure, what it is about, and which of it). A test is named by its label: its place changes with the text around it."""

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
    for law, since, until in laws(statutes):
        for item, said in there_is(law, since, until):
            words.setdefault(item, said)
    for filed in statutes.amendments:
        a = filed.amendment
        for which in ("the day before", "its day"):
            words["amendment", a.id, which] = f"{a.title} ({a.cite}), {which}"
    missing = set(words)
    for w in worked:
        found = {*named(w), *on_an_edge(statutes, w, books)}
        for more in [{}, *([w.otherwise["readings"]] if w.otherwise else [])]:
            law = law_of(statutes, w, books, more)
            found.update(exercised(law, w.case, w.act, missing))
        seen.update(dict.fromkeys(found & missing, w.id))
        missing -= found
    return Coverage(words, seen)


def on_an_edge(statutes: Statutes, w: Worked, books: Books) -> Iterator[Item]:
    """The amendments of whose first day, or the day before it, this is a case that would come out otherwise were they moved past it."""
    for filed in () if w.as_enacted else statutes.amendments:
        a, day = filed.amendment, timedelta(days=1)
        for which, at, moved in (("the day before", a.effective - day, a.effective - day), ("its day", a.effective, a.effective + day)):
            if w.act.date == at and _tells(law_of(statutes, w, books), _moved(book_of(statutes, w.readings, books), a, moved), w):
                yield ("amendment", a.id, which)


def _moved(book: rules.Book, amendment: rules.Amendment, effective: date) -> rules.Book:
    """A statute book with one of its amendments in effect from another day."""
    amendments = [replace(a, effective=effective) if a.id == amendment.id else a for a in book.amendments]
    return rules.Book((), amendments, _base=book.original)


def _tells(law: rules.Law, other: rules.Book, w: Worked) -> bool:
    """Is the case ruled otherwise by the other book, or can that one not even be read?"""
    try:
        return outcome_of(law, w.case, w.act) != outcome_of(other.on(w.act.date), w.case, w.act)
    except rules.LawError:
        return True


def laws(statutes: Statutes) -> Iterator[tuple[rules.Law, date, date]]:
    """The law as enacted, and after each amendment: each with its first day, and the first day of the next."""
    book = statutes.book()
    days = sorted({a.effective for a in book.amendments})
    for since, until in zip([date.min, *days], [*days, date.max], strict=True):
        yield (book.on(since) if since in days else book.original), since, until


def there_is(law: rules.Law, since: date = date.min, until: date = date.max) -> Iterator[tuple[Item, str]]:
    """Everything of one law that a case could exercise while it is the law, each item with words for it."""
    for program in (*law.programs.values(), *law.duties):
        for node, at in tests(program):
            norm = law.norms[node.norm]
            if node.op in ("norm", "grant"):
                if _can_fail(norm, since):
                    for which in ("yes", "no"):
                        yield ("effect", norm.id, which), f"{norm.id} {'in effect' if which == 'yes' else 'not in effect'}"
            elif program.is_leaf(node.index) and node.op != "reading" and not (node.op == "holder" and "anyone" in norm.holder):
                yield ("decides", norm.id, at), f"{norm.id}: {at}"
            days = days_of(node)
            for step in steps_from(node):
                if step not in days or since <= days[step] < until and _matters(norm, node, days[step]):
                    yield _bound(norm.id, at, step, days), f"{norm.id}: {at}, {step}"
            for number in numbers_of(node):
                for id in (number.value_of, *(program.nodes[i].norm for i in number.uses)):
                    for step in STEPS.values():
                        yield ("bound", id, "value", step), f"{id}: {law.norms[id].heading} ({law.norms[id].value}), {step}"
            if node.cite:
                yield ("cited", node.cite), node.cite
        if program.duty is not None:
            norm, days = program.duty.norm, days_of_due(program.duty)
            for step in steps_of_due(program):
                if step not in days or since <= days[step] < until:
                    yield _bound(norm.id, norm.heading, step, days), f"{norm.id}: {norm.heading}, {step}"
    for id, several in law.library.defeaters.items():
        for other in several:
            yield ("bites", other.id, id), f"{other.id} defeats {id}"
    for question, reading in ((q, r) for q, i in law.names.interpretations.items() for r in i.readings):
        yield ("reading", question, reading), f"{question}: {law.names.interpretations[question].readings[reading]}"
    used = {id for program in (*law.programs.values(), *law.duties) for id in program.norms}
    for norm in law.norms.values():
        if norm.id in used or (norm.kind, norm.given, norm.when, norm.value) != ("definition", None, None, None):  # else it only explains
            yield ("cited", norm.cite), norm.cite


def _bound(norm: str, at: str, step: str, days: Mapping[str, date]) -> Item:
    """One step about a bound; with its day where it has one, which tells apart two provisions that had one name in turn."""
    return ("bound", norm, at, step, *([days[step].isoformat()] if step in days else []))


def tests(program: Program) -> Iterator[tuple[Node, str]]:
    """Each node of a norm, with a name for it that no other of the norm has: its label, numbered where two are alike."""
    counts: Counter[tuple[str, str]] = Counter()
    for node in program.nodes:
        if node.norm:
            counts[node.norm, node.label] += 1
            nth = counts[node.norm, node.label]
            yield node, node.label if nth == 1 else f"{node.label} ({nth})"


def _can_fail(norm: rules.Norm, since: date) -> bool:
    """Can it be out of effect in a law that begins on that day? One that came with the law is in force from its beginning."""
    bound = any(x is not None for x in (norm.given, norm.when, norm.until)) or norm.start is not None and norm.start > since
    return bound or norm.kind == "power" and ("anyone" not in norm.holder or bool(norm.elements))


def _matters(norm: rules.Norm, node: Node, day: date) -> bool:
    """Could it show on that day? A power that is not in force on it is nobody's, whoever it was passed on to."""
    return node.op != "holder" or (norm.start or date.min) <= day < (norm.until or date.max)


def exercised(law: rules.Law, case: rules.Case, act: rules.Act, wanted: Container[Item]) -> Iterator[Item]:
    """What one act in one case exercises. wanted: what is asked for; no other test is probed."""
    probe = Probe(law, case, act)
    program, frame, vec = probe.program, probe.frame, probe.vector
    for node, at in tests(program):
        held = vec[node.index]
        if node.op in ("norm", "grant") and held is not None:
            yield ("effect", node.norm, "yes" if held else "no")
        item = ("decides", node.norm, at)
        if item in wanted and probe.decides(node.index):
            yield item
        days = days_of(node)
        for step in steps_from(node, frame, vec):
            yield _bound(node.norm, at, step, days)
            if step in STEPS.values():
                for number in numbers_of(node):
                    replaced = (program.nodes[i].norm for i in number.uses if vec[i] is True)
                    yield ("bound", next(replaced, number.value_of), "value", step)
        yield from _bites(node, vec, program)
    if program.duty is not None:
        norm, days = program.duty.norm, days_of_due(program.duty)
        for step in steps_of_due(program, frame, vec):
            yield _bound(norm.id, norm.heading, step, days)
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
