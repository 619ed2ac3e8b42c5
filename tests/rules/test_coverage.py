"""What the worked cases exercise of the law: measured on a law of four norms, where each measure can be told by hand."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from game.__main__ import main
from game.library import load_cases, load_statutes
from game.library.coverage import measure
from game.library.variants import propose

PACK = """\
pack: x-act
title: X Act
enacted: 2020-01-01
source: /us/pl/116/1
records:
  thing:
    good: {type: bool, by: king, question: is it good?}
    bad: {type: bool, by: king, question: is it bad?}
    blessed: {type: bool, by: king, question: is it blessed?}
    weight: {type: int, by: king, question: how heavy is it?}
offices: {king: the King}
acts:
  do: {label: Do it, kind: office, about: [thing]}
norms:
- id: X Act 1
  kind: power
  heading: Doing
  sense: The king may do it to a good thing of five or more.
  source: /us/pl/116/1/s1
  from: {enacted: 30}
  holder: king
  acts: do
  reason: It is good and heavy.
  when: {fact: thing.good}
  elements:
  - {cmp: [thing.weight, ">=", 5], label: it weighs five or more}
- id: X Act 2
  kind: prohibition
  heading: Bad things
  sense: Not to a bad thing.
  source: /us/pl/116/1/s2
  acts: do
  reason: It is bad.
  when: {fact: thing.bad}
- id: X Act 3
  kind: exception
  heading: Blessed things
  sense: Unless it is blessed.
  source: /us/pl/116/1/s3
  defeats: X Act 2
  when: {fact: thing.blessed}
"""
CASE = """\
- id: {id}
  title: t
  as_of: {day}
  records: {{a: {{kind: thing, good: {good}, bad: {bad}, blessed: {blessed}, weight: {weight}}}}}
  act: {{name: do, by: {by}, about: {{thing: a}}}}
  expect: {{verdict: {verdict}, citations: [X Act 1]}}
  why: w
"""


@pytest.fixture
def covered(tmp_path):
    (tmp_path / "x-act").mkdir()
    (tmp_path / "x-act" / "pack.yaml").write_text(PACK, encoding="utf-8")

    def run(*cases):
        defaults = {"day": "2020-06-01", "good": "true", "bad": "false", "blessed": "true", "weight": "5", "by": "king", "verdict": "lawful"}
        text = "cases:\n" + "".join(CASE.format(id=f"C-{n}", **{**defaults, **c}) for n, c in enumerate(cases))
        (tmp_path / "x-act" / "cases.yaml").write_text(text, encoding="utf-8")
        statutes = load_statutes(tmp_path)
        worked = load_cases(statutes, statutes.law())
        return statutes, worked, measure(statutes, worked)

    run.folder = tmp_path
    return run


def test_one_lawful_case_exercises_what_it_turns_on_and_no_more(covered):
    _, _, c = covered({})
    assert c.missing("effect") == [("effect", "X Act 1", "no"), ("effect", "X Act 2", "yes"), ("effect", "X Act 3", "no")]
    assert c.missing("bites") == [("bites", "X Act 3", "X Act 2")]
    assert ("decides", "X Act 2", "thing.bad") in c.missing("decides"), "a blessed thing is not barred: whether it is bad decides nothing here"
    assert {i for i in c.seen if i[0] == "bound"} == {("bound", "X Act 1", "it weighs five or more", "on it")}
    assert c.missing("cited") == [("cited", "X Act 2"), ("cited", "X Act 3")]


@pytest.mark.parametrize(("weight", "step"), [("4", "one below"), ("5", "on it"), ("6", "one above"), ("3", None), ("7", None)])
def test_a_number_is_met_one_below_on_and_one_above_its_bound(covered, weight, step):
    _, _, c = covered({"weight": weight, "verdict": "lawful"})
    assert {i[3] for i in c.seen if i[:3] == ("bound", "X Act 1", "it weighs five or more")} == ({step} if step else set())


def test_the_day_a_power_begins_is_a_bound(covered):
    _, _, c = covered({"day": "2020-01-30"}, {"day": "2020-01-31"}, {"day": "2020-02-01"})
    assert {i[3] for i in c.seen if i[0] == "bound" and "start" in i[3]} == {"start one below", "start on it", "start one above"}
    _, _, c = covered({"day": "2020-01-29"}, {"day": "2020-02-02"})
    assert not {i for i in c.seen if i[0] == "bound" and "start" in i[3]}


def test_an_exception_bites_only_where_what_it_defeats_would_else_be_in_effect(covered):
    assert ("bites", "X Act 3", "X Act 2") not in covered({"bad": "false"})[2].seen
    assert ("bites", "X Act 3", "X Act 2") in covered({"bad": "true"})[2].seen


def test_proposed_variants_exercise_what_is_missing_and_are_ruled_as_they_say(covered):
    statutes, worked, c = covered({"bad": "true"})
    found = propose(statutes, worked, c)
    said = [json.dumps(v) for v in found]
    (covered.folder / "x-act" / "cases-more.yaml").write_text(
        "cases:\n" + "".join(f"- {json.dumps({'id': f'V-{n}', **v})}\n" for n, v in enumerate(found)), encoding="utf-8"
    )
    ran = CliRunner().invoke(main, ["cases", str(covered.folder)])
    assert ran.output.strip().endswith(f"{len(found) + 1} passed, 0 failed"), ran.output
    more = measure(statutes, load_cases(statutes, statutes.law()))
    assert [m for m in ("effect", "bites", "bound", "decides") if more.missing(m)] == [], said


def test_the_command_fails_below_the_whole_and_names_what_is_missing(covered):
    covered({})
    ran = CliRunner().invoke(main, ["law", "coverage", str(covered.folder)])
    assert ran.exit_code == 1
    assert "missing: exceptions that defeat what would else be in effect: X Act 3 defeats X Act 2" in ran.output
