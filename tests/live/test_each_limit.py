"""8e. No limit without a test that tries it at n and at n + 1; here are those that stand in no other file."""

from __future__ import annotations

import ast
import io
import itertools
import logging
from pathlib import Path
from types import SimpleNamespace

import pytest
import simple_websocket

from game import limits
from game.live import table as live_table
from game.live.app import create_app, server_of
from game.live.bell import Bell
from game.live.gate import Gate
from game.live.messages import BadMessage, command
from game.live.metrics import Metrics
from game.live.passes import Passes
from game.live.transport import _Server
from game.play import WHITE

from .conftest import HERE
from .test_limits import house, seated, send, table  # noqa: F401  fixtures
from .test_transport import NOW, connected, handshake, sockets  # noqa: F401

OUR_OWN_PACE = {"LOOK_S", "LOOK_RUNG_S", "CATCH_UP_WAIT_S", "DRAIN_S", "PROBE_WAIT_S"}
"""How often or how long the server itself looks or waits: nothing comes in that could be one too many."""
GOOD = {"table": "t1", "id": "a" * 16, "type": "ready", "data": {}}


def tried(file: Path) -> set[str]:
    """The names of limits that stand in the tests of *file*, with what they are parametrized by."""
    found = set()
    for test in ast.walk(ast.parse(file.read_text())):
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
            for node in ast.walk(test):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "limits":
                    found.add(node.attr)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isupper():
                    found.add(node.value)
    return found


def test_8e_every_limit_has_a_test_that_names_it():
    names = {n for n in vars(limits) if n.isupper()}
    named = set().union(*(tried(file) for file in HERE.parent.rglob("test_*.py")))
    assert names - named - OUR_OWN_PACE == set()
    assert OUR_OWN_PACE < names and not (tried(Path(__file__)) & OUR_OWN_PACE)


@pytest.mark.parametrize("field, least, most", [
    ("id", limits.COMMAND_ID_MIN, limits.COMMAND_ID_MAX), ("type", 1, limits.COMMAND_TYPE), ("table", 1, limits.TABLE_ID)])
def test_8e_a_command_s_words_are_so_long(field, least, most):
    for size in (least, most):
        assert command({**GOOD, field: "a" * size})[field] == "a" * size
    for size in (least - 1, most + 1):
        with pytest.raises(BadMessage):
            command({**GOOD, field: "a" * size})


@pytest.mark.parametrize("event, most", [("resync", limits.RESYNC_RATE[1]), ("preview", limits.PREVIEW_RATE[1])])
def test_8e_a_burst_is_answered_to_the_last_and_the_next_told_to_wait(sockets, event, most):  # noqa: F811
    connected(sockets)
    sockets.house.table = sockets.house.fresh = lambda id: SimpleNamespace(resync=lambda *_: {"from": 1, "to": 0}, preview=lambda *_: {})
    asked = {"table": "t", **({"n": 1, "type": "order", "data": {}} if event == "preview" else {})}
    codes = [getattr(sockets, event)("s", asked).get("code") for _ in range(int(most) + 1)]
    assert codes == [None] * int(most) + ["rate"]


def test_8e_refusals_count_within_their_span_only(sockets, monkeypatch):  # noqa: F811
    from game.live import sockets as module
    for span, cut in ((limits.RATE_CUT_S, False), (limits.RATE_CUT_S - 0.01, True)):
        session = connected(sockets, f"s{cut}")
        session.refused.extend([NOW] * (limits.RATE_CUT - 1))
        monkeypatch.setattr(module.time, "monotonic", lambda span=span: NOW + span)
        sockets._count_refused(session)
        assert (session.eio_sid in sockets.transports.doomed) is cut


def test_8e_the_third_bad_message_ends_the_connection(sockets):  # noqa: F811
    connected(sockets)
    for n in range(limits.BAD_MESSAGES):
        assert "s" not in sockets.transports.doomed, n
        assert sockets.command("s", {"odd": 1})["code"] == "bad_message"
    assert "s" in sockets.transports.doomed


def test_8e_so_many_messages_are_read_ahead(monkeypatch):
    monkeypatch.setattr(simple_websocket.Server, "_handle_events", lambda self: True)
    for waiting, goes_on in ((limits.READ_AHEAD, True), (limits.READ_AHEAD + 1, False)):
        line = _Server.__new__(_Server)
        line.input_buffer, line.connected, line.event = ["x"] * waiting, True, SimpleNamespace(set=lambda: None)
        assert line._handle_events() is goes_on and line.connected is goes_on


def test_8e_a_connection_is_asked_whether_it_is_there_and_given_so_long(server):
    with handshake(server) as s:
        said = s.recv(1000)
    assert f'"pingInterval":{limits.PING_INTERVAL_S * 1000}'.encode() in said.replace(b" ", b"")
    assert f'"pingTimeout":{limits.PING_TIMEOUT_S * 1000}'.encode() in said.replace(b" ", b"")


