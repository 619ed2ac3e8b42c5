"""What is owed: each state a duty can be in, and each way from one to the next."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game import rules
from tests.draws import draws

from .scene import ACC6, act, case, explained, happened, imposed, law, plus, state

DAY = date(2018, 5, 25)
FOUND = happened("determined.231", DAY)
LIST = "CAATSA 231(d)"


def over(situation, *days, cite="CAATSA 231(a)"):
    return [state(situation, plus(DAY, n), cite) for n in days]


def test_a_duty_is_pending_then_due_then_breached_by_time_alone():
    assert over(case(FOUND), -1, 0, 1, 400) == ["pending", "due", "breached", "breached"]


def test_performed_on_the_day_it_is_discharged_and_stays_so():
    assert over(case(FOUND, imposed(DAY)), 0, 1, 900) == ["discharged", "discharged", "discharged"]


@pytest.mark.parametrize("late", [1, 2, 30])
def test_performed_after_the_deadline_it_is_discharged_late_on_that_day_and_for_good(late):
    situation = case(FOUND, imposed(plus(DAY, late)))
    assert over(situation, late - 1, late, late + 1, 900) == ["due" if late == 1 else "breached", *["discharged_late"] * 3]


@pytest.mark.parametrize(
    ("on", "then"), [(date(2017, 10, 1), "discharged"), (date(2017, 10, 2), "discharged_late"), (date(2017, 10, 27), "discharged_late")]
)
def test_the_list_of_caatsa_231_d_is_late_from_the_first_day_after_the_deadline(on, then):
    assert state(case(happened("list.published", on)), date(2018, 6, 1), LIST) == then


def test_a_waiver_in_time_suspends_without_end():
    assert over(case(FOUND, happened("waived.231b", DAY)), 0, 1, 3000) == ["suspended"] * 3


def test_a_waiver_after_breach_suspends_from_its_day():
    assert over(case(FOUND, happened("waived.231b", plus(DAY, 5))), 4, 5, 6) == ["breached", "suspended", "suspended"]


def test_a_lapsed_delay_leaves_the_duty_overdue_at_once_and_a_new_certificate_suspends_again():
    situation = case(FOUND, happened("delayed.231c", DAY), happened("delayed.231c", plus(DAY, 190)))
    assert over(situation, 180, 181, 189, 190, 370, 371) == ["suspended", "breached", "breached", "suspended", "suspended", "breached"]


def test_certificates_every_180_days_keep_it_suspended_without_a_gap():
    situation = case(
        FOUND, happened("delayed.231c", DAY), happened("delayed.231c", plus(DAY, 180)), happened("delayed.231c", plus(DAY, 360))
    )
    assert set(over(situation, *range(0, 541))) == {"suspended"}
    assert over(situation, 541) == ["breached"]


def test_performed_while_suspended_is_in_time_and_after_a_lapse_is_late():
    delayed = happened("delayed.231c", DAY)
    assert over(case(FOUND, delayed, imposed(plus(DAY, 100))), 100, 500) == ["discharged", "discharged"]
    assert over(case(FOUND, delayed, imposed(plus(DAY, 180))), 180, 500) == ["discharged", "discharged"]
    assert over(case(FOUND, delayed, imposed(plus(DAY, 181))), 181, 500) == ["discharged_late"] * 2
    gap = case(FOUND, delayed, happened("delayed.231c", plus(DAY, 185)), imposed(plus(DAY, 200)))
    assert over(gap, 200) == ["discharged_late"], "the breach between two certificates stays on record"


def test_after_measures_are_ended_nothing_is_owed_until_a_new_determination():
    again = [FOUND, imposed(DAY), happened("terminated.231", plus(DAY, 800)), happened("determined.231", plus(DAY, 900))]
    assert over(case(*again), 799, 800, 899, 900, 901) == ["discharged", "pending", "pending", "due", "breached"]


def test_to_determine_again_moves_no_deadline_and_a_breach_stays_on_record():
    again = case(FOUND, happened("determined.231", plus(DAY, 30)))
    assert over(again, 0, 1, 30, 31) == ["due", "breached", "breached", "breached"]
    at_last = case(FOUND, happened("determined.231", plus(DAY, 30)), imposed(plus(DAY, 30)))
    assert over(at_last, 30, 400) == ["discharged_late"] * 2


def test_one_duty_runs_for_each_person_by_itself():
    two = rules.Case({"a": rules.Record("person", {}), "b": rules.Record("person", {})},
                     (rules.Occurrence("determined.231", DAY, {"person": "a"}), rules.Occurrence("determined.231", plus(DAY, 1), {"person": "b"})))  # fmt: skip
    found = {d.key: d.state for d in rules.duties(law, two, plus(DAY, 1)) if d.cite == "CAATSA 231(a)"}
    assert found == {"CAATSA 231(a) a": "breached", "CAATSA 231(a) b": "due"}


def test_an_act_tells_the_duties_it_raises_suspends_and_discharges():
    raised = explained(case(), act("determine_231", "president", DAY, determination=True))
    assert [(d["cite"], d["state"], d["due"]) for d in raised["duties"]] == [("CAATSA 231(a)", "due", "2018-05-25")]
    waived = explained(case(FOUND), act("waive_231b", "president", DAY, recipients=ACC6, ground="vital_interest", cyber_certificate=True))
    assert [d["state"] for d in waived["duties"]] == ["suspended"]
    done = explained(case(FOUND), act("impose_231", "president", plus(DAY, 1), items=frozenset([1, 2, 3, 4, 6])))
    assert [d["state"] for d in done["duties"]] == ["discharged_late"]
    void = explained(case(FOUND), act("impose_231", "president", DAY, items=frozenset([1, 2, 3, 4])))
    assert (void["verdict"], void["consequence"], void["duties"]) == ("defective", "void", [])


@pytest.mark.parametrize(("n", "verdict", "said"), [(-1, "not_applicable", []), (0, "lawful", ["due"]), (1, "lawful", ["breached"])])
def test_anyone_may_assert_a_breach_and_is_answered_with_the_state(n, verdict, said):
    answer = explained(case(FOUND), act("assert_breach_231", "press", plus(DAY, n)))
    assert (answer["verdict"], answer["consequence"], [d["state"] for d in answer["duties"]]) == (verdict, "effective", said)


days = st.integers(0, 400).map(lambda n: plus(DAY, n))
events = st.lists(st.builds(happened, st.sampled_from(["delayed.231c", "waived.231b", "determined.231", "list.published"]), days) | days.map(imposed),
                  max_size=5)  # fmt: skip


@settings(max_examples=draws(150), deadline=None)
@given(events, st.integers(0, 420))
def test_what_happens_later_does_not_change_what_is_owed_today(several, n):
    today = plus(DAY, n)
    past = [o for o in several if o.date <= today]
    assert rules.duties(law, case(FOUND, *several), today) == rules.duties(law, case(FOUND, *past), today)


@settings(max_examples=draws(150), deadline=None)
@given(st.lists(st.integers(1, 400), max_size=4), st.integers(1, 400))
def test_late_exactly_when_a_certificate_or_the_performance_came_more_than_180_days_after_the_last(certificates, performed):
    delays = [happened("delayed.231c", plus(DAY, n)) for n in [0, *certificates]]
    carried = [*sorted({0, *(n for n in certificates if n < performed)}), performed]
    late = any(later - earlier > 180 for earlier, later in pairwise(carried))
    assert over(case(FOUND, *delays, imposed(plus(DAY, performed))), performed) == ["discharged_late" if late else "discharged"]
