"""The log of every table in a database: append, read, seats. SQLAlchemy Core over SQLite, or PostgreSQL by URL.

One command is one transaction (`Store.turn`): look the command up, check the pass, decide, append, commit.
Only then may anyone be told. What an event means is not known here.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, bindparam, func, insert, make_url, select, update
from sqlalchemy.exc import SQLAlchemyError

from game.canonical import canonical, digest
from game.errors import Conflict, GameError

from . import schema
from . import tables as t
from .codec import Entry, entry_of, header_hash, leaf, link, loads

__all__ = ["Head", "Opened", "Store", "Turn"]


@dataclass(frozen=True, slots=True)
class Head:
    """How far a table's log has come. hash: the chain's last link, or the header's digest while seq is 0."""

    epoch: str
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """What was fixed when a table opened. seed: never told before the end."""

    table: str
    code: str
    header: dict[str, Any]
    seed: str
    opened: str


# Built once: compiling a statement costs more than running it.
_HEAD = select(t.head.c.epoch, t.head.c.seq, t.head.c.hash).where(t.head.c.table == bindparam("_table"))
_HEAD_LOCKED = _HEAD.with_for_update()
_COMMAND = select(t.command.c.digest, t.command.c.seq).where(
    t.command.c.table == bindparam("_table"), t.command.c.seat == bindparam("_seat"), t.command.c.id == bindparam("_id"))
_SEAT = select(t.seat.c.pass_no, t.seat.c.member).where(t.seat.c.table == bindparam("_table"), t.seat.c.seat == bindparam("_seat"))
_MOVE_HEAD = update(t.head).where(
    t.head.c.table == bindparam("_table"), t.head.c.epoch == bindparam("_epoch"), t.head.c.seq == bindparam("_seq"))
_NEW_PASS = update(t.seat).where(
    t.seat.c.table == bindparam("_table"), t.seat.c.seat == bindparam("_seat"), t.seat.c.pass_no == bindparam("_pass_no"))
_EVENTS = select(t.log.c.body, t.log.c.salt).where(
    t.log.c.table == bindparam("_table"), t.log.c.seq > bindparam("_after")).order_by(t.log.c.seq)

_HEADS = select(t.head.c.table, t.head.c.epoch, t.head.c.seq).where(t.head.c.table.in_(bindparam("_tables", expanding=True)))
_SEATS = select(t.seat.c.table, t.seat.c.seat, t.seat.c.pass_no).where(t.seat.c.table.in_(bindparam("_tables", expanding=True)))
_EVENTS_UNTIL = _EVENTS.where(t.log.c.seq <= bindparam("_until"))


class Turn:
    """One transaction over one table, its head locked. Made by `Store.turn`; commits when the block ends."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._connection = connection
        self.table = table
        row = connection.execute(_HEAD_LOCKED, {"_table": table}).first()
        if row is None:
            raise GameError("no such table", "no_table", 404)
        self.head = Head(row.epoch, row.seq, bytes(row.hash))

    def earlier(self, seat: str, id: str, digest: str) -> int | None:
        """The last seq of the accepted command of this id, or None. Raises Conflict `id_reused` if it was another command."""
        row = self._connection.execute(_COMMAND, {"_table": self.table, "_seat": seat, "_id": id}).first()
        if row is None:
            return None
        if row.digest != digest:
            raise Conflict("this command id was used for another command", "id_reused")
        return int(row.seq)

    def pass_no(self, seat: str) -> int | None:
        """The number of the pass that is good for *seat* now; None if the table has no such seat."""
        row = self._connection.execute(_SEAT, {"_table": self.table, "_seat": seat}).first()
        return None if row is None else int(row.pass_no)

    def new_pass(self, seat: str, known: int, member: str) -> int:
        """Raise *seat*'s pass number if it is still *known*; two takers, one winner. Raises Conflict `taken`."""
        done = self._connection.execute(
            _NEW_PASS.values(pass_no=known + 1, member=member), {"_table": self.table, "_seat": seat, "_pass_no": known})
        if done.rowcount != 1:
            raise Conflict("somebody was quicker: choose another seat", "taken")
        return known + 1

    def read(self, after: int = 0) -> list[Entry]:
        """The entries after seq *after*, in order."""
        return [_entry(row) for row in self._connection.execute(_EVENTS, {"_table": self.table, "_after": after})]

    def append(self, entries: Sequence[Entry], seat: str, id: str, digest: str, updated: str) -> None:
        """Write *entries* (seq head+1 and on), the command's row and the new head. Raises Conflict if the head moved."""
        seq, hash = self.head.seq, self.head.hash
        rows = []
        for entry in entries:
            if entry.seq != seq + 1:
                raise Conflict(f"entry {entry.seq} does not follow {seq}")
            seq, body = entry.seq, entry.body()
            hash = link(hash, seq, leaf(entry.salt, body))
            rows.append({"table": self.table, "seq": seq, "seat": entry.seat, "at": entry.at, "body": body,
                         "salt": entry.salt, "hash": hash})
        if rows:
            self._connection.execute(insert(t.log), rows)
        self._connection.execute(insert(t.command), {"table": self.table, "seat": seat, "id": id, "digest": digest, "seq": seq})
        if rows:
            moved = self._connection.execute(
                _MOVE_HEAD.values(seq=seq, hash=hash, updated=updated),
                {"_table": self.table, "_epoch": self.head.epoch, "_seq": self.head.seq})
            if moved.rowcount != 1:
                raise Conflict("another writer was first")
            self.head = Head(self.head.epoch, seq, hash)