@pytest.mark.parametrize("knocks, most, span", [
    ("wrong", limits.WRONG_PASSES, limits.WRONG_PASSES_BAN_S), ("wrong_codes", limits.WRONG_CODES, limits.WRONG_CODES_S)])
def test_8e_wrong_ones_are_forgotten_after_their_span(knocks, most, span):
    found, at = getattr(Gate(), knocks), [NOW]
    found.clock = lambda: at[0]
    for _ in range(most):
        found.add("a")
    at[0] = NOW + span
    assert found.full("a")
    at[0] = NOW + span + 0.01
    assert not found.full("a")


def test_8e_a_body_and_a_form_are_so_large(tmp_path):
    made = create_app({"db": str(tmp_path / "h.db")})
    client = made.test_client()
    try:
        for size, refused in ((limits.BODY_BYTES, False), (limits.BODY_BYTES + 1, True)):
            text = '{"code":"' + "x" * (size - 11) + '"}'
            assert len(text) == size
            assert (client.post("/join", data=text, content_type="application/json").status_code == 413) is refused
        for parts, refused in ((limits.FORM_PARTS, False), (limits.FORM_PARTS + 1, True)):
            form = {f"p{n}": (io.BytesIO(b"x"), "f") for n in range(parts)}
            assert (client.post("/join", data=form, content_type="multipart/form-data").status_code == 413) is refused
    finally:
        server_of(made).drain()


@pytest.mark.parametrize("seat, span", [("WH", limits.SEAT_PASS_S), (WHITE, limits.WHITE_PASS_S)])
def test_8e_a_pass_is_good_for_so_long(seat, span, monkeypatch):
    import itsdangerous.timed
    passes, at = Passes(b"k" * 32), [1_000_000]
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: at[0])
    text = passes.give("t", seat, 1, "Ana")
    at[0] += span
    assert passes.read(text)
    at[0] += 1
    assert passes.read(text) is None


def test_8e_a_queue_counts_as_away_after_so_long_and_so_many_rings_wait(monkeypatch):
    import time
    bell, at = Bell("", Metrics()), [NOW]
    monkeypatch.setattr(time, "monotonic", lambda: at[0])
    bell._heard_at, bell._client = NOW, object()
    at[0] = NOW + limits.BELL_DEAD_S - 0.01
    assert bell.heard
    at[0] = NOW + limits.BELL_DEAD_S
    assert not bell.heard
    for n in range(limits.BELL_TABLES + 1):
        bell.ring(str(n))
    assert len(bell._rung) == limits.BELL_TABLES


def test_8e_a_field_keeps_so_many_things(house, table, monkeypatch):  # noqa: F811
    who, white = seated(house, table)
    monkeypatch.setattr(limits, "CHOSEN", 3)
    for n, (type, data) in enumerate((("start", {}), ("advance", {"to": "back_channel"}), ("advance", {"to": "orders"}))):
        send(house, white, n, type, **data)
    for n, (items, kept) in enumerate((([1, 2, 3], [1, 2, 3]), ([1, 2, 3, 4], [1, 2, 3]))):
        send(house, who, 10 + n, "save_draft", main={"move": "impose", "fields": {"items": items}}, minor=None, choices={})
        assert table.view("WH")["order"]["main"]["fields"]["items"] == kept


def test_8e_a_bot_does_so_much_at_one_turn(house, table, monkeypatch):  # noqa: F811
    _, white = seated(house, table)
    send(house, white, 1, "fill_bots")
    send(house, white, 2, "start")
    monkeypatch.setattr(limits, "BOT_WISHES", 4)
    bots = [seat for seat, s in table.state.seats.items() if s.bot]
    kind, count = table.state.seats[bots[0]].bot, itertools.count()
    monkeypatch.setitem(live_table.PLAYERS, kind, lambda *_: [
        {"type": "message", "data": {"room": "all", "text": f"{next(count)}"}} for _ in range(limits.BOT_WISHES + 1)])
    table.play_bots()
    assert len(table.state.messages) == limits.BOT_WISHES * 2 * len(bots)


def test_8e_the_head_is_logged_every_so_many_events(house, table, monkeypatch, caplog):  # noqa: F811
    who, _ = seated(house, table)
    monkeypatch.setattr(limits, "HEAD_LOGGED", table.state.seq + 2)
    with caplog.at_level(logging.INFO, "halifax"):
        send(house, who, 1, "ready", ready=True)
        assert not [r for r in caplog.records if r.message == "head"]
        send(house, who, 2, "ready", ready=False)
    (record,) = [r for r in caplog.records if r.message == "head"]
    assert record.seq == limits.HEAD_LOGGED and record.head == house.store.head(table.id).hash.hex()
