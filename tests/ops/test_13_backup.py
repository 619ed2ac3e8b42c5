"""A backup made under load verifies, is a prefix of what happened, and plays on; who saw more is shown the table anew."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest
from click.testing import CliRunner
from figures import figure
from sqlalchemy import text

from game.__main__ import main
from game.library import opening_of
from game.live.house import House
from game.live.passes import Passes
from game.record import Store, schema
from tests.live.conftest import Person, Server


def run(*args) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(a) for a in args], env={"HALIFAX_KEY": None})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done.exit_code, done.output


class Shelf:
    opening = staticmethod(opening_of)


@pytest.fixture
def busy(tmp_path):
    """A server with somebody who writes without a pause."""
    server = Server(tmp_path)
    wh = Person(server, server.sit("Ana", "WH"))
    wh.resync()
    over = threading.Event()

    def write() -> None:
        n = 0
        while not over.is_set():
            n += 1
            wh.do("ready", ready=n % 2 == 1)
    writer = threading.Thread(target=write)
    writer.start()
    yield server, wh, over, writer
    over.set()
    writer.join()
    server.stop()


@pytest.mark.own_server
def test_13_a_backup_under_load_is_restored_and_plays_on_and_who_saw_more_is_shown_it_anew(tmp_path, busy):
    server, wh, over, writer = busy
    time.sleep(0.5)
    began = time.monotonic()
    code, words = run("backup", "--db", server.db, tmp_path / "b")
    figure("13_backup_under_load_s", time.monotonic() - began)
    figure("13_backup_mb", (tmp_path / "b").stat().st_size / 2**20)
    assert code == 0 and "verified" in words, words
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600 and not list(tmp_path.glob("*.part*"))
    time.sleep(0.2)
    over.set()
    writer.join()
    assert server.stop() == 0
    with closing(sqlite3.connect(server.db)) as db:
        whole = db.execute("SELECT body FROM event ORDER BY seq").fetchall()
    (tmp_path / "there").mkdir()
    there = tmp_path / "there" / "h.db"
    code, words = run("restore", "--db", there, tmp_path / "b")
    assert code == 0 and "verified" in words, words
    with closing(sqlite3.connect(there)) as db:
        bodies = db.execute("SELECT body FROM event ORDER BY seq").fetchall()
    assert 3 < len(bodies) < len(whole) and bodies == whole[:len(bodies)], "a prefix of what happened"
    shutil.copy(f"{server.db}.key", f"{there}.key")                      # the secret is kept apart
    epoch, place, token = wh.epoch, wh.place, wh.token
    server.db = str(there)
    server.start()
    again = Person(server, token)
    answer = again.ask("resync", {"table": server.table, "epoch": epoch, "place": place})
    assert answer["ok"] and "snapshot" in answer and answer["epoch"] != epoch
    again.resync()
    assert again.command("ready", {"ready": not again.view["seats"][0]["ready"]})["ok"]
    again.leave()
    assert run("doctor", "--db", there)[0] == 0


@pytest.fixture(params=["sqlite", "postgres"])
def filled(request, tmp_path):
    """The URL of a database with a table, and of an empty one."""
    from postgres import emptied
    if request.param == "sqlite":
        url, other = f"sqlite:///{tmp_path}/h.db", f"sqlite:///{tmp_path}/other.db"
    else:
        url = emptied(request.getfixturevalue("postgres"))
        other = url.rpartition("/")[0] + "/other"
        store = Store(url, upgrade=False)
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("DROP DATABASE IF EXISTS other"))
            connection.execute(text("CREATE DATABASE other"))
        store.close()
    from game.library.shelf import Shelf as Real
    from tests.live.conftest import HERE
    store = Store(url)
    house = House(store, Passes(b"k" * 32), Real(HERE.parent / "scenarios"), lambda *_: None, lambda *_: None)
    table, _ = house.open_table("small")
    epoch = table.epoch
    store.close()
    return url, other, table.id, epoch


def test_13_both_kinds_of_database_come_back_in_a_new_epoch(filled, tmp_path):
    url, other, table, epoch = filled
    code, words = run("backup", "--db", url, tmp_path / "b")
    assert code == 0, words
    assert run("backup", "--db", url, tmp_path / "b")[0] == 2, "it is there already"
    assert run("backup", "--db", url, "--force", tmp_path / "b")[0] == 0
    code, words = run("restore", "--db", other, tmp_path / "b")
    assert code == 0 and "of 1 tables are back" in words, words
    store = Store(other)
    house = House(store, Passes(b"k" * 32), Shelf, lambda *_: None, lambda *_: None)
    found = house.table(table)
    assert found.epoch != epoch and found.state.seq == 1 and schema.version(store.engine) == schema.LATEST
    house.command(house.check(house.white_pass(found)), "a" * 20, "start", {})
    store.close()
    code, words = run("restore", "--db", other, tmp_path / "b")
    assert code == 2 and "already" in words


@pytest.mark.parametrize("what", ["text", "other database", "damaged", "cut"])
def test_13_what_is_no_whole_backup_of_ours_is_refused_and_leaves_nothing(tmp_path, what):
    server_db, file, target = tmp_path / "h.db", tmp_path / "b", tmp_path / "t" / "h.db"
    target.parent.mkdir()
    if what == "text":
        file.write_text("hello")
    elif what == "other database":
        with closing(sqlite3.connect(file)) as db:
            db.execute("CREATE TABLE x (n)")
    else:
        from game.library.shelf import Shelf as Real
        from tests.live.conftest import HERE
        store = Store(f"sqlite:///{server_db}")
        House(store, Passes(b"k" * 32), Real(HERE.parent / "scenarios"), lambda *_: None, lambda *_: None).open_table("small")
        store.close()
        assert run("backup", "--db", server_db, file)[0] == 0
        if what == "cut":
            file.write_bytes(file.read_bytes()[:len(file.read_bytes()) // 2])
        else:
            with closing(sqlite3.connect(file)) as db:
                db.execute("DROP TRIGGER event_no_update")
                db.execute("UPDATE event SET body = replace(body, 'Small', 'Large') WHERE seq = 1")
                db.commit()
    code, words = run("restore", "--db", target, file)
    assert code == 2 and "Traceback" not in words and words.strip(), words
    assert list(target.parent.iterdir()) == []


# -- doctor -------------------------------------------------------------------------------------------------------------------

DAMAGES = {
    "head": ("heads", "UPDATE head SET seq = seq + 1"),
    "body": ("chains", "DROP TRIGGER event_no_update; UPDATE event SET body = body || ' ' WHERE seq = 1"),
    "salt": ("chains", "DROP TRIGGER event_no_update; UPDATE event SET salt = zeroblob(16) WHERE seq = 1"),
    "chain": ("chains", "UPDATE head SET hash = zeroblob(32)"),
    "tail": ("heads", "DROP TRIGGER event_no_delete; DELETE FROM event"),
    "command": ("chains", "DROP TRIGGER command_no_update; UPDATE command SET seq = 9"),
    "newer": ("database", "UPDATE alembic_version SET version_num = '9999'"),
    "older": ("schema", "UPDATE alembic_version SET version_num = '0001'"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_doctor_names_what_is_not_well(tmp_path, damage):
    from game.library.shelf import Shelf as Real
    from tests.live.conftest import HERE
    file = tmp_path / "h.db"
    store = Store(f"sqlite:///{file}")
    House(store, Passes(b"k" * 32), Real(HERE.parent / "scenarios"), lambda *_: None, lambda *_: None).open_table("small")
    store.close()
    code, words = run("doctor", "--db", file)
    assert code == 0 and "FAULT" not in words and "1 events of 1 tables verified" in words, words
    where, statements = DAMAGES[damage]
    with closing(sqlite3.connect(file)) as db:
        db.executescript(statements)
    code, words = run("doctor", "--db", file)
    assert code == 1 and [line.split()[1] for line in words.splitlines() if line.startswith("FAULT")][0] == where, words
    if where == "heads":
        said = subprocess.run([sys.executable, "-m", "game", "serve", "--port", "0", "--db", str(file)], capture_output=True, text=True,
                              timeout=30)
        assert said.returncode == 2 and "do not agree" in said.stderr, "a server does not begin with it"


def test_doctor_says_a_key_that_others_can_read_and_a_database_that_is_not_there(tmp_path):
    file = tmp_path / "h.db"
    code, words = run("doctor", "--db", file)
    assert code == 1 and "there is no database" in words and not file.exists() and "is made at the first start" in words
    Store(f"sqlite:///{file}").close()
    (tmp_path / "h.db.key").write_text("k" * 40)
    (tmp_path / "h.db.key").chmod(0o644)
    code, words = run("doctor", "--db", file)
    assert code == 1 and "chmod 600" in words
