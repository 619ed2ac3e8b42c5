"""A recorded game under a bill: which rulings change, and which change because an earlier one did."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from game import rules
from game.__main__ import main
from game.library import amendment_of, read_yaml
from game.play import WHITE, otherwise, rejudged
from game.rules import UNTOLD

from .tables import given

IMPOSING = "CAATSA 231(a)#impose"
NO_SALES = """\
amendment: no-sales
title: No sales this year
cite: AECA 99
source: the table
enacted: 2017-12-01
effective: {effective}
operations:
- insert:
    id: AECA 99
    kind: prohibition
    heading: No notice of sales
    sense: No sale is notified.
    source: /us/bill/99
    acts: {acts}
    reason: The bill forbids it.
"""


def bill(acts="certify_36b", effective="2017-12-01"):
    return amendment_of(read_yaml(NO_SALES.format(acts=acts, effective=effective).encode(), "bill.yaml"))[0]


@pytest.fixture(scope="module")
def table():
    """A sale offered, notified and, thirty days later, agreed; a hold is claimed in between."""
    table = given().to("orders", 1)
    table.lock("DEF", "kit_offer")
    table.to("orders", 2)
    table.lock("WH", "notify_kit")
    table.lock("CONG", "place_hold")
    table.to("orders", 3)
    table.lock("DEF", "kit_letter")
    return table.to("effects", 3)


def said(preview):
    return [(s.id, s.was["verdict"], s.now["verdict"]) for s in preview.changed], preview.cited, preview.same, preview.before


def test_given_a_bill_that_touches_nothing_done_then_every_ruling_is_the_recorded_one(table):
    assert said(rejudged(table.state, bill("waive_231b"))) == ([], 0, 3, 0)


def test_given_a_bill_that_bars_the_notice_then_the_letter_that_needed_it_falls_too(table):
    found = rejudged(table.state, bill())
    assert said(found) == ([("1", "lawful", "unlawful"), ("3", "lawful", "unlawful")], 0, 1, 0)
    assert found.changed[0].now["reason"] == "The bill forbids it." != found.changed[1].now["reason"]


def test_given_a_bill_of_a_later_day_then_only_what_is_done_from_that_day_on_changes(table):
    first, letter = (date.fromisoformat(table.state.rulings[n].ruling["date"]) for n in (0, 2))
    assert said(rejudged(table.state, bill("[certify_36b, issue_loa_fms]", letter.isoformat()))) == ([("3", "lawful", "unlawful")], 0, 2, 2)
    assert first < letter


def test_given_a_ruling_that_the_white_cell_overrode_then_what_it_put_on_the_record_stands():
    table = given().to("orders", 1)
    table.lock("DEF", "kit_offer")
    table.to("orders", 2)
    table.lock("WH", "notify_kit")
    table.to("reveal", 2)
    table.send(WHITE, "override", {"ruling": 1, "verdict": "lawful", "reason": "it was agreed before"})
    table.to("orders", 3)
    table.lock("DEF", "kit_letter")
    table.to("effects", 3)
    assert [s.id for s in rejudged(table.state, bill()).changed] == ["1"]


def test_given_a_ruling_completed_late_then_it_meets_the_record_of_its_own_moment():
    table = given().to("orders", 3)
    table.lock("WH", ("find_and_impose", {"items": [1, 2, 3, 4, 6], "consulted": True, "significant": False}))
    table.lock("CONG", "place_hold", "say_breach")
    table.to("reveal", 3)
    table.send(WHITE, "establish", {"record": "s400_deal", "field": "significant", "value": True, "reason": "it was large"})
    assert said(rejudged(table.state, bill("waive_231b"))) == ([], 0, 3, 0)


def test_given_a_record_file_then_the_command_shows_old_and_new_side_by_side(tmp_path):
    record, file = tmp_path / "game.jsonl", tmp_path / "bill.yaml"
    assert CliRunner().invoke(main, ["play", "scenarios/actionable", "--seed", "10", "-o", str(record)]).exit_code == 0
    file.write_text(NO_SALES.format(acts="certify_36b", effective="2030-01-01"))
    run = ["law", "preview", str(file), "--record", str(record)]
    words = CliRunner().invoke(main, run).output
    assert words.splitlines()[1].startswith("rulings of the game: 0 of ") and "are dated before it takes effect" in words
    words = CliRunner().invoke(main, [*run, "--from", "2017-08-02"]).output
    assert "worked cases" not in words and "\n  now  unlawful, " in words and "The bill forbids it." in words
    told = json.loads(CliRunner().invoke(main, [*run, "--from", "2017-08-02", "--cases", "--json"]).output)
    assert told.keys() == {"worked cases", "rulings of the game"}
    assert {s["now"]["verdict"] for s in told["rulings of the game"]["changed"]} == {"unlawful"}
    record.write_text("{}")
    done = CliRunner().invoke(main, run)
    assert done.exit_code == 2 and isinstance(done.exception, SystemExit)


def test_given_a_bill_the_law_of_the_game_cannot_take_then_every_fault_stands_in_the_bill(table):
    broken = replace(bill(), operations=(rules.Operation("repeal", "CAATSA 999"),))
    with pytest.raises(rules.LawError, match=r"operations.0.repeal: there is no provision `CAATSA 999`"):
        rejudged(table.state, broken)


def test_given_a_law_that_changed_since_then_a_ruling_is_read_otherwise_and_judged_anew_under_the_law_of_its_day():
    table = given().to("orders", 3)
    table.lock("WH", ("find_and_impose", {"items": [1, 2, 3, 4, 6], "consulted": False}))
    table.to("reveal", 3)
    then, before = otherwise(table.state, WHITE, 1), table.state
    never = rules.Operation("replace", IMPOSING, changes={"when": {"before": "2000-01-01"}})
    ended = replace(bill(effective="2019-01-01"), operations=(never,))
    later = table.state.but(book=before.book.enacting(ended), game_date="2019-06-01")
    assert otherwise(later, WHITE, 1) == then != {"readings": [], "text": UNTOLD}
    other = replace(bill("waive_231b", "2019-02-01"), id="other")
    assert said(rejudged(later, other)) == said(rejudged(before, other)) == ([], 0, 1, 1)
