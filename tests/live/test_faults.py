"""Servers killed, answers lost, connections cut, databases away: what was acknowledged is there, once, in one order."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from figures import figure

from game.record import Store

from .conftest import Server
from .history import check
from .steady import BROKEN, Op, Proxy, Steady

SEATS = (("Ana", "WH"), ("Ben", "ANK"), ("Cleo", "CONG"))


def at_table(server: Server, *more: Steady, **given) -> list[Steady]:
    """The three seats and the white cell, talking: the game has begun."""
    people = [Steady(server, server.sit(name, seat), seat, **given) for name, seat in SEATS]
    white = Steady(server, server.white, "WHITE", **given)
    assert white.do("start").place and white.do("advance").place
    return [*people, white, *more]


def write(person: Steady, n: int) -> Op:
    """The *n*th command of somebody who writes and writes: talk for all, talk for two, and looking at what is there."""
    if person.seat == "WHITE":
        return person.do("inject", title=f"Note {n}", text="Something happens", audience="all" if n % 2 else ["WH"])
    if n % 5 == 3:
        person.look()
    if n % 7 == 5:
        return person.do("open_room", seats=[next(seat for _, seat in SEATS if seat != person.seat)])
    return person.do("message", room="all", text=f"{person.seat} {n}")


@contextmanager
def writing(people: list[Steady], pause_s: float = 0.0) -> Iterator[None]:
    """Everybody writes without end, each in a thread, until the block is left; then all that was not answered has been."""
    over, broken = threading.Event(), list[BaseException]()

    def go_on(person: Steady) -> None:
        n = 0
        try:
            while not over.is_set():
                n += 1
                write(person, n)
                time.sleep(person.draw.uniform(0, 2 * pause_s))
        except BaseException as e:
            broken.append(e)
    threads = [threading.Thread(target=go_on, args=(p,)) for p in people]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(30)
    assert not broken and not any(t.is_alive() for t in threads), broken


def clean(db: str, people: list[Steady], code: str = "") -> int:
    """Everybody is current, and the history is as promised; how many commands were acknowledged."""
    for person in people:
        person.look()
    store = Store(db)
    try:
        check(store.opened(people[0].server.table), store.read(people[0].server.table), people)
        assert store.wedged() == []
    finally:
        store.close()
    return sum(op.place is not None for p in people for op in p.ops)


def recovery(people: list[Steady], faults: list[float], on_the_way_s: float = 0.0) -> list[float]:
    """For each fault: how long until the next acknowledgement. on_the_way_s: so long after it there may come what was sent before."""
    acked = sorted(op.answered for p in people for op in p.ops if op.place is not None)
    return [min(at for at in acked if at > fault + on_the_way_s) - fault for fault in faults]


def faulted(number: str, server: Server, people: list[Steady], faults: list[float], db: str) -> None:
    """Check the history, and tell the figures."""
    acked, seconds = clean(db, people), sorted(recovery(people, faults, 0.1))
    figure(f"{number}_acked", acked)
    figure(f"{number}_retried", sum(op.tries > 1 for p in people for op in p.ops))
    figure(f"{number}_in_doubt", sum(op.place is None and not op.refused for p in people for op in p.ops))
    figure(f"{number}_next_ack_median_s", seconds[len(seconds) // 2])
    figure(f"{number}_next_ack_max_s", seconds[-1])
    assert acked > 10 * len(faults) and sum(p.connects for p in people) > len(people) * len(faults) * 0.7
    for person in people:
        person.close()


@pytest.mark.parametrize("kills", [2, pytest.param(8, marks=pytest.mark.thorough), pytest.param(100, marks=pytest.mark.long)])
def test_1a_four_who_write_lose_nothing_by_kill_9_at_any_moment(tmp_path, kills):
    """Given four people who write and send again what was not answered, when the server is killed over and over, the history is clean."""
    server, draw, faults = Server(tmp_path, HALIFAX_LOG="warning"), random.Random(1), []
    try:
        people = at_table(server)
        with writing(people, 0.005):
            for _ in range(kills):
                time.sleep(draw.uniform(0.05, 0.4))
                server.kill()
                faults.append(time.monotonic())
                server.start()
        faulted("1a", server, people, faults, f"sqlite:///{server.db}")
    finally:
        server.stop()


def test_the_checker_finds_what_it_is_there_for(server):
    """Given a clean history, then each kind of broken promise put into it is found."""
    people = at_table(server)
    for n in range(12):
        for person in people:
            write(person, n)
    clean(f"sqlite:///{server.db}", people)
    store = Store(f"sqlite:///{server.db}")
    opened, entries = store.opened(server.table), store.read(server.table)
    store.close()
    wh, op = people[0], people[0].ops[7]

    def finds(says: str, spoil: Callable[[], object], log=entries) -> None:
        kept = op.place, op.sent, wh.reads[0].place, list(wh.events), dict(wh.view)
        spoil()
        with pytest.raises(AssertionError, match=says):
            check(opened, log, people)
        op.place, op.sent, wh.reads[0].place, wh.events, wh.view = kept
        op.refused = ""

    finds("lost", lambda: None, [e for e in entries[:-1] if e.seq < entries[-1].seq - 3])
    finds("without a hole", lambda: None, entries[:20] + entries[21:])
    finds("another place", lambda: setattr(op, "place", op.place + 1))
    finds("ordered before", lambda: setattr(op, "sent", time.monotonic()))
    finds("not shown", lambda: setattr(wh.reads[0], "place", 0))
    finds("refused and yet", lambda: setattr(op, "refused", "refused"))
    finds("something else", lambda: wh.events.pop(3))
    finds("something else", lambda: wh.view.pop("messages"))
    check(opened, entries, people)


# -- what happens on the way -------------------------------------------------------------------------------------------

@contextmanager
def proxied(server: Server, down: Callable[[bytes, int], tuple[bytes, bool]]) -> Iterator[Proxy]:
    proxy = Proxy(server.port, down)
    try:
        yield proxy
    finally:
        proxy.close()


def frames_of(data: bytes) -> list[bytes]:
    """The whole frames in what a server sends down, as far as they are whole."""
    out, at = [], 0
    while at + 2 <= len(data):
        size, head = data[at + 1] & 127, 2
        if size > 125:
            head = 4 if size == 126 else 10
            size = int.from_bytes(data[at + 2:at + head], "big")
        if at + head + size > len(data):
            break
        out.append(data[at:at + head + size])
        at += head + size
    return out


def test_2b_of_answers_lost_on_the_way_every_command_counts_once(server):
    """Given a way on which three of ten answers are lost, when each is sent again until it is answered, then each counted once."""
    draw, waiting, lost = random.Random(2), dict[int, bytes](), [0]

    def lossy(data: bytes, n: int) -> tuple[bytes, bool]:
        out = b""
        if n not in waiting:                             # the answer to the handshake
            head, end, data = data.partition(b"\r\n\r\n")
            waiting[n], out = b"", head + end
        waiting[n] += data
        for frame in frames_of(waiting[n]):
            waiting[n] = waiting[n][len(frame):]
            if b'{"ok":true,"place":' in frame[:40] and draw.random() < 0.3:
                lost[0] += 1
                return out, False                        # and the connection with it: nobody waits five seconds here
            out += frame
        return out, True

    with proxied(server, lossy) as proxy:
        people = [Steady(server, server.sit(name, seat), seat, proxy.port) for name, seat in SEATS]
        for n in range(25):
            for person in people:
                assert person.do("ready", ready=n % 2 == 0).place
        acked = clean(f"sqlite:///{server.db}", people)
        figure("2b_commands", acked)
        figure("2b_retries", sum(op.tries - 1 for p in people for op in p.ops))
        assert acked == 75 and lost[0] > 10 and sum(op.tries > 1 for p in people for op in p.ops) > 10
        for person in people:
            person.close()


@pytest.mark.parametrize("cuts", [25, pytest.param(100, marks=pytest.mark.thorough)])
def test_5a_wherever_a_connection_is_cut_what_one_comes_back_to_is_the_truth(server, cuts):
    """Given a way that is cut after byte k of what comes down, for many k, then after each return the view is the server's."""
    left = [1 << 30]

    def cut(data: bytes, n: int) -> tuple[bytes, bool]:
        if left[0] < len(data):
            kept, left[0] = data[:left[0]], 1 << 30
            return kept, False
        left[0] -= len(data)
        return data, True

    with proxied(server, cut) as proxy:
        others = at_table(server)
        wh, white = Steady(server, others[0].token, "WH", proxy.port), others[3]
        others[0].close()
        wh.look()
        draw = random.Random(5)
        for n in range(cuts):
            left[0] = draw.choice([n, draw.randrange(200), draw.randrange(4000)])
            assert white.do("inject", title=f"Note {n}", text="x" * draw.choice([3, 600, 1900]), audience="all").place
            assert others[1].do("message", room="all", text=f"{n}").place
            assert wh.do("message", room="all", text=f"mine {n}").place
        left[0] = 1 << 30
        figure("5a_cuts", wh.connects - 1)
        figure("5a_resyncs", dict(wh.resyncs))
        assert wh.connects > cuts * 0.5 and wh.resyncs["events"] > cuts * 0.2
        clean(f"sqlite:///{server.db}", [wh, *others[1:]])
        for person in (wh, *others):
            person.close()


