"""Packs that cannot be read: every fault at once, with file, line, field and the nearest name; never a traceback, never half a law."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from game.__main__ import main
from game.errors import Unreadable
from game.library import load_statutes
from tests.draws import draws

from .scene import STATUTES

PACK = """\
pack: p
title: A pack
enacted: 2020-01-01
source: nowhere
offices: {king: the King}
sets: {menu: [1, 2, 3]}
records:
  person: {rich: {type: bool}, size: {type: enum, values: [big, small]}, born: {type: date}, coins: {type: int}, things: {type: set}}
events:
  ruined: {label: ruined, about: [person], data: {usd: {type: money}}}
bindings:
  ruin: {latest: ruined, about: [person]}
interpretations:
  q: {question: which?, cite: AECA 1, default: wide, readings: {wide: broadly, narrow: narrowly}}
acts:
  pay: {label: pay, kind: office, about: [person], params: {usd: {type: money}}, records: [{event: ruined, about: [person], data: [usd]}]}
delegations:
- {id: d, cite: AECA 9, to: queen, norms: [AECA 1]}
norms:
- id: AECA 1
  kind: power
  heading: h
  sense: s
  source: /us/a
  holder: king
  acts: pay
  when: {fact: person.rich}
- id: AECA 2
  kind: exception
  heading: h
  sense: s
  source: /us/a
  defeats: AECA 1
  when: {event: ruined, about: person}
- id: AECA 3
  kind: definition
  heading: h
  sense: s
  source: /us/a
  value: 30
- id: AECA 4
  kind: exception
  heading: h
  sense: s
  source: /us/a
  defeats: AECA 3
  value: 60
  when: {cmp: [person.size, "==", big]}
- id: AECA 5
  kind: duty
  owed_to: the public
  heading: h
  sense: s
  source: /us/a
  holder: king
  per: person
  settle: pay
  when: {event: ruined, about: person}
  due: {event: ruined, about: person, days: {value_of: AECA 3}}
