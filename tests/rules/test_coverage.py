"""What the worked cases exercise of the law: measured on a law of four norms, where each measure can be told by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from game import rules
from game.__main__ import main
from game.library import load_cases, load_statutes
from game.library.cases import read_act
from game.library.coverage import MEASURES, exercised, measure, named, there_is
from game.library.variants import propose

from .scene import statutes
from .test_course import LAW as DEBTS
from .test_course import MARCH, debt, debts

ROOT = Path(__file__).parents[2]
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


def test_of_a_law_of_three_norms_all_of_this_is_asked_for_and_nothing_else(covered):
    _, _, c = covered({})
    force, holder, heavy = "X Act 1 is in force on this day", "the actor holds this power", "it weighs five or more"
    begins = [("start one below", "2020-01-30"), ("start on it", "2020-01-31"), ("start one above", "2020-02-01")]
    assert set(c.words) == {
        *(("effect", f"X Act {n}", which) for n in (1, 2, 3) for which in ("yes", "no")),
        ("bites", "X Act 3", "X Act 2"),
        *(("decides", "X Act 1", test) for test in (force, "thing.good", holder, heavy)),
        ("decides", "X Act 2", "thing.bad"), ("decides", "X Act 3", "thing.blessed"),
        *(("bound", "X Act 1", heavy, step) for step in ("one below", "on it", "one above")),
        *(("bound", "X Act 1", force, *step) for step in begins),
        *(("cited", f"X Act {n}") for n in (1, 2, 3)),
    }  # fmt: skip


BOUNDS = [
    ('{cmp: [thing.weight, ">=", 5]}', [""], "weight", {4: "one below", 5: "on it", 6: "one above", 7: ""}),
    ('{cmp: [thing.seen, "<", 2020-03-01]}', [""], "seen", {"2020-02-29": "one below", "2020-03-01": "on it", "2020-03-02": "one above"}),
    ("{on_or_after: {date: thing.seen, plus_days: 3}}", [""], "seen", {"2020-05-30": "one below", "2020-05-29": "on it", "2020-05-28": "one above"}),
    ("{before: thing.seen}", [""], "seen", {"2020-06-02": "one below", "2020-06-01": "on it", "2020-05-31": "one above", "2020-05-30": ""}),
    ("{count: {of: thing.parts, at_least: 2, at_most: 3}}", ["least ", "most "], "parts", {
        "[1]": "least one below", "[1, 2]": "least on it, most one below", "[1, 2, 3]": "least one above, most on it", "[1, 2, 3, 4]": "most one above"}),
    ('{in_season: {date: thing.seen, first: "07-10", last: "09-07"}}', ["first ", "last "], "seen", {
        "2019-07-09": "first one below", "2019-07-10": "first on it", "2019-07-11": "first one above", "2019-08-01": "",
        "2019-09-06": "last one below", "2019-09-07": "last on it", "2019-09-08": "last one above"}),
    ("{event_within: {event: spent, about: thing, days: 10}}", [""], "date", {
        "2020-05-24": "one below", "2020-05-23": "on it", "2020-05-22": "one above", "2020-05-21": ""}),
    ("{event_within: {event: spent, about: thing, days: 10, day_one: next}}", [""], "date", {
        "2020-05-23": "one below", "2020-05-22": "on it", "2020-05-21": "one above"}),
    ("{sum_within: {events: spent, field: usd, about: thing, months: 12, at_most: 100}}", ["", "first day counted "], "usd", {
        99: "one below", 100: "on it", 101: "one above", 102: ""}),
    ("{event: spent, about: thing}", [], "date", {"2020-06-01": ""}),
    ('{cmp: [thing.seen, "==", 2020-03-01]}', [], "seen", {"2020-03-01": ""}),
]  # fmt: skip
SPENT = """\
as_of: 2020-06-01
records: {{a: {{kind: thing, weight: {weight}, seen: {seen}, parts: {parts}}}}}
events: [{{event: spent, date: {date}, about: {{thing: a}}, usd: {usd}}}]
act: {{name: do, by: king, about: {{thing: a}}}}
"""


@pytest.mark.parametrize(("condition", "bounds", "subject", "met"), BOUNDS, ids=[b[0][1:-1] for b in BOUNDS])
def test_each_kind_of_bound_is_asked_for_on_three_sides_and_met_only_by_a_case_that_lies_there(covered, condition, bounds, subject, met):
    text = PACK.replace('{cmp: [thing.weight, ">=", 5], label: it weighs five or more}', f"{condition[:-1]}, label: it, cite: X Act 1(a)}}")
    text = text.replace("    weight:", "    seen: {type: date, by: king, question: when?}\n    parts: {type: set, by: king, question: which?}\n    weight:")
    text = text.replace("offices:", "events:\n  spent: {label: it is spent, about: [thing], data: {usd: {type: money}}}\noffices:")
    (covered.folder / "x-act" / "pack.yaml").write_text(text, encoding="utf-8")
    law = load_statutes(covered.folder).law()
    assert ("cited", "X Act 1(a)") in dict(there_is(law)), "a test with a citation of its own"
    assert steps(dict(there_is(law)), "X Act 1", "it") == {f"{b}{step}" for b in bounds for step in ("one below", "on it", "one above")}
    for value, expected in met.items():
        fields = {"weight": 9, "seen": "2018-01-01", "parts": "[]", "date": "2020-01-15", "usd": 1, subject: value}
        case, act, _ = read_act(SPENT.format(**fields).encode(), "act.yaml", law)
        assert ", ".join(sorted(steps(exercised(law, case, act, []), "X Act 1", "it"))) == expected, value


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


def deciding_tests(n, **events):
    """The tests that decide alone what comes of saying, n days after the demand, that the debt is overdue."""
    act = rules.Act("say_breach", "creditor", MARCH + timedelta(days=n), {"debt": "loan"})
    wanted = [i for i, _ in there_is(DEBTS) if i[0] == "decides"]
    return {i[2] for i in exercised(DEBTS, debt(**events), act, wanted) if i[0] == "decides"}


def test_what_settles_rests_or_ends_a_duty_decides_where_the_duty_would_else_stand_otherwise():
    raised, settled, ended = (debts.packs[0].events[e].label for e in ("demanded", "paid", "forgiven"))
    stayed = "payment is stayed"
    assert deciding_tests(-1) == {raised}, "before the demand there is nothing to settle"
    assert deciding_tests(5) == {raised, settled, stayed, ended}
    assert deciding_tests(5, paid=3) == {raised, settled}, "what is paid neither rests nor ends"
    assert deciding_tests(12) == {raised, settled}, "a clock that has run out is not stopped, and a breach does not end"


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


@pytest.mark.parametrize(("days", "step"), [(-1, "one below"), (0, "on it"), (1, "one above"), (-20, None)])
def test_the_day_a_duty_falls_due_is_that_of_a_clock_that_stood_still(days, step):
    """The clock of the worked example stood still for twenty days: its last day is 31 March, not 11 March."""
    statutes = load_statutes(ROOT / "tests" / "statutes" / "clocks")
    (stayed,) = [w for w in load_cases(statutes, statutes.law()) if w.id == "D-05"]
    c = measure(statutes, [replace(stayed, act=replace(stayed.act, date=stayed.act.date + timedelta(days=days)))])
    found = {i[3].removeprefix("due ") for i in c.seen if i[:2] == ("bound", "Debts Act 1") and i[3].startswith("due ")}
    assert found == ({step} if step else set())


MORE = """\
- id: X Act 4
  kind: definition
  heading: A light thing
  sense: Three, or seven for a good one.
  source: /us/pl/116/1/s4
  value: 3
