"""The doorbell between nodes: whoever has written at a table rings, the others ask the log. `{table}` and nothing else is on the queue.

Ringing never holds up a command: a ring is a name put into a set, and one greenlet carries the set away. A lost ring costs time
only: without a living queue the lookout asks the log every second.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import gevent
import gevent.event
from sqlalchemy.exc import SQLAlchemyError

from game import limits
from game.errors import GameError
from game.play import PUBLIC

from .house import House
from .metrics import Metrics
from .sockets import Sockets

__all__ = ["Bell", "Lookout", "client_of", "message_of"]

CHANNEL = "halifax"


def client_of(url: str) -> Any:
    """A client of the queue that waits half a second at most. Raises GameError where there is none on this machine, or *url* is no good."""
    try:
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ModuleNotFoundError:
        raise GameError("the doorbell needs `redis`: pip install 'halifax[redis]'", "setup", 500) from None
    try:
        return redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5, health_check_interval=10,
                                    retry=Retry(NoBackoff(), 0))
    except ValueError as e:
        raise GameError(f"`redis` is no address of a queue: {e}", "setup", 500) from None


def message_of(table: str) -> str:
    """What goes over the queue when something has happened at *table*."""
    return json.dumps({"table": table})


class Bell:
    """Rings for other nodes, and hears them. url: of Redis or Valkey; "" for a node that is alone or does without."""

    def __init__(self, url: str, metrics: Metrics) -> None:
        self._client = client_of(url) if url else None
        self._metrics = metrics
        self._rung: set[str] = set()
        self._wake = gevent.event.Event()
        self._heard_at = float("-inf")

    @property
    def heard(self) -> bool:
        """Whether the queue has been alive just now."""
        return time.monotonic() - self._heard_at < limits.BELL_DEAD_S

    def ring(self, table: str) -> None:
        """Something was committed at *table*. Returns at once; rings merge."""
        if self._client is not None and len(self._rung) < limits.BELL_TABLES:
            self._rung.add(table)
            self._wake.set()

    def start(self, hear: Callable[[str], None]) -> None:
        """Begin to carry rings out and in. hear(table) is called for each that comes in, our own too."""
        if self._client is not None:
            gevent.spawn(self._carry)
            gevent.spawn(self._listen, hear)

    def _carry(self) -> None:
        assert self._client is not None
        while True:
            self._wake.wait()
            self._wake.clear()
            rung, self._rung = self._rung, set()
            try:
                with self._client.pipeline(transaction=False) as pipe:
                    for table in rung:
                        pipe.publish(CHANNEL, message_of(table))
                    pipe.execute()
            except Exception:                            # whatever the client says: it is tried again, and commands do not wait for it
                self._metrics.bell_failures.inc()
                self._rung |= rung
                self._wake.set()
                gevent.sleep(1)

    def _listen(self, hear: Callable[[str], None]) -> None:
        assert self._client is not None
        while True:
            line = self._client.pubsub()
            try:
                line.subscribe(CHANNEL)
                self._hear(line, hear)
            except Exception:
                self._metrics.bell_failures.inc()
                gevent.sleep(1)
            finally:
                line.close()

    def _hear(self, line: Any, hear: Callable[[str], None]) -> None:
        asked = time.monotonic()
        while True:
            said = line.get_message(timeout=0.5)
            if said is not None:
                self._heard_at = time.monotonic()
                if said["type"] == "message" and (table := _table(said["data"])):
                    hear(table)
            if time.monotonic() - asked > 1:
                asked = time.monotonic()
                if asked - self._heard_at > 4 * limits.BELL_DEAD_S:
                    raise TimeoutError("it answers no more")
                line.ping()                              # a frozen queue would be as quiet as one where nothing happens


def _table(raw: Any) -> str:
    try:
        return str(json.loads(raw)["table"])[:limits.TABLE_ID]
    except (ValueError, KeyError, TypeError):
        return ""


class Lookout:
    """Keeps the tables that people sit at here up to what other processes have written: events told, ended passes cut."""

    def __init__(self, house: House, sockets: Sockets, bell: Bell, metrics: Metrics) -> None:
        self._house, self._sockets, self._bell, self._metrics = house, sockets, bell, metrics
        self._rung: set[str] = set()
        self._wake = gevent.event.Event()

    def hear(self, table: str) -> None:
        """Somebody has rung for *table*."""
        self._rung.add(table)
        self._wake.set()

    def watch(self, sleep: Callable[[float], Any]) -> None:
        """Look when somebody has rung, and at all tables from time to time; for ever."""
        asked = time.monotonic()
        while True:
            self._wake.wait(limits.LOOK_S)
            self._wake.clear()
            rung, self._rung = self._rung, set()
            if time.monotonic() - asked >= (limits.LOOK_RUNG_S if self._bell.heard else limits.LOOK_S):
                asked = time.monotonic()
                rung = self._sockets.tables()
            self.look(rung & self._sockets.tables())
            sleep(0.02)                                  # rings merge meanwhile

    def look(self, tables: set[str]) -> None:
        """Ask the log about *tables* and tell what is new. With the database away nothing happens; it is asked again."""
        try:
            standing = self._house.store.standing(sorted(tables))
            for id, (epoch, seq, numbers) in standing.items():
                table = self._house.table(id)
                if (epoch, seq) != (table.epoch, table.state.seq):
                    self._caught_up(id)
                self._house.learn(id, numbers)
                self._sockets.cut_ended(id, {seat: no for seat, no in numbers.items() if seat != PUBLIC})
        except (SQLAlchemyError, GameError):
            self._rung |= tables

    def _caught_up(self, id: str) -> None:
        table = self._house.table(id)
        epoch = table.epoch
        entries = table.catch_up()
        if entries:
            self._metrics.lagged(entries[-1].at)
        if table.epoch != epoch:
            self._sockets.bell(id)
