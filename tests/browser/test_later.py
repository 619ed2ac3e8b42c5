"""Parts that are fetched when they are first needed: how little a page begins with, and that nothing of it is noticed."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from .people import join, lead, next_phase, to_phase

MODULES, REQUESTS = 40, 54
"""At most forty modules of our own; with six of others, six sheets, the page and its icon."""


def fetched(page: Any) -> list[str]:
    """The addresses the page fetches, from now on."""
    found: list[str] = []
    page.on("request", lambda r: found.append(r.url) if r.resource_type in ("document", "script", "stylesheet", "image", "font") else None)
    return found


def own(addresses: list[str]) -> list[str]:
    return [a for a in addresses if a.endswith(".js") and "/vendor/" not in a]


def test_line_64_a_page_begins_with_few_requests_and_fetches_the_rest_when_it_is_needed(server, person):
    control, page = person(), person()
    for who, go in ((control, lambda: lead(control, server)), (page, lambda: join(page, server, "Sam", "WH"))):
        got = fetched(who)
        go()
        last = [n for n, a in enumerate(got) if "/t/" in a and not a.endswith(".js")][-1]     # the page that stands, not those before it
        assert len(own(got[last:])) <= MODULES, sorted(own(got[last:]))
        assert len(got[last:]) <= REQUESTS
    got = fetched(page)
    page.get_by_role("button", name="Help").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Help")).to_be_focused()
    page.get_by_role("button", name="Help").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert [a.rsplit("/", 1)[1] for a in own(got)] == ["help.js"]


def test_a_part_that_cannot_be_fetched_says_so_and_comes_when_tried_again(server, person):
    control, page = person(), person()
    lead(control, server)
    join(page, server, "Sam", "WH")
    page.broken = True
    page.route("**/parts/composer.js", lambda route: route.abort())
    control.locator("#start").click()
    expect(page.locator("main .later")).to_contain_text("A part of this page could not be fetched.")
    expect(page.locator("#alarm")).to_contain_text("could not be fetched")
    expect(page.locator("#cards")).to_be_visible()                      # the others are there
    page.unroute("**/parts/composer.js")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#order")).to_be_visible()
    expect(page.locator("main .later")).to_have_count(0)


@pytest.mark.thorough
def test_a_view_waits_for_its_part_so_that_nothing_jumps_but_not_for_long(server, person):
    control, page, slow = person(), person(), person()
    lead(control, server)
    join(page, server, "Sam", "WH")
    join(slow, server, "Ana", "DEF")
    control.locator("#start").click()
    to_phase(control, 1, "Sealed orders", page, slow)
    held: list[Any] = []
    page.route("**/parts/reveal.js", lambda route: (page.wait_for_timeout(300), route.continue_()))
    slow.route("**/parts/reveal.js", lambda route: held.append(route))
    page.evaluate("""() => { window.seen = []; new MutationObserver(() => {
      if (document.querySelector(".phase").textContent !== "Reveal and legality") return;
      window.seen.push(document.querySelector("#reveal") !== null);
    }).observe(document.getElementById("page"), { subtree: true, childList: true, characterData: true }) }""")
    next_phase(control, page, slow)                                     # the phase is shown with its part, or without after a second
    seen = page.evaluate("window.seen")
    assert seen and all(seen)
    assert slow.locator("#reveal").count() == 0
    held[0].continue_()
    expect(slow.locator("#reveal")).to_be_visible()
