"""All tables of this server: opened, found by id or code, folded again after a restart; joining and taking seats.

Knows the record and the library, not Flask and not sockets.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from game import limits
from game.canonical import canonical
from game.errors import Conflict, GameError, Refused
from game.library.shelf import Shelf
from game.play import PUBLIC, WHITE
from game.record import FORK, FORMAT, OPEN, Entry, Store, Turn, commitment, fork
from game.rules import Law

from .messages import sounds_like
from .metrics import Metrics
from .passes import Pass, Passes
from .table import SeatLost, Table, now, sits
from .writer import Writer

__all__ = ["ALPHABET", "House", "read_code", "show_code"]

ALPHABET = "23456789CFGHJKMPQRVWX"      # no vowels, no look-alikes
CODE_LENGTH = 6
_NO_TABLE = "No table with this code. Each table has its own."


def show_code(code: str) -> str:
    """``K7QM4R`` as people read it: ``K7Q M4R``."""
    return f"{code[:3]} {code[3:]}"


def read_code(raw: Any) -> str:
    """A code as somebody typed it. Raises GameError naming a character that no code has."""
    text = "".join(str(raw)[:40].upper().split()).replace("-", "") if isinstance(raw, str) else ""
    for c in text:
        if c not in ALPHABET:
            if not c.isprintable():
                raise GameError("This code holds a character that cannot be shown.", "bad_code")
            kind = "letter" if c.isalpha() else "digit" if c.isdigit() else "sign"
            raise GameError(f"There is no {kind} {c} in codes.", "bad_code")
    if len(text) != CODE_LENGTH:
        raise GameError(f"A code has {CODE_LENGTH} letters and digits; this has {len(text)}.", "bad_code")
    return text


class House:
    """Every table of one database. publish: see Table. seat_lost(table, seat, why): a pass has just ended."""

    def __init__(self, store: Store, passes: Passes, shelf: Shelf, publish: Callable[..., None],
                 seat_lost: Callable[[Table, str, str], None], metrics: Metrics | None = None,
                 ring: Callable[[str], None] = lambda _: None) -> None:
        self._ring = ring
        self.store, self.passes, self.shelf = store, passes, shelf
        self.writer = Writer(store, metrics)
        self._publish, self._seat_lost = publish, seat_lost
        self._tables: dict[str, Table] = {}
        self._numbers: dict[str, dict[str, int]] = {}

    def open_table(self, deck: str, options: Mapping[str, Any] | None = None) -> tuple[Table, str]:
        """A new table of this deck, and the white cell's pass to it. options: {seats?, schedule?}, else as the deck has it.

        Raises Unreadable, or GameError `no_deck`, `no_such_table`.
        """
        table, seed = _new_table()
        header = {"format": FORMAT, **self.shelf.header(deck, table, commitment(seed), options)}
        if len(canonical(header).encode()) > limits.RECORD_HEADER_BYTES:
            raise GameError("this deck and its law are too large for a record", "too_much", 422)
        return self._opened(table, header, seed, OPEN)

    def fork(self, table: Table, at: int) -> tuple[Table, str]:
        """A new table from the moment after event *at* of a closed one, and the white cell's pass to it; nobody is seated there yet.

        The old table is only read. Raises GameError in words: while the game goes on, or where there is no such moment.
        """
        id, seed = _new_table()
        closed = table.state.status == "closed"
        header, shared = fork(table.opened.header, table.store.read(table.id), self.store.head(table.id).hash.hex(),
                              table.opened.seed if closed else None, at, id, commitment(seed))
        return self._opened(id, header, seed, FORK, shared)

    def _opened(self, table: str, header: dict[str, Any], seed: str, how: str, shared: Sequence[Entry] = ()) -> tuple[Table, str]:
        state = self.shelf.opening(header)
        for attempt in range(20):
            code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
            try:
                with self.writer.alone():
                    self.store.open_table(table, code, header, seed, [*state.deck.seats, WHITE], secrets.token_hex(8), now(), shared)
                break
            except Conflict:
                if attempt == 19:
                    raise
        room = self.table(table)
        room.catch_up()
        who = Pass(table, WHITE, "", 0, "White cell")
        room.submit(who, secrets.token_hex(16), how, {}, lambda turn, _: _number(turn, WHITE, 0))
        return room, self.passes.give(table, WHITE, 1, "White cell")

    def table(self, id: str) -> Table:
        """The table of this id, folded from the log if this process has not met it. Raises GameError `no_table`."""
        found = self._tables.get(id)
        if found is None:
            opened = self.store.opened(table=id)
            if opened is None:
                raise GameError("no such table", "no_table", 404)
            found = self._tables[id] = Table(self.writer, opened, self.shelf.opening(opened.header).but(code=opened.code), self._publish,
                                             self._ring)
        return found

    def open_tables(self) -> int:
        """How many tables this process has in memory."""
        return len(self._tables)

    def law(self, digest: str) -> Law:
        """The law of this digest (16 hex digits, as a ruling names it) that some table here plays under. Raises GameError `not_found`."""
        for table in self._tables.values():
            if (law := table.state.book.sealed(digest)) is not None:
                return law
        raise GameError("no table here plays under this law", "not_found", 404)

    def white_pass(self, table: Table) -> str:
        """A fresh white cell pass of the number that is good now: for the terminal of who runs the server."""
        return self.passes.give(table.id, WHITE, self.store.passes(table.id)[WHITE], "White cell")

    def join(self, code: str, name: str) -> tuple[Table, str]:
        """A pass without a seat for *name* at the table of this code. Raises GameError in words for the form."""
        opened = self.store.opened(code=code)
        if opened is None:
            raise GameError(_NO_TABLE, "no_table", 404)
        table = self.table(opened.table)
        if table.state.status == "closed":
            raise GameError("This table is closed.", "closed", 410)
        _own_name(table, name)
        _free_name(table, name)
        return table, self.passes.give(table.id, PUBLIC, 0, name)

    def take_seat(self, who: Pass, seat: str, name: str) -> tuple[Table, str]:
        """Sit *who* down in *seat*: one conditional update, two takers, one winner. Answers the seat's pass.

        Raises Conflict `taken` (somebody was quicker), Refused, SeatLost.
        """
        table = self.table(who.table)
        if seat not in table.state.deck.seats:
            raise Refused("there is no such seat at this table")
        if who.seat == WHITE:
            raise Refused("the white cell takes no seat")
        if who.seat == seat:
            raise Refused("you sit there already")
        _own_name(table, name)
        known, member = self.store.passes(table.id)[seat], secrets.token_urlsafe(9)
        wish = {"seat": seat, "name": name}
        if who.seat != PUBLIC:
            wish["leave"] = who.seat                     # in the same transaction: who does not get the one keeps the other

        def numbers(turn: Turn, _: Sequence[Entry]) -> None:
            if who.seat != PUBLIC:
                if turn.pass_no(who.seat) != who.pass_no:
                    raise SeatLost("this pass is no longer good for the seat")
                turn.new_pass(who.seat, who.pass_no, "")
            turn.new_pass(seat, known, member)

        try:
            table.submit(Pass(table.id, PUBLIC, who.member, 0, name), secrets.token_hex(16), "take_seat", wish, numbers)
        except (Conflict, Refused) as e:
            holder = table.state.seats[seat]
            if holder.name and not holder.bot and table.state.status != "closed":
                raise Conflict(f"{holder.name} was quicker. Choose another seat.", "taken") from None
            raise e
        if who.seat != PUBLIC:
            self._seat_lost(table, who.seat, "rotated")
        self._seat_lost(table, seat, "elsewhere")
        return table, self.passes.give(table.id, seat, known + 1, name, member)

    def add_member(self, who: Pass, seat: str, name: str) -> tuple[Table, str]:
        """Let *name* share a seat: who writes for it asks, or the white cell. Answers their pass; the link is given to them by hand.

        Raises Refused, SeatLost, GameError `name_taken`, `name_of_office`.
        """
        table = self.table(who.table)
        _own_name(table, name)
        _free_name(table, name)
        member = secrets.token_urlsafe(9)
        table.submit(who, secrets.token_hex(16), "add_member", {"seat": seat, "name": name, "member": member})
        return table, self.passes.give(table.id, seat, self.store.passes(table.id)[seat], name, member)

    def renew_pass(self, who: Pass, seat: str) -> tuple[Table, str]:
        """A new pass for who took *seat*, or for the white cell; all of before end everywhere. Raises Refused, SeatLost."""
        table = self.table(who.table)
        known, member = self.store.passes(table.id).get(seat, 0), secrets.token_urlsafe(9)
        table.submit(who, secrets.token_hex(16), "renew_pass", {"seat": seat}, lambda turn, _: _number(turn, seat, known, member))
        self._seat_lost(table, seat, "rotated")
        name = "White cell" if seat == WHITE else table.state.seats[seat].name
        return table, self.passes.give(table.id, seat, known + 1, name, member)

    def leave_seat(self, who: Pass) -> tuple[Table, str]:
        """Give the own seat up and stay as a watcher. Answers a pass without a seat."""
        self.command(who, secrets.token_hex(16), "leave_seat", {})
        return self.table(who.table), self.passes.give(who.table, PUBLIC, 0, who.name, who.member)

    def command(self, who: Pass, id: str, type: str, data: dict[str, Any]) -> int:
        """A command from the wire. Answers the place. A seat that is left loses its pass in the same transaction."""
        table = self.table(who.table)
        if type in ("take_seat", OPEN, FORK):
            raise Refused("a seat is taken on the page of the lobby")
        if type in ("add_member", "renew_pass"):
            raise Refused("a link is given out over /api/tables")        # its answer is a pass, which no command's answer holds
        if who.seat == PUBLIC:
            raise Refused("take a seat first")
        left = None
        if type == "leave_seat":
            left = data.get("seat", who.seat)
        elif type == "act_for" and data.get("type") == "leave_seat":
            left = data.get("seat")
        if not isinstance(left, str) or left not in table.state.deck.seats:
            return table.submit(who, id, type, data)
        seat, known = left, self.store.passes(table.id)[left]

        def emptied(turn: Turn, entries: Sequence[Entry]) -> None:
            if any(e.event.kind == "seat_left" for e in entries):        # of several who share it, one may have left
                _number(turn, seat, known)

        place = table.submit(who, id, type, data, emptied)
        self._seat_lost(table, left, "removed" if who.seat != left else "rotated")
        return place

    def pass_no(self, table: str, seat: str) -> int | None:
        """The number of the pass that is good for *seat*; with the database away, the last one known here. For reading only:
        a command's pass is checked in its transaction. Raises SQLAlchemyError if nothing is known."""
        try:
            self._numbers[table] = self.store.passes(table)
        except SQLAlchemyError:
            if table not in self._numbers:
                raise
        return self._numbers[table].get(seat)

    def good(self, who: Pass) -> bool:
        """Whether this pass is good now: its number is the seat's, and who shows it sits there still. For reading only, as `pass_no`."""
        if who.seat == PUBLIC:
            return True
        return self.pass_no(who.table, who.seat) == who.pass_no and self.sits(who)

    def sits(self, who: Pass) -> bool:
        """Whether who shows this pass is one of those who sit in its seat, as far as is known here."""
        return sits(self.table(who.table).state, who) or sits(self.fresh(who.table).state, who)

    def learn(self, table: str, numbers: dict[str, int]) -> None:
        """What the numbers of good passes at *table* are now."""
        self._numbers[table] = numbers

    def fresh(self, id: str) -> Table:
        """The table of this id with all that is in the log, where other nodes write into it; with the database away as it is here."""
        table = self.table(id)
        if self.store.shared:
            with contextlib.suppress(SQLAlchemyError):
                table.catch_up()
        return table

    def check(self, text: Any, table: str | None = None) -> Pass:
        """Who shows this pass. Raises SeatLost if it is none of ours, or no longer good; the same for both."""
        who = self.passes.read(text)
        if who is None or (table is not None and who.table != table):
            raise SeatLost("this pass is not good for this table")
        if not self.good(who):
            raise SeatLost("this pass is not good for this table")
        return who


def _new_table() -> tuple[str, str]:
    """The id and the secret seed of a table to be."""
    return secrets.token_urlsafe(9).replace("-", "x").replace("_", "y"), secrets.token_hex(32)


def _own_name(table: Table, name: str) -> None:
    """Raise GameError if *name* is what this table calls somebody by office: a seat, the white cell, who watches."""
    offices = {"white", "white cell", "the white cell", "watching", "public", "everyone"}
    offices |= {text for seat in table.state.deck.seats.values() for text in (seat.id, seat.title)}
    if sounds_like(name) in {sounds_like(text) for text in offices}:
        raise GameError(f"“{name}” is what this table calls an office. Write your own name.", "name_of_office", 409)


def _free_name(table: Table, name: str) -> None:
    """Raise GameError if somebody at this table sounds like *name*."""
    if any(sounds_like(person) == sounds_like(name) for seat in table.state.seats.values() for person in seat.people):
        raise GameError(f"There is already a {name}. Add a letter.", "name_taken", 409)


def _number(turn: Turn, seat: str, known: int, member: str = "") -> None:
    turn.new_pass(seat, known, member)
