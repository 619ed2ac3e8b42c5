"""What a bill would change, before the vote: acts ruled under the law as it is and as it would be, side by side.

Belongs here: acts that each stand alone. Does not: what a bill does to the law (amend, book), where cases come from
(library), the acts of a game, which hang on each other (play).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .amend import Amendment
from .book import Book
from .compare import alike, outcome_of
from .compile import Law
from .law import Act, Case


@dataclass(frozen=True, slots=True)
class Asked:
    """An act in a case, to be ruled under two laws, on the readings it chooses; silent ones are the book's."""

    id: str
    case: Case
    act: Act
    readings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shift:
    """A ruling that would change. was, now: {verdict, consequence, reason, decisive, duties} as `explain` gives them."""

    id: str
    act: Act
    was: Mapping[str, Any]
    now: Mapping[str, Any]


@dataclass(slots=True)
class Preview:
    """What a bill would change among the acts asked about.

    changed: another verdict, consequence or duty. cited: how many come out alike for another reason or on other provisions.
    same: how many do not change at all. before: those of them that are dated before the bill takes effect.
    """

    changed: list[Shift] = field(default_factory=list)
    cited: int = 0
    same: int = 0
    before: int = 0

    def add(self, bill: Amendment, shift: Shift) -> None:
        """Count one act."""
        if not alike(shift.was, shift.now):
            self.changed.append(shift)
        elif shift.was != shift.now:
            self.cited += 1
        else:
            self.same += 1
            self.before += shift.act.date < bill.effective


def previewed(book: Book, bill: Amendment, asked: Iterable[Asked]) -> Preview:
    """Rule on each act under the law of its day without the bill and with it. The book given stays as it is.

    Raises LawError with every fault of the amended law, each placed in the bill's operations.
    """
    made, book, found = book.enacting(bill), book.knowing(bill), Preview()
    for a in asked:
        was, now = (outcome_of(_read(b.on(a.act.date), a.readings), a.case, a.act) for b in (book, made))
        found.add(bill, Shift(a.id, a.act, was, now))
    return found


def _read(law: Law, readings: Mapping[str, str]) -> Law:
    for question, reading in readings.items():
        law = law.under(question, reading)
    return law