# -- histories ---------------------------------------------------------------------------------------------------------

def test_3a_eight_who_write_and_read_at_three_tables_see_one_order_each(running):
    """Given eight people at three tables who write and look at random, then each table's history is linear and every read is fresh."""
    tables = [running.fresh() for _ in range(3)]
    people = [at_table(table) for table in tables]
    eight = [p for several in people for p in several][:8]
    began = time.monotonic()
    with writing(eight):
        time.sleep(1.5)
    seconds = time.monotonic() - began
    for several in people:
        clean(f"sqlite:///{running.db}", several)
    took = sorted(op.answered - op.sent for p in eight for op in p.ops if op.place is not None)
    figure("3a_ops_per_s", len(took) / seconds)
    figure("3a_p50_ms", 1000 * took[len(took) // 2])
    figure("3a_p99_ms", 1000 * took[len(took) * 99 // 100])
    assert len(took) > 50 and sum(len(p.reads) for p in eight) > 10
    for several in people:
        for person in several:
            person.close()


# -- the database ------------------------------------------------------------------------------------------------------

@pytest.fixture
def own_postgres():
    """A PostgreSQL that the test may kill."""
    from postgres import cluster, programs
    if programs() is None:
        pytest.skip("no PostgreSQL on this machine: apt-get install postgresql")
    with cluster() as made:
        yield made


@pytest.mark.long
def test_1d_postgresql_killed_eight_times_loses_nothing_and_writers_go_on_by_themselves(tmp_path, own_postgres):
    """Given four people who write, when all of PostgreSQL is killed and started again, over and over, the history is clean."""
    server, draw, faults = Server(tmp_path, own_postgres.url, HALIFAX_KEY="k" * 32, HALIFAX_LOG="error"), random.Random(1), []
    try:
        people = at_table(server)
        with writing(people, 0.005):
            for _ in range(8):
                time.sleep(draw.uniform(0.3, 1.5))
                own_postgres.kill()
                time.sleep(draw.uniform(0, 1))
                own_postgres.start()
                faults.append(time.monotonic())
        acked, seconds = clean(own_postgres.url, people), sorted(recovery(people, faults))
        figure("1d_acked", acked)
        figure("1d_in_doubt", sum(op.place is None and not op.refused for p in people for op in p.ops))
        figure("1d_resumed_median_s", seconds[4])
        figure("1d_resumed_max_s", seconds[-1])
        assert acked > 100 and server.process.poll() is None
    finally:
        server.stop()


@pytest.mark.long
def test_12c_with_the_database_away_for_twenty_seconds_writers_are_told_and_readers_go_on(tmp_path, own_postgres):
    """Given PostgreSQL away, then commands get `storage`, reads go on, /readyz says 503; and when it is back, all by itself."""
    server = Server(tmp_path, own_postgres.url, HALIFAX_KEY="k" * 32, HALIFAX_LOG="error")
    try:
        people = at_table(server)
        wh = people[0]
        assert wh.do("message", room="all", text="before").place
        said = {"table": server.table, "id": "w" * 20, "type": "message", "data": {"room": "all", "text": "while it is away"}}
        began, waited = time.monotonic(), []
        own_postgres.kill()
        while time.monotonic() - began < 20:
            at = time.monotonic()
            answer = wh.ask("command", said)
            waited.append(time.monotonic() - at)
            assert answer.get("code") == "storage", answer
            wh.resync()
            people[1].open()                             # comes back, and is shown what there was
            people[1].close()
            assert [m["text"] for m in people[1].view["messages"]] == ["before"]
            assert server.call("/healthz")[0] == 200 and server.call("/readyz")[:2] == (503, b"storage\n")
            time.sleep(0.5)
        own_postgres.start()
        back = time.monotonic()
        wh.again(lambda: _ok(wh.ask("command", said)))
        figure("12c_refused", len(waited))
        figure("12c_slowest_refusal_s", max(waited))
        figure("12c_writes_again_s", time.monotonic() - back)
        wh.again(lambda: _ready(server), 10)
        clean(own_postgres.url, people)
        assert sum(m["text"] == "while it is away" for m in wh.view["messages"]) == 1
    finally:
        server.stop()


@pytest.mark.long
def test_4_with_a_database_that_hangs_nobody_waits_longer_than_five_seconds_for_an_answer_or_the_end(tmp_path, own_postgres):
    """Given a PostgreSQL that is frozen, then connections with a command under way are cut; thawed, all go on and nothing was lost."""
    server = Server(tmp_path, own_postgres.url, HALIFAX_KEY="k" * 32, HALIFAX_LOG="error")
    try:
        people = at_table(server)
        for person in people:
            person.look()
        own_postgres.signal(signal.SIGSTOP)
        waited = []
        for person in people[:3]:
            at = time.monotonic()
            with pytest.raises(BROKEN):
                person.ask("command", {"table": server.table, "id": f"{person.seat}{'f' * 20}", "type": "message",
                                       "data": {"room": "all", "text": "frozen"}}, 8)
            waited.append(time.monotonic() - at)
            person.close()
            assert server.call("/healthz")[0] == 200 and server.call("/readyz")[0] == 503
        figure("4_cut_while_the_database_hangs_s", max(waited))
        assert max(waited) < 5
        own_postgres.signal(signal.SIGCONT)
        people[0].again(lambda: _ready(server), 10)
        for person in people:
            assert person.do("message", room="all", text="thawed").place
        clean(own_postgres.url, people)
    finally:
        own_postgres.signal(signal.SIGCONT)
        server.stop()


def _ready(server: Server) -> None:
    if server.call("/readyz")[0] != 200:
        raise ConnectionError("not ready")


def _ok(answer: dict) -> None:
    if not answer["ok"]:
        raise ConnectionError(answer["code"])


@pytest.mark.long
@pytest.mark.skipif(shutil.which("strace") is None, reason="no strace on this machine: apt-get install strace")
def test_1e_the_record_is_on_the_disk_before_the_acknowledgement_goes_out(tmp_path):
    """Given a trace of the system calls of one command, then fdatasync of the log stands between its writing and the answer."""
    server = Server(tmp_path)
    trace = tmp_path / "trace"
    try:
        wh = Steady(server, server.sit("Ana", "WH"), "WH")
        wh.look()
        tracer = subprocess.Popen(["strace", "-f", "-y", "-s", "4000", "-o", str(trace), "-p", str(server.process.pid),
                                   "-e", "trace=pwrite64,write,fdatasync,fsync,sendto,sendmsg,send"], stderr=subprocess.PIPE, text=True)
        assert "attached" in tracer.stderr.readline()
        op = wh.do("ready", ready=True)
        assert op.place
        tracer.terminate()
        tracer.wait(10)
    finally:
        server.stop()
    lines = trace.read_text().splitlines()

    def at(*words: str) -> list[int]:
        return [n for n, line in enumerate(lines) if all(w in line for w in words)]
    written, synced = at("pwrite64", "h.db-wal", op.id), at("fdatasync", "h.db-wal")
    sent = at("43", '\\"ok\\":true', f'\\"place\\":{op.place}')
    assert written and sent and any(written[0] < n < sent[0] for n in synced), lines
    figure("1e_calls_between_write_and_answer", sent[0] - written[0])


@pytest.mark.parametrize("clients", [pytest.param(200, marks=pytest.mark.thorough), pytest.param(900, marks=pytest.mark.long)])
def test_5c_a_herd_that_returns_at_once_is_current_soon(tmp_path, clients):
    """Given hundreds of clients who were away while much was said, when all come back at once, then each has the whole, and soon."""
    server = Server(tmp_path, HALIFAX_CONNECTIONS_ADDRESS="1000", HALIFAX_LOG="warning")
    try:
        tables = [server.fresh() for _ in range(-(-clients // 180))]
        seats = [at_table(table) for table in tables]
        herd = [Steady(table, table.join(f"Dora {n}"), "PUBLIC") for n in range(clients) for table in [tables[n % len(tables)]]]
        for several in seats:
            for n in range(40):
                assert several[n % 3].do("message", room="all", text=f"{n} " + "x" * 500).place
        wall, took = threading.Barrier(clients + 1), [0.0] * clients

        def come(n: int) -> None:
            wall.wait()
            began = time.monotonic()
            herd[n].again(herd[n].open)
            took[n] = time.monotonic() - began
        threads = [threading.Thread(target=come, args=(n,)) for n in range(clients)]
        for thread in threads:
            thread.start()
        wall.wait()
        for thread in threads:
            thread.join(90)
        for n, several in enumerate(seats):
            clean(f"sqlite:///{server.db}", [*several, *herd[n::len(tables)][:30]])
        assert all(person.view["messages"][-1]["text"].startswith("39 ") for person in herd)
        took.sort()
        figure(f"5c_{clients}_p50_s", took[clients // 2])
        figure(f"5c_{clients}_p99_s", took[clients * 99 // 100])
        figure(f"5c_{clients}_rss_mb", usage(server.process.pid)[0])
        assert took[-1] < 60
        for person in herd:
            person.close()
    finally:
        server.stop()


# -- long --------------------------------------------------------------------------------------------------------------

def usage(pid: int) -> tuple[float, int]:
    """(resident MB, open files) of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024, len(os.listdir(f"/proc/{pid}/fd"))


@pytest.mark.long
def test_12e_fifty_tables_with_random_faults_stay_clean_and_flat(tmp_path):
    """Given fifty tables of six who come, write, look, are cut and come back, for SOAK_MINUTES (30), then memory and files stay flat.

    What a table keeps grows with its record; so the tables are full after a third of the time, and what grows afterwards is a leak.
    """
    minutes = float(os.environ.get("SOAK_MINUTES", "30"))
    server = Server(tmp_path, HALIFAX_CONNECTIONS_ADDRESS="1000", HALIFAX_LOG="warning")
    try:
        tables = []
        for _ in range(50):
            table = server.fresh()
            watchers = [Steady(table, table.join(f"Dora {n}"), "PUBLIC") for n in range(2)]
            tables.append(at_table(table, *watchers))
        over, broken, seen = time.monotonic() + 60 * minutes, [], []
        quiet = time.monotonic() + 20 * minutes                # from here on nothing is written that stays

        def some(tables: list[list[Steady]], draw: random.Random) -> None:
            n = 0
            try:
                while time.monotonic() < over:
                    n += 1
                    person = draw.choice(draw.choice(tables))
                    fault = draw.random()
                    if fault < 0.02:
                        person.close()
                    elif fault < 0.03 and person.ws:
                        person.ws.sock.sendall(b"\x81\xff" + b"\xff" * 200)     # rubbish, and then the end
                        person.close()
                    elif person.seat == "PUBLIC" or fault < 0.5 or time.monotonic() > quiet:
                        person.look()
                    elif sum(len(p.ops) for p in tables[0]) < 400:
                        write(person, n)
                    time.sleep(0.01)
            except BaseException as e:
                broken.append(e)
        threads = [threading.Thread(target=some, args=(tables[n::4], random.Random(n))) for n in range(4)]
        for thread in threads:
            thread.start()
        while time.monotonic() < over and not broken:
            time.sleep(min(10, 3 * minutes))
            if time.monotonic() > quiet:
                seen.append((time.monotonic() / 3600, *usage(server.process.pid)))
        for thread in threads:
            thread.join(60)
        assert not broken, broken
        acked = sum(clean(f"sqlite:///{server.db}", people) for people in tables)
        hours, megabytes, files = zip(*seen, strict=True)
        slope = statistics.linear_regression(hours, megabytes).slope
        figure("12e_minutes", minutes)
        figure("12e_acked", acked)
        figure("12e_reconnects", sum(p.connects for people in tables for p in people) - 300)
        figure("12e_rss_mb", megabytes[-1])
        figure("12e_slope_mb_per_h", slope)
        figure("12e_files", f"{min(files)} to {max(files)}")
        assert megabytes[-1] < megabytes[0] * 1.1 + 5 and max(files) < min(files) + 60
    finally:
        server.stop()
