"""The database's tables as queries know them, and what every connection must be. No query stands here.

How they are made: schema.py; a contract test compares the two.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    Engine,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    create_engine,
    event,
    make_url,
)

from game.errors import GameError

__all__ = ["command", "engine_of", "head", "log", "metadata", "opening", "probe", "seat"]

metadata = MetaData()

opening = Table(           # what is fixed when a table opens; the seed never leaves the server before the end
    "opening", metadata,
    Column("table", String(64), primary_key=True),
    Column("code", String(16), nullable=False, unique=True),
    Column("header", Text, nullable=False),
    Column("seed", String(64), nullable=False),
    Column("opened", String(32), nullable=False),
)
head = Table(              # the one row that writers of a table compete for
    "head", metadata,
    Column("table", String(64), ForeignKey("opening.table"), primary_key=True),
    Column("epoch", String(32), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("updated", String(32), nullable=False),
)
log = Table(               # append only; triggers refuse the rest
    "event", metadata,
    Column("table", String(64), ForeignKey("opening.table"), nullable=False),
    Column("seq", Integer, nullable=False, autoincrement=False),
    Column("seat", String(32), nullable=False),
    Column("at", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    PrimaryKeyConstraint("table", "seq"),
)
command = Table(           # one row an accepted command; seq is the last event it caused
    "command", metadata,
    Column("table", String(64), ForeignKey("opening.table"), nullable=False),
    Column("seat", String(32), nullable=False),
    Column("id", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("seq", Integer, nullable=False),
    PrimaryKeyConstraint("table", "seat", "id"),
)
seat = Table(              # who holds which chair; a pass is good while its number is this one
    "seat", metadata,
    Column("table", String(64), ForeignKey("opening.table"), nullable=False),
    Column("seat", String(32), nullable=False),
    Column("member", String(32), nullable=False),
    Column("pass_no", Integer, nullable=False),
    PrimaryKeyConstraint("table", "seat"),
)

probe = Table(             # one row, written to try whether writing works
    "probe", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
)


def engine_of(url: str) -> Engine:
    """The engine for *url*; every connection it makes is durable or refused. Raises GameError for another kind of database."""
    where = make_url(url)
    if where.get_backend_name() == "postgresql":
        if where.drivername == "postgresql":
            where = where.set(drivername="postgresql+psycopg")
        engine = create_engine(where, pool_size=10, pool_pre_ping=True, connect_args={
            "connect_timeout": 3, "application_name": "halifax", "options": "-c lock_timeout=3s -c statement_timeout=5s"})
        event.listen(engine, "connect", _postgresql_connected)
        return engine
    if where.get_backend_name() != "sqlite":
        raise GameError(f"there is no database of the kind `{where.get_backend_name()[:40]}`: give a file, `sqlite:///FILE` or "
                        "`postgresql://…`", "setup", 500)
    engine = create_engine(where)
    event.listen(engine, "connect", _sqlite_connected)
    event.listen(engine, "begin", _sqlite_begins)
    return engine


def _postgresql_connected(connection: Any, _record: Any) -> None:
    """Without these an acknowledged command may be lost: 54 of 12 769 were, in 8 kills, with `synchronous_commit` off."""
    with connection.cursor() as cursor:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            got = cursor.execute(f"SHOW {name}").fetchone()[0]
            if got not in ("on", "remote_apply"):
                raise GameError(f"the database may forget what it has committed: `{name}` is `{got}`, set it to `on`", "storage", 503)
    connection.rollback()


def _sqlite_connected(connection: Any, _record: Any) -> None:
    connection.isolation_level = None            # we say BEGIN ourselves: see below
    cursor = connection.cursor()
    for pragma, wanted in (("journal_mode=WAL", "wal"), ("synchronous=FULL", 2), ("busy_timeout=5000", 5000), ("foreign_keys=ON", 1)):
        cursor.execute(f"PRAGMA {pragma}")
        got = cursor.execute(f"PRAGMA {pragma.partition('=')[0]}").fetchone()[0]
        if got != wanted:
            raise GameError(f"the database does not keep `{pragma}` (it says `{got}`): use a file on a local disk", "storage", 503)
    cursor.close()


def _sqlite_begins(connection: Any) -> None:
    # A deferred transaction that starts by reading cannot be promoted while another writes: "locked".
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
