"""A table over real sockets: sealed orders, acknowledgements, the same id twice, kill -9, coming back, two takers."""

from __future__ import annotations

import threading

import pytest
from figures import figure

from game.library.shelf import opening_of
from game.record import Store, verify

from .conftest import Person, put

FOUR = {"main": {"move": "impose", "fields": {"items": [1, 2, 3, 4]}}, "minor": None, "choices": {}}
FIVE = {"main": {"move": "impose", "fields": {"items": [1, 2, 3, 4, 6]}}, "minor": None, "choices": {}}


def seated(server, people):
    white = people(server.white)
    wh, ank, cong = (people(server.sit(n, s)) for n, s in (("Ana", "WH"), ("Ben", "ANK"), ("Cleo", "CONG")))
    for person in (white, wh, ank, cong):
        person.catch_up()
    return white, wh, ank, cong


def to_orders(white):
    white.do("start")
    white.do("advance", to="back_channel")
    white.do("advance", to="orders")


def test_a_whole_game_by_people_is_recorded_and_true(server, people):
    white, wh, ank, cong = seated(server, people)
    to_orders(white)
    assert wh.wait(lambda: wh.view["clock"]["phase"] == "orders")
    marks = []
    for order in (FOUR, FIVE):
        got = wh.ask("preview", {"table": server.table, "n": 7, "type": "order", "data": order})
        assert got["ok"] and got["n"] == 7 and got["now"], got
        marks.append(got["rulings"][0]["ruling"]["verdict"])
    assert marks[1] != marks[0]
    secret = "canary-sealed-words"
    wh.do("lock_order", main=FIVE["main"], minor={"move": "speak", "fields": {"words": secret}}, choices={})
    ank.do("lock_order", main={"move": "wait", "fields": {}}, minor=None, choices={"A1": "b"})
    cong.do("lock_order", main={"move": "wait", "fields": {}}, minor=None, choices={})
    for other in (ank, cong):
        other.wait(lambda other=other: all(s["locked"] for s in other.view["seats"]))
        assert secret not in "".join(other.frames) and "[1,2,3,4,6]" not in "".join(other.frames)
        assert not other.view["rulings"]
    white.do("advance", to="reveal")
    for person in (wh, ank, cong):
        person.wait(lambda p=person: p.view["rulings"])
        assert secret in "".join(person.frames)
    assert wh.view["rulings"] == ank.view["rulings"] == cong.view["rulings"]
    assert wh.view["rulings"][0]["ruling"]["decisive"]
    asked = f"/api/otherwise/{server.table}/1"
    status, other, headers = server.call(asked, token=ank.token)
    assert status == 200 and headers["Cache-Control"] == "no-store"
    assert {e["question"] for e in other["readings"]} == set(wh.view["rulings"][0]["ruling"]["readings"])
    assert server.call(asked, token=white.token)[1] == other, "nothing here is private"
    assert server.call(asked)[0] == server.call(f"{asked}?at=9", token=ank.token)[0] == 403, "no pass; no looking back yet"
    assert server.call(f"/api/otherwise/{server.table}/2", token=ank.token)[0] == 404
    white.do("close", reason="Time is up")
    for person in (white, wh, ank, cong):
        person.wait(lambda p=person: p.view["table"]["status"] == "closed")
        assert person.view == Person(server, person.token).catch_up(), "parts put in place are the whole view"
    status, text, headers = server.call(f"/api/record/{server.table}", token=server.white)
    assert status == 200 and "attachment" in headers["Content-Disposition"]
    report = verify(text, opening_of)
    assert report.ok and not report.sealed, report
    assert server.call(f"/api/record/{server.table}", token=wh.token)[0] == 200       # with leaves, after the close
    status, moment, _ = server.call(f"/api/replay/{server.table}?at=5", token=server.white)
    assert status == 200 and moment["seq"] == 5 and moment["total"] == report.events and moment["view"]["tracks"]
    assert server.call(f"{asked}?as=PUBLIC", token=ank.token)[1] == other
    assert server.call(f"{asked}?at=5", token=ank.token)[0] == 404, "there was no ruling then"
    status, index, _ = server.call(f"/api/replay/{server.table}/index?as=WH", token=server.white)
    assert status == 200 and any(m["kind"] == "move_ruled" for m in index["moments"])


