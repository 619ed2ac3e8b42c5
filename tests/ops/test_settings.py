"""Settings: default < file < environment < command line; each printed with its source, secrets never; what is unknown is refused."""

from __future__ import annotations

import os
import stat

import pytest
from click.testing import CliRunner

from game.__main__ import main
from game.errors import GameError, Unreadable
from game.live.passes import Passes
from game.settings import read_settings, secret_keys, shown


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """An empty folder, and nothing set."""
    monkeypatch.chdir(tmp_path)
    for name in [n for n in os.environ if n.startswith("HALIFAX_")]:
        monkeypatch.delenv(name)


def run(*args: str, **env: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(args), env=env)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done.exit_code, done.output


def test_each_source_stands_above_the_one_before_it(tmp_path):
    file = tmp_path / "h.toml"
    assert read_settings().port == 8000
    file.write_text('port = 1\nhost = "0.0.0.0"\nhosts = ["a", "b"]\nrate_factor = 2.5\n')
    got = read_settings({"port": 3, "host": None}, {"HALIFAX_PORT": "2", "HALIFAX_HOSTS": "c, d", "HALIFAX_SETTINGS": str(file)})
    assert (got.port, got.host, got.hosts, got.rate_factor) == (3, "0.0.0.0", ("c", "d"), 2.5)
    assert got.sources == {"port": "command line", "host": str(file), "hosts": "HALIFAX_HOSTS", "rate_factor": str(file)}
    (tmp_path / "halifax.toml").write_text("port = 4")
    assert read_settings({}, {}).port == 4, "that of the folder, where none is named"


def test_what_is_printed_names_every_source_and_no_secret(tmp_path):
    (tmp_path / "halifax.toml").write_text('metrics_token = "canary-token"\nredis = "redis://me:canary-redis@q/0"\n')
    env = {"HALIFAX_KEY": "canary-key-of-sixteen", "HALIFAX_OLD_KEYS": "canary-old-key-too",
           "HALIFAX_DB": "postgresql://me:canary/@x:y@h/d"}
    for args in (["settings"], ["settings", "--json"]):
        code, words = run(*args, "--port", "9", **env)
        assert code == 0 and "canary" not in words and "postgresql://me:***@h/d" in words and "redis://me:***@q/0" in words, words
        assert all(w in words for w in ("HALIFAX_DB", "halifax.toml", "command line", "default", "***"))
    assert len(shown(read_settings())) == len(run("settings")[1].splitlines())


@pytest.mark.parametrize("args, env, file, words", [
    ([], {"HALIFAX_REDS": "x"}, "", "`HALIFAX_REDS`; did you mean `HALIFAX_REDIS`"),
    ([], {}, 'prot = 1', "halifax.toml:1: there is no setting `prot`; did you mean `port`"),
    ([], {}, 'host = "x"\n[port]\na = 1', "halifax.toml:2: "),
    ([], {}, 'port = true', "whole number"),
    ([], {}, 'host = \n', "halifax.toml:1: this is not TOML"),
    ([], {"HALIFAX_PORT": "70000"}, "", "`HALIFAX_PORT`: `70000` is not a whole number from 0 to 65535"),
    (["--port", "-1"], {}, "", "`--port`"),
    (["--log", "loud"], {}, "", "debug, info"),
    (["--base-url", "play.example.org"], {}, "", "https://"),
    (["--scenarios", "nowhere"], {}, "", "not a folder"),
    (["--rate-factor", "0"], {}, "", "above 0"),
    (["--settings", "nowhere.toml"], {}, "", "nowhere.toml: no such file"),
])  # fmt: skip
def test_what_is_wrong_is_said_with_its_place_and_what_was_meant(tmp_path, args, env, file, words):
    if file:
        (tmp_path / "halifax.toml").write_text(file)
    code, said = run("settings", *args, **env)
    assert code == 2 and words in said and "Traceback" not in said, said


def test_all_faults_of_a_file_are_said_at_once(tmp_path):
    (tmp_path / "halifax.toml").write_text('prot = 1\n\nhots = "x"\n')
    with pytest.raises(Unreadable) as caught:
        read_settings()
    assert [f.line for f in caught.value.faults] == [1, 3]


def test_a_wrong_secret_is_not_repeated():
    code, said = run("settings", HALIFAX_KEY="canary\x01key")
    assert code == 2 and "HALIFAX_KEY" in said and "canary" not in said


def test_the_secret_is_made_once_for_its_owner_only(tmp_path):
    settings = read_settings({"db": "h.db"})
    (made,) = secret_keys(settings)
    file = tmp_path / "h.db.key"
    assert len(made) >= 64 and stat.S_IMODE(file.stat().st_mode) == 0o600 and secret_keys(settings) == [made]
    file.chmod(0o640)
    with pytest.raises(GameError, match="chmod 600"):
        secret_keys(settings)
    file.chmod(0o600)
    file.write_text("short\n")
    with pytest.raises(GameError, match="16 characters"):
        secret_keys(settings)
    with pytest.raises(GameError, match="every node"):
        secret_keys(read_settings({"db": "postgresql://h/d"}))


def test_a_pass_of_an_old_secret_is_read_and_a_new_one_signs(tmp_path):
    (tmp_path / "keys").write_text("n" * 32 + "\n" + "o" * 32 + "\n")
    (tmp_path / "keys").chmod(0o600)
    keys = secret_keys(read_settings({"key_file": "keys", "old_keys": "p" * 32}))
    new, olds = Passes(*keys), [Passes(b"o" * 32), Passes(b"p" * 32)]
    for old in olds:
        assert new.read(old.give("t", "WH", 1, "Ana")).seat == "WH"
        assert old.read(new.give("t", "WH", 1, "Ana")) is None
    assert Passes(keys[0]).read(new.give("t", "WH", 1, "Ana")) and not Passes(b"x" * 32, keys[0]).read(olds[0].give("t", "WH", 1, "A"))


def test_migrate_says_what_it_would_do_and_does_it_once(tmp_path):
    import sqlite3
    assert run("migrate", "--db", "h.db", "--dry-run") == (2, f"there is no database `{tmp_path}/h.db`: name another with --db\n")
    sqlite3.connect("h.db").execute("PRAGMA user_version = 1").connection.close()
    code, todo = run("migrate", "--db", "h.db", "--dry-run")
    assert code == 0 and todo.startswith("to do  0001  ")
    code, done = run("migrate", "--db", "h.db")
    assert code == 0 and done == todo.replace("to do", "done")
    assert "nothing to do" in run("migrate", "--db", "h.db")[1]