"""
RICH = "{fact: person.rich}"
ONE = [  # what is written, what is written instead, words of the fault
    ("heading: h", "headding: h", ["norms", "headding", "did you mean `heading`"]),
    ("kind: power", "kind: powr", ["norms", "kind"]),
    ("title: A pack", "title: 5", ["title", "text"]),
    ("title: A pack", "titel: A pack", ["titel", "did you mean `title`"]),
    ("enacted: 2020-01-01", "enacted: 2020-02-30", ["enacted", "not a day"]),
    ("pack: p", "pack: p\npack: r", ["pack", "twice", "line 1"]),
    ("defeats: AECA 1", "defeats: AECA 11", ["AECA 11", "did you mean `AECA 1"]),
    ("acts: pay", "acts: pya", ["unknown act `pya`", "did you mean `pay`"]),
    ("norms: [AECA 1]", "norms: [AECA 7]", ["delegations", "unknown provision `AECA 7`"]),
    ("per: person", "per: persn", ["per", "persn", "did you mean `person`"]),
    ("latest: ruined", "latest: ruind", ["bindings.ruin", "ruind", "did you mean `ruined`"]),
    ("default: wide", "default: wild", ["interpretations.q", "wild", "did you mean `wide`"]),
    ("records: [{event: ruined,", "records: [{event: ruind,", ["acts.pay", "ruind", "did you mean `ruined`"]),
    ("data: [usd]", "data: [us]", ["acts.pay", "us"]),
    ("records: [{event: ruined, about: [person]", "records: [{event: ruined, about: [persons]", ["acts.pay", "persons", "`person`"]),
    ("due: {event", "due: {evnt", ["due"]),
    ("due: {event: ruined, about: person, days: {value_of: AECA 3}}", "due: {value_of: AECA 3}", ["due", "day"]),
    ("due: {event: ruined, about: person, days", "due: {event: ruined, about: person, dais", ["due", "dais"]),
    ("due: {event: ruined, about: person, days", "due: {event: ruined, since: 5, about: person, days", ["due.since", "unknown event `5`"]),
    ("due: {event: ruined, about: person, days", "due: {event: ruined, since: [ruind], about: person, days", ["due.since", "did you mean `ruined`"]),
    ("due: {event: ruined, about: person, days: {value_of: AECA 3}}", "due: {first_of: 5}", ["due", "first_of"]),
    ("due: {event: ruined, about: person, days: {value_of: AECA 3}}", "due: {first_of: [{event: ruind}]}", ["due", "did you mean `ruined`"]),
    ("days: {value_of: AECA 3}", "days: {value_of: AECA 1}", ["AECA 1", "no value"]),
    ("value: 60", "value: sixty", ["sixty", "number"]),
    ('"==", big', '"==", bigg', ["never `bigg`", "`big`"]),
    ('"==", big', '"=", big', ["cmp"]),
    ('person.size, "==", big', "person.born, \"<\", person.coins", ["date", "number"]),
    ('person.size, "==", big', 'person.rich, "<", true', ["bool"]),
    ('person.size, "==", big', 'person.things, "==", big', ["set"]),
    *((RICH, now, words) for now, words in [
        ("{fact: person.ritch}", ["norms[0].when", "ritch", "did you mean `rich`"]),
        ("{fact: persn.rich}", ["persn", "did you mean `person`"]),
        ("{fact: person.size}", ["enum"]),
        ("{fact: rich}", ["rich"]),
        ("{fakt: person.rich}", ["fakt", "did you mean `fact`"]),
        ("{event: ruind, about: person}", ["ruind", "did you mean `ruined`"]),
        ("{event: ruined, about: persn}", ["persn", "did you mean `person`"]),
        ("{event: ruined, about: 5}", ["about"]),
        ("{event: ruined, about: person, where: {us: 1}}", ["us", "did you mean `usd`"]),
        ("{event: ruined, about: person, where: {usd: [1]}}", ["where.usd", "number"]),
            ("{event: ruined, about: person, where: {usd: much}}", ["where.usd", "number"]),
            ("{event: ruined, about: person, where: [1]}", ["where"]),
        ("{event_within: {event: ruined, days: soon}}", ["days"]),
        ("{event_within: {event: ruined, days: 3, day_one: never}}", ["day_one"]),
        ("{event_within: {event: ruined, days: 3, abuot: person}}", ["abuot", "did you mean `about`"]),
        ("{event_since: {event: ruined, since: saved}}", ["saved"]),
        ("{event_since: {event: ruined, since: ruined}}", ["norms[0].when.event_since.since", "`ruined` since `ruined`"]),
        ("{event_since: {event: ruined, since: []}}", ["norms[0].when.event_since.since"]),
        ("{sum_within: {events: ruined, field: eur, months: 12, at_most: 5}}", ["eur"]),
        ("{sum_within: {events: ruined, field: usd, months: twelve, at_most: 5}}", ["months"]),
        ("{sum_within: {events: ruined, field: usd, months: 12, at_most: lots}}", ["at_most"]),
        ("{count: {of: person.coins, at_least: 1}}", ["coins", "not a set"]),
        ("{count: {of: person.things, at_least: few}}", ["at_least"]),
        ("{count: {of: person.things, at_lest: 1}}", ["at_least"]),
        ("{count: {of: person.things, within: $set.menue, at_least: 1}}", ["menue", "did you mean `menu`"]),
        ("{count: {of: person.things, counts_if: [1], at_least: 1}}", ["counts_if"]),
        ("{includes: [person.rich, [1]]}", ["not a set"]),
        ("{includes: person.things}", ["includes"]),
        ("{on_or_after: person.coins}", ["on_or_after", "day"]),
        ("{before: someday}", ["before", "day"]),
        ("{on_or_after: 2020-02-30}", ["not a day"]),
        ('{in_season: {date: person.born, first: "02-31x", last: "03-01"}}', ["MM-DD"]),
        ('{in_season: {date: person.coins, first: "02-01", last: "03-01"}}', ["day"]),
        ("{on_or_after: {date: person.coins, plus_days: 3}}", ["day"]),
        ("{on_or_after: {date: person.born, plus_weeks: 3}}", ["plus_weeks"]),
        ("{reading: {q: wild}}", ["wild", "`wide`"]),
        ("{reading: {r: wide}}", ["unknown interpretation `r`"]),
        ("{actor: 5}", ["actor"]),
        ("{in_effect: AECA 44}", ["AECA 44", "did you mean `AECA 4`"]),
        ("{all: []}", ["list of conditions"]),
        ("{all: [], any: []}", ["one operator"]),
        ("{not: 5}", ["condition"]),
        ("[1]", ["when"]),
    ]),
]  # fmt: skip


def faults_of(folder):
    with pytest.raises(Unreadable) as caught:
        load_statutes(folder).law()
    assert all(f.file and f.line >= 1 and f.message for f in caught.value.faults)
    return caught.value.faults


def write(folder, text, name="p"):
    (folder / name).mkdir(exist_ok=True)
    (folder / name / "pack.yaml").write_text(text)


def test_the_pack_these_tests_break_is_sound(tmp_path):
    write(tmp_path, PACK)
    assert set(load_statutes(tmp_path).law().norms) == {"AECA 1", "AECA 2", "AECA 3", "AECA 4", "AECA 5"}


@pytest.mark.parametrize(("was", "now", "words"), ONE, ids=[re.sub(r"\W+", " ", now)[:60] for _, now, _ in ONE])
def test_one_fault_is_told_with_its_line_its_field_and_what_was_meant(tmp_path, was, now, words):
    assert was in PACK
    write(tmp_path, PACK.replace(was, now, 1))
    line = PACK[: PACK.index(was)].count("\n") + 1
    faults = faults_of(tmp_path)
    told = [f for f in faults if all(word in str(f) for word in words)]
    assert told, [str(f) for f in faults]
    assert any(f.file == "p/pack.yaml" and abs(f.line - line) <= 1 for f in told), (line, [str(f) for f in told])
    assert len(faults) <= 2, [str(f) for f in faults]


@pytest.mark.parametrize("defeats", [{2: "AECA 4", 4: "AECA 2"}, {2: "AECA 2"}])
def test_exceptions_that_run_in_a_circle_are_told_with_their_path(tmp_path, defeats):
    text = PACK
    for n, target in defeats.items():
        was = {2: "defeats: AECA 1", 4: "defeats: AECA 3"}[n]
        text = text.replace(was, f"defeats: [{was[9:]}, {target}]")
    write(tmp_path, text)
    told = [f for f in faults_of(tmp_path) if "circle" in f.message]
    assert told
    assert all("→" in f.message and f.line > 27 for f in told)


def test_two_faults_in_one_norm_and_others_elsewhere_all_come_at_once(tmp_path):
    text = PACK.replace(RICH, "{all: [{fact: person.ritch}, {event: ruind}]}").replace("acts: pay", "acts: [pay, pya]")
    write(tmp_path, text.replace('"==", big', '"==", bigg'))
    assert {w for f in faults_of(tmp_path) for w in ("ritch", "ruind", "pya", "bigg") if w in str(f)} == {"ritch", "ruind", "pya", "bigg"}


def test_two_faults_of_shape_in_one_norm_come_at_once(tmp_path):
    write(tmp_path, PACK.replace("  heading: h\n  sense: s", "  headding: h\n  sens: s", 1))
    assert {w for f in faults_of(tmp_path) for w in ("headding", "sens") if f"`{w}`" in str(f)} == {"headding", "sens"}


def test_faults_in_two_files_come_at_once_and_nothing_is_loaded(tmp_path):
    write(tmp_path, PACK.replace("heading: h", "headding: h", 1))
    write(tmp_path, PACK.replace("AECA", "CAATSA").replace("pack: p", "pack: r").replace("title: A pack", "title: 3"), "r")
    assert {f.file for f in faults_of(tmp_path)} == {"p/pack.yaml", "r/pack.yaml"}
    with pytest.raises(Unreadable):
        load_statutes(tmp_path)


def test_two_packs_that_define_one_name_differently_are_told_apart(tmp_path):
    write(tmp_path, PACK)
    write(tmp_path, PACK.replace("AECA", "CAATSA").replace("pack: p", "pack: r").replace("menu: [1, 2, 3]", "menu: [1, 2]"), "r")
    assert any("menu" in str(f) and "another pack" in str(f) for f in faults_of(tmp_path))


def test_two_packs_that_give_one_record_fact_two_types_are_told_apart(tmp_path):
    write(tmp_path, PACK)
    write(tmp_path, PACK.replace("AECA", "CAATSA").replace("pack: p", "pack: r").replace("coins: {type: int}", "coins: {type: money}"), "r")
    assert any("coins" in str(f) for f in faults_of(tmp_path))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("menu: [1, 2, 3]", "menu: [[1], 2]"),
        ("values: [big, small]", "values: [[big], small]"),
        ("value: 30", "value: [30]"),
    ],
)
def test_a_list_where_one_value_belongs_is_told(tmp_path, was, now):
    write(tmp_path, PACK.replace(was, now, 1))
    assert any(f.file == "p/pack.yaml" for f in faults_of(tmp_path))


@pytest.mark.parametrize("text", [
    "[" * 100_000, "{a: " * 25_000, "norms:\n" + "- " * 50_000, PACK + "- " + "{all: [" * 12_000, "", "5", "[]", "norms: {}", "\x00", "a: &x [*x]",
])  # fmt: skip
def test_a_hostile_file_is_refused_in_words_and_quickly(tmp_path, text):
    write(tmp_path, text)
    assert len(faults_of(tmp_path)) <= 100
    done = CliRunner().invoke(main, ["cases", str(tmp_path)])
    assert (done.exit_code, "Traceback" in done.output, done.exception.__class__) == (1, False, SystemExit)


def test_bytes_that_are_not_text_are_refused(tmp_path):
    (tmp_path / "pack.yaml").write_bytes(PACK.encode() + b"\xff\xfe")
    assert "UTF-8" in str(faults_of(tmp_path)[0])


SCALARS = [
    "5",
    "-1",
    "true",
    "''",
    "[]",
    "{}",
    "[[1]]",
    "{a: 1}",
    "x",
    "person.rich",
    "2020-01-01",
    "{fact: person.rich}",
    "null",
    "1.5",
    '"=="',
    "AECA 1",
]
REAL = {p.parent.name: p.read_text() for p in STATUTES.glob("*/pack.yaml")}
PLACES = {
    name: [m.span(1) for m in re.finditer(r"(?::|-|,|\[) +([\w.$/\"'#()-]+)(?=[\n,}\]])", text)]
    for name, text in [("p", PACK), *REAL.items()]
}


@settings(max_examples=draws(600), deadline=None)
@given(st.data())
def test_whatever_one_value_of_a_pack_becomes_it_loads_and_rules_or_is_refused_in_words(tmp_path_factory, data):
    start, end = data.draw(st.sampled_from(PLACES["p"]))
    made = data.draw(st.sampled_from(SCALARS))
    assume(made[0] not in "[{" or not re.search(r"(sets|values): .*\Z", PACK[:start]))  # the test below
    text = PACK[:start] + made + PACK[end:]
    folder = tmp_path_factory.mktemp("p")
    write(folder, text)
    try:
        law = load_statutes(folder).law()
    except Unreadable as e:
        assert e.faults
        assert all(f.file and f.line and f.message for f in e.faults)
        return
    check_rules(law)


def check_rules(law):
    """A law that has loaded rules on every act, in an empty case and in a busy one, without an exception."""
    from datetime import date

    from game import rules

    kinds = {k: fields for pack in law.packs for k, fields in pack.records.items()}
    some = {"bool": True, "int": 3, "money": 5, "enum": "big", "set": frozenset([1, "a"]), "date": date(2020, 5, 5), "text": "t"}
    full = {k: rules.Record(k, {f: some[s.type] for f, s in fields.items()}) for k, fields in kinds.items()}
    past = tuple(
        rules.Occurrence(n, date(2020, 6, 1), {r: r for r in e.about}, {k: some[s.type] for k, s in e.data.items()})
        for n, e in law.names.events.items()
    )
    for case in (rules.Case(), rules.Case({k: rules.Record(k) for k in kinds}, past), rules.Case(full, past)):
        for name, spec in law.acts.items():
            for params in ({}, {k: some[s.type] for k, s in spec.params.items()}):
                act = rules.Act(name, "king", date(2020, 6, 10), {r: r for r in spec.about}, params)
                assert rules.explain(law, case, act, rules.adjudicate(law, case, act))["reason"]
        rules.duties(law, case, date(2021, 1, 1))


@pytest.mark.long
@settings(max_examples=draws(3000), deadline=None)
@given(st.data())
def test_whatever_one_value_of_the_real_packs_becomes_they_load_and_rule_or_are_refused_in_words(tmp_path_factory, data):
    name = data.draw(st.sampled_from(sorted(REAL)))
    start, end = data.draw(st.sampled_from(PLACES[name]))
    folder = tmp_path_factory.mktemp("p")
    made = data.draw(st.sampled_from(SCALARS))
    assume(made[0] not in "[{" or start > REAL[name].index("\nrecords:"))  # lists in sets: the test above
    for other, text in REAL.items():
        write(folder, text if other != name else text[:start] + made + text[end:], other)
    try:
        law = load_statutes(folder).law()
    except Unreadable:
        return
    check_rules(law)
