"""Who is looking at which state, with what several parts of a view need, worked out once."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate

from .deck import Card, Seat
from .events import WHITE, Audience, hears
from .state import Played, State

__all__ = ["Reader"]


class Reader:
    """One reader of one state."""

    def __init__(self, state: State, seat: str):
        self.state, self.seat = state, seat

    @cached_property
    def sitting(self) -> Seat | None:
        """The deck's seat; None for the white cell and the public."""
        return self.state.deck.seats.get(self.seat)

    @property
    def is_white(self) -> bool:
        return self.seat == WHITE

    def may(self, audience: Audience) -> bool:
        """Whether this reader may know of something with this audience."""
        return hears(audience, self.seat)

    def sees(self, card: Card) -> bool:
        """Whether this reader was shown the card."""
        return card.audience is None or hears(card.audience, self.seat)

    def cards(self) -> list[Played]:
        """Played cards on this reader's table, oldest first."""
        return [p for p in self.state.cards.values() if p.leaked_at or self.sees(p.card)]

    def number(self, no: int) -> int:
        """The reader's own number of the ruling *no*: how many it was told of up to there."""
        return self._numbers[no]

    @cached_property
    def _numbers(self) -> list[int]:
        return list(accumulate((self.may(r.audience) for r in self.state.rulings), initial=0))

    def place(self, seq: int) -> int | None:
        """The reader's own number of the event *seq*; None if it was not told of it."""
        seqs = self.state.places[self.seat]
        n = seqs.after(seq)
        return n if n and seqs[n - 1] == seq else None

    def told_after(self, since: int) -> dict[int, int]:
        """Event -> the reader's own number of it, for all that it was told after event *since*."""
        seqs = self.state.places[self.seat]
        n = seqs.after(since)
        return dict(zip(seqs[n:], range(n + 1, len(seqs) + 1), strict=True))
