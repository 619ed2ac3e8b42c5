"""Two servers on one PostgreSQL: one order, one answer to one id, nobody keeps an ended pass; and what the queue's failing costs."""

from __future__ import annotations

import json
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from figures import figure

from game.errors import GameError
from game.live.app import create_app
from game.live.bell import CHANNEL
from game.record import Store

from .conftest import Person, Server


class Nodes:
    """Two servers, and one table at both."""

    def __init__(self, folder, url: str, queue: str = "") -> None:
        env = {"HALIFAX_KEY": "k" * 32, "HALIFAX_LOG": "warning", **({"HALIFAX_REDIS": queue} if queue else {})}
        self.here, self.there = Server(folder, db=url, **env), Server(folder, db=url, **env)

    def fresh(self) -> tuple[Server, Server]:
        """A new table, seen from each node."""
        import copy
        here, there = self.here.fresh(), copy.copy(self.there)
        there.code, there.table, there.white = here.code, here.table, here.white
        return here, there

    def stop(self) -> None:
        for server in (self.here, self.there):
            server.stop()


@pytest.fixture(scope="module")
def database(postgres):
    from postgres import emptied
    return emptied(postgres)


@pytest.fixture(scope="module")
def rung(tmp_path_factory, database, queue):
    nodes = Nodes(tmp_path_factory.mktemp("rung"), database, queue.url)
    yield nodes
    nodes.stop()


@pytest.fixture(scope="module", params=["rung", "without a queue"])
def nodes(request, tmp_path_factory, database):
    if request.param == "rung":
        yield request.getfixturevalue("rung")
    else:
        nodes = Nodes(tmp_path_factory.mktemp("alone"), database)
        yield nodes
        nodes.stop()


def current(person: Person, place: int, seconds: float) -> float:
    """How long it takes until *person* has been pushed everything up to *place*."""
    began = time.monotonic()
    person.wait(lambda: person.place >= place, seconds)
    return time.monotonic() - began


def test_what_is_done_at_one_node_is_pushed_at_the_other(nodes):
    here, there = nodes.fresh()
    wh, ank, white = Person(here, here.sit("Ana", "WH")), Person(there, there.sit("Ben", "ANK")), Person(there, there.white)
    for p in (wh, ank, white):
        p.resync()
    white.do("start")
    slowest = 0.0
    for n in range(4):
        before = white.place
        wh.do("message", room="all", text=f"{n}")
        slowest = max(slowest, current(white, before + 1, 3))
    figure("3a_other_node_current_s", slowest)
    ank.wait(lambda: len(ank.view["messages"]) == 4, 3)
    ank.do("message", room="all", text="back")
    wh.wait(lambda: len(wh.view["messages"]) == 5, 3)
    for p in (wh, ank, white):
        seen = p.view
        p.resync()
        assert p.view == seen, "nobody has a hole"
        p.leave()


def test_3a_what_is_asked_for_after_an_ack_at_the_other_node_shows_it(nodes):
    here, there = nodes.fresh()
    wh, white = Person(here, here.sit("Ana", "WH")), Person(there, there.white)
    for n in range(10):
        wh.do("ready", ready=n % 2 == 0)
        white.resync()
        assert next(s["ready"] for s in white.view["seats"] if s["seat"] == "WH") == (n % 2 == 0)
    wh.leave()
    white.leave()


def test_2a_the_same_id_fifty_times_from_eight_sockets_at_two_nodes_and_across_a_restart_counts_once(rung):
    here, there = rung.fresh()
    token, id = here.sit("Ana", "WH"), secrets.token_hex(16)
    people = [Person(node, token) for node in (here, there) for _ in range(4)]
    said = {"table": here.table, "id": id, "type": "ready", "data": {"ready": True}}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: people[n % 8].ask("command", said), range(50)))
    assert all(a["ok"] for a in answers) and len({a["place"] for a in answers}) == 1, answers
    other = people[5].command("ready", {"ready": False}, id)
    assert not other["ok"] and other["code"] == "id_reused"
    ben = Person(there, there.sit("Ben", "ANK"))
    assert ben.command("ready", {"ready": True}, id)["ok"], "another seat's ids are its own"
    for p in (*people, ben):
        p.leave()
    assert rung.there.stop() == 0
    rung.there.start()
    again = Person(there, token)
    answer = again.ask("command", said)
    assert answer["ok"] and answer["place"] == answers[0]["place"]
    again.leave()
    store = Store(here.db)
    entries = store.read(here.table)
    assert [e.seat for e in entries if e.kind == "seat_ready"] == ["WH", "ANK"]
    assert [e.seq for e in entries] == list(range(1, len(entries) + 1))
    store.close()


