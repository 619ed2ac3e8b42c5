"""A real server on a free loopback port, and people who speak to it over real sockets."""

from __future__ import annotations

import copy
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import socketio

from game.play import GROWS

HERE = Path(__file__).parent
SERVE = ("import sys; from game.live import serve; from game.settings import read_settings; "
         "sys.exit(serve(read_settings(dict(port=sys.argv[1], db=sys.argv[2], scenarios=sys.argv[3])), deck='small'))")


def put(seen: dict, new: dict) -> dict:
    """*seen* with the parts of a page put in, as static/follow.js does it."""
    out = dict(seen)
    for name, part in new.items():
        items = {item[GROWS[name][0]]: item for item in [*out.get(name, []), *part]} if name in GROWS else {}
        out[name] = [items[n] for n in sorted(items)] if name in GROWS else part
    return out


class Server:
    """One `serve` in its own process. Start it again on the same database after a kill."""

    def __init__(self, folder: Path, db: str = "", **env: str) -> None:
        self.db = db or str(folder / "h.db")
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {**os.environ, "HALIFAX_RATE_FACTOR": "100", "PYTHONUNBUFFERED": "1", **env}
        self.frames: list[str] = []
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", SERVE, str(self.port), self.db, str(HERE.parent / "scenarios")],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=self.env)
        self.said: list[str] = []
        threading.Thread(target=self._listen, args=(self.process.stdout,), daemon=True).start()
        until = time.monotonic() + 15
        while not any("keep it to yourself" in line for line in self.said):
            assert self.process.poll() is None and time.monotonic() < until, "".join(self.said)
            time.sleep(0.02)
        text = "".join(self.said)
        self.code = re.search(r"/j/(\w{6})", text).group(1)
        self.table, self.white = re.search(r"/t/([\w-]+)/control#pass=(\S+)", text).groups()

    def _listen(self, stream) -> None:
        for line in stream:
            self.said.append(line)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(8)

    def call(self, path: str, body: object = None, token: str | None = None, method: str | None = None, **headers: str):
        """(status, JSON or text, headers) of one HTTP call."""
        headers = {k.replace("_", "-"): v for k, v in headers.items()}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            answer = urllib.request.urlopen(request, timeout=5)
        except urllib.error.HTTPError as e:
            answer = e
        raw = answer.read()
        kind = answer.headers.get("Content-Type", "")
        return answer.status, json.loads(raw) if kind == "application/json" else raw, answer.headers

    def fresh(self) -> Server:
        """The same server with a new table in place of the first."""
        status, said, _ = self.call("/api/tables", {"deck": "small"})
        assert status == 201, said
        other = copy.copy(self)
        other.code, other.table, other.white = said["code"], said["table"], said["pass"]
        return other

    def join(self, name: str) -> str:
        status, said, _ = self.call("/join", {"code": self.code, "name": name})
        assert status == 200, said
        return said["pass"]

    def sit(self, name: str, seat: str) -> str:
        status, said, _ = self.call("/api/seat", {"table": self.table, "seat": seat, "name": name}, self.join(name))
        assert status == 200, said
        return said["pass"]


class Person:
    """A client that follows the wire's rules, and keeps every byte it was sent."""

    def __init__(self, server: Server, token: str) -> None:
        self.server, self.token = server, token
        self.frames: list[str] = []
        self.told: list[dict] = []
        self.lost: list[str] = []
        self.other: list[tuple[str, object]] = []
        self.epoch, self.place, self.view = None, 0, {}
        self.connect()

    def connect(self) -> None:
        self.socket = socketio.Client(reconnection=False)
        receive = self.socket._handle_eio_message
        self.socket.eio.on("message", lambda data: (self.frames.append(data), receive(data)))
        self.socket.on("told", self._told)
        self.socket.on("seat_lost", lambda m: self.lost.append(m["why"]))
        for name in ("bell", "draining", "error"):
            self.socket.on(name, lambda m, name=name: self.other.append((name, m)))
        self.socket.connect(self.server.url, transports=["websocket"], wait_timeout=5,
                            auth={"table": self.server.table, "pass": self.token})

    def _told(self, page: dict) -> None:
        self.told.append(page)
        if page["epoch"] == self.epoch and page["from"] == self.place + 1:
            self.place = page["to"]
            self.view = put(self.view, page["parts"])

    def ask(self, event: str, message: object):
        return self.socket.call(event, message, timeout=5)

    def command(self, type: str, data: dict | None = None, id: str | None = None):
        return self.ask("command", {"table": self.server.table, "id": id or secrets.token_hex(16), "type": type, "data": data or {}})

    def do(self, type: str, **data) -> int:
        answer = self.command(type, data)
        assert answer["ok"], (type, answer)
        return answer["place"]

    def resync(self, epoch=None, place=0):
        answer = first = self.ask("resync", {"table": self.server.table, "epoch": epoch, "place": place})
        if answer.get("snapshot"):
            self.epoch, self.place, self.view = answer["epoch"], answer["place"], answer["snapshot"]
            while answer.get("more"):
                answer = self.ask("resync", {"table": self.server.table, "epoch": self.epoch, "place": self.place})
                self._told(answer)
        return first

    def catch_up(self) -> dict:
        """The whole view as it now is."""
        self.resync()
        return self.view

    def wait(self, what, seconds: float = 5):
        until = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < until, "it did not come"
            time.sleep(0.01)
        return what()

    def leave(self) -> None:
        self.socket.disconnect()


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    """One server for the tests of this process; each test has a table of its own."""
    running = Server(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


@pytest.fixture
def server(request):
    """A table of one's own on a server that goes on running; with the mark `own_server`, a server of one's own that one may end."""
    if request.node.get_closest_marker("own_server"):
        server = Server(request.getfixturevalue("tmp_path"))
        yield server
        server.stop()
    else:
        yield request.getfixturevalue("running").fresh()


@pytest.fixture
def people(server):
    made: list[Person] = []

    def make(token: str) -> Person:
        made.append(Person(server, token))
        return made[-1]

    yield make
    for person in made:
        person.leave()
