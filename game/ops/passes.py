"""Passes from the command line, beside a running server: it finds within two seconds that an old one has ended, and cuts its sockets."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from game.errors import GameError, nearest
from game.library.shelf import Shelf
from game.live.bell import CHANNEL, client_of, message_of
from game.live.house import House, read_code
from game.live.passes import Passes
from game.live.table import Table
from game.paths import scenarios_dir
from game.play import WHITE
from game.record import Store, schema
from game.settings import Settings, secret_keys

__all__ = ["holders", "revoke", "rotate"]


def holders(settings: Settings, name: str) -> list[tuple[str, int, str]]:
    """(seat, the number of its good pass, who sits there) of the table of this id or code. Raises GameError `no_table`."""
    with _table(settings, name) as (house, table):
        numbers = house.store.passes(table.id)
        return [(seat, numbers[seat], _holder(table, seat)) for seat in (WHITE, *table.state.deck.seats)]


def rotate(settings: Settings, name: str, seat: str) -> str:
    """A new pass for who sits in *seat*; the one of before ends everywhere. Answers the link. Raises GameError where nobody sits there."""
    with _table(settings, name) as (house, table):
        seat = _seat(table, seat)
        if table.state.status == "closed":               # nothing more is written into its record
            holder, member = _holder(table, seat), secrets.token_urlsafe(9)
            text = house.passes.give(table.id, seat, _raised(house, table, seat, member), holder, member)
        else:
            _, text = house.renew_pass(house.check(house.white_pass(table)), seat)
        base = settings.base_url or f"http://{settings.host}:{settings.port}"
        return f"{base}/t/{table.id}{'/control' if seat == WHITE else ''}#pass={text}"


def revoke(settings: Settings, name: str, seat: str) -> None:
    """End the pass of *seat*; who sat there sits there no more. The white cell's ends too: `rotate` gives another."""
    with _table(settings, name) as (house, table):
        seat = _seat(table, seat)
        if seat != WHITE and table.state.seats[seat].name and table.state.status != "closed":
            house.command(house.check(house.white_pass(table)), secrets.token_hex(16), "leave_seat", {"seat": seat})
        else:
            _raised(house, table, seat, "")


def _raised(house: House, table: Table, seat: str, member: str) -> int:
    known = house.store.passes(table.id)[seat]
    return house.writer.turn(table.id, lambda turn: turn.new_pass(seat, known, member))


def _holder(table: Table, seat: str) -> str:
    return "White cell" if seat == WHITE else table.state.seats[seat].name


def _seat(table: Table, seat: str) -> str:
    known = (WHITE, *table.state.deck.seats)
    if seat.upper() not in known:
        advice = nearest(seat.upper(), known)
        raise GameError(f"there is no seat `{seat[:40]}` at this table" + (f", {advice}" if advice else f"; there are {', '.join(known)}"))
    return seat.upper()


@contextmanager
def _table(settings: Settings, name: str) -> Iterator[tuple[House, Table]]:
    store = Store(settings.url, upgrade=False)
    try:
        if schema.pending(store.engine):
            raise GameError("this database has an older version: `halifax migrate` brings it forward", "storage", 503)
        house = House(store, Passes(*secret_keys(settings)), Shelf(Path(settings.scenarios or scenarios_dir())), lambda *_: None,
                      lambda *_: None)
        opened = store.opened(table=name)
        with suppress(GameError):
            opened = opened or store.opened(code=read_code(name))
        if opened is None:
            raise GameError(f"there is no table `{name[:40]}` here: give its id or its code", "no_table", 404)
        table = house.table(opened.table)
        yield house, table
        _ring(settings, table)
    finally:
        store.close()


def _ring(settings: Settings, table: Table) -> None:
    """Tell the nodes, so that they look at once; without an answer they look within a second or ten."""
    if settings.redis:
        with suppress(Exception):
            client_of(settings.redis).publish(CHANNEL, message_of(table.id))
