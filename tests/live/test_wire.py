"""What strangers and players can send, over real sockets: each message is answered or ends its connection, and harms nobody else."""

from __future__ import annotations

import json
import random
import socket
import statistics
import struct
import threading
import time

import pytest
import websocket
from figures import figure

from game import limits
from game.live.passes import Pass, Passes

from .conftest import Person, Server
from .steady import Steady
from .test_transport import handshake, resident

HEAD = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"


def connected(server, token: str) -> websocket.WebSocket:
    ws = websocket.create_connection(f"ws://127.0.0.1:{server.port}/socket.io/?EIO=4&transport=websocket", timeout=5)
    ws.recv()
    ws.send("40" + json.dumps({"table": server.table, "pass": token}))
    assert ws.recv().startswith("40")
    return ws


# -- 4: an answer, or the end --------------------------------------------------------------------------------------------

def message(draw: random.Random, server, no: int) -> str:
    """A message as good as any: nearly right, or anything."""
    odd = [None, True, -1, 2**60, 1.5, "", "x" * 50, "x" * 9000, [], {}, [[]], {"a": {"b": []}}, "\u202e", "é" * 40, float("1e300")]
    body = {"table": server.table, "id": f"{no:020}",
            "type": draw.choice(["ready", "message", "save_draft", "start", "advance", "lock_order"]),
            "data": draw.choice([{}, {"ready": True}, {"room": "all", "text": "x"}, {"main": {"move": "wait", "fields": {}}}])}
    if draw.random() < 0.8:
        key = draw.choice([*body, "seen", "seat", "n", "epoch", "place"])
        if draw.random() < 0.2:
            body.pop(key, None)
        else:
            body[key] = draw.choice(odd)
    name = draw.choice(["command", "command", "resync", "preview", "connect", "nothing"])
    text = json.dumps([name, body], ensure_ascii=draw.random() < 0.5)
    if draw.random() < 0.1:
        at = draw.randrange(len(text))
        text = text[:at] + draw.choice(["", '"', "{", "\\", "\0", "NaN", "9" * 30]) + text[at + 1:]
    return f"42{no}{text}"


@pytest.mark.parametrize("messages", [500, pytest.param(5000, marks=pytest.mark.thorough)])
def test_4_every_message_is_answered_or_ends_its_connection(server, messages):
    """Given thousands of nearly right messages, then each has its answer, or its connection's end, within five seconds."""
    draw, slowest, answered, ended, ws = random.Random(4), 0.0, 0, 0, None
    for no in range(messages):
        ws = ws or connected(server, server.white)
        began = time.monotonic()
        try:
            ws.send(message(draw, server, no))
            while not (got := ws.recv()).startswith(f"43{no}["):
                if not got:
                    raise ConnectionError("closed")
                if got == "2":
                    ws.send("3")
            assert {"ok", "now"} <= set(json.loads(got[2 + len(str(no)):])[0])
            answered += 1
        except websocket.WebSocketTimeoutException:
            raise AssertionError(f"no answer to message {no}") from None
        except (OSError, websocket.WebSocketException):
            ended, ws = ended + 1, None
        slowest = max(slowest, time.monotonic() - began)
    figure("4_slowest_answer_s", slowest)
    figure("4_answered", answered)
    figure("4_ended", ended)
    assert slowest < 5 and answered > messages * 0.5
    assert ended > 0 or messages < 5000, "of thousands some ended the connection"
    assert not [line for line in server.said if "our_fault" in line], "nothing was a fault of ours"


# -- 7: whose seat it is -------------------------------------------------------------------------------------------------

