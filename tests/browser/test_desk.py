"""The white cell's papers: a card is held, a question answered at the statute desk, a behaviour marked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import check_axe
from .people import join, lead, to_phase


@pytest.mark.thorough
def test_a_card_is_held_a_question_read_out_and_a_mark_made_that_no_seat_sees(server, person, chrome, axe_text):
    control, sam, ana = person(), person(**chrome.phone), person()
    lead(control, server)
    join(sam, server, "Sam", "WH")
    join(ana, server, "Ana", "DEF")
    control.locator("#start").click()
    to_phase(control, 1, "Back channel", sam, ana)

    control.get_by_role("button", name="Show all").click()
    row = control.locator("[data-card='A05']")
    row.locator("summary").click()
    row.get_by_role("button", name="Hold").click()
    expect(row.get_by_text("Give a reason.")).to_be_visible()
    row.get_by_label("Why, for the record").fill("They have had enough for today")
    row.get_by_role("button", name="Hold").click()
    expect(row).to_have_attribute("data-status", "held")
    expect(row).to_contain_text("They have had enough for today")
    assert check_axe(control, axe_text) == []
    row.get_by_role("button", name="Release: Rouble loan").click()
    expect(row).to_have_attribute("data-status", "planned")

    sam.locator("nav.views").get_by_role("link", name="Law").click()
    sam.get_by_text("Ask the statute desk").click()
    sam.get_by_label("Your question").fill("By when must I find?")
    sam.get_by_role("button", name="Ask the desk").click()
    expect(sam.get_by_text("The desk has not answered yet.")).to_be_visible()
    assert check_axe(sam, axe_text) == []
    control.get_by_label("Answer to WH").fill("The text sets no day for finding.")
    assert check_axe(control, axe_text) == []
    assert "By when must I find" not in ana.content() + "".join(ana.frames_in)
    control.get_by_role("button", name="Answer to everyone").click()
    expect(sam.locator("#desk")).to_contain_text("The text sets no day for finding.")
    expect(ana.locator("#desk")).to_contain_text("WH asked in round 1: By when must I find?")

    aim = control.locator("#evaluation details").first
    aim.locator("summary").click()
    aim.get_by_label("Grade").select_option("S")
    aim.get_by_label("In their words").fill("so we need not find at all")
    aim.get_by_role("button", name="Note it").click()
    expect(aim.locator("li")).to_contain_text("so we need not find at all")
    expect(aim.locator("li b")).to_have_text("S")
    assert check_axe(control, axe_text) == []
    for page in (sam, ana):
        assert "so we need not" not in page.content() + "".join(page.frames_in)
        assert "enough for today" not in page.content() + "".join(page.frames_in)