def test_no_secret_of_a_seat_reaches_another(server, people):
    white, wh, ank, cong = seated(server, people)
    public = people(server.join("Dora"))
    public.catch_up()
    to_orders(white)
    wh.do("save_draft", main=FIVE["main"], minor={"move": "speak", "fields": {"words": "canary-draft"}}, choices={})
    for person in (wh, ank, cong, public):
        person.wait(lambda p=person: p.view["clock"]["phase"] == "orders")
        person.catch_up()
    seen = {p: "".join(map(str, p.frames)) for p in (white, wh, ank, cong, public)}
    for canary, owners in (("canary-wh-private-fact", {white, wh}), ("canary-ank-private-fact", {white, ank}),
                           ("canary-private-card", {white, ank}), ("canary-draft", {white, wh}), ("canary-wh-objective", {white, wh})):
        for person, text in seen.items():
            if person not in owners:
                assert canary not in text, (canary, person.view["you"]["seat"])
        assert any(canary in seen[p] for p in owners - {white}), f"the owner sees {canary}"
    for person in (wh, ank, cong):
        assert server.table in seen[person] and '"seq"' not in seen[person], "numbers on the wire are the seat's own"
        for page in person.told:
            assert page["to"] - page["from"] + 1 == len(page["events"])


@pytest.mark.own_server
def test_1b_an_answer_comes_after_the_commit(server, people):
    white, wh, *_ = seated(server, people)
    answer = wh.command("ready", {"ready": True})
    assert answer["ok"] and answer["place"] == wh.wait(lambda: wh.place >= answer["place"] and wh.place) and answer["now"].endswith("Z")
    store = Store(f"sqlite:///{server.db}")
    assert store.read(server.table)[-1].kind == "seat_ready"
    store.close()


def test_2a_the_same_id_is_applied_once(server, people):
    white, wh, *_ = seated(server, people)
    id = "a-command-id-of-32-characters-xx"
    first = wh.command("ready", {"ready": True}, id)
    assert [wh.command("ready", {"ready": True}, id)["place"] for _ in range(5)] == [first["place"]] * 5
    other = people(wh.token)
    assert other.command("ready", {"ready": True}, id)["place"] == first["place"]
    reused = other.command("ready", {"ready": False}, id)
    assert (reused["ok"], reused["code"]) == (False, "id_reused")
    refused = other.command("lock_order", FOUR)
    assert (refused["ok"], refused["code"]) == (False, "refused") and refused["message"]


def test_a_seat_opened_elsewhere_is_told_so(server, people):
    white, wh, *_ = seated(server, people)
    again = people(wh.token)
    assert wh.wait(lambda: wh.lost) == ["elsewhere"]
    again.catch_up()
    white.do("start")
    again.wait(lambda: again.view["clock"]["phase"] == "situation")
    assert all(e["kind"] != "phase_began" for page in wh.told for e in page["events"])


def test_a_reload_returns_to_the_same_seat_and_state(server, people):
    white, wh, *_ = seated(server, people)
    to_orders(white)
    wh.do("save_draft", **FOUR)
    before = wh.catch_up()
    epoch, place = wh.epoch, wh.place
    wh.leave()
    white.do("pause", reason="A question")
    white.do("resume")
    back = people(wh.token)
    missed = back.resync(epoch, place)
    assert missed["ok"] and missed["from"] == place + 1 and missed["to"] == place + 2 and len(missed["events"]) == 2
    assert back.resync(epoch, missed["to"])["events"] == []
    view = put(before, missed["parts"])
    assert back.catch_up() == view and view["order"]["main"] == FOUR["main"]
    for odd in (-1, 10**9, 1.5, "x", None, True, [], {}):
        assert back.resync(epoch, odd)["snapshot"]["you"]["seat"] == "WH"
    assert back.resync("other", place)["snapshot"]


