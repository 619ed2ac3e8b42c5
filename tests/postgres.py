"""A PostgreSQL of the tests' own: a cluster in a temporary folder, on a free loopback port, gone when they end."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

__all__ = ["cluster", "emptied", "programs"]


def programs() -> Path | None:
    """The folder that holds `initdb` and `postgres`: that of the path, else the newest of Debian's."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]) if p.parts[-3].isdigit() else 0)
    return debian[-1].parent if debian else None


@contextmanager
def cluster(**settings: str) -> Iterator[str]:
    """The URL of a server of one's own. PostgreSQL refuses to run as root, so then it runs as `postgres` or `nobody`."""
    bin = programs()
    assert bin is not None
    as_other: dict[str, object] = {}
    folder = Path(tempfile.mkdtemp(prefix="halifax-pg-", dir="/tmp" if os.geteuid() == 0 else None))
    word, data, secret = secrets.token_hex(16), folder / "data", folder / "secret"
    secret.write_text(word)
    if os.geteuid() == 0:
        names = {p.pw_name for p in pwd.getpwall()}
        other = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        for path in (folder, secret):
            os.chown(path, other.pw_uid, other.pw_gid)
        as_other = {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(folder)}
    try:
        subprocess.run([bin / "initdb", "-D", data, "-U", "halifax", "-E", "UTF8", "--locale=C", "--auth=scram-sha-256",
                        f"--pwfile={secret}", "--no-sync"], check=True, capture_output=True, env=env, cwd=folder, timeout=60, **as_other)
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        options = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "", "max_connections": "40", **settings}
        server = subprocess.Popen([bin / "postgres", "-D", data, *(x for k, v in options.items() for x in ("-c", f"{k}={v}"))],
                                  stdout=subprocess.DEVNULL, stderr=(folder / "log").open("wb"), env=env, cwd=folder, **as_other)
        try:
            url = f"postgresql+psycopg://halifax:{word}@127.0.0.1:{port}/postgres"
            _wait(url, server, folder / "log")
            yield url
        finally:
            server.send_signal(signal.SIGINT)            # ends connections and stops at once
            server.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(url: str, server: subprocess.Popen, log: Path) -> None:
    engine, until = create_engine(url), time.monotonic() + 30
    while True:
        try:
            engine.connect().close()
            engine.dispose()
            return
        except OperationalError:
            assert server.poll() is None and time.monotonic() < until, log.read_text(errors="replace")[-2000:]
            time.sleep(0.1)


def emptied(url: str) -> str:
    """*url*, its database without any table: for a test that needs it to itself."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return url
