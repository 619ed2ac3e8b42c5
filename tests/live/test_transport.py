"""What waits for a client and when it is cut; and nothing but frames on a websocket, to its end."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import websocket
from engineio import packet as eio_packet
from figures import figure

from game import limits
from game.live.gate import Gate
from game.live.passes import Pass
from game.live.sockets import Session, Sockets
from game.live.table import SeatLost
from game.live.transport import Transports, Waiting

NOW = 1000.0


def message(size: int) -> eio_packet.Packet:
    return eio_packet.Packet(eio_packet.MESSAGE, data="x" * (size - 1))


# -- when a connection is cut ------------------------------------------------------------------------------------------

class Line:
    """A connection as the watch sees it."""

    def __init__(self, stuck_s=None, packets=0, size=0, closed=False, age_s=0.0) -> None:
        self.eio = SimpleNamespace(sid="s", closed=closed, queue=Waiting())
        for n in range(packets):
            self.eio.queue.put(message(size // packets + (n < size % packets) if size else 1))
        self.ws = SimpleNamespace(sock=SimpleNamespace(since=None if stuck_s is None else NOW - stuck_s))
        self.born, self.was_cut = NOW - age_s, False

    def cut(self) -> None:
        self.was_cut = True


@pytest.mark.parametrize("what, kept, cut", [
    ("a write that is stuck", {"stuck_s": limits.WRITE_STUCK_S}, {"stuck_s": limits.WRITE_STUCK_S + 0.01}),
    ("packets that wait", {"packets": limits.WAITING_PACKETS}, {"packets": limits.WAITING_PACKETS + 1}),
    ("bytes that wait", {"packets": 2, "size": limits.WAITING_BYTES}, {"packets": 2, "size": limits.WAITING_BYTES + 1}),
    ("closed", {}, {"closed": True}),
    ("no pass in time", {"age_s": limits.UNSEATED_S, "seated": False}, {"age_s": limits.UNSEATED_S + 0.01, "seated": False}),
    ("a pass in time", {"age_s": 1e6}, {"age_s": 1e6, "doomed": True}),
])
def test_a_connection_is_cut_for_what_is_too_much_and_not_before(what, kept, cut):
    for given, expected in ((kept, False), (cut, True)):
        given = dict(given)
        transports = Transports(Gate())
        if given.pop("seated", True):
            transports.seated.add("s")
        if given.pop("doomed", False):
            transports.cut("s")
        line = transports.live["s"] = Line(**given)
        transports.look(NOW)
        assert line.was_cut is expected, (what, given)


def test_what_was_taken_from_the_queue_still_waits_until_it_is_written():
    queue = Waiting()
    queue.put(message(100))
    queue.put(message(50))
    queue.put(None)
    assert (queue.packets, queue.bytes) == (2, 150)
    first = queue.get()
    assert (queue.packets, queue.bytes) == (2, 150)
    queue.written(first.encode())
    assert (queue.packets, queue.bytes) == (1, 50)
    queue.put(eio_packet.Packet(eio_packet.MESSAGE, data="é"))
    assert queue.bytes == 53


# -- what is pushed to whom --------------------------------------------------------------------------------------------

class Wire:
    """As much of a Socket.IO server as Sockets uses; nothing is ever read."""

    def __init__(self) -> None:
        self.eio = SimpleNamespace(sockets={}, send=lambda sid, text: self.eio.sockets[sid].queue.put(
            eio_packet.Packet(eio_packet.MESSAGE, data=text)))

    def on(self, name, handler) -> None:
        pass

    def sent(self, sid: str) -> list:
        return [json.loads(p.data[1:]) for p in list(self.eio.sockets[sid].queue.queue) if p]


@pytest.fixture
def sockets():
    sockets = Sockets(Wire(), Transports(Gate()))
    sockets.house = SimpleNamespace(
        pass_no=lambda table, seat: 1,
        good=lambda who: True,
        table=lambda id: SimpleNamespace(id=id, state=SimpleNamespace(seq=1), bots_wait=lambda: False,
                                         resync=lambda *_: {"from": 1, "to": 0, "events": []}),
        command=lambda who, id, type, data: 1)
    sockets.house.fresh = sockets.house.table
    return sockets


def connected(sockets, sid="s", seat="WH") -> Session:
    who = Pass("t", seat, sid, 1, "Ana")
    session = sockets.sessions[sid] = sockets.rooms.setdefault(("t", seat), {})[sid] = Session(sid, sid, who, "")
    sockets.server.eio.sockets[sid] = SimpleNamespace(queue=Waiting())
    return session


def push(sockets, size=100) -> None:
    sockets.publish(SimpleNamespace(id="t"), "WH", {"parts": "x" * size})


@pytest.mark.parametrize("packets, size", [(limits.WAITING_PUSHES, 100), (5, limits.WAITING_BYTES // 5 - 200)])
def test_a_slow_reader_gets_no_more_pushes_but_a_bell_when_it_has_read(sockets, packets, size):
    session = connected(sockets)
    queue = sockets.server.eio.sockets["s"].queue
    for _ in range(packets):
        push(sockets, size)
    assert queue.packets == packets and not session.behind
    push(sockets, size)
    assert queue.packets == packets and session.behind, "one more would be too much"
    assert queue.bytes <= limits.WAITING_BYTES
    sockets.ring_once()
    assert session.behind, "it has not read yet"
    while queue.packets > 1:
        queue.written(queue.get().encode())
    push(sockets, 10)
    assert queue.packets == 1, "with a hole behind it a push is of no use"
    queue.written(queue.get().encode())
    sockets.ring_once()
    assert sockets.server.sent("s") == [["bell", {"table": "t"}]] and not session.behind
    push(sockets)
    assert queue.packets == 2


@pytest.mark.parametrize("packets, size, code", [
    (limits.WAITING_RESYNC - 1, 10, None), (limits.WAITING_RESYNC, 10, "busy"),
    (1, limits.WAITING_BYTES // 2, None), (1, limits.WAITING_BYTES // 2 + 1, "busy")])
def test_who_has_not_read_what_was_sent_gets_no_more_pages(sockets, packets, size, code):
    connected(sockets)
    for _ in range(packets):
        sockets.server.eio.sockets["s"].queue.put(message(size))
    assert sockets.resync("s", {"table": "t", "epoch": None, "place": 0}).get("code") == code


def test_who_floods_is_refused_and_then_cut(sockets):
    session = connected(sockets)
    most = int(limits.COMMAND_RATE[1])
    asked = {"table": "t", "id": "i" * 16, "type": "ready", "data": {}}
    answers = [sockets.command("s", asked) for _ in range(most + limits.RATE_CUT - 1)]
    assert [a["ok"] for a in answers[:most]] == [True] * most
    assert {a.get("code") for a in answers[most + 5:]} == {"rate"}
    while len(session.refused) < limits.RATE_CUT - 1:
        sockets.command("s", asked)
    assert "s" not in sockets.transports.doomed
    assert sockets.command("s", asked)["code"] == "rate" and "s" in sockets.transports.doomed


def test_4_whose_message_has_no_answer_for_too_long_is_cut_and_not_before(sockets):
    """Given a command that waits for a database that hangs, when its time is over, then its connection ends and the others stay."""
    sessions = {sid: connected(sockets, sid) for sid in ("waits", "waits longer", "idle")}
    under_way = []
    sockets.house.command = lambda who, id, type, data: under_way.append(sessions["waits"].since) or 1
    assert sockets.command("waits", {"table": "t", "id": "i" * 16, "type": "ready", "data": {}})["ok"]
    assert under_way[0] is not None and sessions["waits"].since is None, "only while it is under way"
    sessions["waits"].since, sessions["waits longer"].since = NOW - limits.ANSWER_S, NOW - limits.ANSWER_S - 0.01
    sockets.end_unanswered(NOW)
    assert sockets.transports.doomed == {"waits longer"}


# -- over a real connection --------------------------------------------------------------------------------------------

def handshake(server, receive_bytes: int = 0) -> socket.socket:
    """A websocket, open, as bare as it can be."""
    s = socket.socket()
    if receive_bytes:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    s.settimeout(5)
    s.connect(("127.0.0.1", server.port))
    s.sendall(f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nUpgrade: websocket\r\n"
              "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
    got = b""
    while b"\r\n\r\n" not in got:
        got += s.recv(1)
    assert got.startswith(b"HTTP/1.1 101")
    return s


def to_the_end(s: socket.socket, seconds: float) -> bytes:
    """Everything that still comes; fails if the connection is not closed within *seconds*."""
    got, until = b"", time.monotonic() + seconds
    while True:
        s.settimeout(max(0.01, until - time.monotonic()))
        try:
            more = s.recv(1 << 16)
        except ConnectionResetError:
            return got
        if not more:
            return got
        got += more


@pytest.mark.parametrize("last", [b"\x88\x82\0\0\0\0\x03\xe8", b"\x81\x81\0\0\0\x001", b""], ids=["close frame", "engine close", "hang up"])
def test_nothing_but_frames_is_written_into_a_websocket_that_ends(server, last):
    s = handshake(server)
    if last:
        s.sendall(last)
    else:
        s.shutdown(socket.SHUT_WR)
    assert b"HTTP/" not in to_the_end(s, 3)
    assert server.call("/healthz")[0] == 200
    assert not [line for line in server.said if "Traceback" in line or "Error" in line]


def resident(server) -> int:
    return int(next(line for line in Path(f"/proc/{server.process.pid}/status").read_text().splitlines() if "VmRSS" in line).split()[1])


def test_9a_three_who_never_read_are_cut_and_cost_little(server, people):
    """Given three who ask for the view and read nothing, then they are cut within 10 s, at little memory, and others play on."""
    white, wh = people(server.white), people(server.sit("Ana", "WH"))
    white.do("start")
    for n in range(30):
        wh.do("message", room="all", text=f"{n} " + "y" * 1900)

    def pair_s() -> float:
        at = time.monotonic()
        assert white.command("pause", {"reason": "x" * 180})["ok"] and white.command("resume")["ok"]
        return time.monotonic() - at

    quiet = sorted(pair_s() for _ in range(15))[7]
    framed = websocket.ABNF.create_frame("40" + json.dumps({"table": server.table, "pass": server.white}), 1).format()
    asked = websocket.ABNF.create_frame(f'421["resync",{{"table":"{server.table}","epoch":null,"place":0}}]', 1).format() * 5
    deaf = {handshake(server, 4096) for _ in range(3)}
    for s in deaf:
        s.sendall(framed)
    before, began, took, cut = resident(server), time.monotonic(), [], []
    while deaf and time.monotonic() - began < 12:
        for s in list(deaf):
            try:
                s.sendall(asked)
            except (BrokenPipeError, ConnectionResetError):
                deaf.remove(s)
                s.close()
                cut.append(time.monotonic() - began)
        took.append(pair_s())
        time.sleep(0.05)
    grown_mb, median = (resident(server) - before) / 1024, sorted(took)[len(took) // 2]
    figure("9a_last_cut_s", max(cut, default=99.0))
    figure("9a_growth_mb", grown_mb)
    figure("9a_others_two_commands_ms", 1000 * median)
    assert not deaf and max(cut) < 10 and grown_mb < 20
    assert median < max(0.05, 4 * quiet), "two commands: 25 ms or twice as long as in quiet, each"


def test_a_refused_knock_leaves_nothing_behind(sockets):
    """Given a wrong pass, when its connection is gone, then nothing of it is kept."""
    def refuse(*_):
        raise SeatLost("no")
    sockets.house.check = refuse
    sockets.server.manager = SimpleNamespace(eio_sid_from_sid=lambda sid, namespace: f"e-{sid}")
    for n in range(5):
        sockets.server.eio.sockets[f"e-s{n}"] = SimpleNamespace(session={})
        with pytest.raises(Exception, match="no"):
            sockets.connect(f"s{n}", {"REMOTE_ADDR": "1.2.3.4"}, {})
    sockets.transports.look(NOW)
    assert not sockets.sessions and not sockets.rooms and not sockets.transports.seated and not sockets.transports.doomed
    held = [name for name, value in vars(sockets).items() if isinstance(value, (dict, set)) and value]
    assert held == []
