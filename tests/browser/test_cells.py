"""Several people in one seat, in browsers: a link made for a second, one pen, and a new link that ends the old ones."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .people import join, lead, live, to_phase


@pytest.mark.thorough
def test_two_people_share_a_seat_and_one_pen(server, person, chrome):
    ana, white = person(), person()
    join(ana, server, "Ana", seat="WH")
    lead(white, server)
    ana.get_by_text("Share this seat").click()
    ana.get_by_label("Name of who joins the seat").fill("Dee")
    ana.get_by_role("button", name="Make a link").click()
    link = ana.get_by_label("Dee’s own link").input_value()
    dee = person(**chrome.phone)
    dee.goto(link)
    live(dee)
    expect(ana.locator("#cell")).to_contain_text("With you in this seat: Dee. You write.")
    white.get_by_role("button", name="Start the game").click()
    to_phase(white, 1, "Sealed orders")
    expect(dee.locator("#order-title")).to_have_text("Ana writes for this seat")
    expect(dee.locator("#pick-main")).to_have_count(0)
    dee.get_by_role("link", name="Table", exact=True).click()
    dee.get_by_role("button", name="Ask for the pen").click()
    ana.get_by_role("button", name="Give Dee the pen").first.click()
    expect(ana.locator("#order-title")).to_have_text("Dee writes for this seat")
    dee.locator(".views a").first.click()
    expect(dee.locator("#pick-main")).to_be_visible()
    white.get_by_text("Links, the pen, who sits where").click()
    white.get_by_label("Whose").select_option("WH")
    white.get_by_role("button", name="New link for Ana").click()
    expect(dee.locator(".net").first).to_contain_text("Not at the table")
    ana.goto("about:blank")
    ana.goto(white.get_by_label("Ana’s own link").input_value())
    live(ana)
    expect(ana.locator("#pick-main")).to_be_visible()
