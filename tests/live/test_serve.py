"""`halifax serve` used wrongly: one clear sentence, exit code 2, no traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest


def serve(*args: str, **env: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "game", "serve", *args], capture_output=True, text=True, timeout=30,
                          env={**{k: v for k, v in os.environ.items() if not k.startswith("HALIFAX_")}, **env})


@pytest.mark.sampled(every=3)
@pytest.mark.parametrize("args, env, words", [
    (["--port", "99999"], {}, ["--port", "99999", "65535"]),
    (["--db", "{tmp}/nowhere/x.db"], {}, ["cannot open the database", "nowhere/x.db", "No such file"]),
    (["--db", "{tmp}/text.db"], {}, ["cannot open the database", "text.db", "not a database"]),
    (["--db", "{tmp}"], {}, ["cannot open the database", "{tmp}"]),
    (["--db", "nosuch://x"], {}, ["`nosuch`", "sqlite", "postgresql"]),
    (["--db", "post gres://"], {}, ["cannot open the database"]),
    (["--db", "postgresql://me:canary@127.0.0.1:1/x"], {"HALIFAX_KEY": "k"}, ["cannot open the database", "me:***@"]),
    (["--host", "nosuch.invalid"], {}, ["`nosuch.invalid`", "--host"]),
    (["--host", "192.0.2.1"], {}, ["`192.0.2.1`", "--host"]),
    (["--port", "{taken}"], {}, ["{taken}", "--port"]),
    (["--deck", "nosuch"], {}, ["there is no deck `nosuch`"]),
    ([], {"HALIFAX_DB": "{tmp}/nowhere/y.db"}, ["nowhere/y.db"]),
    ([], {"HALIFAX_HOST": "nosuch.invalid"}, ["`nosuch.invalid`"]),
    (["--db", "{tmp}/a.db"], {"HALIFAX_DB": "{tmp}/nowhere/y.db", "HALIFAX_HOST": "nosuch.invalid"}, ["`nosuch.invalid`"]),
])
def test_what_cannot_be_served_is_said_in_a_sentence(tmp_path, args, env, words):
    (tmp_path / "text.db").write_text("these are words, no database\n" * 40)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        names = {"tmp": str(tmp_path), "taken": taken.getsockname()[1]}
        args, words = ([x.format(**names) for x in xs] for xs in (args, words))
        if "--db" not in args and "HALIFAX_DB" not in env:
            args += ["--db", f"{tmp_path}/h.db"]
        if "--port" not in args:
            args += ["--port", "0"]
        done = serve(*args, **{k: v.format(**names) for k, v in env.items()})
    assert done.returncode == 2, done
    assert all(w in done.stderr for w in words), done.stderr
    assert "Traceback" not in done.stderr and "canary" not in done.stderr and len(done.stderr.strip().splitlines()) <= 4
