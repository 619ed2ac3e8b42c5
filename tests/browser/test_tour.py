"""README's tour, walked: what it says is seen is seen. Its bold words are looked for in README too."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from .conftest import ROOT
from .people import FOUR, join, lead, lock, next_phase, tick, to_phase


@pytest.mark.thorough
def test_the_tour_of_readme_is_true(server, person, tmp_path):
    tour = re.search(r"## A tour.*?\n(.*?)\n## ", (ROOT / "README.md").read_text(), re.S)[1]
    bold = {words.lower() for words in re.findall(r"\*\*(.+?)\*\*", tour)}
    control, sam, ana = person(accept_downloads=True), person(), person()
    lead(control, server)
    join(sam, server, "Sam", "WH")
    join(ana, server, "Ana", "DEF")
    expect(control.get_by_role("button", name="Fill 3 empty seats with bots")).to_be_visible()     # they play at random: not in a test
    control.get_by_role("button", name="Start the game").click()
    panel = sam.locator("#preflight [data-slot=main]")

    to_phase(control, 1, "Sealed orders", sam)
    sam.locator("#pick-main").select_option(label="Find and impose in one order")
    tick(sam, "1")
    expect(panel).to_contain_text("Would have no legal effect")

    to_phase(control, 3, "Sealed orders", sam, ana)
    sam.locator("#pick-main").select_option(label="Find and impose in one order")
    tick(sam, *FOUR)
    expect(panel).to_contain_text("Would be defective")
    expect(panel.locator("a.cite").first).to_be_visible()
    ways = panel.locator("h4 + ul > li")
    expect(ways).to_have_count(1)
    expect(ways).to_contain_text("Treasury was consulted and choose 1 more")
    tick(sam, "10")
    sam.get_by_label("Treasury was consulted").check()
    expect(panel).to_contain_text("You must do this by the bell")
    lock(sam)
    assert "imposes measures" not in ana.content()
    next_phase(control, sam, ana)
    for page in (sam, ana):
        ruling = page.locator(".ruling[data-verdict=lawful]", has_text="imposes measures 1, 2, 3, 6 and 10")
        ruling.locator("details.why > summary").click()
        expect(ruling.locator(".proof").first).to_be_visible()

    for _ in range(3):
        control.locator("#next").click()
    expect(control.locator("#outcome")).to_be_visible()
    with control.expect_download() as saved:
        control.get_by_role("button", name="Download the record").click()
    saved.value.save_as(tmp_path / "game.jsonl")
    ran = subprocess.run([sys.executable, "-m", "game", "replay", str(tmp_path / "game.jsonl"), "--verify"], cwd=ROOT)
    assert ran.returncode == 0
    assert bold == {"white cell", "join", "would have no legal effect", "would be defective", "you must do this by the bell"}
