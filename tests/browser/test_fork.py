"""From the replay of a closed game a new table begins at one moment; the old record stays as it is."""

from __future__ import annotations

import urllib.request

import pytest
from playwright.sync_api import expect

from .conftest import check_axe
from .people import join, lead, to_phase


@pytest.mark.thorough
def test_line_48_a_fork_is_a_new_table_at_that_moment_and_the_original_is_unchanged(server, person, axe_text):
    control, sam = person(), person()
    lead(control, server)
    join(sam, server, "Sam", "WH")
    control.locator("#start").click()
    to_phase(control, 1, "Sealed orders", sam)
    control.get_by_role("button", name="Close the table…").click()
    control.get_by_label("Reason, for the record").fill("End of the lesson")
    control.get_by_role("button", name="Close the table", exact=True).click()
    expect(control.locator("#outcome").or_(control.get_by_text("This table is closed")).first).to_be_visible()

    def record() -> bytes:
        asked = urllib.request.Request(f"{server.url}/api/record/{server.table}", headers={"Authorization": f"Bearer {server.white}"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.read()

    before = record()
    control.get_by_role("link", name="Open the replay").click()
    control.locator("#moments button", has_text="Back channel").click()
    expect(control.locator("header .phase")).to_have_text("Back channel")
    control.locator("#fork summary").click()
    assert check_axe(control, axe_text) == []
    control.get_by_role("button", name="Start a new table from here").click()
    expect(control.locator("#next")).to_be_visible()
    expect(control.locator(".phase")).to_have_text("Back channel")
    assert server.table not in control.url
    expect(control.locator("#table-code")).to_be_visible()
    expect(control.locator("[data-seat='WH']")).not_to_contain_text("Sam")
    assert record() == before
