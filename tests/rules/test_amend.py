"""Amendments: each operation, the statute book by day, what is compiled anew, faults told whole, and the law of the conduct's day."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from game import rules
from game.__main__ import main
from game.library import amendment_of, load_statutes, read_yaml

from .scene import ACC6, STATUTES, act, case, happened, imposed, plus, state, statutes, verdict

book = statutes.book()
LAW = book.original
DAY = date(2018, 6, 1)
WAIVER = act("waive_231b", "president", DAY, recipients=ACC6, ground="vital_interest", cyber_certificate=True)
FOUND = happened("determined.231", date(2018, 5, 25))


def bill(operations, effective="2018-03-01", more="", id="bill"):
    text = f"amendment: {id}\ntitle: A bill\ncite: AECA 99\nsource: the table\nenacted: 2018-02-01\neffective: {effective}\n{more}\noperations:\n{operations}"
    return amendment_of(read_yaml(text.encode(), "bill.yaml"))[0]


BAR = """
- insert:
    id: AECA 99
    kind: prohibition
    heading: No waivers this year
    sense: No waiver of initial application.
    source: /us/bill/99
    acts: waive_231b
    reason: The bill forbids it.
    when: {not: {fact: act.cyber_certificate}}
"""
NO_ELEMENT = '- replace: "CAATSA 231(b)"\n  with: {elements: [{fact: act.cyber_certificate}]}\n'


def shape(law):
    """What every program of a law asks, in order."""
    named = {**law.programs, **law.duty_programs}
    return {k: [(n.op, n.label, n.cite, n.otherwise, n.norm, n.children) for n in p.nodes] for k, p in named.items()}


# ------------------------------------------------------------------ operations
def test_an_inserted_bar_rules_from_its_effective_day_and_not_the_day_before():
    made = book.enacting(bill(BAR.replace("when: {not: {fact: act.cyber_certificate}}", "when: {fact: act.cyber_certificate}")))
    for day, expected in ((date(2018, 2, 28), "lawful"), (date(2018, 3, 1), "unlawful")):
        assert verdict(case(FOUND), replace(WAIVER, date=day), made.on(day)) == expected
    assert verdict(case(FOUND), replace(WAIVER, date=date(2018, 3, 1)), book.on(date(2018, 3, 1))) == "lawful", "the book given is not changed"


def test_a_replaced_element_is_no_longer_asked():
    bare = act("waive_231b", "president", DAY, cyber_certificate=True)
    assert verdict(case(FOUND), bare, book.on(DAY)) == "defective"
    assert verdict(case(FOUND), bare, book.enacting(bill(NO_ELEMENT)).on(DAY)) == "lawful"


def test_a_repealed_power_reaches_nothing_from_that_day_and_the_ruling_says_since_when():
    made = book.enacting(bill("- repeal: CAATSA 231(b)\n"))
    assert verdict(case(FOUND), replace(WAIVER, date=date(2018, 2, 28)), made.on(date(2018, 2, 28))) == "lawful"
    law = made.on(DAY)
    ruling = rules.explain(law, case(FOUND), WAIVER, rules.adjudicate(law, case(FOUND), WAIVER))
    assert (ruling["verdict"], ruling["reason"]) == ("not_applicable", "CAATSA 231(b) has not been in force since 1 March 2018.")


def test_a_sunset_ends_a_norm_on_its_own_day():
    law = book.enacting(bill("- {sunset: CAATSA 231(b), until: 2018-07-01}\n")).on(DAY)
    assert [verdict(case(FOUND), replace(WAIVER, date=d), law) for d in (date(2018, 6, 30), date(2018, 7, 1))] == ["lawful", "not_applicable"]


def test_a_redesignated_provision_is_cited_anew_wherever_it_is_named():
    law = book.enacting(bill("- {redesignate: CAATSA 216(b), to: CAATSA 216(x)}\n", "2021-06-01")).on(date(2021, 6, 1))
    assert "CAATSA 216(b)(1)" not in law.norms
    assert law.norms["CAATSA 216(x)(1)"].source == "/us/pl/115/44/s216/x/1"
    assert law.norms["CAATSA 216(x)(2)"].defeats == ("CAATSA 216(x)(1)",)
    assert all("216(b)" not in n.cite for p in law.programs.values() for n in p.nodes)
    report = happened("report.216", date(2021, 5, 20), recipients=law.names.sets["acl9"])
    barred = rules.adjudicate(law, case(imposed(date(2018, 2, 1)), report), act("waive_236b", "president", date(2021, 6, 1)))
    assert barred.verdict == "unlawful"


@pytest.mark.parametrize("day", [date(2018, 8, 12), date(2018, 8, 13), date(2021, 1, 1)])
def test_a_question_an_act_asks_about_its_own_text_keeps_its_citation_when_that_act_moves_what_stood_there(day):
    asked = book.on(day).names.interpretations
    assert (asked["q5"].cite, asked["q5_harms"].cite) == ("CAATSA 231(d)", "CAATSA 231(d)(1)(B)"), "they are about the new (d)"
    assert asked["q8"].cite == ("CAATSA 231(d)" if day < date(2018, 8, 13) else "CAATSA 231(e)"), "it is about the list, which has moved"


def test_a_provision_that_was_repealed_may_be_enacted_again():
    made = book.enacting(bill('- repeal: "CAATSA 231(b)#effect"\n'))
    again = BAR.replace("AECA 99", "CAATSA 231(b)#effect").replace("prohibition", "exception").replace("acts: waive_231b", "defeats: CAATSA 231(a)")
    again = again.replace("    reason: The bill forbids it.\n", "").replace("when: {not: {fact: act.cyber_certificate}}", "when: {event: waived.231b, about: person}\n  into: us-caatsa")
    made = made.enacting(bill(again, "2018-09-01", id="again"))
    waived = case(FOUND, happened("waived.231b", DAY))
    assert [state(waived, DAY, under=made.on(d)) for d in (date(2018, 2, 1), DAY, date(2018, 9, 1))] == ["suspended", "breached", "breached"]
    assert state(waived, date(2018, 9, 1), under=made.on(date(2018, 9, 1))) == "suspended"


def test_a_bill_that_takes_a_name_from_a_later_law_is_refused_and_the_later_law_is_named():
    with pytest.raises(rules.LawError, match="216\\(b\\)\\(3\\)"):
        book.enacting(bill("- {redesignate: CAATSA 216(b), to: CAATSA 216(x)}\n"))


# ------------------------------------------------------------------ the book
def test_the_law_of_a_day_is_one_value_and_its_digest_names_the_amendments_in_force():
    assert book.on(date(2018, 8, 12)) is book.on(date(2017, 9, 1)) is book.original
    later = book.on(date(2018, 8, 13))
    assert later is book.on(date(2018, 8, 14))
    assert later.digest != book.original.digest == statutes.law().digest
    assert load_statutes(STATUTES).book().on(date(2018, 8, 13)).digest == later.digest, "same input, same law, in any process"


def test_an_amendment_that_is_not_yet_in_effect_changes_nothing():
    made = book.enacting(bill(BAR))
    before = made.on(date(2018, 2, 28))
    assert before.digest == LAW.digest
    assert shape(before) == shape(LAW)


def test_section_231_stands_in_both_texts_under_its_own_letters():
    before, after = book.on(date(2018, 8, 12)), book.on(date(2018, 8, 13))
    assert [(before.norms[f"CAATSA 231({x})"].kind) for x in "de"] == ["duty", "power"]
    assert [(after.norms[f"CAATSA 231({x})"].kind) for x in "def"] == ["power", "duty", "power"]
    assert after.norms["CAATSA 231(e)"].heading == before.norms["CAATSA 231(d)"].heading
    late = {d.cite: d.state for d in rules.duties(after, case(), date(2018, 8, 13))}
    assert late["CAATSA 231(e)"] == "breached", "the list is owed under its new letter, from the old day"


@pytest.mark.parametrize("amendment", book.amendments, ids=lambda a: a.id)
def test_compiling_what_an_amendment_touches_gives_the_same_law_as_compiling_everything(amendment):
    before, after = book.around(amendment)
    whole = rules.compile_law(after.packs, later=after.later)
    assert shape(after) == shape(whole)
    assert list(after.norms) == list(whole.norms)
    assert any(after.programs[k] is before.programs[k] for k in before.programs), "what it does not touch is kept"


@pytest.mark.parametrize("norm", [n.id for n in LAW.norms.values() if n.kind != "definition"][::3])
def test_any_repeal_gives_the_same_law_as_compiling_everything(norm):
    law = rules.amended(LAW, bill(f'- repeal: "{norm}"\n'))
    assert shape(law) == shape(rules.compile_law(law.packs, later=law.later))


def test_the_vocabulary_of_a_later_act_is_known_before_it_and_nothing_reaches_it():
    assert verdict(case(), act("waive_231d", "president", date(2018, 8, 12)), book.on(date(2018, 8, 12))) == "not_applicable"


# ------------------------------------------------------------------ faults
@pytest.mark.parametrize(("operations", "path", "words"), [
    ('- repeal: "CAATSA 231(bb)"\n', ("operations", 0, "repeal"), ["no provision", "did you mean `CAATSA 231(b)"]),
    ("- repeal: CAATSA 221#knowingly\n", ("operations", 0, "repeal"), ["rely on", "CAATSA 231(a)#covered"]),
    ("- repeal: CAATSA 216(b)(1)\n", ("operations", 0, "repeal"), ["rely on"]),
    (BAR.replace("AECA 99", "CAATSA 231(b)"), ("operations", 0, "insert"), ["already a provision `CAATSA 231(b)`"]),
    (BAR.replace("act.cyber_certificate", "act.cyber_certificat"), ("operations", 0, "insert", "when", "not", "fact"), ["cyber_certificat", "did you mean `cyber_certificate`"]),
    (BAR.replace("acts: waive_231b", "acts: waive_231bb"), ("operations", 0, "insert", "acts"), ["waive_231bb", "did you mean"]),
    (BAR + "  into: us-catsa\n", ("operations", 0, "into"), ["no pack `us-catsa`", "did you mean `us-caatsa`"]),
    ('- replace: "CAATSA 231(b)"\n  with: {when: {fact: person.is_stat}}\n', ("operations", 0, "with", "when", "fact"), ["is_stat", "did you mean `is_state`"]),
    ('- replace: "CAATSA 231(b)#effect"\n  with: {defeats: CAATSA 231(aa)}\n', ("operations", 0, "with", "defeats"), ["CAATSA 231(aa)", "did you mean"]),
    ("- {sunset: CAATSA 231(b), until: 2018-02-28}\n", ("operations", 0, "until"), ["effective day or later"]),
    ("- {redesignate: CAATSA 231(b), to: CAATSA 231(c)}\n", ("operations", 0, "to"), ["already a provision `CAATSA 231(c)`"]),
    ("- replace: CAATSA 216(b)(2)\n  with: {value: soon}\n", ("operations", 0, "with", "value"), ["soon", "number"]),
], ids=range(12))  # fmt: skip
def test_a_faulty_operation_is_told_with_its_place_and_the_nearest_name_and_nothing_is_half_done(operations, path, words):
    before = shape(LAW)
    with pytest.raises(rules.LawError) as told:
        rules.amended(LAW, bill(operations))
    fault = next(f for f in told.value.faults if f.path == path)
    assert fault.pack == "bill"
    for word in words:
        assert word in f"{fault.message}; {fault.help}"
    assert shape(LAW) == before
    assert book.original is LAW


def test_every_faulty_operation_is_told_at_once():
    with pytest.raises(rules.LawError) as told:
        rules.amended(LAW, bill('- repeal: "CAATSA 9"\n- repeal: "CAATSA 8"\n- {sunset: CAATSA 231(b), until: 2018-02-28}\n'))
    assert [f.path[1] for f in told.value.faults] == [0, 1, 2]


SHAPES = [
    ("redesignate: CAATSA 231(e)", "redesignat: CAATSA 231(e)", ["redesignat", "did you mean `redesignate`"]),
    ("  to: CAATSA 231(f)\n", "", ["redesignate", "needs `to`"]),
    ("  to: CAATSA 231(f)\n", "  to: CAATSA 231(f)\n  until: 2020-01-01\n", ["has no `until`"]),
    ("amendment: ndaa", "amendmant: ndaa", ["amendmant", "did you mean `amendment`"]),
    ("effective: 2018-08-13", "effective: 2018-13-08", ["effective", "not a day"]),
    ("$set.acc8]", "$set.acc9]", ["acc9", "did you mean"]),
    ("defeats: CAATSA 231(a)\n", "defeats: CAATSA 231(aa)\n", ["CAATSA 231(aa)"]),
    ("    holder: president\n    acts: waive_231d\n", "    acts: waive_231d\n", ["needs `holder`"]),
    ("latest: certified.231d", "latest: certified.231", ["certified.231", "did you mean"]),
]


@pytest.mark.parametrize(("was", "now", "words"), SHAPES, ids=[s[1].strip()[:30] or "gone" for s in SHAPES])
def test_a_file_of_an_amendment_that_cannot_be_read_is_told_with_file_and_line(tmp_path, was, now, words):
    shutil.copytree(STATUTES, tmp_path / "s")
    file = tmp_path / "s" / "us-caatsa" / "amendments" / "ndaa-fy2019-1294.yaml"
    text = file.read_text()
    assert was in text
    file.write_text(text.replace(was, now, 1))
    done = CliRunner().invoke(main, ["check", str(tmp_path / "s")])
    assert done.exit_code == 1
    assert "us-caatsa/amendments/ndaa-fy2019-1294.yaml:" in done.output
    assert "Traceback" not in done.output
    for word in words:
        assert word in done.output


# ------------------------------------------------------------------ the conduct's day
FINE = act("penalize_231", "secretary_of_treasury", date(2018, 9, 1), amount_usd=300_000)
HARSHER = '- replace: "CAATSA 231(e)"\n  with: {elements: [{cmp: [act.amount_usd, "<=", 1000000]}]}\n'


@pytest.mark.parametrize(("conduct", "expected"), [(date(2018, 2, 28), "defective"), (date(2018, 3, 1), "lawful")])
def test_a_penalty_is_ruled_by_the_law_of_the_day_of_the_conduct_though_it_is_imposed_later(conduct, expected):
    law = rules.amended(LAW, bill(HARSHER))
    assert verdict(case(), replace(FINE, params={**FINE.params, "conduct_date": conduct}), law) == expected


@pytest.mark.parametrize(("conduct", "expected"), [(date(2018, 2, 28), "defective"), (date(2018, 3, 1), "not_applicable")])
def test_a_penalty_that_is_repealed_still_follows_conduct_of_the_days_before(conduct, expected):
    law = rules.amended(LAW, bill("- repeal: CAATSA 231(e)\n"))
    assert verdict(case(), replace(FINE, params={**FINE.params, "conduct_date": conduct}), law) == expected


def test_a_norm_ruled_by_the_acts_day_forgets_its_old_text():
    law = rules.amended(LAW, bill(NO_ELEMENT))
    assert [n for n in law.norms if "until" in n] == []
    assert [n for n in rules.amended(LAW, bill(HARSHER)).norms if "until" in n] == ["CAATSA 231(e)#until 2018-03-01"]


def test_the_day_of_conduct_is_asked_for_where_it_is_not_said():
    law = rules.amended(LAW, bill(HARSHER))
    ruling = rules.adjudicate(law, case(), FINE)
    assert (ruling.verdict, ruling.missing) == ("undetermined", (("act", "conduct_date"),))


# ------------------------------------------------------------------ the command line
def test_law_show_gives_the_text_of_the_day_asked_for():
    told = [CliRunner().invoke(main, ["law", "show", "CAATSA 231(d)", "--as-of", day]).output for day in ("2018-08-12", "2018-08-13")]
    assert "Duty to publish the list" in told[0]
    assert "Modified waiver" in told[1]
    assert "as changed by NDAA FY2019 1294" in told[1]
    assert "Duty to publish the list" not in told[1]


def test_law_diff_says_norm_by_norm_what_an_amendment_changes():
    told = CliRunner().invoke(main, ["law", "diff", "ndaa-fy2019-1294"]).output
    assert "CAATSA 231(d) -> CAATSA 231(e)" in told
    assert "inserted     CAATSA 231(d)\n" in told
    assert "216(b)" not in told, "what only follows is no change"
    days = CliRunner().invoke(main, ["law", "diff", "--from", "2018-08-12", "--to", "2018-08-13"]).output
    assert "inserted     CAATSA 231(d)\n" in days
    assert "ndaa-fy2019-1294  2018-08-13" in CliRunner().invoke(main, ["law", "diff"]).output


def test_a_replaced_field_is_told_before_and_after():
    law = rules.amended(LAW, bill("- replace: CAATSA 216(b)(2)\n  with: {value: 90}\n"))
    (change,) = rules.differences(LAW, law)
    assert (change.kind, change.norm, dict(change.fields)) == ("replaced", "CAATSA 216(b)(2)", {"value": (60, 90)})
    assert plus(DAY, 0) == DAY