- id: X Act 5
  kind: exception
  heading: A light good thing
  sense: Seven.
  source: /us/pl/116/1/s5
  defeats: X Act 4
  value: 7
  when: {fact: thing.good}
- id: X Act 6
  kind: prohibition
  heading: Light things
  sense: Not to a light thing.
  source: /us/pl/116/1/s6
  acts: do
  reason: It is light.
  when: {cmp: [thing.weight, "<", {value_of: X Act 4}], label: it is light}
- id: X Act 7
  kind: duty
  owed_to: the public
  heading: Doing it soon
  sense: It is done within ten days of enactment.
  source: /us/pl/116/1/s7
  holder: king
  from: {enacted: 0}
  due: {enacted: 10}
  settle: Do it.
- {id: X Act 8, kind: definition, heading: A word, sense: It only explains., source: /us/pl/116/1/s8}
- {id: X Act 9, kind: power, heading: Watching, sense: Anyone may., source: /us/pl/116/1/s9, holder: anyone, acts: watch, reason: Anyone may.}
- id: X Act 10
  kind: prohibition
  heading: A hundred in a year
  sense: Not more than a hundred in twelve months.
  source: /us/pl/116/1/s10
  acts: do
  reason: It is too much.
  when: {not: {sum_within: {events: spent, field: usd, about: thing, months: 12, at_most: 100}, label: little is spent}}
- id: X Act 11
  kind: duty
  owed_to: the public
  heading: Telling at once
  sense: What is spent is told the same day.
  source: /us/pl/116/1/s11
  holder: king
  per: thing
  when: {event: spent, about: thing}
  due: {event: spent, about: thing, days: 0}
  settle: Tell it.
