"""What whoever runs the server can see: health, readiness, counters, the log. And what is in none of them."""

from __future__ import annotations

import json
import logging
import re
import resource
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing

import pytest
from figures import figure
from prometheus_client.parser import text_string_to_metric_families

from game import limits
from game.live.app import create_app, server_of
from game.live.gate import Gate
from game.live.logs import FIELDS, Tally, _Line
from game.live.metrics import Metrics
from game.live.ready import Ready

from .conftest import HERE, Person, Server

TOKEN = "canary-metrics-token"


@pytest.fixture
def app(tmp_path):
    made = create_app({"db": str(tmp_path / "h.db"), "scenarios": str(HERE.parent / "scenarios"), "metrics_token": TOKEN})
    yield made
    server_of(made).drain()


def test_ready_says_why_not_and_tries_the_database_at_most_every_two_seconds(app):
    gate, now, tried, said = Gate(), [100.0], [], [True]
    draining = [False]
    ready = Ready(gate, lambda: tried.append(1) or said[0], lambda: draining[0], lambda: now[0])
    assert [ready.why_not() for _ in range(5)] == [""] * 5 and len(tried) == 1
    said[0] = False
    now[0] += limits.PROBE_S - 0.01
    assert ready.why_not() == "" and len(tried) == 1
    now[0] += 0.01
    assert ready.why_not() == "storage" and len(tried) == 2
    gate.open = limits.CONNECTIONS
    assert ready.why_not() == "full"
    draining[0] = True
    assert ready.why_not() == "draining" and len(tried) == 2


