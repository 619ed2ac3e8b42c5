"""What axe says of every page: light on a laptop, dark on a phone. No target is under 24 px, nothing scrolls sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import check_axe
from .people import join, lead, lock, next_phase, tick, to_phase


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.thorough)])
def test_line_53_axe_finds_nothing_on_join_table_control_and_replay(server, person, axe_text, chrome, theme):
    options = {"color_scheme": theme, **(chrome.phone if theme == "dark" else {})}
    control, page = person(color_scheme=theme), person(**options)

    def fine(*pages) -> None:
        for who in pages:
            assert check_axe(who, axe_text) == []
            assert who.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto(server.url)
    fine(page)
    lead(control, server)
    join(page, server, "Sam")
    fine(page, control)
    page.locator("[data-seat='WH'] button").click()
    expect(page.locator(".who")).to_have_text("you are WH")
    control.locator("#start").click()
    to_phase(control, 1, "Sealed orders", page)
    page.locator("#pick-main").select_option("find_and_impose")
    tick(page, "1", "2", "3", "6")
    expect(page.locator("#preflight [data-verdict]")).to_be_visible()
    page.locator("#preflight details.why > summary").click()
    fine(page)
    lock(page)
    fine(page, control)
    next_phase(control, page)
    if theme == "dark":
        for view in ("Rulings", "Law", "Talk", "Table"):
            page.locator("nav.views").get_by_role("link", name=view).click()
            fine(page)
    else:
        page.locator(".ruling details.why > summary").first.click()
        fine(page, control)
    control.get_by_role("button", name="Close the table…").click()
    control.get_by_label("Reason, for the record").fill("End of the lesson")
    fine(control)
    control.get_by_role("button", name="Close the table", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-net", "ended")
    page.get_by_role("link", name="See the replay").click()
    expect(page.locator("#moments button").first).to_be_visible()
    fine(page)
