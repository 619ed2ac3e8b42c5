"""What every released version wrote opens, migrates and shows the same; a step of the schema is done whole or not at all."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from postgres import emptied
from sqlalchemy import insert, inspect, text

from game.errors import GameError
from game.library import opening_of
from game.live.house import House
from game.live.passes import Passes
from game.record import Store, last_state, schema
from game.record import tables as t

OLD = sorted(p for p in (Path(__file__).parents[1] / "old").iterdir() if p.is_dir())
KEPT = ("log", "tracks", "messages", "headlines")


def restored(folder: Path, file: Path) -> Path:
    """The SQLite file that a release left behind."""
    with sqlite3.connect(file) as connection:
        connection.executescript(gzip.decompress((folder / "database.sql.gz").read_bytes()).decode())
    connection.close()
    return file


def into_postgres(url: str, file: Path) -> str:
    """The same database as that release would have left it in PostgreSQL: its first version, nothing said of versions."""
    engine = t.engine_of(emptied(url))
    schema.migrate(engine)
    old = sqlite3.connect(file)
    old.row_factory = sqlite3.Row
    with engine.begin() as connection:
        for table in (t.opening, t.head, t.log, t.command, t.seat):
            connection.execute(insert(table), [dict(row) for row in old.execute(f'SELECT * FROM "{table.name}"')])
        connection.execute(text("DROP TABLE alembic_version"))
        connection.execute(text("DROP TABLE probe"))
    old.close()
    engine.dispose()
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path):
    """An empty database of each kind; PostgreSQL's is left empty, whatever was made of it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/h.db"
    else:
        yield emptied(request.getfixturevalue("postgres"))
        emptied(request.getfixturevalue("postgres"))


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize("folder", OLD, ids=lambda p: p.name)
def test_14_a_database_of_a_release_opens_migrates_and_shows_the_same_and_plays_on(request, tmp_path, folder, kind):
    file = restored(folder, tmp_path / "old.db")
    store = Store(f"sqlite:///{file}" if kind == "sqlite" else into_postgres(request.getfixturevalue("postgres"), file))
    try:
        assert schema.version(store.engine) == schema.LATEST
        house = House(store, Passes(b"k" * 32), None, lambda *_: None, lambda *_: None)
        house.shelf = type("Shelf", (), {"opening": staticmethod(opening_of)})
        (id,) = store.tables()
        table = house.table(id)
        for seat, then in json.loads(gzip.decompress((folder / "views.json.gz").read_bytes())).items():
            now = table.view(seat)
            assert table.place(seat) == then["place"]
            assert {k: now[k] for k in KEPT} == {k: then[k] for k in KEPT}, seat
        seq = table.state.seq
        house.command(house.check(house.white_pass(table)), "a" * 20, "pause", {"reason": "Still here"})
        assert store.head(id).seq == seq + 1
    finally:
        store.close()


@pytest.mark.parametrize("folder", OLD, ids=lambda p: p.name)
def test_14_a_record_of_a_release_is_read_and_ends_as_it_did(folder):
    data = gzip.decompress((folder / "record.jsonl.gz").read_bytes())
    assert dict(last_state(data, opening_of).outcome)["title"] == json.loads(data.splitlines()[-1])["outcome"]["title"]


def test_an_empty_database_gets_exactly_the_tables_that_queries_know(url):
    store = Store(url)
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), t.metadata) == []
    assert schema.pending(store.engine) == [] == schema.migrate(store.engine)
    store.close()


def test_a_database_of_a_newer_program_is_refused_and_left_alone(url):
    store = Store(url)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(GameError, match=f"newer Halifax.*`9999`.*`{schema.LATEST}`"):
        Store(url)


STEP = '''"""{doc}"""
from alembic import op
revision, down_revision = "{revision}", "{before}"
def upgrade():
    op.execute("CREATE TABLE made_{revision} (n INTEGER)")
    {more}
'''


def test_a_step_that_fails_is_taken_back_whole_and_the_steps_before_it_stay(url, tmp_path):
    store = Store(url)
    steps = tmp_path / "steps"
    shutil.copytree(schema._STEPS, steps)
    for revision, before, more in (("9001", schema.LATEST, "pass"), ("9002", "9001", 'op.execute("INSERT INTO nowhere VALUES (1)")')):
        step = STEP.format(doc=f"what {revision} does", revision=revision, before=before, more=more)
        (steps / "versions" / f"v{revision}.py").write_text(step)
    assert schema.pending(store.engine, steps) == [("9001", "what 9001 does"), ("9002", "what 9002 does")]
    with pytest.raises(Exception, match="nowhere"):
        schema.migrate(store.engine, steps)
    assert schema.version(store.engine) == "9001"
    with store.engine.connect() as connection:
        tables = inspect(connection.execution_options(reading=True)).get_table_names()
    assert "made_9001" in tables and "made_9002" not in tables
    store.close()