class Store:
    """A database of tables. One process writes a SQLite file; `exclusive` takes the lock that says so.

    upgrade: bring its schema to this program's version. Without it one opens it as it is, `schema.version` tells how.
    """

    def __init__(self, url: str, exclusive: bool = False, upgrade: bool = True) -> None:
        self._lock: BinaryIO | None = None
        try:
            self.engine = t.engine_of(url)
            if exclusive and self.engine.dialect.name == "sqlite":
                self._lock = _lock(Path(self.engine.url.database or ""))
            if not (upgrade or exclusive) and self.engine.dialect.name == "sqlite" and not Path(self.engine.url.database or "").is_file():
                raise GameError(f"there is no database `{_shown(url)}`: name another with --db", "storage", 503)
            if upgrade:
                schema.migrate(self.engine)
        except ModuleNotFoundError as e:
            raise GameError(f"PostgreSQL needs `{e.name}`: pip install 'halifax[postgres]'", "setup", 500) from None
        except (SQLAlchemyError, sqlite3.Error, OSError) as e:
            raise GameError(f"cannot open the database `{_shown(url)}`: {_reason(e)}", "storage", 503) from None

    @property
    def shared(self) -> bool:
        """Whether several servers may write to this database."""
        return bool(self.engine.dialect.name == "postgresql")

    def close(self) -> None:
        """End all connections and let go of the lock."""
        self.engine.dispose()
        if self._lock:
            self._lock.close()
            self._lock = None

    def open_table(self, table: str, code: str, header: dict[str, Any], seed: str, seats: Sequence[str], epoch: str, at: str,
                   shared: Sequence[Entry] = ()) -> None:
        """Add a table, without events or in one transaction with those a fork shares with its parent.

        Raises Conflict `code_taken` when the code or id is in use."""
        with self.engine.begin() as connection:
            if connection.execute(select(t.opening.c.table).where((t.opening.c.code == code) | (t.opening.c.table == table))).first():
                raise Conflict("this table code is in use", "code_taken")
            connection.execute(insert(t.opening), {"table": table, "code": code, "header": canonical(header), "seed": seed, "opened": at})
            connection.execute(insert(t.head), {"table": table, "epoch": epoch, "seq": 0, "hash": header_hash(header), "updated": at})
            connection.execute(insert(t.seat), [{"table": table, "seat": s, "member": "", "pass_no": 0} for s in seats])
            if shared:
                turn = Turn(connection, table)
                begins = [n for n, entry in enumerate(shared) if entry.command is not None]
                for n, end in zip(begins, [*begins[1:], len(shared)], strict=True):
                    said = shared[n].command or {}
                    turn.append(shared[n:end], shared[n].seat, said["id"], digest({k: said[k] for k in ("type", "data")}), at)

    def opened(self, table: str = "", code: str = "") -> Opened | None:
        """The table of this id or join code."""
        where = t.opening.c.table == table if table else t.opening.c.code == code
        with self._reading() as connection:
            row = connection.execute(select(t.opening).where(where)).first()
        return None if row is None else Opened(row.table, row.code, loads(row.header), row.seed, row.opened)

    def tables(self) -> list[str]:
        """The ids of all tables, oldest first."""
        with self._reading() as connection:
            return list(connection.execute(select(t.opening.c.table).order_by(t.opening.c.opened, t.opening.c.table)).scalars())

    def head(self, table: str) -> Head:
        """How far *table* has come. Raises GameError `no_table`."""
        with self._reading() as connection:
            row = connection.execute(_HEAD, {"_table": table}).first()
        if row is None:
            raise GameError("no such table", "no_table", 404)
        return Head(row.epoch, row.seq, bytes(row.hash))

    def standing(self, tables: Sequence[str]) -> dict[str, tuple[str, int, dict[str, int]]]:
        """table -> (epoch, seq, {seat: the number of its good pass}) of those of *tables* that there are."""
        found: dict[str, tuple[str, int, dict[str, int]]] = {}
        with self._reading() as connection:
            for some in (tables[n:n + 500] for n in range(0, len(tables), 500)):
                for row in connection.execute(_HEADS, {"_tables": some}):
                    found[row.table] = (row.epoch, row.seq, {})
                for row in connection.execute(_SEATS, {"_tables": some}):
                    found[row.table][2][row.seat] = row.pass_no
        return found

    def read(self, table: str, after: int = 0, until: int = 2**31 - 1) -> list[Entry]:
        """The entries of *table* after seq *after* as far as *until*, in order."""
        with self._reading() as connection:
            return [_entry(row) for row in connection.execute(_EVENTS_UNTIL, {"_table": table, "_after": after, "_until": until})]

    def passes(self, table: str) -> dict[str, int]:
        """seat -> the number of its good pass."""
        with self._reading() as connection:
            rows = connection.execute(select(t.seat.c.seat, t.seat.c.pass_no).where(t.seat.c.table == table))
            return {row.seat: row.pass_no for row in rows}

    def probe(self, commit: Callable[[Callable[[], None]], None] = lambda do: do()) -> None:
        """Write one row that means nothing, to know that writing works. commit: as in `turns`. Raises what the database says."""
        with self.engine.connect() as connection:
            transaction = connection.begin()
            try:
                connection.execute(update(t.probe).where(t.probe.c.id == 1).values(at=datetime.now(UTC).isoformat(timespec="seconds")))
                commit(transaction.commit)
            except BaseException:
                transaction.rollback()
                raise

    def wedged(self) -> list[str]:
        """The tables whose head is not their last event's: no command could ever follow. There must be none."""
        last = select(func.coalesce(func.max(t.log.c.seq), 0)).where(t.log.c.table == t.head.c.table).scalar_subquery()
        with self._reading() as connection:
            return list(connection.execute(select(t.head.c.table).where(t.head.c.seq != last)).scalars())

    def begin_epochs(self, epoch: Callable[[], str]) -> None:
        """Give every table a new epoch: what was told in the one before counts no more."""
        with self.engine.begin() as connection:
            for table in list(connection.execute(select(t.head.c.table)).scalars()):
                connection.execute(update(t.head).where(t.head.c.table == table).values(epoch=epoch()))

    @contextmanager
    def turn(self, table: str) -> Iterator[Turn]:
        """The transaction of one command. Leaving the block commits; an exception takes everything back."""
        with self.engine.begin() as connection:
            yield Turn(connection, table)

    def turns(self, works: Sequence[tuple[str, Callable[[Turn], Any]]],
              commit: Callable[[Callable[[], None]], None] = lambda do: do()) -> list[Any]:
        """Several turns of different tables in one transaction: what each answered, or the exception it raised, its own writing taken back.

        commit: runs the commit it is given, say in a thread. Raises what the commit raised; then none of them is known to be written.
        """
        outcomes: list[Any] = []
        with self.engine.connect() as connection:
            transaction = connection.begin()
            try:
                for table, work in works:
                    savepoint = connection.begin_nested() if len(works) > 1 else transaction
                    try:
                        outcomes.append(work(Turn(connection, table)))
                        if savepoint is not transaction:
                            savepoint.commit()
                    except Exception as e:
                        savepoint.rollback()
                        outcomes.append(e)
                if transaction.is_active:
                    commit(transaction.commit)
            except BaseException:
                transaction.rollback()               # also after a commit that failed: the connection goes back clean
                raise
        return outcomes

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            yield connection.execution_options(reading=True)


def _shown(url: str) -> str:
    """*url* without its password."""
    try:
        where = make_url(url)
    except SQLAlchemyError:
        return url.partition("://")[0] + "://…"
    return where.database or url if where.get_backend_name() == "sqlite" else where.render_as_string()


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(getattr(error, "orig", None) or error).partition("\n")[0].strip() or type(error).__name__


def _entry(row: Any) -> Entry:
    return entry_of(loads(row.body), bytes(row.salt), row.body)


def _lock(database: Path) -> BinaryIO:
    """Hold ``<database>.lock`` for as long as this process lives. Raises GameError when another does."""
    file = open(f"{database}.lock", "ab")
    try:
        if os.name == "nt":
            import msvcrt
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise GameError(f"another server has `{database}` open: stop it, or name another file with --db", "storage", 503) from None
    return file
