"""Reloads, cut connections, a killed server: nothing is lost, nothing is sent twice, nobody is asked anything."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from .people import join, lead, live, lock, next_phase, tick, to_phase


def lock_frames(page) -> list[str]:
    """The command ids of every lock_order that this page has sent, in order."""
    return [json.loads(f[f.index("["):])[1]["id"] for f in page.frames_out if '"lock_order"' in f]


def seated_in_orders(server, person, *others):
    """The white cell, and Sam as WH with the table in sealed orders of round 1."""
    control, sam = person(), person()
    lead(control, server)
    join(sam, server, "Sam", "WH")
    for page, name, seat in others:
        join(page, server, name, seat)
    control.locator("#start").click()
    to_phase(control, 1, "Sealed orders", sam, *(o[0] for o in others))
    return control, sam


@pytest.mark.thorough
def test_line_5_a_reload_keeps_seat_view_and_draft_and_a_second_tab_takes_over(server, person):
    control, sam = seated_in_orders(server, person)
    sam.locator("#pick-main").select_option("find_and_impose")
    tick(sam, "1", "2")
    sam.locator("#say-all, #pick-minor").first.wait_for()
    sam.reload()
    live(sam)
    expect(sam.locator(".who")).to_have_text("you are WH")
    expect(sam.get_by_text("2 of at least 5 chosen")).to_be_visible()
    expect(sam.get_by_text("kept on this device")).to_be_visible()

    second = sam.context.new_page()
    second.goto(sam.url)
    live(second)
    expect(second.locator(".who")).to_have_text("you are WH")
    expect(sam.locator("html")).to_have_attribute("data-net", "elsewhere")
    sam.get_by_role("button", name="Use this one instead").click()
    live(sam)
    expect(second.locator("html")).to_have_attribute("data-net", "elsewhere")
    second.close()


@pytest.mark.thorough
def test_line_11_what_others_do_changes_no_input_no_focus_and_no_open_proof(server, person):
    ana = person()
    control, sam = seated_in_orders(server, person, (ana, "Ana", "DEF"))
    sam.locator("#pick-main").select_option("find_and_impose")
    tick(sam, "1")
    sam.get_by_label("Find in the law").focus()
    sam.keyboard.type("waiv", delay=20)
    sam.locator("#preflight details.why > summary").click()
    expect(sam.locator("#preflight .proof").first).to_be_visible()
    sam.get_by_label("Find in the law").focus()
    expect(sam.get_by_text("kept on this device and on the server")).to_be_visible()      # his own draft is told to him, and counts
    sam.locator(".column.work").evaluate("e => { e.scrollTop = 120 }")
    place = int(sam.locator("html").get_attribute("data-place"))
    for _ in range(3):
        lock(ana)
        ana.locator("#unlock").click()
        expect(ana.locator("#lock")).to_be_visible()
        sam.keyboard.type("e")
    expect(sam.locator("html")).to_have_attribute("data-place", str(place + 6))
    expect(sam.get_by_label("Find in the law")).to_be_focused()
    expect(sam.get_by_label("Find in the law")).to_have_value("waiveee")
    expect(sam.locator("#pick-main")).to_have_value("find_and_impose")
    expect(sam.locator("#preflight .proof").first).to_be_visible()
    assert sam.locator(".column.work").evaluate("e => e.scrollTop") == 120


def test_line_12_a_cut_connection_comes_back_by_itself_with_nothing_missing_and_nothing_twice(server, person):
    sam, sockets, cut = person(), [], []

    def pass_on(ws):
        if cut:
            ws.close()
        else:
            ws.connect_to_server()
            sockets.append(ws)

    sam.route_web_socket(re.compile("socket.io"), pass_on)
    control, ana = person(), person()
    lead(control, server)
    join(sam, server, "Sam", "WH")
    join(ana, server, "Ana", "DEF")
    control.locator("#start").click()
    expect(sam.locator(".phase")).to_have_text("Situation")
    sam.locator("#pick-main").select_option("find_and_impose")
    tick(sam, "1", "2", "3", "6", "10")
    sam.broken = True
    cut.append(True)
    sockets[-1].close()
    expect(sam.locator("html")).to_have_attribute("data-net", "reconnecting", timeout=2000)
    expect(sam.get_by_text("Connection lost. Trying again… Your draft is kept.")).to_be_visible()
    next_phase(control, ana)
    ana.get_by_label("Write to everyone").fill("Is anybody there?")
    ana.get_by_role("button", name="Send to everyone").click()
    expect(ana.locator(".messages")).to_contain_text("Is anybody there?")
    next_phase(control, ana)
    expect(sam.locator(".phase")).to_have_text("Situation")
    cut.clear()
    expect(sam.locator("html")).to_have_attribute("data-net", "live", timeout=4000)
    expect(sam.locator(".phase")).to_have_text("Sealed orders")
    expect(sam.locator(".messages li", has_text="Is anybody there?")).to_have_count(1)
    expect(sam.get_by_text("5 of at least 5 chosen")).to_be_visible()
    lock(sam)
    assert len(lock_frames(sam)) == 1
    expect(control.locator("#orders tr", has_text="WH")).to_contain_text("locked")


@pytest.mark.thorough
def test_line_13_offline_pressing_lock_sends_nothing_and_one_press_afterwards_locks_once(server, person):
    sam, sockets, cut = person(), [], []

    def pass_on(ws):
        if cut:
            ws.close()
        else:
            ws.connect_to_server()
            sockets.append(ws)

    sam.route_web_socket(re.compile("socket.io"), pass_on)
    control = person()
    lead(control, server)
    join(sam, server, "Sam", "WH")
    control.locator("#start").click()
    to_phase(control, 1, "Sealed orders", sam)
    sam.locator("#pick-main").select_option("find_and_impose")
    tick(sam, "1", "2", "3", "6", "10")
    sam.broken = True
    sam.context.set_offline(True)
    cut.append(True)
    sockets[-1].close()
    expect(sam.locator("html")).to_have_attribute("data-net", "offline")
    expect(sam.get_by_text("nothing is sent until you're back")).to_be_visible()
    for _ in range(2):
        sam.locator("#lock").click(force=True)              # aria-disabled: it can be pressed, and says why not
    expect(sam.locator("#order-problem")).to_contain_text("Your draft is kept")
    assert lock_frames(sam) == []
    sam.context.set_offline(False)
    cut.clear()
    expect(sam.locator("html")).to_have_attribute("data-net", "live", timeout=5000)
    expect(sam.locator("#receipt")).to_have_count(0)
    lock(sam)
    assert len(lock_frames(sam)) == 1


@pytest.mark.thorough
def test_line_14_an_answer_lost_on_the_way_still_leaves_one_locked_order(server, person):
    sam, asked, dropped = person(), [], []

    def pass_on(ws):
        up = ws.connect_to_server()

        def out(message):
            found = re.match(r'42(\d+)\["command",.*"lock_order"', str(message))
            if found and not dropped:
                asked.append(f"43{found[1]}[")
            up.send(message)

        def down(message):
            if asked and not dropped and str(message).startswith(asked[0]):      # the acknowledgement never arrives
                dropped.append(message)
                up.close()
                ws.close()
            else:
                ws.send(message)

        up.on_message(down)
        ws.on_message(out)

    sam.route_web_socket(re.compile("socket.io"), pass_on)
    control = person()
    lead(control, server)
    join(sam, server, "Sam", "WH")
    control.locator("#start").click()
    to_phase(control, 1, "Sealed orders", sam)
    sam.locator("#pick-main").select_option("find_and_impose")
    tick(sam, "1", "2", "3", "6", "10")
    expect(sam.locator("#preflight [data-verdict]")).to_be_visible()
    expect(sam.get_by_text("checking…")).to_have_count(0)
    sam.broken = True
    sam.locator("#lock").click()
    expect(sam.locator("#receipt")).to_be_visible(timeout=8000)
    live(sam)
    assert dropped and '"ok":true' in dropped[0]
    expect(sam.locator("#lock")).to_have_count(0)
    expect(sam.locator("#receipt .fault")).to_have_count(0)
    assert len(set(lock_frames(sam))) == 1


def test_line_17_kill_9_and_a_restart_and_everyone_goes_on(own_server, person):
    ana = person()
    control, sam = seated_in_orders(own_server.first_table(), person, (ana, "Ana", "DEF"))
    pages = (control, sam, ana)
    lock(ana)
    receipt = ana.locator("#receipt-title").inner_text()
    sam.locator("#pick-main").select_option("find_and_impose")
    tick(sam, "1", "2", "3", "6")
    for page in pages:
        page.broken = True
    own_server.kill()
    for page in pages:
        expect(page.locator("html")).to_have_attribute("data-net", "reconnecting")
    tick(sam, "10")
    own_server.start()
    for page in pages:
        expect(page.locator("html")).to_have_attribute("data-net", "live", timeout=15000)
    expect(ana.locator("#receipt-title")).to_have_text(receipt)
    expect(sam.get_by_text("5 of at least 5 chosen")).to_be_visible()
    for page in pages:
        page.broken = False
    lock(sam)
    next_phase(control, sam, ana)
    for page in (sam, ana):
        expect(page.locator(".ruling", has_text="imposes measures 1, 2, 3, 6 and 10")).to_have_count(1)


def test_line_33_a_private_message_reaches_no_other_page_and_no_other_frame(server, person):
    ana, cleo = person(), person()
    control, sam = person(), person()
    lead(control, server)
    for page, name, seat in ((sam, "Sam", "WH"), (ana, "Ana", "DEF"), (cleo, "Cleo", "ANK-P")):
        join(page, server, name, seat)
    control.locator("#start").click()
    to_phase(control, 1, "Back channel", sam, ana, cleo)
    sam.get_by_text("Open a room").first.click()
    sam.locator("#talk").get_by_role("checkbox", name=re.compile("^DEF")).check()
    sam.get_by_role("button", name="Open a room").click()
    sam.locator("#talk").get_by_role("button", name="DEF", exact=True).click()
    expect(sam.get_by_text("You and DEF. The white cell can read this.")).to_be_visible()
    sam.get_by_label("Write to DEF").fill("Between us: <b>five</b> & no more")
    sam.get_by_role("button", name="Send to DEF").click()
    ana.locator("#talk").get_by_role("button", name="WH").click()
    expect(ana.locator(".messages")).to_contain_text("Between us: <b>five</b> & no more")
    next_phase(control, sam, ana, cleo)
    assert "Between us" not in cleo.content() + "".join(cleo.frames_in)
    expect(ana.locator("#talk")).to_contain_text("Rooms are closed during")


@pytest.mark.thorough
def test_a_refusal_for_now_is_told_as_such_and_ends_by_itself(server, person):
    control, sam = seated_in_orders(server, person)
    sam.locator("#pick-main").select_option("find_and_impose")
    refused = '44{"message":"x","data":{"code":"rate","message":"many wrong passes have come from your network: wait a minute"}}'
    closed = []

    def pass_on(ws):
        if closed:
            ws.connect_to_server()
            return
        ws.on_message(lambda message: ws.send(refused) if str(message).startswith("40") else None)
        ws.send('0{"sid":"x","upgrades":[],"pingInterval":20000,"pingTimeout":10000,"maxPayload":65536}')

    sam.broken = True
    sam.route_web_socket(re.compile("socket.io"), pass_on)
    sam.reload()
    expect(sam.locator("html")).to_have_attribute("data-net", "reconnecting")
    expect(sam.get_by_text("many wrong passes have come from your network")).to_be_visible()
    expect(sam.get_by_text("Join again")).to_have_count(0)
    closed.append(True)
    live(sam)
    expect(sam.locator("#pick-main")).to_have_value("find_and_impose")
    expect(sam.get_by_text("many wrong passes")).to_have_count(0)


@pytest.mark.thorough
def test_wrong_passes_from_the_same_address_keep_nobody_out(own_server, person):
    control, sam = seated_in_orders(own_server.first_table(), person)
    stranger = person()
    stranger.goto(own_server.url)
    stranger.broken = True
    said = stranger.evaluate("""() => Promise.all(Array.from({length: 12}, () => new Promise((done) => {
      const ws = new WebSocket(`ws://${location.host}/socket.io/?EIO=4&transport=websocket`);
      const heard = [];
      ws.onmessage = (m) => (heard.push(m.data), String(m.data).startsWith("0") && ws.send('40{"table":"x","pass":"y"}'));
      ws.onclose = () => done(heard.at(-1)); })))""")
    assert len(said) == 12 and "rate" in "".join(said)
    sam.reload()
    live(sam)
    expect(sam.locator(".who")).to_have_text("you are WH")
