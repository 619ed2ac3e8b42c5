"""One table as it is now in this process: submit a command, serve what a seat missed. Knows no Flask and no socket.

The log in the database is the game; what is kept here is a fold of it and, per seat, the last things told, as a cache.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from gevent.lock import RLock

from game import limits
from game.canonical import canonical, digest
from game.errors import GameError, Refused
from game.play import PUBLIC, WHITE, Command, State, apply, listeners, parts, preview, propose, tell, view
from game.record import Entry, Opened, Store, Turn, chance, decided, written

from .passes import Pass

__all__ = ["SeatLost", "Table", "now"]

Publish = Callable[["Table", str, dict[str, Any]], None]
_BOT_WISHES = 20


class SeatLost(GameError):
    """The pass is no longer the seat's."""

    code = "seat_lost"
    http = 403


def now() -> str:
    """The time as the record writes it: UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Table:
    """A table that somebody sits at. publish(table, seat, page) is called after each commit, for each seat told something."""

    def __init__(self, store: Store, opened: Opened, opening: State, publish: Publish) -> None:
        self.store, self.opened, self.publish = store, opened, publish
        self.id, self.code = opened.table, opened.code
        self.lock = RLock()
        self.epoch = store.head(self.id).epoch
        self._opening = opening
        self._bots_had: tuple[int, str, bool, frozenset[str]] | None = None
        self._start_over()

    @property
    def beginning(self) -> State:
        """The state before the first event."""
        return self._opening

    def _start_over(self) -> None:
        """Forget the cache and fold the log again."""
        self.state = self._opening
        self._told: dict[str, deque[tuple[dict[str, Any], frozenset[str]]]] = {
            seat: deque(maxlen=limits.RESYNC_EVENTS) for seat in listeners(self._opening.deck)}
        for entry in self.store.read(self.id):
            self._fold(entry, with_parts=False)

    # -- commands ------------------------------------------------------------------------------------------------

    def submit(self, who: Pass, id: str, type: str, data: Mapping[str, Any], seat_change: Callable[[Turn], None] | None = None) -> int:
        """Decide, append, commit, then tell. Answers the sender's place after the command, the same for ever for one id.

        seat_change: what else belongs into the same transaction (a new pass number). Raises GameError, with nothing changed.
        """
        with self.lock:
            stamp = digest({"type": type, "data": data})
            try:
                with self.store.turn(self.id) as turn:
                    seq = turn.earlier(who.seat, id, stamp)
                    if seq is None and who.seat != PUBLIC and turn.pass_no(who.seat) != who.pass_no:
                        raise SeatLost("this pass is no longer good for the seat")
                    self._catch_up(turn)
                    if seq is not None:
                        return self._place(who.seat, seq)
                    command = Command(id=id, type=type, seat=who.seat, data=data, at=now(),
                                      chance=chance(self.opened.seed, self.state.seq + 1), by=who.name)
                    _, entries = written(self.state, command, decided(self.state, command), lambda _: secrets.token_bytes(16))
                    self._bounded(entries)
                    turn.append(entries, who.seat, id, stamp, command.at)
                    if seat_change:
                        seat_change(turn)
            except GameError:
                raise
            except Exception:
                self._start_over_quietly()          # the outcome of a failed commit is unknown: the log knows
                raise
            self._tell(entries)
            return self._place(who.seat, entries[-1].seq)

    def _start_over_quietly(self) -> None:
        try:
            self._start_over()
        except Exception:
            self.state = self._opening              # the database is away; the next turn catches up from the start

    def _catch_up(self, turn: Turn) -> None:
        """Fold what another writer has appended, if any."""
        if turn.head.epoch != self.epoch or turn.head.seq < self.state.seq:
            self.epoch = turn.head.epoch
            self._start_over()
        elif turn.head.seq > self.state.seq:
            for entry in turn.read(self.state.seq):
                self._fold(entry, with_parts=False)

    def _bounded(self, entries: Sequence[Entry]) -> None:
        sizes = [len(e.body().encode()) for e in entries]
        if len(entries) > limits.COMMAND_EVENTS or sum(sizes) > limits.COMMAND_BYTES or max(sizes) > limits.EVENT_BYTES:
            raise GameError("this does too much at once", "too_much")
        if self.state.seq + len(entries) > limits.TABLE_EVENTS:
            raise GameError("this table is full", "table_full")

    def _fold(self, entry: Entry, with_parts: bool = True) -> None:
        """One entry into the state, and into what each seat has been told."""
        before = self.state.places
        self.state = apply(self.state, entry.event)
        for seat, seqs in self.state.places.items():
            if len(seqs) != len(before[seat]):
                said = tell(self.state, entry.event, seat) or {"kind": "something", "data": {}}
                self._told[seat].append((said, frozenset()))

    def _tell(self, entries: Sequence[Entry]) -> None:
        """Fold committed *entries* and publish to each seat its own."""
        before = {seat: len(seqs) for seat, seqs in self.state.places.items()}
        for entry in entries:
            self._fold(entry)
        for seat, seqs in self.state.places.items():
            new = len(seqs) - before[seat]
            if not new:
                continue
            heard = [e for e in entries if e.seq in seqs[-new:]]
            pieces: dict[str, Any] = {}
            for entry in heard:
                pieces.update(parts(self.state, entry.event, seat))
            told = self._told[seat]
            count = min(new, len(told))
            names = frozenset(pieces)
            for n in range(count):
                told[-1 - n] = (told[-1 - n][0], names)
            self.publish(self, seat, {
                "table": self.id, "epoch": self.epoch, "from": before[seat] + 1, "to": len(seqs),
                "events": [said for said, _ in list(told)[-count:]], "parts": pieces})

    def _place(self, seat: str, seq: int) -> int:
        """How many things *seat* had been told when event *seq* had happened."""
        seqs = self.state.places.get(seat, ())
        low, high = 0, len(seqs)
        while low < high:
            middle = (low + high) // 2
            if seqs[middle] <= seq:
                low = middle + 1
            else:
                high = middle
        return low

    # -- what a seat may have --------------------------------------------------------------------------------------

    def place(self, seat: str) -> int:
        """How many things *seat* has been told."""
        return len(self.state.places.get(seat, ()))

    def view(self, seat: str) -> dict[str, Any]:
        """The whole view of *seat*."""
        return view(self.state, seat)

    def resync(self, seat: str, epoch: Any, place: Any) -> dict[str, Any]:
        """What *seat* missed since *place* of *epoch*: a page of events and parts, or the whole view as a snapshot."""
        with self.lock:
            here, told = self.place(seat), self._told[seat]
            known = isinstance(place, int) and not isinstance(place, bool) and epoch == self.epoch and 0 <= place <= here
            missed = here - place if known else 0
            if not known or missed > len(told) or place == 0:
                return {"ok": True, "epoch": self.epoch, "place": here, "snapshot": self.view(seat)}
            waiting = list(told)[len(told) - missed:]
            if any(not names for _, names in waiting):           # told before a restart: which parts changed is not kept
                return {"ok": True, "epoch": self.epoch, "place": here, "snapshot": self.view(seat)}
            page: list[dict[str, Any]] = []
            size = 0
            for said, _ in waiting:
                size += len(canonical(said))
                if page and size > limits.RESYNC_BYTES:
                    break
                page.append(said)
            more = len(page) < missed
            whole = self.view(seat) if page else {}
            names = set().union(*(n for _, n in waiting[:len(page)])) if page else set()
            return {"ok": True, "epoch": self.epoch, "from": place + 1, "to": place + len(page), "events": page,
                    "parts": {name: whole[name] for name in sorted(names)} if not more else {}, "more": more}

    def preview(self, seat: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """What the law would say of an order, over what *seat* may know. Nothing is recorded. Raises Refused."""
        if seat in (WHITE, PUBLIC):
            raise Refused("only a seat has an order")
        return preview(self.state, seat, dict(data))

    # -- bots ------------------------------------------------------------------------------------------------------

    def bots_wait(self) -> bool:
        """Whether something has begun in which a bot here has not had its turn: a phase, or its taking the seat."""
        bots = frozenset(seat for seat, s in self.state.seats.items() if s.bot)
        begun = (self.state.round, self.state.phase, self.state.paused, bots)
        if not bots or self.state.status == "closed" or begun == self._bots_had:
            return False
        self._bots_had = begun
        return True

    def play_bots(self) -> None:
        """Let each bot do what it would do now, as ordinary commands of its seat; twice, so that it can answer the others."""
        for seat in [*self.state.seats] * 2:
            if not self.state.seats[seat].bot or self.state.status == "closed":
                continue
            who = Pass(self.id, seat, "bot", self.store.passes(self.id)[seat], self.state.seats[seat].name)
            for wish in propose(self.view(seat), secrets.token_hex(32))[:_BOT_WISHES]:
                try:
                    self.submit(who, secrets.token_hex(16), wish["type"], wish["data"])
                except (Refused, SeatLost):
                    continue                         # it looked lawful from where the bot sits, or a person has sat down