"""
WORDS = """\
  watch: {label: Watch it, kind: office, about: [thing]}
  late: {label: Say it is late, kind: assertion, asserts: X Act 7}
events:
  spent: {label: money is spent, about: [thing], data: {usd: {type: money}}}
delegations:
- {id: early, cite: X Memo, to: duke, from: 2020-01-15, norms: [X Act 1]}
- {id: later, cite: X Memo, to: duke, from: 2020-03-01, norms: [X Act 1]}
norms:
"""


@pytest.fixture
def richer(covered):
    """The same law with a number that an exception replaces, a duty, a word that only explains, and an act that changed it."""
    folder = covered.folder / "x-act"
    text = PACK.replace("norms:\n", WORDS, 1).replace("offices: {king: the King}", "offices: {king: the King, duke: the Duke}") + MORE
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    (folder / "amendments").mkdir()
    (folder / "amendments" / "y.yaml").write_text(
        "amendment: y-act\ntitle: Y Act\ncite: Y Act\nsource: /us/pl/117/1\nenacted: 2021-01-01\neffective: 2021-01-01\n"
        "operations:\n- insert: {id: Y Act 1, kind: prohibition, heading: None, sense: Not any more., source: /us/pl/117/1/s1, acts: watch, reason: It is over.}\n",
        encoding="utf-8",
    )
    return covered


def steps(found, *about):
    return {" ".join(i[3:]) for i in found if i[: 1 + len(about)] == ("bound", *about)}


def test_each_number_is_met_by_itself_where_an_exception_replaces_it(richer):
    for good, weight, own in [("false", "3", "X Act 4"), ("true", "7", "X Act 5")]:
        _, _, c = richer({"good": good, "weight": weight, "verdict": "lawful"})
        assert {i[1]: i[3] for i in c.seen if i[0] == "bound" and i[2] == "value"} == {own: "on it"}


@pytest.mark.parametrize(("day", "step"), [("2020-01-10", "one below"), ("2020-01-11", "on it"), ("2020-01-12", "one above")])
def test_the_day_a_duty_falls_due_is_a_bound(richer, day, step):
    late = {"as_of": day, "act": {"name": "late", "by": "king"}, "expect": {"verdict": "lawful"}}
    (richer.folder / "x-act" / "cases-late.yaml").write_text(json.dumps({"cases": [{"id": "L", **late}]}), encoding="utf-8")
    _, _, c = richer({})
    assert steps(c.seen, "X Act 7", "Doing it soon") == {f"due {step} {day}"}
    assert len(steps(c.words, "X Act 7", "Doing it soon")) == 3


def test_a_time_whose_length_turns_on_an_exception_has_no_day_of_the_calendar(richer):
    file = richer.folder / "x-act" / "pack.yaml"
    text = file.read_text(encoding="utf-8").replace("due: {enacted: 10}", "per: thing\n  due: {date: 2020-01-01, plus_days: {value_of: X Act 4}}")
    file.write_text(text.replace("late: {label: Say it is late, kind: assertion,", "late: {label: Say it is late, kind: assertion, about: [thing],"), encoding="utf-8")
    late = {"act": {"name": "late", "by": "king", "about": {"thing": "a"}}, "expect": {"verdict": "lawful"}}
    cases = [{"id": f"L{d}", "as_of": f"2020-01-0{d}", "records": {"a": {"kind": "thing", "good": good}}, **late} for d, good in [(4, False), (8, True)]]
    (richer.folder / "x-act" / "cases-late.yaml").write_text(json.dumps({"cases": cases}), encoding="utf-8")
    _, _, c = richer({})
    assert steps(c.seen, "X Act 7", "Doing it soon") == {"due on it"}
    assert steps(c.words, "X Act 7", "Doing it soon") == {"due one below", "due on it", "due one above"}


@pytest.mark.parametrize(("spent", "step"), [("2019-06-01", "one below"), ("2019-06-02", "on it"), ("2019-06-03", "one above"), ("2019-05-31", None)])
def test_the_first_day_that_a_sum_counts_is_a_bound(richer, spent, step):
    like = {"id": "S", "like": "C-0", "events": [{"event": "spent", "date": spent, "about": {"thing": "a"}, "usd": 1}], "expect": {"verdict": "lawful"}}
    (richer.folder / "x-act" / "cases-spent.yaml").write_text(json.dumps({"cases": [like]}), encoding="utf-8")
    _, _, c = richer({"day": "2020-06-01"})
    assert steps(c.seen, "X Act 10", "little is spent") == ({f"first day counted {step}"} if step else set())


@pytest.mark.parametrize(("by", "met"), [("king", set()), ("duke", {"later on it 2020-03-01"})])
def test_the_day_on_which_a_power_is_passed_on_is_met_by_whom_it_is_passed_on_to(richer, by, met):
    _, _, c = richer({"day": "2020-03-01", "by": by})
    assert steps(c.seen, "X Act 1", "the actor holds this power") == met


@pytest.mark.parametrize("good", ["true", "false"])
def test_an_exception_that_gives_a_number_bites_where_its_number_counts(richer, good):
    assert (("bites", "X Act 5", "X Act 4") in richer({"good": good})[2].seen) is (good == "true")


def test_a_question_is_met_under_the_reading_a_case_stands_on_and_under_that_of_its_otherwise():
    several = load_cases(statutes, statutes.law())
    (w,) = [w for w in several if w.id == "Q-05"]
    only = measure(statutes, [replace(w, otherwise=None)]).seen
    both = measure(statutes, [w]).seen
    assert {i for i in only if i[:2] == ("reading", "q5")} == {("reading", "q5", w.readings["q5"])}
    assert {i[2] for i in both if i[:2] == ("reading", "q5")} == {w.readings["q5"], w.otherwise["readings"]["q5"]}
    assert {i[1] for i in named(w)} == {*w.expect["citations"], *w.otherwise["citations"]} > {*w.expect["citations"]}


def test_the_search_tries_the_days_about_a_duty_and_a_sum_and_each_number(richer):
    late = {"id": "L", "as_of": "2020-06-01", "act": {"name": "late", "by": "king"}, "expect": {"verdict": "lawful"}}
    (richer.folder / "x-act" / "cases-late.yaml").write_text(json.dumps({"cases": [late]}), encoding="utf-8")
    found = {e for v in propose(*richer({"good": "false"})) for e in v["exercises"]}
    for step, day in [("one below", "2020-01-10"), ("on it", "2020-01-11"), ("one above", "2020-01-12")]:
        assert f"bound X Act 7 Doing it soon due {step} {day}" in found
        assert f"bound X Act 10 little is spent first day counted {step}" in found
        assert f"bound X Act 4 value {step}" in found
        assert f"bound X Act 5 value {step}" in found


def test_what_no_case_could_ever_exercise_is_not_asked_for(richer):
    _, _, c = richer({})
    begins = "Y Act 1 is in force on this day"
    assert steps(c.words, "Y Act 1", begins) == {"start on it 2021-01-01", "start one above 2021-01-02"}, "the day before knows no such norm"
    assert ("effect", "Y Act 1", "no") not in c.words, "it came with the law that has it"
    held = steps(c.words, "X Act 1", "the actor holds this power")
    assert held == {"later one below 2020-02-29", "later on it 2020-03-01", "later one above 2020-03-02"}, "early: the power was not there yet"
    assert steps(c.words, "X Act 11", "Telling at once") == {"due on it", "due one above"}, "before its event there is no such duty"
    assert ("effect", "X Act 9", "no") not in c.words, "anyone may, always"
    assert ("cited", "X Act 8") not in c.words, "no ruling rests on it"
    assert ("effect", "X Act 1", "no") in c.words
    assert ("cited", "X Act 9") in c.words


@pytest.mark.parametrize(("day", "which"), [("2020-12-30", None), ("2020-12-31", "the day before"), ("2021-01-01", "its day"), ("2021-01-02", None)])
def test_an_amendment_is_met_by_a_case_on_an_edge_of_its_first_day_whose_ruling_turns_on_it(richer, day, which):
    watch = {"id": "W", "as_of": day, "records": {"a": {"kind": "thing"}}, "act": {"name": "watch", "by": "king", "about": {"thing": "a"}}, "expect": {"verdict": "lawful"}}
    (richer.folder / "x-act" / "cases-watch.yaml").write_text(json.dumps({"cases": [watch]}), encoding="utf-8")
    _, _, c = richer({"day": day})
    assert {i: who for i, who in c.seen.items() if i[0] == "amendment"} == ({("amendment", "y-act", which): "W"} if which else {})


def test_the_worked_cases_exercise_the_whole_of_the_law_that_comes_with_halifax():
    c = measure(statutes, load_cases(statutes, statutes.law()))
    assert [c.words[i] for m in MEASURES for i in c.missing(m)] == []
    assert all(c.share(m)[1] for m in MEASURES)


def test_the_command_fails_below_the_whole_and_names_what_is_missing(covered):
    covered({})
    ran = CliRunner().invoke(main, ["law", "coverage", str(covered.folder)])
    assert ran.exit_code == 1
    assert "missing: exceptions that defeat what would else be in effect: X Act 3 defeats X Act 2" in ran.output
