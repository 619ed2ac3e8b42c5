"""What would make an act lawful: each repair works, no part of it does, and nothing in it is beyond the actor."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.rules.repairs import Change, applied
from tests.draws import draws

from .scene import ACC6, ACL9, DEAL, ENDING, REPORT, SALE, act, case, explained, happened, imposed, law, plus, verdict

DAY = date(2018, 6, 1)
FOUND = happened("determined.231", date(2018, 5, 25))
MEASURES = imposed(date(2018, 2, 1), 1, 2, 3, 4, 6)
WAIVER = {"recipients": ACC6, "ground": "vital_interest", "cyber_certificate": True}


def changes_of(repair):
    made = []
    for c in repair:
        value = c["value"]
        value = frozenset(value) if isinstance(value, list) else date.fromisoformat(value) if c["change"] == "wait" else value
        made.append(Change(c["change"], c["field"], value, c["label"], c["cite"]))
    return made


def fields(ruling):
    return [sorted((c["change"], c["field"]) for c in r) for r in ruling["repairs"]]


def check_every_repair(situation, what):
    ruling = explained(situation, what)
    seen = []
    for repair in ruling["repairs"]:
        changes = changes_of(repair)
        assert verdict(situation, applied(what, frozenset(changes))) == "lawful"
        for k in range(len(changes)):
            for part in combinations(changes, k):
                assert verdict(situation, applied(what, frozenset(part))) != "lawful", (part, repair)
        for c in changes:
            if c.change == "wait":
                assert (c.field, c.value > what.date) == ("act.date", True)
            else:
                assert c.field.removeprefix("act.") in law.acts[what.name].params
            assert c.label
        assert frozenset(changes) not in seen
        seen.append(frozenset(changes))
    return ruling


def test_a_waiver_without_the_cyber_certificate_is_defective_names_caatsa_231_b_2_and_offers_it():
    ruling = check_every_repair(case(FOUND), act("waive_231b", "president", DAY, **{**WAIVER, "cyber_certificate": False}))
    assert (ruling["verdict"], ruling["consequence"], ruling["decisive"]) == ("defective", "void", ["CAATSA 231(b)", "CAATSA 231(b)(2)"])
    assert [[(c["change"], c["field"], c["value"], c["cite"]) for c in r] for r in ruling["repairs"]] == [
        [("set", "act.cyber_certificate", True, "CAATSA 231(b)(2)")]
    ]


def test_a_waiver_on_the_wrong_ground_may_be_mended_on_either_of_the_two():
    ruling = check_every_repair(case(FOUND), act("waive_231b", "president", DAY, **{**WAIVER, "ground": "national_interest"}))
    assert sorted((c["value"], c["cite"]) for r in ruling["repairs"] for c in r) == [
        ("furthers_enforcement", "CAATSA 231(b)(1)(B)"), ("vital_interest", "CAATSA 231(b)(1)(A)"),
    ]  # fmt: skip


def test_four_measures_are_offered_one_more():
    ruling = check_every_repair(case(), act("impose_231", "president", DAY, determination=True, items=frozenset([1, 2, 3, 4])))
    assert fields(ruling) == [[("add", "act.items")]]
    (more,) = ruling["repairs"][0][0]["value"]
    assert more in {6, 7, 8, 9, 10, 11}, "5 asks for a financial institution, 12 for officers"


def test_an_act_barred_by_a_period_is_told_the_first_free_day():
    report = happened("report.216", date(2021, 3, 1), **REPORT)
    ruling = check_every_repair(case(MEASURES, report), act("terminate_236c", "president", date(2021, 3, 5), **ENDING))
    assert [c["value"] for c in ruling["repairs"][0]] == ["2021-03-31"]
    summer = happened("report.216", date(2021, 7, 10), **REPORT)
    ruling = check_every_repair(case(MEASURES, summer), act("terminate_236c", "president", date(2021, 7, 11), **ENDING))
    assert [c["value"] for c in ruling["repairs"][0]] == ["2021-09-08"]


def test_two_bars_at_once_are_waited_out_to_the_later():
    report = happened("report.216", date(2021, 3, 1), **REPORT)
    passed = happened("disapproval.passed", date(2021, 3, 28))
    ruling = check_every_repair(case(MEASURES, report, passed), act("terminate_236c", "president", date(2021, 3, 29), **ENDING))
    assert [max(c["value"] for c in r) for r in ruling["repairs"]] == ["2021-04-10"]


@pytest.mark.parametrize(("situation", "what"), [
    (case(), act("determine_231", "secretary_of_defense", DAY, determination=True)),  # another's power
    (case(MEASURES), act("terminate_236c", "president", DAY, **ENDING)),  # a report is another act
    (case(deal={**DEAL, "counterparty_listed": False}), act("determine_231", "president", DAY, determination=True)),  # a fact of the world
    (case(MEASURES), act("waive_231b", "president", DAY, **WAIVER)),  # the wrong stage
    (case(happened("prohibition.enacted", DAY), sale={**SALE, "value_usd": 1}), act("issue_loa_fms", "president", DAY)),
])  # fmt: skip
def test_what_is_beyond_the_actor_is_not_offered(situation, what):
    ruling = explained(situation, what)
    assert ruling["verdict"] in ("unlawful", "not_applicable")
    assert ruling["repairs"] == []


@pytest.mark.parametrize("n", [0, -1])
def test_a_loan_over_the_cap_offers_nothing_that_does_not_work(n):
    check_every_repair(case(MEASURES), act("extend_loan", "us_bank", DAY, usd=10_000_001 + n))


subsets = st.frozensets(st.integers(1, 12), max_size=6)
yes = st.booleans()
papers = st.fixed_dictionaries({}, optional={
    "recipients": st.sampled_from([ACC6, frozenset(list(ACC6)[:3]), ACL9, frozenset()]),
    "ground": st.sampled_from(["vital_interest", "furthers_enforcement", "national_interest"]),
    "cyber_certificate": yes, "certifies_reduction": yes, "determination": yes, "finds_significant": yes, "finds_knowing": yes,
    "consulted_treasury": yes, "items": subsets, "officer_items": subsets, "notice_with_reasons": yes, "stopped_or_steps": yes,
    "assurances": yes, "national_security_interest": yes, "vote": st.sampled_from(["in_favor", "abstain", "against"]),
    "usd": st.sampled_from([1, 10_000_000, 10_000_001]), "for_relief": yes, "new_license": yes, "emergency_statement": yes,
    "detailed_justification": yes, "chamber": st.sampled_from(["house", "senate"]), "introducer_is_leader": yes,
    "introducer_is_designee": yes, "title_correct": yes, "committee": st.sampled_from(["senate_banking", "senate_foreign_relations"]),
})  # fmt: skip
days = st.integers(0, 1300).map(lambda n: plus(date(2018, 1, 20), n))
SMALL = {"emergency_statement": False, "detailed_justification": False, "recipients": law.names.sets["aeca3"]}
past = st.lists(
    st.builds(lambda n, d: happened(n, d, **(REPORT if n == "report.216" else SMALL if n.startswith("certified") else {})),
              st.sampled_from(["determined.231", "delayed.231c", "report.216", "disapproval.passed", "disapproval.vetoed", "certified.36b"]), days)
    | days.map(imposed),
    max_size=4,
)  # fmt: skip
actors = st.sampled_from(["president", "secretary_of_state", "us_bank", "congress"])


@settings(max_examples=draws(500), deadline=None)
@given(st.sampled_from(sorted(law.acts)), actors, papers, past, days, yes)
def test_each_repair_works_no_part_of_it_does_and_none_is_out_of_reach(name, actor, said, events, day, significant):
    params = {k: v for k, v in said.items() if k in law.acts[name].params}
    check_every_repair(case(*events, deal={**DEAL, "significant": significant, "knew": False}), act(name, actor, day, **params))
