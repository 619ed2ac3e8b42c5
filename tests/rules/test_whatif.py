"""What a ruling would have been under another reading: against laws put together anew, and on random laws against the reference."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from game import rules
from game.__main__ import main
from game.library import law_of, load_cases
from tests.draws import draws

from . import test_settling as settling
from .reference import ruled
from .scene import law, statutes

WORKED = [w for w in load_cases(statutes, law) if w.otherwise and len(w.otherwise["readings"]) == 1]
BOOKS: dict = {}


@pytest.mark.parametrize("w", WORKED, ids=[w.id for w in WORKED])
def test_given_a_contestable_case_then_the_other_reading_gives_what_a_law_put_together_under_it_gives(w):
    ((question, reading),) = w.otherwise["readings"].items()
    entry = next(e for e in rules.what_if(law_of(statutes, w, BOOKS), w.case, w.act) if (e["question"], e["reading"]) == (question, reading))
    anew = law_of(statutes, w, BOOKS, w.otherwise["readings"])
    said = rules.explain(anew, w.case, w.act, rules.adjudicate(anew, w.case, w.act))
    assert {k: entry[k] for k in ("verdict", "consequence", "reason", "decisive")} == {
        k: said[k] for k in ("verdict", "consequence", "reason", "decisive")
    }
    assert [(d["cite"], d["state"]) for d in entry["duties"]] == [(d["cite"], d["state"]) for d in said["duties"]]
    assert entry["verdict"] == w.otherwise["verdict"]


def test_given_a_question_that_changes_nothing_then_its_other_reading_is_named_and_agrees():
    w = next(w for w in WORKED if w.id == "Q-01")
    entries = {e["question"]: e for e in rules.what_if(law_of(statutes, w, BOOKS), w.case, w.act)}
    assert entries.keys() == rules.explain(law, w.case, w.act, rules.adjudicate(law, w.case, w.act))["readings"].keys() > {"q1"}
    assert [q for q, e in entries.items() if e["differs"]] == ["q1"]
    assert (entries["q1"]["read"], entries["q1"]["reading"], entries["q1"]["text"]) == ("agencies", "states_too", "a State as well")


def test_given_a_duty_alone_in_another_state_then_the_reading_differs():
    w = next(w for w in WORKED if w.id == "Q-02")
    asserted = replace(w.act, name="assert_breach_231")
    (entry,) = [e for e in rules.what_if(law_of(statutes, w, BOOKS), w.case, asserted) if e["question"] == "q2"]
    assert entry["differs"] and [d["state"] for d in entry["duties"]] == ["breached"]


def test_another_reading_keeps_every_program_that_does_not_ask_and_is_made_once():
    other = law.under("q7", "not_reached")
    assert other is law.under("q7", "not_reached") and other is not law
    for name, program in law.programs.items():
        assert ("q7" not in program.questions) == (other.programs[name] is program), name
    assert law.under("q7", "reached") is law, "the reading it has already"
    assert (law.readings["q7"], other.readings["q7"]) == ("reached", "not_reached")
    assert other.digest != law.digest
    for question, reading in (("q99", "x"), ("q7", "x")):
        with pytest.raises(rules.LawError, match=question):
            law.under(question, reading)


ASKED = rules.Interpretation("q", "wide?", "AECA 1", "wide", {"wide": "wide", "narrow": "narrow"})


def asking(norms):
    """The random law of settling, with one open question that its definition asks, or its delegation."""
    passed = rules.Delegation("d", "AECA 1", "press", ("AECA 1",), when={"reading": {"q": "narrow"}}, pack="p")
    return settling.compiled(norms, interpretations={"q": ASKED}, delegations=(passed,))


@settings(max_examples=draws(150), deadline=None)
@given(settling.laws, settling.known, st.lists(settling.event, max_size=2), st.sampled_from(["wide", "narrow"]))
def test_on_random_laws_the_other_reading_gives_what_the_reference_gives_under_it(raw, facts, happened, wanted):
    happened = sorted(happened, key=lambda e: e[1])
    norms = settling.norms_of({**raw, "word": {"reading": {"q": wanted}}})
    env = {"today": settling.TODAY, "actor": "king", "records": {"thing": facts}, "refs": {"thing": "x"}, "events": happened, "sets": {},
           "readings": {"q": "narrow"}, "norms": norms}  # fmt: skip
    the_law, act = asking(norms).under("q", "narrow"), rules.Act("do", "king", settling.TODAY, {"thing": "x"})
    assert rules.adjudicate(the_law, settling.case_of(facts, happened), act).verdict == ruled("do", env)


def test_of_a_question_of_three_readings_both_others_are_told():
    asked = replace(ASKED, readings={**ASKED.readings, "none": "nothing at all"})
    norms = settling.norms_of({"when": {"reading": {"q": "wide"}}, "bar": settling.NEVER, "element": settling.EVER, "word": settling.P, "sixty": settling.P,
                               "lifts": settling.NEVER, "second": None})  # fmt: skip
    the_law = settling.compiled(norms, interpretations={"q": asked})
    entries = rules.what_if(the_law, settling.case_of({}, []), rules.Act("do", "king", settling.TODAY, {"thing": "x"}))
    assert [(e["reading"], e["verdict"]) for e in entries] == [("narrow", "not_applicable"), ("none", "not_applicable")]


def test_a_delegation_that_turns_on_a_reading_is_read_anew_too():
    norms = settling.norms_of({"when": settling.EVER, "bar": settling.NEVER, "element": settling.EVER, "word": settling.P, "sixty": settling.P,
                               "lifts": settling.NEVER, "second": None})  # fmt: skip
    (entry,) = rules.what_if(asking(norms), settling.case_of({}, []), rules.Act("do", "press", settling.TODAY, {"thing": "x"}))
    assert (entry["differs"], entry["verdict"]) == (True, "lawful")


ACT = """
as_of: 2019-09-01
records: {turkey: {kind: person, is_state: %s, is_financial_institution: false}, deal: {kind: transaction}}
act: {name: determine_231, by: president, about: {person: turkey, transaction: deal}, determination: true}
"""


def test_rule_what_if_prints_the_readings_that_differ_and_names_those_that_agree(tmp_path):
    file = tmp_path / "act.yaml"
    file.write_text(ACT % "true")
    words = CliRunner().invoke(main, ["rule", str(file), "--text", "--what-if"]).output
    assert "on the other reading of q1 (Is a foreign State itself a person? a State as well) undetermined: " in words
    assert words.splitlines()[-1] == "any other reading of consultation, q7, q8, significance gives the same"
    told = json.loads(CliRunner().invoke(main, ["rule", str(file), "--what-if"]).output)
    assert [e["question"] for e in told["what_if"] if e["differs"]] == ["q1"]
    assert "what_if" not in json.loads(CliRunner().invoke(main, ["rule", str(file)]).output)
