"""Several people on one seat, one pen; new links that end the ones of before."""

from __future__ import annotations

import pytest
import socketio

from game import limits


def share(server, token: str, name: str, **more: str):
    return server.call(f"/api/tables/{server.table}/members", {"name": name, **more}, token)


@pytest.fixture
def cell(server, people):
    """WH is Ana's; Dee shares it. (the table, Ana, Dee)"""
    ana = people(server.sit("Ana", "WH"))
    status, said, _ = share(server, ana.token, "Dee")
    assert status == 201 and said["seat"] == "WH", said
    return server, ana, people(said["pass"])


def test_who_shares_a_seat_sees_all_of_it_and_only_who_has_the_pen_writes(cell, people):
    server, ana, dee = cell
    ana.catch_up(), dee.catch_up()
    assert dee.view["you"] == ana.view["you"] and dee.view["you"]["fact"] and dee.view["you"]["pen"] == "Ana"
    assert next(s for s in dee.view["seats"] if s["seat"] == "WH")["cell"] == ["Dee"]
    assert not ana.lost and not dee.lost
    refused = dee.command("ready", {"ready": True})
    assert refused["code"] == "refused" and "Ana writes for this seat" in refused["message"]
    ana.do("ready", ready=True)
    assert not share(server, dee.token, "Eve")[1]["ok"]


def test_the_pen_is_asked_for_and_given_and_comes_back_when_who_has_it_leaves(cell):
    _, ana, dee = cell
    ana.catch_up()
    dee.do("ask_pen")
    ana.wait(lambda: ana.view["you"]["asks"] == ["Dee"])
    ana.do("give_pen", name="Dee")
    dee.do("ready", ready=True)
    assert not ana.command("ready", {"ready": False})["ok"]
    dee.do("leave_seat")
    dee.wait(lambda: not dee.socket.connected)
    assert dee.lost == ["rotated"]
    ana.do("ready", ready=False)
    with pytest.raises(socketio.exceptions.ConnectionError):
        dee.connect()


def test_who_took_the_seat_leaves_it_to_the_next_and_their_pass_ends(cell):
    server, ana, dee = cell
    ana.do("leave_seat")
    ana.wait(lambda: not ana.socket.connected)
    view = dee.catch_up()
    assert view["you"]["name"] == view["you"]["pen"] == "Dee"
    dee.do("ready", ready=True)
    assert server.call("/api/seat", {"table": server.table, "seat": "CONG"}, ana.token)[0] == 403


def test_somebody_taken_out_is_cut_at_once_and_a_namesake_s_link_is_another(cell, people):
    server, ana, dee = cell
    ana.do("leave_seat", name="Dee")
    dee.wait(lambda: not dee.socket.connected)
    status, said, _ = share(server, ana.token, "Dee")
    assert status == 201
    with pytest.raises(socketio.exceptions.ConnectionError):
        dee.connect()
    namesake = people(said["pass"])
    assert namesake.catch_up()["you"]["seat"] == "WH"
    ana.do("leave_seat")                                 # the namesake has the seat now, and the first one's link is no better for it
    with pytest.raises(socketio.exceptions.ConnectionError):
        dee.connect()
    namesake.do("ready", ready=True)


def test_the_white_cell_shares_any_seat_and_gives_its_pen(cell, people):
    server, ana, dee = cell
    white = people(server.white)
    status, said, _ = share(server, server.white, "Eve", seat="WH")
    assert status == 201
    white.do("give_pen", seat="WH", name="Eve")
    people(said["pass"]).do("ready", ready=True)
    white.do("leave_seat", seat="WH")
    for person in (ana, dee):
        person.wait(lambda person=person: not person.socket.connected)


def test_8e_no_more_people_share_a_seat_than_fit(server, people):
    ana = people(server.sit("Ana", "WH"))
    said = [share(server, ana.token, f"Dee {n}")[:2] for n in range(limits.CELL + 1)]
    assert [status for status, _ in said[:-1]] == [201] * limits.CELL
    assert said[-1][0] == 409 and f"{limits.CELL + 1} people share WH already" in said[-1][1]["message"]


@pytest.mark.parametrize("name, words", [("Ana", "already a Ana"), ("White cell", "calls an office"), ("", "name")])
def test_a_name_that_cannot_be_is_said(cell, name, words):
    server, ana, _ = cell
    status, said, _ = share(server, ana.token, name)
    assert 400 <= status < 500 and words in said["message"]


def test_a_bot_or_nobody_shares_nothing_and_no_command_gives_out_links(server, people):
    white = people(server.white)
    white.do("fill_bots", seats=["CONG"])
    for seat in ("WH", "CONG"):
        assert "nobody sits in" in share(server, server.white, "Dee", seat=seat)[1]["message"]
    assert not white.command("add_member", {"seat": "WH", "name": "Dee", "member": "x"})["ok"]
    assert not white.command("renew_pass", {"seat": "WHITE"})["ok"]


def test_a_new_link_ends_the_old_one_and_everybody_s_who_shared_the_seat(cell, people):
    server, ana, dee = cell
    white = people(server.white)
    white.catch_up()
    status, said, _ = server.call(f"/api/tables/{server.table}/passes", {"seat": "WH"}, server.white)
    assert status == 201
    for person in (ana, dee):
        person.wait(lambda person=person: not person.socket.connected)
        assert person.lost == ["rotated"]
    again = people(said["pass"])
    assert again.catch_up()["you"]["name"] == "Ana" and again.view["you"]["asks"] == []
    white.wait(lambda: any(e["kind"] == "pass_renewed" for page in white.told for e in page["events"]))


def test_the_white_cell_s_own_link_is_renewed_and_a_seat_cannot_renew_any(cell, people):
    server, ana, _ = cell
    white = people(server.white)
    assert server.call(f"/api/tables/{server.table}/passes", {"seat": "WH"}, ana.token)[0] == 409
    status, said, _ = server.call(f"/api/tables/{server.table}/passes", {"seat": "WHITE"}, server.white)
    assert status == 201 and said["page"].endswith("/control")
    white.wait(lambda: not white.socket.connected)
    assert people(said["pass"]).catch_up()["you"]["kind"] == "white"
    assert ana.resync()["ok"]
