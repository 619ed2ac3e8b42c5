"""A database to a file and back. The copy is verified before it is called a backup; a restored one begins a new epoch,
so that people who saw more than it holds are shown the table anew.

The secret that signs passes is in no backup: keep its file apart.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from game.errors import GameError
from game.record import Store, check_table, schema
from game.settings import Settings

__all__ = ["back_up", "restore"]


def back_up(settings: Settings, file: Path, force: bool = False) -> tuple[int, int]:
    """Write the database to *file*, whole or not at all, while a server may run; answers (tables, events) in it; PostgreSQL's are
    not counted: (0, 0).

    Raises GameError where *file* is there already (but for *force*), or the copy does not verify.
    """
    if file.exists() and not force:
        raise GameError(f"`{file}` is there already: name another file, or say --force")
    part = file.with_name(file.name + ".part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))      # the seeds of games are in it
        if settings.sqlite is None:
            _pg("pg_dump", settings, ["--format=custom", f"--file={part}"])
            _pg_listed(part)
            counted = (0, 0)
        else:
            _copied(settings.sqlite, part)
            counted = _verified(part)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(file)
    finally:
        _removed(part)
    return counted


def restore(settings: Settings, file: Path) -> tuple[int, int]:
    """Make the database of *settings*, which must not be there yet, from a backup; answers (tables, events) in it.

    Raises GameError where there is a database already, or *file* is none of ours or damaged.
    """
    if not file.is_file():
        raise GameError(f"there is no file `{file}`")
    if settings.sqlite is None:
        return _restored_pg(settings, file)
    if settings.sqlite.exists():
        raise GameError(f"there is a database already, `{settings.sqlite}`: move it away, or name another with --db")
    part = settings.sqlite.with_name(settings.sqlite.name + ".part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        _copied(file, part)
        counted = _begun_anew(f"sqlite:///{part}")
        part.replace(settings.sqlite)
    finally:
        _removed(part)
    return counted


def _copied(source: Path, target: Path) -> None:
    """Copy in one step: a copy in several would begin again at every write of a server."""
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
    except sqlite3.Error as e:
        raise GameError(f"cannot copy `{source}`: {e}", "storage", 503) from None


def _verified(file: Path) -> tuple[int, int]:
    store = Store(f"sqlite:///{file}", upgrade=False)
    try:
        return _sound(store)
    finally:
        store.close()


def _sound(store: Store) -> tuple[int, int]:
    """How many tables and events there are. Raises GameError at the first that is not whole."""
    if not schema.version(store.engine):
        raise GameError("this is no database of Halifax")
    events, tables = 0, store.tables()
    for table in tables:
        counted, fault = check_table(store, table)
        if fault:
            raise GameError(f"the database is damaged, table {table}: {fault}")
        events += counted
    return len(tables), events


def _begun_anew(url: str) -> tuple[int, int]:
    store = Store(url, upgrade=False)
    try:
        if schema.version(store.engine):
            schema.migrate(store.engine)
        counted = _sound(store)
        store.begin_epochs(lambda: secrets.token_hex(8))
        return counted
    finally:
        store.close()


def _removed(part: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + end).unlink(missing_ok=True)


# -- PostgreSQL: its own programs know its own database best -------------------------------------------------------------------

def _restored_pg(settings: Settings, file: Path) -> tuple[int, int]:
    store = Store(settings.url, upgrade=False)
    try:
        if schema.version(store.engine):
            raise GameError("there are tables in this database already: restore into an empty one")
    finally:
        store.close()
    _pg_listed(file)
    _pg("pg_restore", settings, ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(file)])
    return _begun_anew(settings.url)


def _pg(program: str, settings: Settings, more: Sequence[str]) -> None:
    """Run one of PostgreSQL's programs on the database; its password goes by the environment, where nobody else reads it."""
    url = make_url(settings.url)
    where = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    _run([_program(program), "--no-password", f"--dbname={where}", *more], {"PGPASSWORD": url.password} if url.password else {})


def _pg_listed(file: Path) -> None:
    said = _run([_program("pg_restore"), "--list", str(file)], {})
    if " event " not in said or " alembic_version " not in said:
        raise GameError(f"`{file}` is no backup of a Halifax database")


def _run(command: list[str], more: dict[str, str]) -> str:
    done = subprocess.run(command, env={**os.environ, **more}, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it says nothing"])[0]
        raise GameError(f"{Path(command[0]).name}: {last[:300]}", "storage", 503)
    return done.stdout


def _program(name: str) -> str:
    found = shutil.which(name)
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[-3]) if p.parts[-3].isdigit() else 0)
    if not found and not debian:
        raise GameError(f"there is no `{name}` on this machine: apt-get install postgresql-client")
    return str(debian[-1]) if debian else str(found)
