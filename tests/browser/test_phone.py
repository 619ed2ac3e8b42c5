"""On a phone what is asked for in each phase is in sight without scrolling."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from .people import FOUR, join, lead, lock, next_phase, tick, to_phase


def in_sight(*things: Any) -> None:
    for thing in things:
        expect(thing).to_be_in_viewport(ratio=1)


@pytest.mark.thorough
def test_on_a_phone_each_phase_shows_what_is_to_be_done_without_scrolling(server, chrome, person):
    control, wh, ank = person(), person(**chrome.phone), person(**chrome.phone)
    lead(control, server)
    join(wh, server, "Sam", "WH")
    join(ank, server, "Kim", "ANK-P")
    in_sight(wh.locator("#needed"), wh.locator("#ready"))
    control.locator("#start").click()
    expect(wh.locator(".phase")).to_have_text("Situation")
    in_sight(wh.locator("#cards-title"))

    next_phase(control, wh, ank)
    ank.locator("#needed a").click()
    in_sight(ank.get_by_label("Write to everyone"), ank.get_by_role("button", name="Send to everyone"))

    next_phase(control, wh, ank)
    in_sight(wh.locator("#pick-main"), wh.locator("#lock"))
    wh.locator("#pick-main").select_option("find_and_impose")
    tick(wh, "1", "2", "3", "6", "10")
    expect(wh.locator("#preflight [data-verdict]")).to_have_count(1)
    in_sight(wh.locator("#lock"))
    for box in wh.locator("#field-main-items input").all():              # what has focus is not under the bar
        box.focus()
        assert box.bounding_box()["y"] + box.bounding_box()["height"] <= wh.locator(".locking").bounding_box()["y"]
    lock(wh)
    in_sight(wh.locator("#receipt-title"), wh.locator("#unlock"))

    next_phase(control, wh, ank)
    in_sight(wh.locator("#reveal-title"), wh.locator("[data-revealed=WH]").first)
    to_phase(control, 3, "Sealed orders", wh, ank)
    wh.locator("#pick-main").select_option("find_and_impose")
    tick(wh, *FOUR)
    lock(wh)
    next_phase(control, wh, ank)
    again = wh.get_by_role("link", name="Order again…")
    in_sight(wh.locator("#reveal-title"), wh.locator("[data-revealed=WH]").first, again)
    again.click()
    in_sight(wh.locator("#order-title"), wh.locator("#pick-main"))
    wh.locator("#pick-main").select_option("tariff_threat")
    wh.get_by_role("button", name="Order this instead").click()
    expect(wh.locator("#replace")).to_have_count(0)
    expect(wh.locator("#needed")).not_to_contain_text("no effect in law")
    ank.locator("nav.views").get_by_role("link", name="Rulings").click()    # whoever talks stays there when a phase begins
    ank.locator("[data-revealed=WH]", has_text="tariffs").get_by_role("button", name="Contest").click()

    to_phase(control, 3, "Argument", wh, ank)
    in_sight(ank.get_by_label("A reason against it"), ank.get_by_role("button", name="Give this reason"))
    next_phase(control, wh, ank)
    in_sight(wh.locator("#tracks-title"))