def wrong_passes(server, good: str) -> list:
    """Thirty shapes that are no good pass for this table and seat."""
    who = Pass(server.table, "WH", "m", 1, "Ana")
    other = Passes(b"j" * 32).give(who.table, who.seat, who.pass_no, who.name)
    body, _, signature = good.rpartition(".")
    return [None, "", " ", [], {}, 0, 1, True, 1.5, [good], {"pass": good}, good[:-1], good[1:], good[:len(good) // 2], good.upper(),
            good.lower(), good.swapcase(), f" {good}", f"{good} ", f"{good}\n", good + "=", good + good, body, signature, f"{body}.",
            f".{signature}", f"{body}.{signature[::-1]}", other, "x" * 5000, server.call("/api/tables", {"deck": "small"})[1]["pass"]]


@pytest.mark.own_server
@pytest.mark.thorough
def test_7a_thirty_wrong_passes_are_refused_alike_and_take_the_same_time(tmp_path):
    """Given thirty shapes that are no good pass, then each gets the same words, in the same time."""
    server = Server(tmp_path, HALIFAX_LOG="warning")
    try:
        good = server.sit("Ana", "WH")
        shapes, said, took = wrong_passes(server, good), set(), dict[int, list[float]]()
        assert len(shapes) == 30
        ws_url = f"ws://127.0.0.1:{server.port}/socket.io/?EIO=4&transport=websocket"
        for turn in range(5):
            for n, shape in enumerate(shapes):
                ws = websocket.create_connection(ws_url, timeout=5)
                ws.recv()
                began = time.monotonic()
                ws.send("40" + json.dumps({"table": server.table, "pass": shape}))
                got = ws.recv()
                took.setdefault(n, []).append(time.monotonic() - began)
                ws.shutdown()
                if turn * 30 + n < limits.WRONG_PASSES - 2 or turn:
                    said.add((turn > 0, got))
        medians = [statistics.median(times) for times in took.values()]
        figure("7a_timing_difference_ms", 1000 * (max(medians) - min(medians)))
        assert len({got for later, got in said if not later}) == 1 and len({got for later, got in said if later}) == 1, said
        spread = sorted(medians)
        assert spread[-3] - spread[2] < max(0.001, spread[15] * 0.2) + 0.001, "two of thirty at each end may have met a busy moment"
        assert Person(server, good).catch_up()["you"]["seat"] == "WH"
    finally:
        server.stop()


def test_7b_a_message_that_claims_another_seat_is_refused_or_heard_as_its_sender_s(server, people):
    """Given a body that names another seat, role or table, then it is refused, or the record says who it was."""
    wh, white = people(server.sit("Ana", "WH")), people(server.white)
    people(server.sit("Ben", "ANK"))
    for claim in ({"seat": "ANK"}, {"role": "WHITE"}, {"from": "ANK"}, {"as": "WHITE"}, {"by": "Ben"}, {"table": "another"},
                  {"pass": white.token}):
        message = {"table": server.table, "id": "c" * 20, "type": "ready", "data": {"ready": True}, **claim}
        answer = wh.ask("command", message)
        assert not answer["ok"] and answer["code"] in ("bad_message", "seat_lost"), (claim, answer)
        wh.leave()                                       # three bad messages would be the end of it
        wh = people(wh.token)
    white.do("start")
    for n, claim in enumerate(("seat", "role", "from", "as", "by", "audience", "actor")):
        wh.command("message", {"room": "all", "text": f"claim {n}", claim: "ANK"})
    assert wh.command("act_for", {"seat": "ANK", "type": "message", "data": {"room": "all", "text": "not mine"}})["code"] == "refused"
    shown = white.catch_up()
    assert not [s for s in shown["seats"] if s["ready"]] or shown["clock"]["phase"]
    assert {m["from"] for m in shown["messages"] if m["text"].startswith("claim")} <= {"WH"}
    assert not [m for m in shown["messages"] if m["text"] == "not mine"]


def test_7d_fifty_takers_of_one_seat_at_once_one_winner(server, people):
    passes = [server.join(f"Taker {n}") for n in range(50)]
    answers: list = [None] * len(passes)

    def take(n: int) -> None:
        answers[n] = server.call("/api/seat", {"table": server.table, "seat": "WH"}, passes[n])

    threads = [threading.Thread(target=take, args=(n,)) for n in range(len(passes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [a for a in answers if a[0] == 200]
    lost = [a for a in answers if a[0] != 200]
    assert len(won) == 1 and {a[0] for a in lost} == {409}
    assert all("was quicker. Choose another seat." in a[1]["message"] for a in lost)
    view = people(won[0][1]["pass"]).catch_up()
    assert view["you"]["seat"] == "WH" and view["you"]["name"].startswith("Taker")


# -- 8a, 9: memory and time of others ------------------------------------------------------------------------------------

def frame_head(size: int, first: int = 0x81) -> bytes:
    return bytes([first, 0x80 | 127]) + struct.pack(">Q", size) + b"\0\0\0\0"


def health_s(server) -> float:
    began = time.monotonic()
    assert server.call("/healthz")[0] == 200
    return time.monotonic() - began


def pour(s: socket.socket, piece: bytes, most: int) -> int:
    """How much went out before the other end closed."""
    sent = 0
    try:
        while sent < most:
            s.sendall(piece)
            sent += len(piece)
    except OSError:
        pass
    return sent


ATTACKS = {
    "a frame of 100 MB": lambda s, server: (s.sendall(frame_head(100 << 20)), pour(s, b"x" * 65536, 100 << 20)),
    "fragments without end": lambda s, server: (s.sendall(frame_head(1000, 0x01) + b"x" * 1000),
                                                pour(s, (frame_head(1000, 0) + b"x" * 1000) * 60, 100 << 20)),
    "a deflate bomb": lambda s, server: pour(s, frame_head(60000, 0xC1) + b"\0" * 60000, 20 << 20),
    "small frames without a pass": lambda s, server: pour(s, (frame_head(20) + b"4" * 20) * 1000, 20 << 20),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_8a_what_a_stranger_pours_in_costs_no_memory_and_nobody_s_time(server, attack):
    """Given a websocket without a pass that pours data in, then the server grows by less than 50 MB and answers others at once."""
    before, slowest, over = resident(server), [0.0], threading.Event()

    def watch() -> None:
        while not over.is_set():
            slowest[0] = max(slowest[0], health_s(server))
            time.sleep(0.02)
    watching = threading.Thread(target=watch)
    watching.start()
    s = handshake(server)
    ATTACKS[attack](s, server)
    over.set()
    watching.join()
    s.close()
    grown = (resident(server) - before) / 1024
    figure(f"8a_{attack.replace(' ', '_')}_mb", grown)
    assert grown < 50 and slowest[0] < 0.25, (grown, slowest)


@pytest.mark.own_server
@pytest.mark.thorough
def test_8a_half_requests_and_slow_bodies_hold_up_nobody(server):
    """Given a hundred requests that never end, then others are answered at once and nothing grows."""
    before, held = resident(server), []
    for n in range(100):
        s = socket.create_connection(("127.0.0.1", server.port))
        head = HEAD.format(port=server.port) if n % 2 else (
            f"POST /join HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{{")
        s.sendall(head.encode())
        held.append(s)
    slowest = max(health_s(server) for _ in range(20))
    grown = (resident(server) - before) / 1024
    figure("8a_half_requests_mb", grown)
    assert slowest < 0.25 and grown < 50 and server.join("Ana")
    for s in held:
        s.close()


def pace(person: Person, n: int = 40) -> float:
    """The median time of an answer."""
    took = []
    for k in range(n):
        began = time.monotonic()
        assert person.command("message", {"room": "all", "text": f"{k}"})["ok"]
        took.append(time.monotonic() - began)
        time.sleep(0.005)
    return statistics.median(took)


@pytest.mark.own_server
@pytest.mark.thorough
def test_9b_who_floods_is_cut_and_others_play_on(tmp_path):
    """Given one seat that sends as fast as it can, then it is cut, and others' answers take at most 25 ms or twice as long."""
    server = Server(tmp_path, HALIFAX_RATE_FACTOR="20", HALIFAX_LOG="warning")
    try:
        flooder, wh = server.sit("Ben", "ANK"), Person(server, server.sit("Ana", "WH"))
        white = Person(server, server.white)
        white.do("start")
        quiet = pace(wh)
        ws, sent, cut = connected(server, flooder), [0], threading.Event()

        def flood() -> None:
            try:
                while True:
                    sent[0] += 1
                    ws.send(f'42{sent[0]}["command",{{"table":"{server.table}","id":"{sent[0]:020}","type":"message",'
                            '"data":{"room":"all","text":"x"}}]')
            except (OSError, websocket.WebSocketException):
                cut.set()
        threading.Thread(target=flood, daemon=True).start()
        under = pace(wh)
        assert cut.wait(10)
        taken = sum(m["from"] == "ANK" for m in white.catch_up()["messages"])
        figure("9b_messages_taken", taken)
        figure("9b_others_p50_ms", 1000 * under)
        assert under < max(0.025, 2 * quiet) and taken < 20 * limits.COMMAND_RATE[1] + 1000
        wh.leave()
        white.leave()
    finally:
        server.stop()


@pytest.mark.own_server
@pytest.mark.thorough
def test_9c_beyond_the_last_connection_one_is_told_to_come_again_and_who_sits_plays_on(tmp_path):
    """Given as many connections as there may be, then a hundred more get 503 before the upgrade, and players and /healthz do not notice."""
    server = Server(tmp_path, HALIFAX_CONNECTIONS_ADDRESS="2000", HALIFAX_LOG="warning")
    held: list = []
    try:
        wh = Person(server, server.sit("Ana", "WH"))
        tables = [server.fresh() for _ in range(5)]
        codes = [(t, t.join("Dora")) for t in tables]
        while len(held) < limits.CONNECTIONS - 1:
            held.append(connected(*codes[len(held) // 200]))
        refused, slowest = 0, 0.0
        for _ in range(100):
            try:
                held.append(connected(*codes[-1]))
            except websocket.WebSocketBadStatusException as e:
                refused += e.status_code == 503 and bool(e.resp_headers.get("retry-after"))
            slowest = max(slowest, health_s(server))
        figure("9c_refused", refused)
        figure("9c_health_ms", 1000 * slowest)
        assert refused == 100 and slowest < 0.25 and wh.command("ready", {"ready": True})["ok"]
        wh.leave()
    finally:
        for ws in held:
            ws.shutdown()
        server.stop()


# -- 11: a planned stop ------------------------------------------------------------------------------------------------------

@pytest.mark.own_server
def test_11_fifty_clients_are_told_of_a_stop_and_what_was_under_way_is_answered(tmp_path):
    """Given fifty clients, one of them with a command that takes two seconds, when the server is told to stop, all is in order."""
    slow = tmp_path / "sitecustomize.py"                 # the disk is slow: in the server's own process only
    slow.write_text("import threading, time, sqlalchemy.event as e, sqlalchemy.engine as g\n"
                    "@e.listens_for(g.Engine, 'commit')\ndef slow(connection):\n"
                    "    import pathlib, sys\n    time.sleep(2 if pathlib.Path(__file__).with_name('now').exists() else 0)\n")
    import os
    server = Server(tmp_path, PYTHONPATH=f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}", HALIFAX_LOG="warning")
    try:
        watchers = [connected(server, server.join(f"Dora {n}")) for n in range(49)]
        wh = Steady(server, server.sit("Ana", "WH"), "WH")
        wh.look()
        (tmp_path / "now").touch()
        done: list = []
        sending = threading.Thread(target=lambda: done.append(wh.ask("command", {
            "table": server.table, "id": "s" * 20, "type": "ready", "data": {"ready": True}})))
        sending.start()
        time.sleep(0.3)
        began = time.monotonic()
        code = server.stop()
        seconds = time.monotonic() - began
        sending.join()
        told = sum(any('"draining"' in text for text in iter(ws.recv, "")) for ws in watchers)
        (tmp_path / "now").unlink()
        server.start()
        again = wh.again(lambda: wh.ask("command", {"table": server.table, "id": "s" * 20, "type": "ready", "data": {"ready": True}}))
        figure("11_stop_s", seconds)
        assert code == 0 and seconds < 5 and told == 49 and wh.drained
        assert done and done[0]["ok"] and again["ok"] and again["place"] == done[0]["place"], "answered, and applied once"
    finally:
        for ws in watchers:
            ws.shutdown()
        server.stop()
