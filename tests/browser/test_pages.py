"""Each page by itself: joining and its faults, without JavaScript, with the keyboard only, what the white cell does."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .people import join, lead, live, lock, next_phase, tick, to_phase


@pytest.mark.thorough
def test_line_3_a_code_is_read_kindly_and_a_letter_no_code_has_is_named(server, person):
    page = person()
    page.goto(f"{server.url}/j/{server.code.lower()}")
    expect(page.get_by_label("Table code")).to_have_value(f"{server.code[:3]} {server.code[3:]}")
    expect(page.get_by_label("Your name")).to_be_focused()
    page.get_by_label("Table code").fill("K7O M4R")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#summary")).to_contain_text("There is no letter O in codes.")
    expect(page.locator("#summary")).to_contain_text("Enter your name")
    expect(page).to_have_title("Error: Join a table · Halifax")
    page.get_by_role("link", name="Enter your name").click()
    expect(page.get_by_label("Your name")).to_be_focused()
    page.get_by_label("Your name").fill("Sam")
    page.get_by_label("Table code").fill(f" {server.code[:3].lower()}-{server.code[3:]}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Choose a seat")).to_be_visible()
    assert "#pass" not in page.url


def test_line_4_an_unknown_code_says_so(server, person):
    page = person()
    page.goto(server.url)
    page.get_by_label("Table code").fill("222222")
    page.get_by_label("Your name").fill("Sam")
    page.broken = True
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#summary")).to_contain_text("No table with this code")
    page.problems[:] = [p for p in page.problems if "404" not in p]      # the refusal itself is a 404


@pytest.mark.thorough
def test_line_7_two_people_take_one_seat_and_the_second_is_told_who_was_quicker(server, person):
    sam, ana = person(), person()
    join(sam, server, "Sam")
    join(ana, server, "Ana")
    held = []
    ana.route("**/api/seat", lambda route: held.append(route))
    ana.locator("[data-seat='WH'] button").click()
    sam.locator("[data-seat='WH'] button").click()
    expect(sam.locator(".who")).to_have_text("you are WH")
    held[0].continue_()
    expect(ana.locator("#seat-problem")).to_contain_text("Sam was quicker")
    expect(ana.locator("#seat-problem")).to_be_focused()
    expect(ana.locator("[data-seat='WH']")).to_contain_text("Taken by Sam")
    ana.problems[:] = [p for p in ana.problems if "409" not in p]
    ana.unroute("**/api/seat")
    ana.locator("[data-seat='DEF'] button").click()
    expect(ana.locator(".who")).to_have_text("you are DEF")


def test_line_1_without_javascript_code_name_and_seat_work(server, person):
    page = person(java_script_enabled=False)
    page.goto(f"{server.url}/j/{server.code}")
    page.get_by_label("Your name").fill("Sam")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Take this seat").first.click()
    expect(page.get_by_role("heading", name="You have a seat")).to_be_visible()


def test_line_2_from_the_link_to_a_seat_on_a_phone_in_three_actions_with_large_targets(server, chrome, person):
    page = person(**chrome.phone)
    page.goto(f"{server.url}/j/{server.code}")
    box = page.get_by_label("Your name")
    go = page.get_by_role("button", name="Continue")
    assert box.bounding_box()["height"] >= 44 and go.bounding_box()["height"] >= 44
    box.fill("Sam")
    go.click()
    take = page.locator("[data-seat='WH'] button")
    assert take.bounding_box()["height"] >= 44
    take.click()
    expect(page.locator(".who")).to_have_text("you are WH")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.thorough
def test_line_19_everything_works_on_an_insecure_origin(server, person):
    control, page = person(), person()
    lead(control, server)
    page.goto(f"http://classroom.test:{server.server.port}/j/{server.code}")
    assert page.evaluate("isSecureContext") is False
    page.get_by_label("Your name").fill("Sam")
    page.get_by_role("button", name="Continue").click()
    page.locator("[data-seat='WH'] button").click()
    live(page)
    control.locator("#start").click()
    to_phase(control, 1, "Sealed orders", page)
    page.locator("#pick-minor").select_option(index=1)
    page.locator("#pick-minor").select_option("")
    lock(page)


@pytest.mark.thorough
def test_line_25_fields_to_fix_are_named_in_a_summary_and_at_the_field(server, person):
    control, page = person(), person()
    lead(control, server)
    join(page, server, "Sam", "ANK-P")
    control.locator("#start").click()
    to_phase(control, 1, "Sealed orders", page)
    page.locator("#pick-main").select_option("undertaking")
    expect(page.locator("#preflight")).to_contain_text("Not complete: 1 thing to fill in")
    page.locator("#lock").click()
    expect(page.locator("#order-problems")).to_be_focused()
    page.locator("#order-problems a").first.click()
    assert page.evaluate("document.activeElement.id").startswith("field-main-")
    expect(page.locator("#receipt")).to_have_count(0)


def test_line_55_an_order_is_locked_with_the_keyboard_only(server, person):
    control, page = person(), person()
    lead(control, server)
    join(page, server, "Sam", "WH")
    control.locator("#start").click()
    to_phase(control, 1, "Sealed orders", page)
    page.locator("body").evaluate("() => document.activeElement.blur()")

    def tab_to(id: str) -> None:
        for _ in range(120):
            page.keyboard.press("Tab")
            # The element that has focus is seen: it has an outline, and nothing lies over its centre.
            seen = page.evaluate("""() => { const e = document.activeElement, r = e.getBoundingClientRect();
              const at = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
              return [e.id, getComputedStyle(e).outlineStyle !== 'none', !!at && (e.contains(at) || at.contains(e))] }""")
            assert seen[1] and seen[2], seen
            if seen[0] == id:
                return
        raise AssertionError(f"#{id} is not reached by Tab")

    tab_to("pick-main")
    page.keyboard.type("Find and")
    expect(page.locator("#pick-main")).to_have_value("find_and_impose")
    page.keyboard.press("Tab")
    expect(page.locator("#field-main-office")).to_be_focused()
    for _ in range(5):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
    expect(page.get_by_text("5 of at least 5 chosen")).to_be_visible()
    tab_to("lock")
    page.keyboard.press("Enter")
    expect(page.locator("#receipt")).to_be_focused()
    tab_to("unlock")
    page.keyboard.press("Enter")
    expect(page.locator("#order-title")).to_be_focused()
    tab_to("pick-main")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#receipt")).to_be_focused()


def test_line_37_an_override_needs_a_reason_and_stays_readable(server, person):
    control, page = person(), person()
    lead(control, server)
    join(page, server, "Sam", "WH")
    control.locator("#start").click()
    to_phase(control, 1, "Sealed orders", page)
    page.locator("#pick-main").select_option("find_and_impose")
    tick(page, "1", "2", "3", "6", "10")
    lock(page)
    next_phase(control, page)
    control.get_by_role("button", name="Override ruling 1").click()
    dialog = control.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Keep as it is")).to_be_focused()
    dialog.get_by_role("button", name="Override the ruling").click()
    expect(dialog).to_contain_text("Give a reason of at least 10 characters.")
    dialog.get_by_label("New outcome").select_option("defective")
    dialog.get_by_label("Reason").fill("Counsel reads the section otherwise.")
    dialog.get_by_role("button", name="Override the ruling").click()
    expect(control.get_by_role("dialog")).to_have_count(0)
    for who in (control, page):
        card = who.locator("#ruling-1")
        expect(card).to_have_attribute("data-v", "changed")
        expect(card).to_contain_text("Overridden to: Defective")
        expect(card).to_contain_text("Counsel reads the section otherwise.")
        expect(card).to_contain_text("The engine's own ruling: Not applicable")


def test_line_38_an_inject_for_one_seat_reaches_nobody_else(server, person):
    control, sam, ana = person(), person(), person()
    lead(control, server)
    join(sam, server, "Sam", "WH")
    join(ana, server, "Ana", "DEF")
    control.locator("#start").click()
    expect(sam.locator(".phase")).to_have_text("Situation")
    control.get_by_text("Write an inject").click()
    control.get_by_label("Title").fill("A word from counsel")
    control.get_by_label("Text, as it will be shown").fill("The test is met, says the memo.")
    control.get_by_label("Only these seats and the white cell").check()
    control.locator("#injects").get_by_role("checkbox", name="DEF").check()
    control.get_by_role("button", name="Send to DEF").click()
    expect(ana.locator(".card", has_text="A word from counsel")).to_contain_text("Only you and the white cell")
    control.locator("#pause-why").fill("A question from the floor")
    control.locator("#pause").click()
    expect(sam.get_by_text("Paused by the white cell: A question from the floor")).to_be_visible()
    assert "A word from counsel" not in sam.content() + "".join(sam.frames_in)
    control.locator("#resume").click()
    expect(sam.get_by_text("Paused by the white cell")).to_have_count(0)


def at_top(page, selector: str, within: str) -> bool:
    """Whether the element stands at the top of what scrolls it, so that it is seen."""
    return page.evaluate("""([s, w]) => { const [e, at] = [s, w].map((x) => document.querySelector(x).getBoundingClientRect());
      return e.top >= at.top - 2 && e.top < at.top + at.height / 3 }""", [selector, within])


@pytest.mark.thorough
def test_what_the_reveal_brings_comes_into_view_without_taking_focus_and_needed_now_leads_there(server, chrome, person):
    control, sam, phone = person(), person(viewport={"width": 1280, "height": 800}), person(**chrome.phone)
    lead(control, server)
    join(sam, server, "Sam", "WH")
    join(phone, server, "Ana", "DEF")
    control.locator("#start").click()
    to_phase(control, 1, "Sealed orders", sam, phone)
    sam.locator("#pick-main").select_option("find_and_impose")
    tick(sam, "1", "2", "3", "6", "10")
    lock(sam)
    sam.locator(".column.work").evaluate("e => { e.scrollTop = 400 }")
    next_phase(control, sam, phone)
    expect(sam.locator("[data-revealed=WH]").first).to_be_in_viewport(ratio=0.9)
    assert at_top(sam, "#reveal", ".column.work")
    expect(phone.locator("#reveal")).to_be_in_viewport()
    assert phone.evaluate("document.activeElement === document.body")

    # Back on the first view of the phone, the line of what is needed leads to the orders.
    phone.locator("nav.views").get_by_role("link", name="Order").click()
    phone.get_by_role("link", name="Read the orders and what the law says of them.").click()
    expect(phone.locator("#reveal-title")).to_be_focused()

    # Whoever is writing keeps what they look at.
    sam.get_by_label("Write to everyone").fill("Wait")
    sam.locator(".column.work").evaluate("e => { e.scrollTop = 77 }")
    next_phase(control, sam, phone)
    expect(sam.get_by_label("Write to everyone")).to_be_focused()
    expect(phone.locator("#tracks")).to_be_in_viewport()
    assert sam.locator(".column.work").evaluate("e => e.scrollTop") == 77
    sam.get_by_role("link", name="Read what moved, and why.").click()
    expect(sam.locator("#tracks-title")).to_be_focused()


@pytest.mark.thorough
def test_a_seat_is_changed_and_left_from_the_table_itself(server, person):
    page = person()
    join(page, server, "Sam", "WH")
    page.get_by_text("Change or leave your seat").click()
    page.get_by_role("button", name="Take this seat: Secretary of Defense").click()
    expect(page.get_by_role("dialog")).to_contain_text("You leave WH")
    page.get_by_role("dialog").get_by_role("button", name="Take DEF").click()
    expect(page.locator(".who")).to_have_text("you are DEF")
    expect(page.locator("[data-seat=WH]").first).to_contain_text("free")
    page.get_by_text("Change or leave your seat").click()
    page.get_by_role("button", name="Leave your seat and watch").click()
    page.get_by_role("dialog").get_by_role("button", name="Leave your seat and watch").click()
    expect(page.get_by_role("heading", name="Choose a seat")).to_be_visible()
    expect(page.locator("[data-seat=DEF] button")).to_be_visible()


@pytest.mark.thorough
def test_the_law_opens_with_what_the_seat_s_moves_turn_on_and_a_ruling_says_how_it_was_read(server, person):
    control, page = person(), person()
    lead(control, server)
    join(page, server, "Sam", "WH")
    control.locator("#start").click()
    to_phase(control, 1, "Sealed orders", page)
    expect(page.locator("#law .group").first).to_have_text("What the moves here turn on")
    first = page.locator("#law .provision h4")
    assert first.nth(1).inner_text() != first.nth(2).inner_text()
    expect(page.locator("#law .group + .provision[data-cite^='CAATSA 231'], #law .group + .provision").first).to_be_visible()
    page.locator("#pick-main").select_option("find_and_impose")
    tick(page, "1", "2")
    expect(control.locator("#orders tr", has_text="WH")).to_contain_text("imposes measures 1 and 2 on it.")
    expect(control.locator("#orders")).not_to_contain_text("consulted:")
    tick(page, "3", "6", "10")
    lock(page)
    next_phase(control, page)
    page.locator(".ruling details.readings summary").first.click()
    expect(page.locator(".ruling details.readings li").first).to_contain_text("Read here:")
    expect(page.locator(".ruling details.readings").first).to_contain_text("?")


@pytest.mark.thorough
def test_line_59_and_62_on_paper_and_with_forced_colours_everything_is_still_there(server, person):
    control, page = person(), person(color_scheme="dark")
    lead(control, server)
    join(page, server, "Sam", "WH")
    control.locator("#start").click()
    to_phase(control, 1, "Sealed orders", page)
    page.locator("#pick-main").select_option("find_and_impose")
    tick(page, "1", "2", "3", "6", "10")
    page.emulate_media(media="print")
    assert page.locator("#order:visible").count() == 0 and page.locator("#law:visible").count() == 1
    page.emulate_media(media="screen")
    lock(page)
    next_phase(control, page)
    page.emulate_media(media="print")
    colours = page.locator(".ruling").first.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]")
    assert colours == ["rgb(22, 25, 29)", "rgb(255, 255, 255)"]
    for gone in ("#needed", "nav.views", "#talk form", ".lines"):
        assert page.locator(f"{gone}:visible").count() == 0
    expect(page.locator(".track", has_text="Alliance cohesion")).to_contain_text("≤ 2: Rupture")
    page.emulate_media(media="screen", forced_colors="active")
    ruling = page.locator(".ruling").first
    expect(ruling.locator(".badge")).to_contain_text("Not applicable")
    expect(ruling.locator(".badge svg")).to_be_visible()
    fill, behind = (page.locator(s).first.evaluate("e => getComputedStyle(e).backgroundColor") for s in (".meter > span", ".meter"))
    assert fill != behind


@pytest.mark.thorough
def test_the_header_of_a_phone_says_where_one_is_in_two_lines(server, chrome, person):
    control, page = person(), person(**{**chrome.phone, "viewport": {"width": 390, "height": 844}})
    lead(control, server)
    join(page, server, "Sam", "ANK-P")
    control.locator("#start").click()
    next_phase(control, page)
    for words in ("Actionable", "Round 1 of 3", "you are ANK-P", "Back channel", "Help"):
        expect(page.locator("header.top").get_by_text(words, exact=True)).to_be_in_viewport(ratio=1)
    assert page.locator("header.top").bounding_box()["height"] < 72
