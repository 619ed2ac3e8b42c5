"""A fork: the same game up to a moment, then its own; the parent stays as it is, and each record verifies by itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from game.errors import GameError, Refused
from game.library.shelf import Shelf, opening_of
from game.live.house import House
from game.live.passes import Passes
from game.play import WHITE
from game.record import FORMAT, Store, commitment, dry_record, fork, last_state, read_record, record_text, verify, verify_record

SCENARIOS = Path(__file__).parents[1] / "scenarios"


@pytest.fixture(scope="module")
def parent():
    header = {"format": FORMAT, **Shelf(SCENARIOS).header("small", "t", commitment("7"))}
    return dry_record(header, opening_of(header), "7")[0].encode()


def halifax(*args):
    return subprocess.run([sys.executable, "-m", "game", *map(str, args)], capture_output=True, text=True, timeout=60)


def test_given_a_fork_and_a_fork_of_it_then_both_verify_share_the_beginning_and_draw_from_their_own_seeds(parent, tmp_path):
    one, two, three = (tmp_path / f"{n}.jsonl" for n in (1, 2, 3))
    one.write_bytes(parent)
    assert halifax("fork", one, "--at", 30, "--seed", "other", "-o", two).returncode == 0
    assert halifax("fork", two, "--at", 50, "--seed", "third", "-o", three).returncode == 0
    assert one.read_bytes() == parent, "the original is unchanged, byte for byte"
    first, second, third = (read_record(f.read_bytes()) for f in (one, two, three))
    for record in (second, third):
        report = verify_record(record, opening_of)
        assert report.ok and not report.sealed, report.message
    n = second.header["parent"]["seq"]
    assert n >= 30 and [e.body() for e in second.entries[:n]] == [e.body() for e in first.entries[:n]]
    assert second.entries[n].kind == "table_forked" and second.header["parent"]["record"] == first.footer["head"]
    assert [e.body() for e in second.entries[n:]] != [e.body() for e in first.entries[n:]]
    assert third.header["parent"]["seeds"] == [[n, "7"], [third.header["parent"]["seq"], "other"]]
    assert third.header["seed_commitment"] == commitment("third")


def test_given_a_fork_at_its_own_beginning_again_then_the_later_parting_is_gone(parent, tmp_path):
    one, two, three = (tmp_path / f"{n}.jsonl" for n in (1, 2, 3))
    one.write_bytes(parent)
    assert halifax("fork", one, "--at", 30, "-o", two).returncode == 0
    assert halifax("fork", two, "--at", 10, "-o", three).returncode == 0
    record = read_record(three.read_bytes())
    assert [s for _, s in record.header["parent"]["seeds"]] == ["7"] and verify_record(record, opening_of).ok


@pytest.mark.parametrize("seeds", [[[30, "8"]], [[29, "7"]], [], [[30, 7]], [[30, "7"], [20, "7"]]])
def test_given_a_header_that_lies_about_its_parent_then_the_record_is_refused(parent, tmp_path, seeds):
    file = tmp_path / "g.jsonl"
    (tmp_path / "p.jsonl").write_bytes(parent)
    assert halifax("fork", tmp_path / "p.jsonl", "--at", 30, "-o", file).returncode == 0
    record = read_record(file.read_bytes())
    old = record.header["parent"]
    header = {**record.header, "parent": {**old, "seeds": [[old["seq"] if u == 30 else u, s] for u, s in seeds]}}
    text = record_text(header, record.entries, last_state(file.read_bytes(), opening_of), "1")
    report = verify(text.encode(), opening_of)
    assert not report.ok and report.where in ("header", 1, 2, old["seq"], old["seq"] + 1, 30, 31), report


@pytest.mark.parametrize(("at", "words"), [(10**6, "can be forked after event 1 to"), ("last", "has ended by then")])
def test_given_no_such_moment_then_it_is_said_and_nothing_is_written(parent, tmp_path, at, words):
    file = tmp_path / "p.jsonl"
    file.write_bytes(parent)
    at = len(read_record(parent).entries) - 1 if at == "last" else at
    done = halifax("fork", file, "--at", at, "-o", tmp_path / "no.jsonl")
    assert done.returncode == 2 and words in done.stderr and not (tmp_path / "no.jsonl").exists()


def test_given_a_game_that_goes_on_then_its_seed_is_secret_and_it_cannot_be_forked(parent):
    record = read_record(parent)
    with pytest.raises(GameError, match="seed is secret until it ends"):
        fork(record.header, record.entries, "00" * 32, None, 5, "t2", commitment("x"))


@pytest.fixture
def house(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/h.db")
    yield House(store, Passes(b"k" * 32), Shelf(SCENARIOS), lambda *_: None, lambda *_: None)
    store.close()


def test_a_closed_table_is_forked_live_and_people_sit_down_and_play_on_in_the_fork(house):
    table = house.open_table("small")[0]
    ana = house.check(house.take_seat(house.check(house.join(table.code, "Ana")[1]), "WH", "Ana")[1])
    white = house.check(house.white_pass(table))
    house.command(white, "s" * 20, "start", {})
    house.command(ana, "m" * 20, "message", {"room": "all", "text": "Before the parting"})
    at = table.state.seq
    with pytest.raises(GameError, match="goes on"):
        house.fork(table, at)
    house.command(white, "c" * 20, "close", {"reason": "Time is up"})
    before = [e.body() for e in house.store.read(table.id)]

    other, text = house.fork(table, at)
    assert [e.body() for e in house.store.read(table.id)] == before
    assert other.id != table.id and other.state.status == "playing" and not any(s.name for s in other.state.seats.values())
    lead = house.check(text)
    assert lead.seat == WHITE and lead.table == other.id
    ben = house.check(house.take_seat(house.check(house.join(other.code, "Ben")[1]), "WH", "Ben")[1])
    house.command(ben, "n" * 20, "message", {"room": "all", "text": "After it"})
    with pytest.raises(Refused):
        house.command(lead, "f" * 20, "fork_table", {})
    house.command(lead, "d" * 20, "close", {"reason": "Enough"})
    record = record_text(other.opened.header, house.store.read(other.id), other.state, other.opened.seed)
    report = verify(record.encode(), opening_of)
    assert report.ok and not report.sealed, report.message
    assert "Before the parting" in record and "After it" in record
