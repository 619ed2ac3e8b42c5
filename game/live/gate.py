"""Who may knock, how often, and how many at once. In memory only: a restart forgives.

Counts by address and by session; nothing here knows tables or seats.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

from game import limits
from game.errors import GameError

from .metrics import Metrics

__all__ = ["Bucket", "Gate", "Knocks"]


class Bucket:
    """A rate: *per_second* on the long run, *burst* at once."""

    __slots__ = ("_at", "_left", "burst", "per_second")

    def __init__(self, rate: tuple[float, float], now: float) -> None:
        self.per_second, self.burst = rate
        self._left, self._at = self.burst, now

    def take(self, now: float) -> bool:
        """Whether one more is within the rate; if so it is counted."""
        self._left = min(self.burst, self._left + (now - self._at) * self.per_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Knocks:
    """Counts something by address within a span, and remembers no address longer than that."""

    def __init__(self, most: int, span_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.span_s, self.clock = most, span_s, clock
        self._seen: dict[str, deque[float]] = {}

    def _recent(self, address: str) -> deque[float]:
        now = self.clock()
        seen = self._seen.get(address, deque())
        while seen and now - seen[0] > self.span_s:
            seen.popleft()
        if not seen:
            self._seen.pop(address, None)
        return seen

    def full(self, address: str) -> bool:
        """Whether *address* has used up what it may."""
        return len(self._recent(address)) >= self.most

    def add(self, address: str) -> None:
        """Count one."""
        if len(self._seen) > 10_000:                     # many addresses: forget those whose time is over
            for known in list(self._seen):
                self._recent(known)
        seen = self._recent(address)
        seen.append(self.clock())
        self._seen[address] = seen


class Gate:
    """Connections counted before anyone has said who they are."""

    def __init__(self, most_address: int = limits.CONNECTIONS_ADDRESS, metrics: Metrics | None = None) -> None:
        self.most_address = most_address
        self.metrics = metrics or Metrics()
        self.wrong = Knocks(limits.WRONG_PASSES, limits.WRONG_PASSES_BAN_S)
        self.new_tables = Knocks(limits.NEW_TABLES_HOUR, 3600.0)
        self.wrong_codes = Knocks(limits.WRONG_CODES, limits.WRONG_CODES_S)
        self._codes_known: OrderedDict[tuple[str, str], None] = OrderedDict()
        self.by_address: dict[str, int] = {}
        self.open = 0
        self.unseated = 0

    def wrong_pass(self, address: str, lost: GameError) -> GameError:
        """Count a wrong pass; what to tell who showed it: *lost*, or after too many of them only to wait. A right one never asks here."""
        self.metrics.auth_failures.inc()
        if self.wrong.full(address):
            return GameError("many wrong passes have come from your network: wait a minute", "rate", 429)
        self.wrong.add(address)
        return lost

    def may_try(self, address: str, code: str) -> bool:
        """Whether *address* may try *code* now. A code somebody there has joined with is no guess, however many wrong ones came since."""
        return (address, code) in self._codes_known or not self.wrong_codes.full(address)

    def joined(self, address: str, code: str) -> None:
        """Somebody at *address* has joined with *code*."""
        self._codes_known[address, code] = None
        self._codes_known.move_to_end((address, code))
        if len(self._codes_known) > limits.CODES_KNOWN:
            self._codes_known.popitem(last=False)

    def full(self, address: str) -> bool:
        """Whether one more connection from *address* is too many."""
        return self.crowded() or self.by_address.get(address, 0) >= self.most_address

    def crowded(self) -> bool:
        """Whether one more connection from anywhere is too many."""
        return self.open >= limits.CONNECTIONS or self.unseated >= limits.CONNECTIONS_UNSEATED

    def enter(self, address: str) -> None:
        """A connection has come, without a pass so far."""
        self.open += 1
        self.unseated += 1
        self.by_address[address] = self.by_address.get(address, 0) + 1

    def seated(self) -> None:
        """One of them has shown a pass."""
        self.unseated -= 1

    def leave(self, address: str, was_seated: bool) -> None:
        """A connection is gone."""
        self.open -= 1
        self.unseated -= not was_seated
        self.by_address[address] -= 1
        if self.by_address[address] <= 0:
            del self.by_address[address]
