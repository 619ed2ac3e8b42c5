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
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

__all__ = ["Cluster", "cluster", "emptied", "programs"]


def programs() -> Path | None:
    """The folder that holds `initdb` and `postgres`: that of the path, else the newest of Debian's."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]) if p.parts[-3].isdigit() else 0)
    return debian[-1].parent if debian else None


class Cluster:
    """A server of one's own, which may be killed and started again. PostgreSQL refuses to run as root, so then it runs as `postgres`
    or `nobody`."""

    def __init__(self, **settings: str) -> None:
        self.bin = programs()
        assert self.bin is not None
        self.as_other: dict[str, object] = {}
        self.folder = Path(tempfile.mkdtemp(prefix="halifax-pg-", dir="/tmp" if os.geteuid() == 0 else None))
        word, secret = secrets.token_hex(16), self.folder / "secret"
        secret.write_text(word)
        if os.geteuid() == 0:
            names = {p.pw_name for p in pwd.getpwall()}
            other = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
            for path in (self.folder, secret):
                os.chown(path, other.pw_uid, other.pw_gid)
            self.as_other = {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}
        self.env = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(self.folder)}
        subprocess.run([self.bin / "initdb", "-D", self.folder / "data", "-U", "halifax", "-E", "UTF8", "--locale=C",
                        "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync"],
                       check=True, capture_output=True, env=self.env, cwd=self.folder, timeout=60, **self.as_other)
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        self.options = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "",
                        "max_connections": "40", **settings}
        self.url = f"postgresql+psycopg://halifax:{word}@127.0.0.1:{port}/postgres"
        self.start()

    def start(self) -> None:
        options = [x for k, v in self.options.items() for x in ("-c", f"{k}={v}")]
        self.server = subprocess.Popen([self.bin / "postgres", "-D", self.folder / "data", *options], stdout=subprocess.DEVNULL,
                                       stderr=(self.folder / "log").open("wb"), env=self.env, cwd=self.folder, **self.as_other)
        engine, until = create_engine(self.url), time.monotonic() + 30
        while True:
            try:
                engine.connect().close()
                engine.dispose()
                return
            except OperationalError:
                log = (self.folder / "log").read_text(errors="replace")
                assert self.server.poll() is None and time.monotonic() < until, log[-2000:]
                time.sleep(0.1)

    def processes(self) -> list[int]:
        """Its own and those that it has begun, by id."""
        begun = [int(p.parent.name) for p in Path("/proc").glob("[0-9]*/stat") if _parent(p) == self.server.pid]
        return [self.server.pid, *begun]

    def signal(self, number: int) -> None:
        """To all of its processes."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def kill(self) -> None:
        """kill -9 of all of it, as when the machine loses power but for what the disk has."""
        self.signal(signal.SIGKILL)
        self.server.wait()

    def stop(self) -> None:
        if self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)       # ends connections and stops at once
            self.server.wait(20)


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


@contextmanager
def cluster(**settings: str) -> Iterator[Cluster]:
    """A server of one's own, gone when the block is left."""
    made = Cluster(**settings)
    try:
        yield made
    finally:
        try:
            made.stop()
        finally:
            shutil.rmtree(made.folder, ignore_errors=True)


def emptied(url: str) -> str:
    """*url*, its database without any table: for a test that needs it to itself."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return url
