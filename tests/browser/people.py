"""What people at a table do with mouse and keys, in words: join, sit, start, order, lock."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

PHASES = ["Situation", "Back channel", "Sealed orders", "Reveal and legality", "Effects", "Headline"]
FOUR = ["1", "2", "3", "6"]


def shows(page: Any, selector: str) -> None:
    """Wait until something visible matches. Looks again within 20 ms, where `expect` lets a tenth to a whole second go by."""
    page.locator(selector).first.wait_for()


def live(page: Any) -> None:
    """The page shows the table and what is pressed goes out."""
    page.locator("html[data-net=live]").wait_for(state="attached")


def join(page: Any, server: Any, name: str, seat: str | None = None) -> None:
    """Join by code as *name*, and take *seat*."""
    page.goto(f"{server.url}/")
    page.get_by_label("Table code").fill(f"{server.code[:3].lower()}-{server.code[3:]}")
    page.get_by_label("Your name, as others see it").fill(name)
    page.get_by_role("button", name="Continue").click()
    shows(page, "h1:text-is('Choose a seat'), h2:text-is('Choose a seat')")
    live(page)
    if seat:
        page.locator(f"[data-seat='{seat}'] button").click()
        shows(page, f".who:text-is('you are {seat}')")
        live(page)


def lead(page: Any, server: Any) -> None:
    """Open the white cell's page."""
    page.goto(server.control)
    expect(page.get_by_role("button", name="Start the game").or_(page.locator("#next")).or_(page.locator("#outcome")).first).to_be_visible()


def phase(page: Any) -> str:
    return page.locator(".phase").inner_text()


def next_phase(control: Any, *pages: Any) -> None:
    """The white cell goes on by one phase; all the pages show it."""
    shows(control, "#next")                              # the game has started
    was = phase(control)
    control.locator("#next").click()
    shows(control, f".phase:not(:text-is('{was}'))")
    for page in pages:
        shows(page, f".phase:text-is('{phase(control)}')")


def to_phase(control: Any, round: int, title: str, *pages: Any) -> None:
    """The white cell goes on until the table stands in this phase of this round."""
    shows(control, "#next")
    for _ in range(40):
        if control.get_by_text(f"Round {round} of 3", exact=True).count() and phase(control) == title:
            break
        next_phase(control)
    for page in [control, *pages]:
        shows(page, f".phase:text-is('{title}')")
        expect(page.locator("header").get_by_text(f"Round {round} of 3")).to_be_attached()


def tick(page: Any, *numbers: str) -> None:
    """Tick measures by number."""
    for number in numbers:
        page.locator("#field-main-items .tick").nth(int(number) - 1).locator("input").check()


def lock(page: Any) -> None:
    page.locator("#lock").click()
    shows(page, "#receipt")