def test_ready_really_writes_and_healthy_asks_nobody(app, tmp_path):
    client = app.test_client()
    assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ready\n")
    store = server_of(app).store
    with closing(sqlite3.connect(tmp_path / "h.db")) as db:
        assert db.execute("SELECT at FROM probe WHERE id = 1").fetchone()[0] > "2020"
        db.execute("CREATE TRIGGER full BEFORE UPDATE ON probe BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    assert not server_of(app).house.writer.can_write()
    with closing(sqlite3.connect(tmp_path / "h.db")) as db:
        db.execute("DROP TRIGGER full")
    assert server_of(app).house.writer.can_write(), "it recovers by itself"
    store.engine.dispose()
    store.engine.connect = store.engine.begin = None
    assert client.get("/healthz").text == "ok\n"
    del store.engine.connect, store.engine.begin


def test_a_writer_that_hangs_makes_it_not_ready_and_does_not_stop_it(app, monkeypatch):
    monkeypatch.setattr(limits, "PROBE_WAIT_S", 0.05)
    with server_of(app).house.writer.alone():
        assert not server_of(app).house.writer.can_write()
    assert server_of(app).house.writer.can_write()


def test_metrics_are_shown_to_the_token_only(app):
    client = app.test_client()
    for shown in (None, "", "Bearer ", f"Bearer {TOKEN}x", TOKEN):
        assert client.get("/metrics", headers={"Authorization": shown} if shown is not None else {}).status_code == 404
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    names = {f.name for f in text_string_to_metric_families(answer.text)}
    assert names >= {f"halifax_{n}" for n in (
        "commands", "command_seconds", "commit_seconds", "ack_seconds", "connections", "connects_refused", "clients_cut", "resync",
        "resync_bytes", "bell_lag_seconds", "bell_failures", "bad_messages", "auth_failures", "tables_open", "disk_free_bytes",
        "build_info")}
    assert TOKEN not in answer.text


def test_without_a_token_there_are_no_metrics_among_the_pages(tmp_path):
    made = create_app({"db": str(tmp_path / "h.db")})
    assert made.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    server_of(made).drain()


@pytest.mark.parametrize("proxies, counted", [(0, "10.0.0.1"), (1, "203.0.113.9"), (2, "198.51.100.1")])
def test_behind_proxies_of_ours_limits_count_people_and_else_nobody_chooses_an_address(tmp_path, proxies, counted):
    made = create_app({"db": str(tmp_path / "h.db"), "proxies": proxies})
    made.test_client().post("/join", json={"code": "222222", "name": "Ana"}, environ_overrides={"REMOTE_ADDR": "10.0.0.1"},
                            headers={"X-Forwarded-For": "192.0.2.66, 198.51.100.1, 203.0.113.9"})
    assert list(server_of(made).transports.gate.wrong_codes._seen) == [counted]
    server_of(made).drain()


def test_what_strangers_send_makes_no_label():
    metrics = Metrics()
    assert metrics.bad_message("invalid literal for int(): 'canary'") == "unreadable" and metrics.bad_message("kind") == "kind"
    metrics.command("canary", 0.1)
    assert b"canary" not in metrics.text()


def test_8b_a_kind_of_bad_message_costs_one_line_a_minute(caplog):
    tally = Tally(logging.getLogger("halifax"), "bad_message")
    for _ in range(1000):
        tally.add("kind")
    tally.add("shape")
    with caplog.at_level("INFO", "halifax"):
        tally.say()
        tally.say()
    assert [(r.message, r.code, r.count) for r in caplog.records] == [("bad_message", "kind", 1000), ("bad_message", "shape", 1)]


def test_an_error_of_ours_is_logged_by_kind_and_place_without_what_it_says():
    def fail(secret: str) -> None:
        raise KeyError(secret)
    try:
        fail("canary-text")
    except KeyError as e:
        record = logging.LogRecord("halifax", logging.ERROR, "x", 1, "our_fault", (), (KeyError, e, e.__traceback__))
    record.reference, record.other = "abcd", "canary-other"
    line = json.loads(_Line().format(record))
    assert (line["name"], line["error"], line["reference"]) == ("our_fault", "KeyError", "abcd") and "fail" in line["trace"][-1]
    assert "canary" not in json.dumps(line)
    library = logging.LogRecord("engineio", logging.ERROR, "x", 1, "bad packet canary %s", ("canary",), None)
    assert "canary" not in _Line().format(library)


def test_what_fails_where_nobody_waits_is_a_line_too():
    code = "import gevent; from game.live.logs import begin; begin('info'); gevent.spawn(lambda: {}['canary']).join()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    (line,) = done.stderr.splitlines()
    assert json.loads(line)["error"] == "KeyError" and "canary" not in line


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    server = Server(tmp_path_factory.mktemp("watched"), HALIFAX_METRICS_PORT=str(port), HALIFAX_METRICS_TOKEN=TOKEN)
    server.watch_port = port
    yield server
    server.stop()


def values(server) -> dict[tuple, float]:
    """What its own port says: (name, the labels' values) -> value."""
    text = urllib.request.urlopen(f"http://127.0.0.1:{server.watch_port}/metrics", timeout=5).read().decode()
    assert "canary" not in text
    return {(s.name, *s.labels.values()): s.value for f in text_string_to_metric_families(text) for s in f.samples}


@pytest.fixture
def server(watched):
    return watched.fresh()


def lines(server) -> list[dict]:
    return [json.loads(line) for line in server.said if line.startswith("{")]


def test_6b_the_log_and_the_counters_tell_what_was_done_and_no_secret(server, people):
    before = values(server)
    first = len(lines(server))
    white, wh = people(server.white), people(server.sit("canary-name", "WH"))
    wh.do("ready", ready=True)
    assert wh.command("lock_order")["code"] == "refused"
    white.do("start")
    wh.do("message", room="all", text="canary-message")
    id = "i" * 20
    assert wh.command("ready", {"ready": "canary-value"}, id)["ok"] is False
    wh.catch_up()
    wh.socket.eio.send('2["nonsense",{"canary":1}]')
    wh.wait(lambda: wh.other)
    urllib.request.urlopen(f"{server.url}/?canary-query=1", timeout=5)
    assert server.call("/api/seat", {"seat": "WH"}, "canary-wrong-pass")[0] == 403
    now = values(server)
    grown = {k: now[k] - before.get(k, 0) for k in now}
    assert grown["halifax_commands_total", "ok"] == 3 and grown["halifax_commands_total", "refused"] == 2
    assert grown["halifax_command_seconds_count",] == 5 and grown["halifax_commit_seconds_count",] >= 4
    assert grown["halifax_resync_total", "snapshot"] == 1 and grown["halifax_resync_bytes_total",] > 1000
    assert grown["halifax_bad_messages_total", "event"] == 1 and grown["halifax_auth_failures_total",] == 1
    assert now["halifax_connections", "seated"] == 2 and now["halifax_tables_open",] >= 2 and now["halifax_disk_free_bytes",] > 1e6
    logged = lines(server)[first:]
    commands = [x for x in logged if x["name"] == "command"]
    assert [c["code"] for c in commands] == ["ok", "refused", "ok", "ok", "refused"]
    assert commands[-1]["command"] == id and {(c["table"], c["seat"]) for c in commands} == {(server.table, s) for s in ("WH", "WHITE")}
    assert all({"time", "level", "name", "sid", "ms"} <= set(c) for c in commands) and commands[0]["seq"] > 1
    assert all(set(x) <= {"time", "level", "name", "error", "trace", *FIELDS} for x in logged)
    text = "".join(server.said)
    secret = [server.white, wh.token]
    assert "canary" not in text.replace("canary-wh-objective", "") and not any(s in json.dumps(logged) for s in secret)
    assert re.match(r"\d{4}-\d\d-\d\dT[\d:.]{12}Z\Z", commands[0]["time"])


@pytest.mark.own_server
def test_a_server_that_stops_says_so_and_is_not_ready(tmp_path):
    server = Server(tmp_path)
    assert server.call("/readyz")[0] == 200
    assert server.stop() == 0
    time.sleep(0.1)
    names = [x["name"] for x in lines(server)]
    assert names[0] == "serving" and names[-2:] == ["draining", "stopped"]


@pytest.mark.thorough
@pytest.mark.own_server
@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="needs a limit on another process's files")
def test_12a_with_the_disk_full_writers_are_told_readers_go_on_and_it_recovers_by_itself(tmp_path):
    """Given a file system that takes no more, then commands get `storage` and /readyz 503; and with room again all goes on."""
    server = Server(tmp_path)
    try:
        wh = Person(server, server.sit("Ana", "WH"))
        wh.do("ready", ready=True)
        seq = len(wh.catch_up()["log"])
        wal = (tmp_path / "h.db-wal").stat().st_size
        unlimited = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (wal, resource.RLIM_INFINITY))
        refused = [wh.command("ready", {"ready": False}, "d" * 20)["code"] for _ in range(3)]
        assert refused == ["storage"] * 3 and len(wh.catch_up()["log"]) == seq and server.call("/healthz")[0] == 200
        time.sleep(limits.PROBE_S + 0.1)
        assert server.call("/readyz")[0:2] == (503, b"storage\n")
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, unlimited)
        began = time.monotonic()
        wh.wait(lambda: server.call("/readyz")[0] == 200, 6)
        figure("12a_ready_again_s", time.monotonic() - began)
        first = wh.command("ready", {"ready": False}, "d" * 20)
        assert first["ok"] and wh.command("ready", {"ready": False}, "d" * 20)["place"] == first["place"]
        wh.leave()
    finally:
        assert server.stop() == 0
    with closing(sqlite3.connect(server.db)) as db:
        assert [r[0] for r in db.execute("SELECT seq FROM event ORDER BY seq")] == list(range(1, first["place"] + 1))
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
