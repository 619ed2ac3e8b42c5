"""What seats do to one another, in browsers: an agreement drafted and signed, a move contested and argued, a bill passed and answered."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import check_axe
from .people import join, lead, lock, next_phase, to_phase


def seated(server, person):
    control, wh, ank = person(), person(), person()
    lead(control, server)
    join(wh, server, "Sam", "WH")
    join(ank, server, "Kim", "ANK-P")
    control.locator("#start").click()
    return control, wh, ank


@pytest.mark.thorough
def test_two_people_draft_sign_and_keep_an_agreement_that_nobody_else_sees(server, person, axe_text):
    control, wh, ank = seated(server, person)
    to_phase(control, 1, "Back channel", wh, ank)
    wh.get_by_text("Draft an agreement").click()
    form = wh.locator("#agreements form")
    form.get_by_label("ANK-P").check()
    form.get_by_label("What it is called").fill("Time for time")
    for n in (1, 2):
        form.get_by_role("button", name="One more promise").click()
        form.locator(f"#term-{n - 1}-kind").select_option("refrains")
    form.locator("#term-0-what").select_option("tariff_threat")
    form.locator("#term-1-by").select_option("ANK-P")
    form.locator("#term-1-what").select_option("rally")
    assert check_axe(wh, axe_text) == []
    form.get_by_role("button", name="Put it before them, and sign").click()
    expect(wh.locator("[data-agreement]")).to_contain_text("Waits for ANK-P")
    offered = ank.locator("[data-agreement]")
    expect(offered).to_contain_text("WH does not order “Threaten tariffs” up to round 1.")
    assert check_axe(ank, axe_text) == []
    offered.get_by_role("button", name="Sign").click()
    for page in (wh, ank, control):
        expect(page.locator("[data-agreement]")).to_contain_text("In force")
    to_phase(control, 1, "Effects", wh, ank)
    for page in (wh, ank):
        expect(page.locator("[data-agreement]")).to_contain_text("Kept")


@pytest.mark.thorough
def test_a_contested_move_is_argued_with_reasons_odds_and_dice(server, person, axe_text):
    control, wh, ank = seated(server, person)
    to_phase(control, 1, "Sealed orders", wh, ank)
    wh.locator("#pick-main").select_option("tariff_threat")
    expect(wh.locator("#preflight")).to_contain_text("no provision speaks of this")
    expect(wh.locator("#lock")).to_have_text("Lock your main move")
    lock(wh)
    next_phase(control, wh, ank)
    ank.get_by_role("button", name="Contest: WH threatens tariffs").click()
    expect(wh.locator("#reveal")).to_contain_text("contested by ANK-P")
    next_phase(control, wh, ank)
    expect(wh.locator(".phase")).to_have_text("Argument")
    argued = ank.locator("[data-argument]")
    expect(argued).to_contain_text("58 % to succeed")
    argued.get_by_label("A reason against it").fill("The steel is for a bridge")
    argued.get_by_role("button", name="Give this reason").click()
    expect(wh.locator("[data-argument]")).to_contain_text("The steel is for a bridge")
    control.get_by_role("button", name="Strong", exact=True).click()
    expect(argued).to_contain_text("42 % to succeed")
    for page in (control, ank):
        assert check_axe(page, axe_text) == []
    control.get_by_role("button", name="Throw the dice").click()
    expect(argued.get_by_role("status")).to_contain_text("against 7.")
    next_phase(control, wh, ank)
    expect(wh.locator(".phase")).to_have_text("Effects")


@pytest.mark.thorough
def test_a_bill_is_passed_answered_and_law(server, person, axe_text):
    control, wh, ank = seated(server, person)
    congress = person(**{"viewport": {"width": 412, "height": 915}})
    join(congress, server, "Rae", "CONG")
    to_phase(control, 3, "Situation", wh)
    for title in ("Their choice, their cost", "Actionable", "Fists on Embassy Row", "A dozen behind bars"):     # the Hill gets restless
        card = control.locator("#injects").get_by_role("button", name=title)
        if card.count():
            card.click()
            expect(card).to_have_count(0)
    to_phase(control, 3, "Sealed orders", wh, congress)
    congress.locator("#pick-main").select_option("pass_bill")
    congress.locator("#field-main-parts").get_by_label("no jets before a report").check()
    expect(congress.locator("#preflight")).to_contain_text("If this bill becomes law")
    expect(congress.locator("#lock")).to_have_text("Lock your main move")          # a bill is not a breach of anything
    assert check_axe(congress, axe_text) == []
    lock(congress)
    next_phase(control, wh, congress)
    bill = wh.locator("#bills-open [data-bill]")
    expect(bill).to_contain_text("No jets before a report")
    expect(bill.get_by_role("table")).to_contain_text("1282")
    expect(wh.locator("#needed")).to_contain_text("Sign or veto")
    expect(wh.locator("#bills-open-title")).to_be_in_viewport()          # the phase brought it into view
    for page in (wh, congress):
        assert check_axe(page, axe_text) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    bill.get_by_role("button", name="Sign").click()
    expect(bill).to_contain_text("Signed, law at the effects")
    to_phase(control, 3, "Effects", wh)
    expect(wh.locator("#bills")).to_contain_text("Law since 30 Apr 2018")
    expect(wh.locator("#law")).to_contain_text("1282")
