"""A whole game by three people and two bots: joined by code, ruled on by the statute, recorded, replayed."""

from __future__ import annotations

import subprocess
import sys

from playwright.sync_api import expect

from .people import FOUR, join, lead, live, lock, next_phase, tick, to_phase


def rulings(page) -> list[tuple[str, str, str, str]]:
    """(number, verdict, sentence, citations) of every ruling card, in the order of the page."""
    return page.eval_on_selector_all(
        ".ruling", "all => all.map(r => [r.dataset.ruling, r.dataset.verdict, r.querySelector('.sentence').textContent,"
                   " [...r.querySelectorAll('.reason .cite')].map(c => c.textContent).join(' ')])")


def test_line_10_three_people_play_to_the_end_and_the_record_verifies(server, person, tmp_path):
    control, sam, ana, cleo = person(accept_downloads=True), person(), person(), person()
    people = (sam, ana, cleo)
    lead(control, server)
    expect(control.locator("#table-code")).to_have_text(f"{server.code[:3]} {server.code[3:]}")
    for page, name, seat in ((sam, "Sam", "WH"), (ana, "Ana", "DEF"), (cleo, "Cleo", "ANK-P")):
        join(page, server, name, seat)
    expect(control.locator("[data-seat='ANK-P']")).to_contain_text("Cleo")
    control.get_by_role("button", name="Fill 2 empty seats with bots").click()
    expect(control.get_by_text("All seats are taken.")).to_be_visible()
    control.get_by_role("button", name="Start the game").click()

    # Round 1: before 29 January 2018 the law has no duty to impose.
    to_phase(control, 1, "Sealed orders", *people)
    sam.locator("#pick-main").select_option("find_and_impose")
    tick(sam, *FOUR, "10")
    expect(sam.locator("#preflight [data-slot=main]")).to_have_attribute("data-verdict", "not_applicable")
    expect(sam.locator("#preflight [data-slot=main]")).to_contain_text("Would have no legal effect")
    expect(sam.locator("#lock")).to_have_text("Lock anyway")
    lock(sam)
    next_phase(control, *people)
    for page in people:
        expect(page.locator(".ruling[data-verdict=not_applicable]").first).to_contain_text("CAATSA §231(a)")
        order = page.locator("[data-revealed=WH]", has_text="imposes measures")
        expect(order).to_have_attribute("data-v", "none")
        expect(order).to_contain_text("no legal effect")
        expect(order).not_to_contain_text("allowed")

    # Round 3: the duty is live.
    to_phase(control, 3, "Sealed orders", *people)
    told = [len(page.frames_in) for page in (ana, cleo)]
    before = rulings(ana)
    sam.locator("#pick-main").select_option("find_and_impose")
    sam.get_by_label("Treasury was consulted").check()
    tick(sam, *FOUR)
    panel = sam.locator("#preflight [data-slot=main]")
    expect(panel).to_have_attribute("data-v", "cure")
    expect(panel).to_contain_text("Would be defective: no effect")
    expect(panel.locator("a.cite").first).to_be_visible()
    expect(panel).to_contain_text("What would make it lawful")
    expect(panel).to_contain_text("choose 1 more")
    expect(sam.locator("#lock")).to_have_text("Lock anyway")

    # One page is reloaded in the middle of it, and nothing is lost.
    sam.reload()
    live(sam)
    expect(sam.locator("#pick-main")).to_have_value("find_and_impose")
    expect(sam.get_by_text("4 of at least 5 chosen")).to_be_visible()
    expect(sam.get_by_label("Treasury was consulted")).to_be_checked()
    tick(sam, "10")
    expect(panel).to_have_attribute("data-verdict", "lawful")
    lock(sam)
    expect(sam.locator("#receipt")).to_be_focused()
    for page in (ana, cleo):
        page.locator("#lock").click()
        expect(page.locator("#receipt")).to_be_visible()
    expect(control.get_by_text("5 of 5 locked").first).to_be_visible()

    # Before the reveal nobody else has been sent the order or a ruling, on the page or in a frame.
    for page, heard in zip((ana, cleo), told, strict=True):
        new = "".join(page.frames_in[heard:])
        assert "order_locked" in new and "find_and_impose" not in new and "move_ruled" not in new and '"items"' not in new
        assert rulings(page) == before
        assert "imposes measures 1, 2, 3, 6 and 10" not in page.locator("#log").inner_text().split("R2")[0]

    next_phase(control, *people)
    newest = sam.locator(".ruling[data-verdict=lawful]").filter(has_text="imposes measures 1, 2, 3, 6 and 10")
    expect(newest).to_be_visible()
    for page in people:
        expect(page.locator(".ruling[data-verdict=lawful]").filter(has_text="imposes measures 1, 2, 3, 6 and 10")).to_be_visible()
    assert rulings(sam) == rulings(ana) == rulings(cleo)
    assert all(cites for *_, cites in rulings(sam))

    # From the ruling to the provision and back to the very chip.
    chip = newest.locator(".reason a.cite").first
    chip.focus()
    sam.keyboard.press("Enter")
    expect(sam.locator(".provision:focus")).to_have_attribute("data-cite", "CAATSA 231(a)")
    sam.get_by_role("button", name="Back to ruling").click()
    expect(chip).to_be_focused()

    # An open proof stays open while the table goes on.
    newest.locator("details.why > summary").click()
    expect(newest.locator(".proof").first).to_be_visible()
    next_phase(control, *people)
    expect(newest.locator(".proof").first).to_be_visible()

    to_phase(control, 3, "Headline", *people)
    control.locator("#next").click()
    for page in (control, *people):
        expect(page.locator("#outcome")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("data-net", "ended")

    with control.expect_download() as saved:
        control.get_by_role("button", name="Download the record").click()
    file = tmp_path / "game.jsonl"
    saved.value.save_as(file)
    ran = subprocess.run([sys.executable, "-m", "game", "replay", str(file), "--verify"], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stdout + ran.stderr

    # The replay shows the same end to a seat, and every moment to the white cell.
    control.get_by_role("link", name="Open the replay").click()
    expect(control.locator("#outcome")).to_be_visible()
    whole = rulings(control)
    assert [r[0] for r in whole] == [r[0] for r in rulings(sam)]
    control.locator("#moments button", has_text="imposes measures 1, 2, 3, 6 and 10").last.click()
    expect(control.locator("#outcome")).to_have_count(0)
    expect(control.locator("header .phase")).to_have_text("Reveal and legality")
    scrub = control.locator("#scrub")
    scrub.focus()
    was = scrub.get_attribute("aria-valuetext")
    control.keyboard.press("ArrowRight")
    expect(scrub).not_to_have_attribute("aria-valuetext", was)
    control.keyboard.press("End")
    expect(control.locator("#outcome")).to_be_visible()
    sam.get_by_role("link", name="See the replay").click()
    expect(sam.locator("#as")).to_have_value("WH")
    assert rulings(sam) == rulings(ana)
    sam.locator("#as").select_option("PUBLIC")
    expect(sam.locator(".who")).to_have_text("you are watching")
    expect(sam.get_by_text("Only you and the white cell see this")).to_have_count(0)
