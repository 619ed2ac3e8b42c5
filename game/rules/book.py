"""The statute book: which law is in force on which day, and what differs between two laws.

Belongs here: packs and amendments as one book, laws kept by the amendments in force, differences norm by norm.
Does not: what one operation does (amend).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from .amend import Amendment, Renamed, amended, with_words
from .compile import Law, compile_law
from .law import LawError, LawFault, Norm, Pack

TRIED = 16
"""Bills whose book is kept, so that a bill that is looked at often is compiled once."""


class Book:
    """A statute book: packs and amendments under chosen readings. The law in force is a pure function of these and the day.

    The vocabulary of every amendment is known on every day, its norms only from its effective day; so an act that no law
    knows yet can be named, and nothing reaches it. Laws are made when first asked for and kept by the amendments in force.
    """

    def __init__(
        self,
        packs: Sequence[Pack],
        amendments: Sequence[Amendment] = (),
        readings: Mapping[str, str] | None = None,
        *,
        drafts: Sequence[Amendment] = (),
        _base: Law | None = None,
    ):
        """drafts: bills that may come; their vocabulary is known, and nothing else of them is law."""
        self.amendments = tuple(sorted(amendments, key=lambda a: (a.effective, a.enacted, a.id)))
        if _base is None:
            known = (*self.amendments, *drafts)
            later = frozenset[str]().union(*(a.brings for a in known))
            _base = compile_law([*packs, *(a.words for a in known)], readings, later)
        self.original = _base
        self._laws: dict[tuple[str, ...], Law] = {(): _base}
        self._tried: list[tuple[Amendment, Book]] = []

    @classmethod
    def of(cls, law: Law) -> Book:
        """The book of one law as it stands, without amendments to come."""
        return cls((), _base=law)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Book) and self._named() == other._named()

    def __hash__(self) -> int:
        return hash(self._named())

    def _named(self) -> tuple[Any, ...]:
        """What makes two books the same: the law they begin with, and the amendments with their days."""
        return self.original.digest, tuple((a.id, a.digest, a.enacted, a.effective) for a in self.amendments)

    def in_force(self, day: date) -> tuple[Amendment, ...]:
        """The amendments in effect on a day, in the order in which they took effect."""
        return tuple(a for a in self.amendments if a.effective <= day)

    def on(self, day: date) -> Law:
        """The law in force on a day. Raises LawError with every fault of the first amendment that has any."""
        done = self.in_force(day)
        key = tuple(a.id for a in done)
        if key not in self._laws:
            self._laws[key] = self._after(done)
        return self._laws[key]

    def _after(self, done: Sequence[Amendment]) -> Law:
        law = self._laws[()]
        for n, amendment in enumerate(done, 1):
            key = tuple(a.id for a in done[:n])
            if key not in self._laws:
                self._laws[key] = amended(law, amendment)
            law = self._laws[key]
        return law

    def sealed(self, digest: str) -> Law | None:
        """The law made so far of this digest, its first 16 hex digits as a ruling names it."""
        return next((law for law in self._laws.values() if law.digest[:16] == digest), None)

    def under(self, readings: Mapping[str, str]) -> Book:
        """This book with open questions read so, all else alike. Raises LawError for a question or a reading it does not know."""
        law = self.original
        for question, reading in sorted(readings.items()):
            law = law.under(question, reading)
        return self if law is self.original else Book((), self.amendments, _base=law)

    def around(self, amendment: Amendment) -> tuple[Law, Law]:
        """The law just before an amendment of this book took effect, and just after."""
        n = self.amendments.index(amendment)
        return self._after(self.amendments[:n]), self._after(self.amendments[: n + 1])

    def knowing(self, bill: Amendment) -> Book:
        """This book with the words of a bill that is not law: its acts can be named, and nothing new reaches them."""
        made = Book((), self.amendments, _base=with_words(self.original, bill))
        made._laws = {key: with_words(law, bill) for key, law in self._laws.items()}
        return made

    def enacting(self, bill: Amendment) -> Book:
        """This book with one more amendment, checked on its effective day. Raises LawError, and this book stays as it is."""
        if any(a.id == bill.id for a in self.amendments):
            raise LawError([LawFault(bill.id, ("amendment",), f"there is an amendment `{bill.id}` already", "give it another id")])
        for tried, book in self._tried:
            if tried == bill:
                return book
        made = Book((), (*self.amendments, bill), _base=with_words(self.original, bill))
        before = [a for a in made.amendments if (a.effective, a.enacted, a.id) < (bill.effective, bill.enacted, bill.id)]
        for n in range(1, len(before) + 1):
            key = tuple(a.id for a in before[:n])
            if key in self._laws:
                made._laws[key] = with_words(self._laws[key], bill)
        for day in sorted({a.effective for a in made.amendments if a.effective >= bill.effective}):
            made.on(day)
        self._tried = [*self._tried, (bill, made)][-TRIED:]
        return made


@dataclass(frozen=True, slots=True)
class Change:
    """How one norm differs between two laws: ``fields`` maps a field to (before, after)."""

    kind: str
    norm: str
    was: str = ""
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


def differences(old: Law, new: Law, amendments: Iterable[Amendment] = ()) -> list[Change]:
    """What changed between two laws, norm by norm: inserted, replaced, ended, redesignated; a name that follows is no change.

    amendments: those between the two, to tell a norm that is cited anew from one that is gone.
    """
    before = {n.id: n for p in old.packs for n in p.norms}
    after = {n.id: n for p in new.packs for n in p.norms}
    renames = [Renamed(o.norm, o.to) for a in amendments for o in a.operations if o.kind == "redesignate"]
    was: dict[str, str] = {}
    for id, norm in before.items():
        now = norm
        for rename in renames:
            now = rename.norm(now)
        was[now.id] = id
        before[id] = now
    found = []
    for id, norm in after.items():
        if id not in was:
            found.append(Change("inserted", id, fields={"sense": (None, norm.sense)}))
            continue
        earlier = before[was[id]]
        changed = {
            f.name: (getattr(earlier, f.name), getattr(norm, f.name))
            for f in fields(Norm)
            if f.name != "history" and getattr(earlier, f.name) != getattr(norm, f.name)
        }
        if was[id] != id:
            found.append(Change("redesignated", id, was[id], changed))
        elif set(changed) == {"until"}:
            found.append(Change("ended", id, fields=changed))
        elif changed:
            found.append(Change("replaced", id, fields=changed))
    gone = [id for now, id in was.items() if now not in after]
    return found + [Change("gone", id) for id in gone]
