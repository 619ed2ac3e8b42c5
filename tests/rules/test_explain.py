"""The ruling as it is told: the receipt, the proof, what a reader may not see, and acts that name what is not there."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from game import rules
from game.library import law_of, load_cases, load_statutes
from tests.draws import draws

from .scene import (
    ABOUT,
    ACC6,
    AECA3,
    DEAL,
    ENDING,
    PERSON,
    REPORT,
    SALE,
    act,
    case,
    explained,
    explained_to,
    happened,
    imposed,
    law,
    plus,
    ruled,
    statutes,
)

DAY = date(2018, 6, 1)


def _some(spec):
    """Some values of a fact, not established among them."""
    return {
        "bool": [True, False, None], "date": [DAY, date(2017, 9, 12), None], "money": [1, 987_654_321, None], "int": [1, 9, None],
        "enum": [*spec.values, None], "set": [frozenset(), frozenset(["ssm"]), frozenset(["air_force"]), None],
    }.get(spec.type, [None])  # fmt: skip


MEASURES = imposed(date(2018, 2, 1), 1, 2, 3, 4, 6)
worked = load_cases(statutes, law)
BOOK = statutes.book()
AGAIN = load_statutes(statutes.folder)
BOOKS, BOOKS_AGAIN = {}, {}
IMPOSE = act("impose_231", "secretary_of_state", DAY, determination=True, consulted_treasury=True, items=frozenset([1, 2, 3, 4, 6]))
FACTS = {kind: {name: _some(spec) for name, spec in fields.items() if _some(spec)} for kind, fields in law.library.names.vars.items()}
LICENCE = {**SALE, "channel": "dcs", "value_usd": 1}


def receipt(situation, what, under=law):
    return explained(situation, what, under)["receipt"]


@pytest.mark.parametrize("w", worked, ids=[w.id for w in worked])
def test_every_worked_ruling_is_plain_json_and_is_told_the_same_twice(w):
    under = law_of(statutes, w, BOOKS)
    told = explained(w.case, w.act, under)
    assert json.loads(json.dumps(told)) == told
    again = law_of(AGAIN, w, BOOKS_AGAIN)
    assert explained(w.case, w.act, again) == told
    assert told["reason"].endswith((".", "?"))
    assert told["decisive"] or (told["verdict"] == "lawful" and law.acts[w.act.name].kind == "deed"), "only business no provision speaks of"
    assert {"decisive", "proof", "missing", "repairs", "duties", "readings", "receipt"} <= set(told)


@pytest.mark.parametrize(("situation", "what"), [
    (case(), replace(IMPOSE, actor="president")), (case(), replace(IMPOSE, date=plus(DAY, 1))),
    (case(), replace(IMPOSE, params={**IMPOSE.params, "items": frozenset([1, 2, 3, 4, 7])})),
    (case(), replace(IMPOSE, params={k: v for k, v in IMPOSE.params.items() if k != "determination"})),
    (case(person={**PERSON, "is_financial_institution": None}), IMPOSE), (case(person={**PERSON, "is_state": True}), IMPOSE),
    *((case(deal={**DEAL, fact: None}), IMPOSE) for fact in DEAL),
    (case(happened("determined.231", DAY)), IMPOSE), (case(happened("determined.231", plus(DAY, -1))), IMPOSE),
])  # fmt: skip
def test_the_receipt_differs_for_each_input_that_differs(situation, what):
    assert receipt(situation, what) != receipt(case(), IMPOSE)


def test_the_receipt_differs_for_what_an_event_says_and_for_the_parties_of_a_sale():
    loan = act("extend_loan", "us_bank", date(2021, 3, 1), usd=2_000_000)
    lent = [case(MEASURES, happened("loan.made", date(2021, 1, 1), usd=usd)) for usd in (1, 9_000_000)]
    assert ruled(lent[0], loan).verdict != ruled(lent[1], loan).verdict
    assert receipt(lent[0], loan) != receipt(lent[1], loan)
    licence = act("issue_license_dcs", "secretary_of_state", DAY, new_license=True)
    sold = [case(MEASURES, sale={**LICENCE, "parties": frozenset([p])}) for p in ("ssm", "air_force")]
    assert [ruled(s, licence).verdict for s in sold] == ["unlawful", "lawful"]
    assert receipt(sold[0], licence) != receipt(sold[1], licence)


def test_the_receipt_is_the_same_whatever_the_act_does_not_touch():
    other = case(happened("certified.36b", DAY), sale={**SALE, "value_usd": 7})
    assert receipt(other, IMPOSE) == receipt(case(), IMPOSE)
    assert receipt(case(happened("determined.231", plus(DAY, 1))), IMPOSE) == receipt(case(), IMPOSE), "tomorrow has not happened"


def test_the_receipt_names_the_reading_and_the_law():
    assert receipt(case(), IMPOSE, statutes.law({"q9": "swallowed"})) != receipt(case(), IMPOSE)
    assert statutes.law().digest == law.digest == load_statutes(statutes.folder).law().digest
    changed = [replace(p, digest="another text") for p in statutes.packs]
    assert rules.compile_law(changed).digest != law.digest


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_norms_and_of_packs_is_irrelevant(rng: random.Random):
    packs = [replace(p, norms=tuple(rng.sample(p.norms, len(p.norms)))) for p in statutes.packs]
    other = rules.Book(rng.sample(packs, len(packs)), [f.amendment for f in statutes.amendments])
    for w in rng.sample(worked, 12):
        if not w.readings:
            one, two = (explained(w.case, w.act, book.on(w.act.date)) for book in (BOOK, other))
            assert [two[k] for k in ("verdict", "consequence", "duties")] == [one[k] for k in ("verdict", "consequence", "duties")]
            assert set(two["decisive"]) == set(one["decisive"])
            assert sorted(map(str, two["repairs"])) == sorted(map(str, one["repairs"]))


def steps(proof):
    return [s for step in proof for s in (step, *steps(step["steps"]))]


@settings(max_examples=draws(150), deadline=None)
@given(st.sampled_from(worked), st.data())
def test_what_is_told_to_somebody_is_the_same_whatever_the_facts_they_may_not_know_as_long_as_the_verdict_is(w, data):
    known = sorted((i, name) for i, r in w.case.records.items() for name in FACTS[r.kind])
    assume(known)
    hidden = data.draw(st.sets(st.sampled_from(known), min_size=1))
    whole = dict(w.case.records)
    for record, name in hidden:
        old = whole[record]
        whole[record] = rules.Record(old.kind, {**old.fields, name: data.draw(st.sampled_from(FACTS[old.kind][name]))})
    other = replace(w.case, records=whole)
    one, two = explained_to(w.case, w.act, hidden), explained_to(other, w.act, hidden)
    if (one["verdict"], one["consequence"]) == (two["verdict"], two["consequence"]):
        assert one == two


def test_somebody_who_may_not_know_what_decided_learns_the_verdict_and_that_there_is_something():
    situation = case().with_fact("s400", "significant", True, "a secret paper")
    told = explained_to(situation, IMPOSE, [("s400", "significant")])
    assert (told["verdict"], told["reason"]) == ("lawful", "It turns on something that is not known to you.")
    assert (told["missing"], told["repairs"], told["duties"], told["receipt"]) == ([], [], [], "")
    step = next(s for s in steps(told["proof"]) if s["source"] == "not known to you")
    assert (step["holds"], step["value"]) == (None, None)
    assert "a secret paper" not in json.dumps(told)
    assert "a secret paper" in {s["source"] for s in steps(explained(situation, IMPOSE)["proof"])}


def test_a_proof_of_another_law_is_refused():
    told = rules.explain(law, case(), IMPOSE, rules.adjudicate(law, case(), IMPOSE))
    told["proof"]["holds"] += "y"
    with pytest.raises(ValueError, match="under this law"):
        rules.opened(law, told)


def test_the_words_of_a_proof_are_those_the_opened_ruling_has():
    told = explained(case(), IMPOSE)
    words = rules.shape(law, IMPOSE.name)
    assert [s["label"] for s in told["proof"]] == [words["steps"][top][0] for top in words["tops"]]
    assert {s["label"] for s in steps(told["proof"])} == {w[0] for w in words["steps"]}


def test_what_is_open_is_told_with_its_owner_and_its_question():
    told = explained(case(deal={**DEAL, "significant": None}), IMPOSE)
    assert (told["verdict"], told["consequence"], told["repairs"]) == ("undetermined", "waits", [])
    assert told["missing"] == [
        {
            "fact": "transaction.significant",
            "about": "s400",
            "by": ["secretary_of_state", "president"],
            "question": "Is the transaction significant?",
            "type": "bool",
        }
    ]
    assert "Is the transaction significant?" in told["reason"]


def test_days_that_turn_on_an_open_fact_are_told_without_an_end():
    received = happened("certified.36b", DAY, recipients=AECA3, emergency_statement=False)
    told = explained(case(received, sale={**SALE, "buyer_nato5": None}), act("issue_loa_fms", "president", plus(DAY, 20)))
    assert (told["verdict"], [m["fact"] for m in told["missing"]]) == ("undetermined", ["sale.buyer_nato5"])
    assert any(s["value"] == DAY.isoformat() for s in steps(told["proof"]))
    sure = explained(case(received, sale={**SALE, "buyer_nato5": None}), act("issue_loa_fms", "president", plus(DAY, 3)))
    assert sure["verdict"] == "unlawful"


def test_the_proof_shows_every_step_with_its_value_its_citation_and_what_decided():
    report = happened("report.216", date(2021, 3, 1), **REPORT)
    told = explained(case(MEASURES, report), act("terminate_236c", "president", date(2021, 3, 29), **ENDING))
    bars = [s for s in told["proof"] if s["stage"] == "bar"]
    assert {b["cite"] for b in bars} == {f"CAATSA 216({x})" for x in ("a)(1", "b)(3", "b)(4", "b)(5", "b)(6")}
    (decided,) = [b for b in bars if b["decisive"]]
    window = next(s for s in steps([decided]) if "2021-03-30" in str(s["value"]))
    assert (window["holds"], window["cite"], window["source"]) == (True, "CAATSA 216(b)(1)", "record")
    assert all(s["cite"] for s in steps(told["proof"]))


@pytest.mark.parametrize(("wrong", "field", "help"), [
    ({"name": "impose_2311"}, "act", "`impose_231`"), ({"params": {"itmes": frozenset()}}, "params.itmes", "`items`"),
    ({"params": {"items": True}}, "params.items", ""), ({"params": {"determination": 1}}, "params.determination", ""),
    ({"about": {"persn": "ssm"}}, "about.persn", "`person`"), ({"about": {**IMPOSE.about, "person": "sms"}}, "about.person", "`ssm`"),
    ({"about": {**IMPOSE.about, "person": "s400"}}, "about.person", ""), ({"about": {"person": "ssm"}}, "about", "`s400`"),
    ({"about": {}}, "about", ""), ({"actor": "pope"}, "by", ""), ({"actor": "presdent"}, "by", "`president`"), ({"actor": ""}, "by", ""),
])  # fmt: skip
def test_an_act_that_names_what_is_not_there_is_told_the_nearest(wrong, field, help):
    found, message, said = rules.check_act(law, case(), replace(IMPOSE, **wrong))[0]
    assert found == field
    assert message
    assert help in said


def test_an_act_may_have_several_faults_and_a_sound_one_has_none():
    assert rules.check_act(law, case(), IMPOSE) == []
    bad = replace(IMPOSE, params={"a": 1, "items": "x"}, about={**IMPOSE.about, "person": "nobody"})
    assert len(rules.check_act(law, case(), bad)) == 3
    ground = act("waive_231b", "president", DAY, ground="vital", recipients=ACC6)
    assert "`vital_interest`" in rules.check_act(law, case(), ground)[0][2]


SPECS = {
    "money": rules.FactSpec("money"), "set": rules.FactSpec("set"), "date": rules.FactSpec("date"), "int": rules.FactSpec("int"),
    "menu": rules.FactSpec("set", values=(1, 2, "x")), "enum": rules.FactSpec("enum", values=("a", "b")), "bool": rules.FactSpec("bool"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "raw", "fits"), [
    ("money", 0, True), ("money", 2.5, True), ("money", -1, False), ("money", True, False), ("money", "5", False),
    ("set", [], True), ("set", [1, "x"], True), ("set", [1, "x", None], False), ("set", [["a"]], False), ("set", [{"a": 1}], False),
    ("set", [True], False), ("set", [1.5], False), ("set", "ab", False),
    ("menu", [1, "x"], True), ("menu", [1, 3], False), ("enum", "a", True), ("enum", "c", False), ("enum", 1, False),
    ("date", "2018-01-29", True), ("date", "20180129", False), ("date", "2018-W05-1", False), ("date", "2018-02-30", False),
    ("date", "", False), ("int", 1, True), ("int", 1.5, False), ("bool", False, True), ("bool", 0, False),
])  # fmt: skip
def test_a_value_of_another_type_or_not_among_the_declared_ones_does_not_fit(kind, raw, fits):
    assert rules.fits(SPECS[kind], rules.typed(SPECS[kind], raw)) is fits


def test_text_that_looks_like_a_day_stays_text_where_text_is_asked():
    assert rules.typed(rules.FactSpec("text"), "2018-01-29") == "2018-01-29" == rules.typed(rules.FactSpec("enum"), "2018-01-29")
    assert rules.typed(SPECS["date"], "2018-01-29") == date(2018, 1, 29)


def test_an_open_exception_is_named_among_what_decides():
    loan = act("extend_loan", "us_bank", date(2021, 3, 1), usd=20_000_000, for_relief=True)
    told = explained(case(MEASURES), loan)
    assert (told["verdict"], [m["fact"] for m in told["missing"]]) == ("undetermined", ["person.relieves_suffering"])
    relief = next(s for s in steps(told["proof"]) if s["label"] == "Credit that relieves suffering")
    assert (relief["holds"], relief["decisive"]) == (None, True)


def test_an_event_about_parties_a_reader_may_not_know_is_not_told():
    licence, sale = act("issue_license_dcs", "secretary_of_state", DAY, new_license=True), {**LICENCE, "parties": frozenset(["ssm"])}
    told = explained_to(case(MEASURES, sale=sale), licence, [(ABOUT["sale"], "parties")])
    assert "2018-02-01" not in json.dumps(told["proof"])
