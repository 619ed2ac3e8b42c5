"""When two rulings on one act come out alike: every part that is compared, changed by itself."""

from __future__ import annotations

from datetime import date

import pytest

from game import rules

from .scene import act, case, happened, law

DAY = date(2018, 5, 25)
ASSERTED = act("assert_breach_231", "press", DAY)
SAID = rules.outcome(rules.explain(law, case(happened("determined.231", DAY)), ASSERTED, rules.adjudicate(law, case(happened("determined.231", DAY)), ASSERTED)))


def changed(**fields):
    (duty,) = SAID["duties"]
    return {**SAID, "duties": [{**duty, **fields}]}


def test_given_other_reasons_provisions_or_citations_then_two_rulings_come_out_alike():
    assert rules.alike(SAID, {**SAID, "reason": "Another.", "decisive": []})
    assert rules.alike(SAID, changed(norm="CAATSA 999", cite="CAATSA 999", key="CAATSA 999 ssm"))


@pytest.mark.parametrize("other", [
    {**SAID, "verdict": "unlawful"},
    {**SAID, "consequence": "breach"},
    {**SAID, "duties": []},
    changed(state="breached"),
    changed(due="2018-05-26"),
    changed(title="Duty to publish the list"),
    changed(about={"person": "another"}),
    changed(holder="secretary_of_state"),
    changed(owed_to="the public"),
])  # fmt: skip
def test_given_another_verdict_consequence_or_duty_then_they_do_not(other):
    assert not rules.alike(SAID, other)
