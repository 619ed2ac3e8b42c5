"""Is all well with this server? What each look found, in the order in which one would look."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from game import __version__
from game.errors import GameError
from game.record import Store, check_table, schema
from game.settings import Settings, secret_keys

__all__ = ["Finding", "examine"]

_LIBRARIES = ("flask", "flask-socketio", "gevent", "python-engineio", "python-socketio", "sqlalchemy", "werkzeug")
_LEAST_FREE = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One look: what was looked at, whether it is well, and what there is to say."""

    what: str
    well: bool
    words: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Every look, one after the other. Changes nothing; may run beside a server."""
    yield Finding("settings", True, f"{len(settings.sources)} of them set; `halifax settings` prints them")
    yield _key(settings)
    yield _versions()
    yield _disk(settings)
    try:
        store = Store(settings.url, upgrade=False)       # each connection asserts that it is durable
    except GameError as e:
        yield Finding("database", False, str(e))
        return
    try:
        yield Finding("durability", True, "a commit is on the disk before it is answered")
        yield from _database(store)
    except SQLAlchemyError as e:
        yield Finding("database", False, str(getattr(e, "orig", e)).partition("\n")[0])
    except GameError as e:
        yield Finding("database", False, str(e))
    finally:
        store.close()


def _key(settings: Settings) -> Finding:
    path = settings.key_path
    if path is not None and not path.exists():
        return Finding("secret key", True, f"none yet: `{path}` is made at the first start")
    try:
        return Finding("secret key", True, f"{len(secret_keys(settings))} of them" + (f", in `{path}`" if path else ", set"))
    except (GameError, OSError) as e:
        return Finding("secret key", False, str(e))


def _versions() -> Finding:
    said = [f"halifax {__version__}", f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}",
            *(f"{name} {version(name)}" for name in _LIBRARIES)]
    try:
        version("eventlet")
        return Finding("versions", False, "eventlet is installed and would be taken instead of gevent: uninstall it")
    except PackageNotFoundError:
        return Finding("versions", True, ", ".join(said))


def _disk(settings: Settings) -> Finding:
    folder = settings.sqlite.parent if settings.sqlite else Path.cwd()
    try:
        free = shutil.disk_usage(folder).free
    except OSError as e:
        return Finding("disk", False, f"`{folder}`: {e.strerror}")
    return Finding("disk", free >= _LEAST_FREE and os.access(folder, os.W_OK), f"{free // 2**20} MiB free in `{folder}`")


def _database(store: Store) -> Iterator[Finding]:
    todo = schema.pending(store.engine)
    have = schema.version(store.engine)
    yield Finding("schema", not todo, f"version {have or 'none'}" + (f"; {len(todo)} steps to do: `halifax migrate`" if todo else ""))
    if not have:
        return
    if store.engine.dialect.name == "sqlite":
        with store.engine.connect() as connection:
            said = str(connection.execution_options(reading=True).execute(text("PRAGMA integrity_check(1)")).scalar())
        yield Finding("file", said == "ok", said)
    wedged = store.wedged()
    yield Finding("heads", not wedged, f"not their last event's: {', '.join(wedged[:5])}" if wedged else "each is its last event's")
    events, faults = 0, []
    for table in store.tables():
        counted, fault = check_table(store, table)
        events += counted
        if fault:
            faults.append(f"table {table}: {fault}")
    yield Finding("chains", not faults, "; ".join(faults[:5]) or f"{events} events of {len(store.tables())} tables verified")
