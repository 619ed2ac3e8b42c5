"""Which version the database's tables have, and how they come to this program's: Alembic, forward only, one transaction a step.

A step stands in migrations/versions/ and, once released, is never changed. Events are never rewritten: codec.py lifts them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from game.errors import GameError

__all__ = ["LATEST", "migrate", "pending", "version"]

LATEST = "0002"
"""The version this program reads and writes."""

_UNVERSIONED = "0001"                   # what was made before versions were kept
_STEPS = Path(__file__).parent / "migrations"
_TURNSTILE = 0x48414C49                 # PostgreSQL: two nodes that start at once migrate one after the other


def version(engine: Engine) -> str:
    """The version of the database's tables; "" where there are none."""
    with engine.connect() as connection:
        return _version(connection.execution_options(reading=True))


def pending(engine: Engine, steps: Path = _STEPS) -> list[tuple[str, str]]:
    """(version, what it does) of each step that is still to be done, in order. Raises GameError where the database is newer."""
    have, found = version(engine), list[tuple[str, str]]()
    if have == LATEST and steps is _STEPS:
        return found                    # the usual start needs no Alembic
    for step in _script(steps).walk_revisions():
        if step.revision == have:
            return found[::-1]
        found.append((step.revision, str(step.doc)))
    if have:
        raise GameError(f"this database was made by a newer Halifax: it has version `{have[:40]}`, this program knows versions up to "
                        f"`{found[0][0]}`; install the newer Halifax", "storage", 503)
    return found[::-1]


def migrate(engine: Engine, steps: Path = _STEPS) -> list[tuple[str, str]]:
    """Do each step that is still to be done; answers them. What a step that fails has done is taken back, steps before it stay.

    Raises GameError where the database is newer.
    """
    if not pending(engine, steps):
        return []
    from alembic import command

    with _alone(engine) as connection:
        todo = pending(engine, steps)   # another node may have been here before us
        config = _config(steps, connection)
        have = _version(connection)
        connection.rollback()
        if have == _UNVERSIONED and todo:
            command.stamp(config, _UNVERSIONED)
        if todo:
            command.upgrade(config, "head")
    return todo


def _version(connection: Connection) -> str:
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
    return _UNVERSIONED if "event" in tables else ""


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A connection of its own for the upgrade, which may wait and take long."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.detach()         # its settings and its lock end with it
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("SET lock_timeout = '60s'"))
            connection.execute(text(f"SELECT pg_advisory_lock({_TURNSTILE})"))
            connection.commit()
        yield connection


def _config(steps: Path, connection: Connection | None = None) -> Any:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(steps).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _script(steps: Path) -> Any:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config(steps))