def test_3a_two_nodes_that_write_at_once_make_one_order(nodes):
    here, there = nodes.fresh()
    wh, ank = Person(here, here.sit("Ana", "WH")), Person(there, there.sit("Ben", "ANK"))
    wh.resync()
    ank.resync()

    def write(person: Person) -> list[int]:
        return [person.do("ready", ready=n % 2 == 0) for n in range(15)]
    with ThreadPoolExecutor(2) as pool:
        places = [f.result() for f in [pool.submit(write, p) for p in (wh, ank)]]
    assert all(p == sorted(set(p)) for p in places)
    for p in (wh, ank):
        p.wait(lambda p=p: p.place >= max(places[0][-1], places[1][-1]), 3)
        spans = [(page["from"], page["to"]) for page in p.told]
        assert all(b[0] == a[1] + 1 for a, b in zip(spans, spans[1:], strict=False)), "one after the other, none missing"
    wh.leave()
    ank.leave()


def test_7c_a_pass_changed_at_one_node_is_refused_and_cut_at_the_other(nodes):
    here, there = nodes.fresh()
    token = there.sit("Ana", "WH")
    person = Person(there, token)
    person.resync()
    status, said, _ = here.call("/api/seat", {"table": here.table, "seat": "PUBLIC"}, token)
    began = time.monotonic()
    assert status == 200, said
    refused = person.command("ready", {"ready": True})
    assert not refused["ok"] and refused["code"] == "seat_lost"
    person.wait(lambda: not person.socket.connected, 4)
    token = there.sit("Cleo", "WH")
    silent = Person(there, token)
    assert here.call("/api/seat", {"table": here.table, "seat": "PUBLIC"}, token)[0] == 200
    began = time.monotonic()
    silent.wait(lambda: not silent.socket.connected, 4)
    seconds = time.monotonic() - began
    figure("7c_other_node_cut_s", seconds)
    assert seconds <= 2.2 and silent.lost == ["rotated"]


def test_6b_nothing_but_the_tables_name_is_on_the_queue(rung, queue):
    import redis
    line = redis.Redis.from_url(queue.url).pubsub()
    line.psubscribe("*")
    here, there = rung.fresh()
    wh = Person(here, here.sit("canary-name", "WH"))
    for n in range(3):
        wh.do("ready", ready=n % 2 == 0)
    heard, until = [], time.monotonic() + 3
    while time.monotonic() < until and len(heard) < 3:
        said = line.get_message(timeout=0.2)
        if said and said["type"] == "pmessage":
            heard.append((said["channel"].decode(), json.loads(said["data"])))
    assert heard and all(channel == CHANNEL and set(body) == {"table"} for channel, body in heard)
    assert {"table": here.table} in [body for _, body in heard]
    wh.leave()
    line.close()


def test_a_queue_with_a_sqlite_file_is_refused(tmp_path):
    with pytest.raises(GameError, match="PostgreSQL"):
        create_app({"db": str(tmp_path / "h.db"), "redis": "redis://127.0.0.1:1/0"})
    assert not list(tmp_path.iterdir())


@pytest.mark.long
def test_12b_a_queue_killed_started_again_and_frozen_costs_time_only(tmp_path, postgres):
    from doorbell import Queue, program
    if program() is None:
        pytest.skip("no Redis on this machine: apt-get install redis-server")
    queue = Queue()
    nodes = Nodes(tmp_path, postgres, queue.url)
    over = threading.Event()
    try:
        here, there = nodes.fresh()
        wh, ank = Person(here, here.sit("Ana", "WH")), Person(there, there.sit("Ben", "ANK"))
        wh.resync()
        ank.resync()
        acks: list[float] = []

        def write() -> None:
            n = 0
            while not over.is_set():
                n += 1
                began = time.monotonic()
                wh.do("ready", ready=n % 2 == 1)
                acks.append(time.monotonic() - began)
                time.sleep(0.02)
        writer = threading.Thread(target=write)
        writer.start()

        def behind() -> float:
            return current(ank, wh.place, 10)

        lags = {"alive": behind()}
        for what, fault, mend in (("killed", queue.kill, queue.start), ("frozen", queue.freeze, queue.thaw)):
            fault()
            time.sleep(1)
            lags[what] = behind()
            time.sleep(20 if what == "frozen" else 5)
            lags[f"{what}, later"] = behind()
            mend()
            time.sleep(6)
            lags[f"{what}, mended"] = behind()
        over.set()
        writer.join()
        p99 = sorted(acks)[int(len(acks) * 0.99)]
        figure("12b_ack_p99_ms", 1000 * p99)
        figure("12b_worst_lag_s", max(lags.values()))
        assert p99 < 0.25 and max(lags.values()) < 5
        ank.wait(lambda: ank.place == wh.place, 5)
    finally:
        over.set()
        queue.thaw()
        nodes.stop()
        queue.kill()
