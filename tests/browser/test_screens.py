"""Every screen in its states, in each look: axe finds nothing, no target is under 24 px, nothing scrolls sideways.

`make screens` runs this walk too and keeps a picture of each, for people to look at: test-results/screens/NAME-LOOK.png.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import check_axe
from .people import join, lead, lock, next_phase, phase, shows, tick, to_phase

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 412, "height": 839}
LOOKS: dict[str, dict[str, tuple[dict[str, int], dict[str, str]]]] = {
    "light": {"desktop": (DESKTOP, {}), "phone": (PHONE, {}), "forced": (DESKTOP, {"forced_colors": "active"})},
    "dark": {"desktop-dark": (DESKTOP, {"color_scheme": "dark"}), "phone-dark": (PHONE, {"color_scheme": "dark"})},
}
PLAIN = {"color_scheme": "light", "forced_colors": "none"}
PICTURES = os.environ.get("SCREENS")
SHOW = """([view, part]) => {
  if (document.querySelector("nav.views")) location.hash = `#/${view}`;
  requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(part).scrollIntoView()));
}"""


@pytest.fixture
def screen(axe_text: str, theme: str) -> Iterator[Callable[..., None]]:
    """screen(page, name, at): the page in each look. at: `law/desk`, the view of a phone and the part that must be seen."""
    faults: list[str] = []

    def look(page: Any, name: str, at: str = "", forced: bool = False) -> None:
        usual = page.viewport_size
        for kind, (size, media) in LOOKS[theme].items():
            if kind == "forced" and not forced:
                continue
            page.set_viewport_size(size)
            page.emulate_media(**{**PLAIN, **media})
            if at:
                page.evaluate(SHOW, at.split("/"))
            page.wait_for_timeout(120)                    # drawn and scrolled to, which takes four frames
            if at:
                expect(page.locator(f"#{at.split('/')[1]}"), f"{name}, {kind}").to_be_in_viewport()
            if PICTURES:
                Path(PICTURES).mkdir(parents=True, exist_ok=True)
                page.screenshot(path=Path(PICTURES) / f"{name}-{kind}.png")
            if kind != "forced":                          # there the system chooses the colours
                faults.extend(f"{name}, {kind}: {fault}" for fault in check_axe(page, axe_text))
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                faults.append(f"{name}, {kind}: scrolls sideways")
        page.set_viewport_size(usual)
        page.emulate_media(**PLAIN)

    yield look
    assert faults == []


@pytest.mark.parametrize("theme", LOOKS)
@pytest.mark.thorough
def test_line_53_axe_finds_nothing_on_any_screen_light_and_dark_on_a_laptop_and_a_phone(server, person, screen, theme):
    control, wh, ank, cong, guest = person(), person(), person(), person(), person()
    guest.goto(server.url)
    screen(guest, "01-join")
    lead(control, server)
    join(guest, server, "Dee")
    screen(guest, "02-seats")
    join(wh, server, "Sam", "WH")
    join(ank, server, "Kim", "ANK-P")
    join(cong, server, "Rae", "CONG")
    screen(wh, "03-lobby")
    screen(control, "04-control-lobby")

    control.locator("#start").click()
    shows(wh, ".phase:text-is('Situation')")
    screen(wh, "05-situation")
    control.get_by_role("button", name="Show all").click()
    row = control.locator("[data-card='A05']")
    row.locator("summary").click()
    row.get_by_label("Why, for the record").fill("They have had enough for today")
    row.get_by_role("button", name="Hold").click()
    expect(row).to_have_attribute("data-status", "held")
    screen(control, "06-control-events", "table/injects", forced=True)
    control.get_by_text("Write an inject").click()
    control.get_by_label("Only these seats and the white cell").check()
    screen(control, "07-control-inject", "table/injects")
    control.get_by_text("Write an inject").click()

    next_phase(control, wh, ank)
    screen(wh, "08-back-channel", "talk/talk")
    screen(wh, "09-desk-empty", "law/desk")
    wh.get_by_text("Ask the statute desk").click()
    wh.get_by_label("Your question").fill("By when must I find that they took part, and who tells me so?")
    wh.get_by_role("button", name="Ask the desk").click()
    expect(wh.get_by_text("The desk has not answered yet.")).to_be_visible()
    screen(wh, "10-desk-asked", "law/desk")
    expect(control.get_by_label("Answer to WH")).to_be_visible()
    screen(control, "11-control-desk", "law/desk", forced=True)
    control.get_by_label("Answer to WH").fill("The text sets no day for finding.")
    control.get_by_role("button", name="Answer to everyone").click()
    expect(wh.locator("#desk")).to_contain_text("The text sets no day for finding.")
    screen(wh, "12-desk-answered", "law/desk")
    aim = control.locator("#evaluation details").first
    aim.locator("summary").click()
    aim.get_by_label("Grade").select_option("S")
    aim.get_by_label("In their words").fill("so we need not find at all")
    aim.get_by_role("button", name="Note it").click()
    expect(aim.locator("li")).to_contain_text("so we need not find at all")
    screen(control, "13-control-evaluation", "table/evaluation", forced=True)
    wh.get_by_text("Draft an agreement").click()
    form = wh.locator("#agreements form")
    form.get_by_label("ANK-P").check()
    form.get_by_label("What it is called").fill("Time for time")
    form.get_by_role("button", name="One more promise").click()
    screen(wh, "14-agreement-draft", "talk/agreements")
    form.get_by_role("button", name="Put it before them, and sign").click()
    shows(ank, "[data-agreement]")
    screen(ank, "15-agreement-offered", "talk/agreements")

    to_phase(control, 1, "Sealed orders", wh, ank)
    screen(wh, "16-orders-empty", "order/order")
    wh.locator("#pick-main").select_option("find_and_impose")
    tick(wh, "1", "2", "3", "6", "10")
    expect(wh.locator("#preflight [data-verdict]")).to_be_visible()
    screen(wh, "17-orders-checked", "order/order", forced=True)
    wh.locator("#pick-main").select_option("tariff_threat")
    lock(wh)
    screen(wh, "18-orders-locked", "order/order")
    screen(control, "19-control-orders", "order/orders")
    next_phase(control, wh, ank)
    ank.get_by_role("button", name="Contest: WH threatens tariffs").click()
    expect(wh.locator("#reveal")).to_contain_text("contested by ANK-P")
    screen(wh, "20-reveal", "rulings/reveal", forced=True)
    next_phase(control, wh, ank)
    argued = ank.locator("[data-argument]")
    argued.get_by_label("A reason against it").fill("The steel is for a bridge that both of you paid for")
    argued.get_by_role("button", name="Give this reason").click()
    shows(control, "#arguments button[aria-pressed]")
    control.locator("#arguments button[aria-pressed]").first.click()
    expect(argued).to_contain_text("42 % to succeed")
    screen(ank, "23-argument", "order/arguments", forced=True)
    control.get_by_text("Decide without dice").click()
    screen(control, "24-control-argument", "order/arguments")
    control.get_by_role("button", name="Throw the dice").click()
    expect(argued.get_by_role("status")).to_contain_text("against 7.")
    screen(ank, "25-argument-thrown", "order/arguments")
    next_phase(control, wh, ank)
    screen(wh, "26-effects", "table/tracks")
    next_phase(control, wh, ank)
    screen(wh, "27-headline")
    screen(control, "28-control-headline", "table/headlines")

    control.get_by_role("button", name="Close the table…").click()
    screen(control, "36-control-close")
    control.get_by_role("button", name="Keep as it is").click()
    to_phase(control, 2, "Sealed orders", wh)
    wh.locator("#pick-main").select_option("find_and_impose")
    tick(wh, "1", "2", "3", "6", "10")
    lock(wh)
    next_phase(control, wh)
    wh.locator(".ruling details.why > summary").first.click()
    screen(wh, "21-ruling-why", "rulings/ruling-1", forced=True)
    control.get_by_role("button", name="Override ruling 1").click()
    screen(control, "22-control-override")
    control.get_by_role("button", name="Keep as it is").click()
    to_phase(control, 3, "Situation", wh)
    for title in ("Their choice, their cost", "Actionable", "Fists on Embassy Row", "A dozen behind bars"):     # the Hill gets restless
        card = control.locator("#injects").get_by_role("button", name=title)
        if card.count():
            card.first.click()
            expect(card).to_have_count(0)
    to_phase(control, 3, "Sealed orders", wh, cong)
    cong.locator("#pick-main").select_option("pass_bill")
    cong.locator("#field-main-parts").get_by_label("no jets before a report").check()
    expect(cong.locator("#preflight")).to_contain_text("If this bill becomes law")
    screen(cong, "29-bill-drafted", "order/order")
    lock(cong)
    next_phase(control, wh, cong)
    bill = wh.locator("#bills-open [data-bill]")
    screen(wh, "30-bill-to-sign", "rulings/bills-open", forced=True)
    screen(control, "31-control-bill", "rulings/bills-open")
    bill.get_by_role("button", name="Sign").click()
    expect(bill).to_contain_text("Signed, law at the effects")
    control.locator("#next").click()
    shows(control, ".phase:text-is('Effects'), #outcome")             # chance may have brought an ending with these effects
    screen(wh, "32-bill-law", "law/bills")
    control.get_by_role("button", name="Help").click()
    screen(control, "33-help")
    control.keyboard.press("Escape")

    while not control.locator("#outcome").count():
        now = phase(control)
        control.locator("#next").click()
        shows(control, f".phase:not(:text-is('{now}')), #outcome")
    screen(wh, "34-outcome", "order/outcome")
    screen(control, "35-control-outcome", "order/outcome")
    control.get_by_role("link", name="Open the replay").click()
    control.locator("#moments button", has_text="Back channel").first.click()
    shows(control, "header .phase:text-is('Back channel')")
    screen(control, "37-replay")
    control.locator("#fork summary").click()
    screen(control, "38-replay-fork", "order/fork", forced=True)
