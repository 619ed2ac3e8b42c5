"""Who writes to the database: one group of turns at a time, committed together in a thread, so that nobody waits for the disk but writers.

Belongs here: the queue and the thread. Does not: what a turn does (table), the transaction (record).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

import gevent
from gevent.lock import BoundedSemaphore

from game import limits
from game.record import Store, Turn

from .metrics import Metrics

__all__ = ["Writer"]

T = TypeVar("T")


@dataclass(slots=True)
class _Wish:
    table: str
    work: Callable[[Turn], Any]
    outcome: Any = None             # an exception is raised to who wished
    done: bool = False


class Writer:
    """Turns of any tables of one store, at most one a table at a time (its lock sees to that)."""

    def __init__(self, store: Store, metrics: Metrics | None = None) -> None:
        self.store = store
        self._committed = (metrics or Metrics()).commit_seconds.observe
        self._waiting: list[_Wish] = []
        self._turnstile = BoundedSemaphore(1)

    def alone(self) -> AbstractContextManager[Any]:
        """While held, nobody else writes: for writing that is no turn."""
        return self._turnstile

    def turn(self, table: str, work: Callable[[Turn], T]) -> T:
        """What *work* answers, once it is committed. Raises what it raised, or what the commit did.

        Whoever comes first takes all that wait through one transaction; the others find theirs done.
        """
        wish = _Wish(table, work)
        self._waiting.append(wish)
        with self._turnstile:
            if not wish.done:
                self._together()
        if isinstance(wish.outcome, Exception):
            raise wish.outcome
        return wish.outcome         # type: ignore[no-any-return]

    def can_write(self) -> bool:
        """Whether the database takes a write now: one row, written and committed. Waits at most as long as a probe may."""
        if not self._turnstile.acquire(timeout=limits.PROBE_WAIT_S):
            return False
        try:
            self.store.probe(_in_a_thread)
            return True
        except Exception:
            return False
        finally:
            self._turnstile.release()

    def _commit(self, commit: Callable[[], None]) -> None:
        began = time.monotonic()
        _in_a_thread(commit)
        self._committed(time.monotonic() - began)

    def _together(self) -> None:
        group, self._waiting = self._waiting, []
        group.sort(key=lambda wish: wish.table)          # heads are locked in one order everywhere
        try:
            outcomes = self.store.turns([(wish.table, _politely(wish.work)) for wish in group], self._commit)
        except Exception as e:
            outcomes = [e] * len(group)
        for wish, outcome in zip(group, outcomes, strict=True):
            wish.outcome, wish.done = outcome, True


def _politely(work: Callable[[Turn], T]) -> Callable[[Turn], T]:
    """*work*, after whoever else has something to do: a long group holds nobody up who does not write."""
    def polite(turn: Turn) -> T:
        gevent.sleep(0)
        return work(turn)
    return polite


def _in_a_thread(commit: Callable[[], None]) -> None:
    def attempt() -> Exception | None:
        try:
            commit()
        except Exception as e:
            return e                                     # raised here, where somebody can answer for it
        return None
    error = gevent.get_hub().threadpool.apply(attempt)
    if error is not None:
        raise error