@pytest.mark.own_server
def test_1a_kill_9_loses_nothing_acknowledged_and_everyone_goes_on(server, people):
    white, wh, ank, cong = seated(server, people)
    to_orders(white)
    acked: dict[str, int] = {}

    def talk(person, name):
        for n in range(400):
            text = f"{name}-{n}"
            try:
                answer = person.command("save_draft", {
                    "main": {"move": "wait", "fields": {}}, "minor": {"move": "speak", "fields": {"words": text}}, "choices": {}},
                    f"{name}-{n:04}-{'x' * 16}")
            except Exception:
                return
            if answer["ok"]:
                acked[f"{name}-{n:04}-{'x' * 16}"] = answer["place"]

    writers = [threading.Thread(target=talk, args=(p, n)) for p, n in ((wh, "wh"), (ank, "ank"), (cong, "cong"))]
    for writer in writers:
        writer.start()
    wh.wait(lambda: len(acked) > 60, 10)
    server.kill()
    for writer in writers:
        writer.join(10)
    code, table = server.code, server.table
    server.start()
    assert (server.code, server.table) == (code, table), "the table of before goes on"
    store = Store(f"sqlite:///{server.db}")
    entries = store.read(table)
    store.close()
    there = {e.command["id"] for e in entries if e.command}
    assert acked and set(acked) <= there
    assert [e.seq for e in entries] == list(range(1, len(entries) + 1))
    figure("1a_acked_before_one_kill", len(acked))
    for old, name in ((wh, "wh"), (ank, "ank"), (cong, "cong")):
        back = people(old.token)
        view = back.catch_up()
        assert view["you"]["seat"] == old.view["you"]["seat"] and view["clock"]["phase"] == "orders"
        mine = [id for id in acked if id.startswith(name + "-")]
        again = back.command("save_draft", {"main": {"move": "wait", "fields": {}}, "minor": {"move": "speak", "fields": {
            "words": f"{name}-{len(mine) - 1}"}}, "choices": {}}, mine[-1])
        assert again["ok"] and again["place"] == acked[mine[-1]], "the same answer for ever"
        back.do("lock_order", main={"move": "wait", "fields": {}}, minor=None, choices={})
    boss = people(server.white)
    boss.do("advance", to="reveal")


def test_a_seat_given_up_ends_its_pass_and_may_be_taken_again(server, people):
    white, wh, *_ = seated(server, people)
    status, said, _ = server.call("/api/seat", {"table": server.table, "seat": None}, wh.token)
    assert status == 200 and said["seat"] == "PUBLIC"
    assert wh.wait(lambda: wh.lost) in (["rotated"], ["removed"])
    assert server.call("/api/seat", {"seat": "WH"}, wh.token)[0] == 403
    status, said, _ = server.call("/api/seat", {"seat": "WH"}, said["pass"])
    assert status == 200
    assert people(said["pass"]).catch_up()["you"]["name"] == "Ana"
    assert server.call("/api/seat", {"seat": "CONG"}, server.join("Eve"))[0] == 409      # Cleo sits there


def test_the_white_cell_can_remove_a_person(server, people):
    white, wh, *_ = seated(server, people)
    white.do("leave_seat", seat="WH")
    assert wh.wait(lambda: wh.lost) == ["removed"]
    wh.wait(lambda: not wh.socket.connected)


def test_bots_play_the_empty_seats(server, people):
    white = people(server.white)
    wh = people(server.sit("Ana", "WH"))
    wh.catch_up()
    white.do("fill_bots")
    to_orders(white)
    wh.wait(lambda: wh.view["seats"] and sum(s["locked"] for s in wh.view["seats"]) == 2, 10)
    assert [s["bot"] for s in wh.view["seats"]] == [False, True, True]
    status, said, _ = server.call("/api/seat", {"seat": "ANK"}, server.join("Ben"))
    assert status == 200, said
    assert people(said["pass"]).catch_up()["order"]["state"] == "locked"


@pytest.mark.own_server
def test_11_a_planned_stop_is_gentle(server, people):
    white, wh, *_ = seated(server, people)
    assert server.stop() == 0
    assert ("draining", {"retry_ms": [500, 4000]}) in wh.other
    server.start()
    assert people(wh.token).catch_up()["you"]["seat"] == "WH"
