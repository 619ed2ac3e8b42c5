"""Nothing that somebody has begun to write is lost: by a phase, by length, by another tab, by another device."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .people import join, lead, live, lock, next_phase, tick, to_phase

KEPT = "Draft kept on this device and on the server."


@pytest.mark.thorough
def test_line_34_a_message_half_written_stays_when_the_phase_goes_on_and_is_counted(server, person):
    control, sam, ana = person(), person(), person()
    lead(control, server)
    join(sam, server, "Sam", "WH")
    join(ana, server, "Ana", "DEF")
    control.locator("#start").click()
    to_phase(control, 1, "Back channel", sam, ana)
    sam.get_by_text("Open a room").first.click()
    sam.locator("#talk").get_by_role("checkbox", name="DEF Secretary").check()
    sam.get_by_role("button", name="Open a room").click()
    sam.locator("#talk").get_by_role("button", name="DEF", exact=True).click()
    sam.get_by_label("Write to DEF").fill("Wait for the")
    next_phase(control, sam)
    box = sam.get_by_label("Write to DEF")
    expect(box).to_be_focused()
    sam.keyboard.type(" inspection")
    expect(box).to_have_value("Wait for the inspection")
    expect(sam.locator("#talk")).to_contain_text("What you wrote is kept here. Rooms are closed")
    expect(sam.get_by_role("button", name="Send to DEF")).to_have_attribute("aria-disabled", "true")
    sam.reload()
    live(sam)
    sam.locator("#talk").get_by_role("button", name="DEF", exact=True).click()
    expect(box).to_have_value("Wait for the inspection")
    box.fill("")
    to_phase(control, 2, "Back channel", sam)
    box.fill("x" * 5000)
    expect(box).to_have_value("x" * 5000)
    expect(sam.locator("#talk")).to_contain_text("3000 characters too many: at most 2000 fit.")
    sam.get_by_role("button", name="Send to DEF").click()
    expect(sam.locator("#talk")).to_contain_text("Refused: a text of 5000 characters; at most 2000 fit")
    expect(box).to_have_value("x" * 5000)
    box.fill("x" * 1990)
    expect(sam.locator("#talk")).to_contain_text("10 characters left")
    sam.get_by_role("button", name="Send to DEF").click()
    expect(box).to_have_value("")
    ana.locator("#talk").get_by_role("button", name="WH").click()
    expect(ana.locator(".messages")).to_contain_text("x" * 1990)


@pytest.mark.thorough
def test_a_second_tab_and_a_second_device_go_on_with_the_newest_order(server, person):
    control, sam = person(), person()
    lead(control, server)
    join(sam, server, "Sam", "WH")
    control.locator("#start").click()
    to_phase(control, 1, "Sealed orders", sam)
    sam.locator("#pick-main").select_option("find_and_impose")
    tick(sam, "1")
    expect(sam.get_by_text(KEPT)).to_be_visible()

    # Another tab of the same browser writes on; the first one follows, and takes over with what was written last.
    second = sam.context.new_page()
    second.goto(sam.url)
    live(second)
    expect(sam.locator("html")).to_have_attribute("data-net", "elsewhere")
    tick(second, "2", "3")
    expect(sam.get_by_text("3 of at least 5 chosen")).to_be_visible()
    sam.get_by_role("button", name="Use this one instead").click()
    live(sam)
    expect(sam.get_by_text("3 of at least 5 chosen")).to_be_visible()
    second.close()
    expect(sam.get_by_text(KEPT)).to_be_visible()

    # Another device, with the same pass and an empty memory.
    phone = person()
    phone.goto(f"{sam.url}#pass={sam.evaluate(f'JSON.parse(localStorage[`halifax.pass.{server.table}.seat`])')}")
    live(phone)
    expect(phone.get_by_text("3 of at least 5 chosen")).to_be_visible()
    tick(phone, "6")
    expect(phone.get_by_text(KEPT)).to_be_visible()
    expect(control.locator("#orders tr", has_text="WH")).to_contain_text("draft")

    # The first device, which wrote something else meanwhile, shows the newest and keeps its own at hand.
    tick(sam, "10", "12")
    sam.get_by_role("button", name="Use this one instead").click()
    live(sam)
    expect(sam.get_by_text("4 of at least 5 chosen")).to_be_visible()
    sam.get_by_role("button", name="Take this device's draft instead").click()
    expect(sam.get_by_text("5 of at least 5 chosen")).to_be_visible()
    lock(sam)
    expect(sam.locator("#other-draft")).to_have_count(0)
    expect(sam.locator("#receipt")).to_contain_text("Find and impose")
