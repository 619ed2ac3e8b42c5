"""A client that keeps the wire's rules through any fault, what it did and when, and a proxy that makes faults on the way."""

from __future__ import annotations

import json
import random
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import websocket

from .conftest import put

__all__ = ["BROKEN", "Op", "Proxy", "Read", "Steady"]

AGAIN = ("draining", "storage", "rate", "busy")
"""Refusals for now: the same id is sent again."""
BROKEN = (OSError, websocket.WebSocketException)


@dataclass(slots=True)
class Op:
    """One command: when it was first sent and when answered, by the monotonic clock; place is None while the outcome is unknown."""

    seat: str
    id: str
    sent: float
    answered: float | None = None
    place: int | None = None
    refused: str = ""
    tries: int = 0


@dataclass(slots=True)
class Read:
    """One look at what is there: the reader had been told *place* things when it was answered."""

    seat: str
    sent: float
    place: int


@dataclass
class Steady:
    """One seat's connection in one thread. Follows what it is told; after any break it resyncs, then sends what was not answered."""

    server: Any
    token: str
    seat: str
    port: int = 0
    draw: random.Random = field(default_factory=random.Random)
    follow: bool = True

    def __post_init__(self) -> None:
        self.ws: websocket.WebSocket | None = None
        self.n = 0
        self.answers: dict[str, dict[str, Any]] = {}
        self.epoch: str | None = None
        self.place, self.view = 0, {}
        self.events: list[dict[str, Any]] = []           # told one by one since `since`
        self.since = 0
        self.ops: list[Op] = []
        self.reads: list[Read] = []
        self.resyncs: Counter[str] = Counter()
        self.connects, self.drained = 0, False

    # -- the connection

    def open(self) -> None:
        """One attempt. Raises what breaks."""
        self.close()
        ws = websocket.create_connection(
            f"ws://127.0.0.1:{self.port or self.server.port}/socket.io/?EIO=4&transport=websocket", timeout=5,
            host=f"127.0.0.1:{self.server.port}", suppress_origin=True)
        try:
            ws.recv()
            ws.send("40" + json.dumps({"table": self.server.table, "pass": self.token}))
            answer = ws.recv()
            if not answer.startswith("40"):
                raise ConnectionError(answer[:200])
        except BaseException:
            ws.shutdown()
            raise
        self.ws = ws
        self.connects += 1
        if self.follow:
            self.resync()

    def close(self) -> None:
        if self.ws is not None:
            self.ws.shutdown()
            self.ws = None

    def ask(self, event: str, body: dict[str, Any], seconds: float = 5) -> dict[str, Any]:
        """What the server answers. Takes in what is told meanwhile. Raises what breaks."""
        if self.ws is None:
            self.open()
        assert self.ws is not None
        self.n += 1
        self.ws.send(f"42{self.n}" + json.dumps([event, body], separators=(",", ":")))
        mine, until = str(self.n), time.monotonic() + seconds
        while mine not in self.answers:
            self._next(until - time.monotonic())
        return self.answers.pop(mine)

    def _next(self, seconds: float) -> None:
        assert self.ws is not None
        self.ws.settimeout(max(0.01, seconds))
        text = self.ws.recv()
        if not text:
            raise ConnectionError("closed")
        if text == "2":
            self.ws.send("3")
        elif text.startswith("43"):
            n, _, said = text[2:].partition("[")
            self.answers[n] = json.loads(f"[{said}")[0]
        elif text.startswith("42["):
            name, said = json.loads(text[2:])
            if name == "told" and self.follow:
                self._told(said)
            elif name == "bell":
                self.resync()
            elif name == "draining":
                self.drained = True

    def listen(self, seconds: float) -> None:
        """Take in what comes for so long. Raises what breaks, but not that nothing came."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                self._next(left)
            except websocket.WebSocketTimeoutException:
                return

    def _told(self, page: dict[str, Any]) -> None:
        if page["epoch"] == self.epoch and page["from"] == self.place + 1:
            self.place = page["to"]
            self.view = put(self.view, page["parts"])
            self.events += page["events"]
        elif page["epoch"] != self.epoch or page["to"] > self.place:       # a hole: ask for what is missing
            self.resync()

    def resync(self) -> None:
        """Ask with the own place until there is no more. Raises what breaks."""
        while True:
            page = self.ask("resync", {"table": self.server.table, "epoch": self.epoch, "place": self.place})
            if not page["ok"]:
                if page["code"] not in AGAIN:
                    raise ConnectionError(page["code"])
                time.sleep(0.05)
                continue
            self.resyncs["snapshot" if "snapshot" in page else "events" if page["to"] >= page["from"] else "nothing"] += 1
            if "snapshot" in page:
                self.epoch, self.place, self.view = page["epoch"], page["place"], page["snapshot"]
                self.events, self.since = [], self.place
            elif page["from"] == self.place + 1:
                whole = len(page["events"]) == page["to"] - self.place
                self.place, self.view = page["to"], put(self.view, page["parts"])
                self.events, self.since = (self.events + page["events"], self.since) if whole else ([], self.place)
            if not page["more"]:
                return

    def again(self, what: Callable[[], Any], seconds: float = 60) -> Any:
        """*what*, over and over until nothing breaks it. Raises the last break after so many seconds."""
        wait, until = 0.02, time.monotonic() + seconds
        while True:
            try:
                return what()
            except BROKEN:
                self.close()
                if time.monotonic() > until:
                    raise
                time.sleep(self.draw.uniform(0, wait))
                wait = min(0.5, wait * 2)

    # -- what a person does

    def do(self, type: str, **data: Any) -> Op:
        """Send a command until it is answered; its Op, which also stands in `ops`. After a minute it is left in doubt."""
        op = Op(self.seat, secrets.token_hex(16), time.monotonic())
        self.ops.append(op)

        def attempt() -> dict[str, Any]:
            op.tries += 1
            answer = self.ask("command", {"table": self.server.table, "id": op.id, "type": type, "data": data})
            if not answer["ok"] and answer["code"] in AGAIN:
                raise ConnectionError(answer["code"])
            return answer
        try:
            answer = self.again(attempt)
        except BROKEN:
            return op
        op.answered = time.monotonic()
        op.place, op.refused = (answer["place"], "") if answer["ok"] else (None, answer["code"])
        return op

    def look(self) -> Read:
        """Resync, and remember what was there."""
        sent = time.monotonic()
        self.again(self.resync)
        self.reads.append(Read(self.seat, sent, self.place))
        return self.reads[-1]


class Proxy:
    """Carries connections to a server. down(data, n): what is passed on of what connection *n* sends down, and whether it goes on."""

    def __init__(self, port: int, down: Callable[[bytes, int], tuple[bytes, bool]]) -> None:
        self.to, self.down, self.count = port, down, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.to), 5)
            except OSError:
                if self.listener.fileno() < 0:
                    return
                near.close()
                continue
            far.settimeout(None)
            n, self.count = self.count, self.count + 1
            threading.Thread(target=self._carry, args=(near, far, lambda data: (data, True)), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, lambda data, n=n: self.down(data, n)), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, pass_on: Callable[[bytes], tuple[bytes, bool]]) -> None:
        try:
            go_on = True
            while go_on and (data := source.recv(1 << 16)):
                kept, go_on = pass_on(data)
                sink.sendall(kept)
        except OSError:
            pass
        for s in (source, sink):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
