"""One table as it is now in this process: submit a command, serve what a seat missed. Knows no Flask and no socket.

The log in the database is the game; what is kept here is a fold of it and, per seat, the last things told, as a cache.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from heapq import merge
from operator import itemgetter
from typing import Any

from gevent.lock import RLock
from sqlalchemy.exc import SQLAlchemyError

from game import limits
from game.canonical import canonical, digest
from game.errors import GameError, Refused
from game.play import (
    GROWS,
    PARTS,
    PLAYERS,
    PUBLIC,
    WHITE,
    Command,
    Event,
    State,
    apply,
    changed,
    grown,
    hears,
    listeners,
    parts,
    preview,
    tell,
    view,
)
from game.record import Entry, Head, Opened, Turn, chance, decided, written

from .passes import Pass
from .writer import Writer

__all__ = ["SeatLost", "Table", "now", "sits"]

_log = logging.getLogger("halifax")

Publish = Callable[["Table", str, dict[str, Any]], None]


class SeatLost(GameError):
    """The pass is no longer the seat's."""

    code = "seat_lost"
    http = 403


def now() -> str:
    """The time as the record writes it: UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def sits(state: State, who: Pass) -> bool:
    """Whether who shows this pass is one of those who sit in its seat at *state*; of the white cell and of watchers none is listed."""
    seat = state.seats.get(who.seat)
    return seat is None or not seat.name or bool(seat.bot) or seat.holds(who.name, who.member)


def _touched(events: Iterable[Event], seat: str) -> list[str]:
    return list(dict.fromkeys(name for event in events for name in changed(event, seat)))


class Table:
    """A table that somebody sits at. publish(table, seat, page) is called after each commit, for each seat told something;
    ring(table's id) after each commit of our own."""

    def __init__(self, writer: Writer, opened: Opened, opening: State, publish: Publish,
                 ring: Callable[[str], None] = lambda _: None) -> None:
        self.writer, self.store, self.opened, self.publish, self.ring = writer, writer.store, opened, publish, ring
        self.id, self.code = opened.table, opened.code
        self.lock = RLock()
        self.epoch = self.store.head(self.id).epoch
        self._opening = opening
        self._bots_had: tuple[int, str, bool, frozenset[str]] | None = None
        self._start_over()

    @property
    def beginning(self) -> State:
        """The state before the first event."""
        return self._opening

    def _start_over(self) -> None:
        """Fold the log again. With the database away nothing is forgotten."""
        entries = self.store.read(self.id)
        self.state, self.size = self._opening, 0
        self.then: dict[int, State] = {}                 # states of before, for who looks back: see replay
        self._heard: dict[str, deque[Event]] = {seat: deque(maxlen=limits.RESYNC_EVENTS) for seat in listeners(self._opening.deck)}
        for entry in entries:
            self._fold(entry)

    # -- commands ------------------------------------------------------------------------------------------------

    def submit(self, who: Pass, id: str, type: str, data: Mapping[str, Any],
               seat_change: Callable[[Turn, Sequence[Entry]], None] | None = None) -> int:
        """Decide, append, commit, then tell. Answers the sender's place after the command, the same for ever for one id.

        seat_change: what else belongs into the same transaction (a new pass number), given what has been written. Raises GameError,
        with nothing changed.
        """
        stamp = digest({"type": type, "data": data})
        before, missed = self.state, list[Entry]()

        def work(turn: Turn) -> int | list[Entry]:
            nonlocal before
            seq = turn.earlier(who.seat, id, stamp)
            if seq is None and who.seat != PUBLIC and turn.pass_no(who.seat) != who.pass_no:
                raise SeatLost("this pass is no longer good for the seat")
            if self._behind(turn.head):
                missed.extend(self._fold_all(turn.read(self.state.seq)))
            else:
                before = self.state
            if seq is not None:
                return seq
            if not sits(self.state, who):
                raise SeatLost("this pass is no longer good for the seat")
            command = Command(id=id, type=type, seat=who.seat, data=data, at=now(),
                              chance=chance(self.opened.seed, self.state.seq + 1), by=who.name)
            _, entries = written(self.state, command, decided(self.state, command), lambda _: secrets.token_bytes(16))
            self._bounded(entries, who.seat)
            turn.append(entries, who.seat, id, stamp, command.at)
            if seat_change:
                seat_change(turn, entries)
            return entries

        with self.lock:
            before = self.state
            try:
                done = self.writer.turn(self.id, work)
            except Exception:
                self._tell(before, missed)                           # others have written it, whatever became of this
                raise
            # Only now is it so. Had the commit failed, even with its outcome unknown, the next turn would read what the log has more.
            if isinstance(done, int):
                self._tell(before, missed)
                return self._place(who.seat, done)
            self._tell(before, missed + self._fold_all(done))
            self.ring(self.id)
            return self._place(who.seat, done[-1].seq)

    def catch_up(self) -> list[Entry]:
        """Fold and tell what another process has written; answers it. Nothing where somebody writes here for long: that turn finds it.

        Raises what the database says.
        """
        if not self.lock.acquire(timeout=limits.CATCH_UP_WAIT_S):
            return []
        try:
            before, head = self.state, self.store.head(self.id)
            if not self._behind(head):
                return []
            missed = self._fold_all(self.store.read(self.id, before.seq, head.seq))
            self._tell(before, missed)
            return missed
        finally:
            self.lock.release()

    def _behind(self, head: Head) -> bool:
        """Whether *head* has more than is folded here. In another epoch everything is folded anew first."""
        if head.epoch != self.epoch or head.seq < self.state.seq:
            self.epoch = head.epoch
            self._start_over()
        return head.seq > self.state.seq

    def _bounded(self, entries: Sequence[Entry], seat: str) -> None:
        sizes = [e.line_bytes() for e in entries]
        if len(entries) > limits.COMMAND_EVENTS or sum(sizes) > limits.COMMAND_BYTES or max(sizes) > limits.EVENT_BYTES:
            raise GameError("this does too much at once", "too_much")
        last_events, last_bytes = (0, 0) if seat == WHITE else (limits.TABLE_LAST_EVENTS, limits.TABLE_LAST_BYTES)
        if (self.state.seq + len(entries) > limits.TABLE_EVENTS - last_events
                or self.size + sum(sizes) > limits.TABLE_BYTES - last_bytes):
            raise GameError("this table is full: nothing more fits into its record", "table_full")

    def _fold(self, entry: Entry) -> None:
        """One entry into the state, and among the last things that each seat has heard."""
        event = entry.event
        self.state = apply(self.state, event)
        self.size += entry.line_bytes()
        for seat, heard in self._heard.items():
            if hears(event.audience, seat):
                heard.append(event)

    def _fold_all(self, entries: list[Entry]) -> list[Entry]:
        """*entries*, folded."""
        for entry in entries:
            self._fold(entry)
        return entries

    def _tell(self, before: State, entries: Sequence[Entry]) -> None:
        """Publish to each seat its own of *entries*, which are committed and folded, one after the other from *before* on."""
        if not entries:
            return
        if before.seq // limits.HEAD_LOGGED < self.state.seq // limits.HEAD_LOGGED:
            self._log_head()
        for seat, seqs in self.state.places.items():
            events = [e.event for e in entries if hears(e.event.audience, seat)]
            if events:
                self.publish(self, seat, {
                    "table": self.id, "epoch": self.epoch, "from": len(before.places[seat]) + 1, "to": len(seqs),
                    "events": [tell(self.state, e, seat) for e in events],
                    "parts": parts(self.state, seat, _touched(events, seat), before.seq)})

    def _log_head(self) -> None:
        """The chain's head into the log, so that a past that is rewritten with all its hashes can still be found out."""
        with contextlib.suppress(SQLAlchemyError):
            head = self.store.head(self.id)
            _log.info("head", extra={"table": self.id, "seq": head.seq, "head": head.hash.hex()})

    def _place(self, seat: str, seq: int) -> int:
        """How many things *seat* had been told when event *seq* had happened."""
        seqs = self.state.places.get(seat)
        return seqs.after(seq) if seqs else 0

    # -- what a seat may have --------------------------------------------------------------------------------------

    def place(self, seat: str) -> int:
        """How many things *seat* has been told."""
        return len(self.state.places.get(seat, ()))

    def view(self, seat: str) -> dict[str, Any]:
        """The whole view of *seat*."""
        return view(self.state, seat)

    def resync(self, seat: str, epoch: Any, place: Any) -> dict[str, Any]:
        """What *seat* missed since *place* of *epoch*, a page of it: {from, to, events, parts, more}.

        Who knows nothing of this epoch begins anew: {place, snapshot, more}. Who has missed more than RESYNC_EVENTS gets no
        events, only what came of them.
        """
        here, seqs, heard = self.place(seat), self.state.places[seat], self._heard[seat]
        known = isinstance(place, int) and not isinstance(place, bool) and epoch == self.epoch and 0 < place <= here
        start = place if known else 0
        since = seqs[start - 1] if start else 0
        missed = list(heard)[len(heard) - (here - start):] if known and here - start <= len(heard) else None
        said = ((seqs[start + n], "", tell(self.state, event, seat)) for n, event in enumerate(missed or ()))
        events: list[Any] = []
        new: dict[str, Any] = {} if known else {name: [] for name in GROWS}
        end, size, last = here, 0, 0
        for seq, name, item in merge(said, grown(self.state, seat, since), key=itemgetter(0)):
            size += len(canonical(item).encode())
            if size > limits.RESYNC_BYTES and last and seq > last:       # an event's items stay together
                end = seqs.after(seq - 1)
                break
            last = seq
            (new.setdefault(name, []) if name else events).append(item)
        names = PARTS if missed is None else _touched(missed[:end - start], seat)
        new |= parts(self.state, seat, (name for name in names if name not in GROWS))
        answer = {"ok": True, "epoch": self.epoch, "more": end < here}
        if not known:
            return {**answer, "place": end, "snapshot": new}
        return {**answer, "from": start + 1, "to": end, "events": events, "parts": new}

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
            for wish in PLAYERS[self.state.seats[seat].bot](self.state, seat, secrets.token_hex(32))[:limits.BOT_WISHES]:
                try:
                    self.submit(who, secrets.token_hex(16), wish["type"], wish["data"])
                except (Refused, SeatLost):
                    continue                         # it looked lawful from where the bot sits, or a person has sat down
