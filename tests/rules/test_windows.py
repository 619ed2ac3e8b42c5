"""Every count of days in the law, on the day before, the day of and the day after; months and leap years."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game import rules
from game.rules import frame

from .reference import months_later
from .scene import AECA3, DEAL, ENDING, REPORT, SALE, act, case, happened, imposed, law, plus, ruled, state, statutes, verdict

FIVE = {"determination": True, "items": frozenset([1, 2, 3, 4, 6])}
OLD = imposed(date(2018, 2, 1))
AROUND = (-1, 0, 1)


def ending_barred(*events, on):
    return verdict(case(OLD, *events), act("terminate_236c", "president", on, **ENDING)) == "unlawful"


@pytest.mark.parametrize("name", ["impose_231", "determine_231"])
def test_caatsa_231_a_operates_on_and_after_the_180th_day_29_january_2018(name):
    params = FIVE if name == "impose_231" else {"determination": True}
    found = [verdict(case(), act(name, "president", plus(date(2018, 1, 29), n), **params)) for n in AROUND]
    assert found == ["not_applicable", "lawful", "lawful"]


def test_caatsa_231_d_list_is_in_time_through_1_october_2017():
    assert [state(case(), plus(date(2017, 10, 1), n), "CAATSA 231(d)") for n in AROUND] == ["due", "due", "breached"]
    assert [state(case(), plus(date(2017, 8, 2), n), "CAATSA 231(d)") for n in AROUND] == ["pending", "due", "due"]


def test_caatsa_231_a_reaches_conduct_on_the_day_of_enactment_and_not_the_day_before():
    on = date(2018, 3, 1)
    for n, expected in zip(AROUND, ("not_applicable", "lawful", "lawful"), strict=True):
        deal = {**DEAL, "last_conduct": plus(date(2017, 8, 2), n)}
        assert verdict(case(deal=deal), act("determine_231", "president", on, determination=True)) == expected


def test_caatsa_231_a_is_due_on_the_day_of_the_determination_and_breached_from_the_next():
    day = date(2018, 5, 25)
    assert [state(case(happened("determined.231", day)), plus(day, n)) for n in AROUND] == ["pending", "due", "breached"]


@pytest.mark.parametrize("filed", [date(2018, 12, 19), date(2021, 3, 1), date(2020, 2, 1), date(2021, 12, 20), date(2019, 4, 6)])
def test_caatsa_216_b_1_bars_through_the_thirtieth_day_the_day_of_submission_being_the_first(filed):
    report = happened("report.216", filed, **REPORT)
    assert [ending_barred(report, on=plus(filed, n)) for n in (0, 28, 29, 30, 31)] == [True, True, True, False, False]


@pytest.mark.parametrize("year", [2018, 2020, 2021, 2024])
def test_caatsa_216_b_2_gives_sixty_days_from_10_july_through_7_september_of_any_year(year):
    for month, day, days in ((7, 9, 30), (7, 10, 60), (7, 11, 60), (9, 6, 60), (9, 7, 60), (9, 8, 30)):
        filed = date(year, month, day)
        report = happened("report.216", filed, **REPORT)
        for n, barred in ((days - 1, True), (days, False)):
            ending = act("terminate_236c", "president", plus(filed, n), **ENDING)
            assert (verdict(case(OLD, report), ending) == "unlawful") is barred, (filed, n)


@pytest.mark.parametrize(("event", "days"), [("disapproval.passed", 12), ("disapproval.vetoed", 10)])
@pytest.mark.parametrize("on", [date(2021, 3, 30), date(2021, 12, 25), date(2020, 2, 20)])
def test_caatsa_216_b_4_and_5_bar_through_twelve_and_ten_days_after_passage_and_veto(event, days, on):
    report = happened("report.216", plus(on, -29), **REPORT)
    found = [ending_barred(report, happened(event, on), on=plus(on, days + n)) for n in AROUND]
    assert found == [True, True, False]


def test_caatsa_216_b_the_bars_are_independent_and_the_latest_decides():
    report = happened("report.216", date(2021, 3, 1), **REPORT)
    passed, vetoed = happened("disapproval.passed", date(2021, 3, 2)), happened("disapproval.vetoed", date(2021, 3, 3))
    assert [ending_barred(report, passed, vetoed, on=date(2021, 3, d)) for d in (14, 30, 31)] == [True, True, False]


def test_caatsa_231_c_a_delay_carries_through_the_180th_day():
    day = date(2018, 2, 15)
    situation = case(happened("determined.231", date(2018, 2, 10)), happened("delayed.231c", day))
    assert [state(situation, plus(day, 180 + n)) for n in AROUND] == ["suspended", "suspended", "breached"]


@pytest.mark.parametrize(("nato", "days"), [(True, 15), (False, 30)])
@pytest.mark.parametrize(
    ("name", "event", "channel"), [("issue_loa_fms", "certified.36b", "fms"), ("issue_license_dcs", "certified.36c", "dcs")]
)
def test_aeca_36_waits_fifteen_days_for_allies_and_thirty_for_others(nato, days, name, event, channel):
    for received in (date(2017, 12, 1), date(2020, 2, 20), date(2021, 12, 24)):
        situation = case(happened(event, received, recipients=AECA3, emergency_statement=False), sale={**SALE, "channel": channel, "buyer_nato5": nato})
        found = [verdict(situation, act(name, "secretary_of_state", plus(received, days + n))) for n in AROUND]
        assert found == ["unlawful", "lawful", "lawful"]


def test_aeca_36_b_a_certification_that_says_nothing_of_an_emergency_states_none():
    day, certify = date(2021, 3, 1), act("certify_36b", "president", date(2021, 3, 1), recipients=law.names.sets["aeca3"])
    (made,) = rules.occurrences_of(law, certify, ruled(case(), certify))
    found = [verdict(case(made), act("issue_loa_fms", "president", plus(day, 15 + n))) for n in AROUND]
    assert found == ["unlawful", "lawful", "lawful"]


@pytest.mark.parametrize(("fact", "usd", "nato"), [
    (None, 100_000_000, True), ("is_mde", 25_000_000, True), (None, 50_000_000, False), ("is_mde", 14_000_000, False),
])  # fmt: skip
def test_aeca_36_b_6_needs_a_certification_at_the_threshold_and_not_a_dollar_below(fact, usd, nato):
    found = []
    for n in AROUND:
        sale = {**SALE, "buyer_nato5": nato, "value_usd": usd + n, **({fact: True} if fact else {})}
        found.append(verdict(case(sale=sale), act("issue_loa_fms", "president", date(2019, 1, 1))))
    assert found == ["lawful", "unlawful", "unlawful"]


def lent(usd, on, *before):
    loans = [happened("loan.made", day, usd=amount) for day, amount in before]
    return verdict(case(imposed(date(2018, 2, 1), 1, 2, 3, 4, 6), *loans), act("extend_loan", "us_bank", on, usd=usd))


def test_caatsa_235_a_3_allows_exactly_ten_million_and_not_a_dollar_more():
    assert [lent(10_000_000 + n, date(2021, 3, 1)) for n in AROUND] == ["lawful", "lawful", "unlawful"]


@pytest.mark.parametrize(("first", "free"), [
    (date(2021, 1, 15), date(2022, 1, 15)), (date(2020, 2, 29), date(2021, 2, 28)), (date(2019, 2, 28), date(2020, 2, 28)),
    (date(2020, 12, 31), date(2021, 12, 31)),
])  # fmt: skip
def test_caatsa_235_a_3_counts_the_loans_later_than_twelve_calendar_months_ago(first, free):
    found = [lent(2_000_000, plus(free, n), (first, 9_000_000)) for n in AROUND]
    if first == date(2020, 2, 29):  # twelve months before 28 February 2021 is 28 February 2020; the loan is a day later
        assert found == ["unlawful", "unlawful", "lawful"]
    else:
        assert found == ["unlawful", "lawful", "lawful"]
    assert lent(2_000_000, first, (first, 9_000_000)) == "unlawful"
    assert lent(2_000_000, plus(first, -1), (first, 9_000_000)) == "lawful", "a loan of tomorrow is not counted"


def test_no_day_count_rolls_over_a_weekend():
    sunday = date(2017, 10, 1)
    assert sunday.weekday() == 6
    assert state(case(), plus(sunday, 1), "CAATSA 231(d)") == "breached"


def test_the_reading_that_only_enactment_binds_lifts_the_bars_of_caatsa_216_b_4_and_5():
    report, passed = happened("report.216", date(2021, 3, 1), **REPORT), happened("disapproval.passed", date(2021, 3, 30))
    ending = act("terminate_236c", "president", date(2021, 4, 5), **ENDING)
    assert verdict(case(OLD, report, passed), ending) == "unlawful"
    assert verdict(case(OLD, report, passed), ending, statutes.law({"q3": "enactment_only"})) == "lawful"


@pytest.mark.parametrize(("day", "months", "expected"), [
    (date(2021, 1, 31), 1, date(2021, 2, 28)), (date(2020, 1, 31), 1, date(2020, 2, 29)), (date(2020, 2, 29), 12, date(2021, 2, 28)),
    (date(2020, 2, 29), -12, date(2019, 2, 28)), (date(2021, 3, 31), -1, date(2021, 2, 28)), (date(2021, 12, 31), 2, date(2022, 2, 28)),
    (date(2021, 1, 30), 12, date(2022, 1, 30)), (date(1, 1, 31), -1, date.min), (date(9999, 12, 31), 1, date.max),
])  # fmt: skip
def test_a_month_ends_on_the_last_day_it_has(day, months, expected):
    assert frame.add_months(day, months) == expected


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-600, 600))
def test_months_agree_with_the_reference(day, months):
    assert frame.add_months(day, months) == months_later(day, months)


@pytest.mark.parametrize("on", [date.min, date(1, 6, 1), date.max])
def test_the_ends_of_the_calendar_are_days_like_others(on):
    for name in law.acts:
        for params in ({}, {"usd": 1}) if "usd" in law.acts[name].params else ({},):
            assert verdict(case(), act(name, "president", on, **params))
