"""The numbers of the deck, said once more in a form of our own, so that a changed one is noticed.

A row: id | rounds | at once | answers. RUS+1 is a shift, S4=2 a step reached, S4+1 a step taken, S4* a freeze, S4? a condition.
"""

from __future__ import annotations

from functools import lru_cache

import pytest

from game.library.decks import load_deck

from .tables import SCENARIOS, the_statutes

CARDS = """
A01 | 1 fixed | RUS+1 CON+1 S4=1 |
A02 | 1-2 | | a COH+1 ARM+1 ADM-1 / b RUS+1
A03 | 1-3 | | a COH+1 LAW-1 / b COH-1 LAW+1
A04 | 1 | ARM+1 LAW-1 CON+1 |
A05 | 2 fixed | | a RUS+2 CON+1 S4=2 / b RUS+1 ANK-1 CON+1 S4=2 / c RUS-1 ANK-1 COH+1
A06 | 4-5 | RUS+1 COH-1 S4=3 |
A07 | 4-5 | | a RUS+1 CON+2 / b RUS-1 COH+1
A08 | 1-4 | | a COH+1 RUS-1 ANK-1 EURO=1 / b
A09 | 5 | | a RUS-2 ARM+2 ANK-1 LAW+1 S4* / b ARM-1 RUS+1 / c ANK+1 COH-1
A10 | 6 | | a ANK+1 COH-2 CON+2 RUS+1 S4=5 / b COH+1 RUS-1 CON-1
B01 | 1 | | a ARM+1 ANK+1 CON+1 KIT=1 / b
B02 | 1 | | a COH+1 CON+1 / b
B03 | 1-3 | | a ARM+1 KIT=1 / b
B04 | 1-2 | ADM-1 |
B05 | 2-5 | | a ARM+1? CON-1? KIT=3? CON-1? ARM-1? / b ARM-1? CON-1? ANK-1? CON-1? ARM-1?
B06 | 1-3 | CON+1 | a CON-2 ANK-1 / b CON+1 COH-1
B07 | 3-6 arises | | a ARM-2 LAW+1 KIT* / b ARM+1 CON+1
B08 | 4-5 | | a ARM-2 CON-2 COH-1 ANK-1 / b CON+2 ARM+1 LAW-1
C01 | 1 fixed | CON+1 |
C02 | 1 | | a ANK-1 ADM+1 COH-1 / b COH+1 CON+1
C03 | 1-4 | | a LAW+1 ANK-1 / b DET-1 LAW-1 / c
C04 | 3-4 | | a DET-1 ANK-1 CON-1 / b CON+2 ANK+1
C05 | 4 | | a ADM+1 ANK+1 COH-1 DET-1 / b CON+1 COH+1
C06 | 4 | ANK-2 RUS+1 |
C07 | 2-5 | CON+1 | a DET-1 CON-1 / b ANK+1
C08 | 4-6 | | a DET-4 COH+1 CON-1 ANK-1 / b CON+1 ADM-1
C09 | 2-6 arises | ADM-1 | a LAW+1 COH+1 / b DET-1 LAW-1 CON+1 ADM-1
D01 | 1 fixed | ADM-1 |
D02 | 1 | CON+1 |
D03 | 1-2 | | a CON-1 ADM-1 / b CON+1 LAW-1
D04 | 1 fixed | |
D05 | 3 fixed | CON+1 |
D06 | 2-5 | | a CON-2 LAW+1 / b CON+2 ADM-1
D07 | 4 fixed | | a / b CON+1
D08 | 4-5 | | a ARM-1? CON-1? / b CON+1 ARM+1
D09 | 6 fixed | | a / b CON+1 LAW-1
D10 | 4-6 arises | | a LAW+1 ADM-2 CON-1 / b CON+1
W01 | 1 | COH-2 ANK+1 | a COH+1 / b ANK+1
W02 | 1 | RUS+1 | a RUS+1 COH-1 / b
W03 | 1-2 | ANK+1 | a COH+1 / b COH-1 RUS+1
W04 | 1-2 | ANK-1 | a ANK+1 CON+1 / b
W05 | 3 | ANK+1 COH-1 | a COH+1 ADM-1 / b ARM-1 RUS+1
W06 | 5 | LAW+1 RUS-1 CON-1 |
W07 | 4-6 | | a LAW+1 ADM-1 / b LAW-1 ADM+1
W08 | 2-6 | ADM-1 |
"""

MOVES = """
impose STATE COH-2? RUS+1? COH-1? LAW-1? CON+1? LAW+1? CON-1? LAW+1? CON-2? LAW-1?
tariff_threat WH ANK-1 COH-1 ADM+1
designate WH ADM+1 ANK+1 COH-1 once
waive WH LAW-1 CON+2 ADM-1
waive_imposed WH COH+1 ARM+1 ANK+1 LAW-1 CON+1
sign_lifting WH COH+1 ARM+1 ANK+1
sign_delay WH CON+1?
refuse_swap WH LAW+1 ANK-1 once
explore_swap WH DET-1 LAW-1 once
visas_on STATE COH+1 once
visas_off STATE COH-1 ADM+1 once
testify STATE CON-1
notify_kit STATE KIT=2
kit_offer DEF KIT=1
kit_letter DEF KIT=3 ARM+1 CON+2?
kit_deliver DEF KIT=4 ARM+1
lend_battery DEF COH+1 ARM+1 ADM-1 once
suspend_jets DEF ARM-2 CON-2 COH-1 ANK-1 once
joint_readout DEF COH+1
hearing CONG CON+1
place_hold CONG ARM-1 CON-1
rally ANK-P ANK+1 COH-1 CON+1
release_group ANK-P DET-4 COH+1 CON-1 ANK-1 once
restrict_base ANK-P COH-2 ANK+1 ARM-1 once
operation ANK-P ANK+1 COH-1 once
ank_speech ANK-P ANK+1
s4_step ANK-D S4+1
s4_pause ANK-D RUS-1 COH+1
euro_step ANK-D EURO+1 COH+1 RUS-1
sweeten MOS RUS+1 once
squeeze MOS ANK-1 RUS+1
nato_apology NATO COH+1 once
statement NATO COH+1
risk_paper NATO LAW+1 COH+1 once
testimony FAM CON+1?
"""

MENU = {1: "ARM-1", 2: "ARM-2 ANK-1", 3: "ANK-1", 4: "", 5: "", 6: "ARM-1", 7: "ANK-1 RUS+1", 8: "ANK-1 RUS+1", 9: "ANK-2 COH-1 RUS+1",
        10: "ANK-1", 11: "ANK+1", 12: "ANK+1"}  # fmt: skip

TRACKS = {"COH": 6, "CON": 3, "RUS": 3, "ANK": 5, "ADM": 7, "LAW": 5, "ARM": 6, "DET": 12}


@lru_cache
def deck():
    return load_deck(SCENARIOS / "actionable", the_statutes(), {"rounds": 6})[0]


def said(changes):
    """Changes in the words of the table."""
    out = []
    for c in changes:
        sure = "" if c.when is None else "?"
        out += [f"{track}{by:+d}{sure}" for track, by in c.shifts.items()]
        out += [f"{ladder}{'=' if how == 'to' else '+'}{n}{sure}" for ladder, how, n in c.ladders]
        out += [f"{ladder}*{sure}" for ladder, frozen in c.freeze.items() if frozen]
    return out


def rows(text):
    return text.strip().splitlines()


def words(text):
    return sorted(text.split())


@pytest.mark.parametrize("row", rows(CARDS), ids=lambda r: r[:3])
def test_a_card_has_the_rounds_and_numbers_of_the_table(row):
    id, rounds, once, answers = (part.strip() for part in row.split("|"))
    card = deck().cards[id]
    first, last = card.rounds
    span = str(first) if first == last else f"{first}-{last}"
    assert span + (" fixed" if card.fixed else " arises" if card.arises else "") == rounds
    assert sorted(said(card.at_once)) == words(once)
    assert [(c.id, sorted(said(c.changes))) for c in card.choices] == [
        (a.strip()[0], words(a.strip()[1:])) for a in answers.split("/") if a.strip()
    ]


def test_the_table_has_every_card():
    assert [r[:3] for r in rows(CARDS)] == list(deck().cards)


@pytest.mark.parametrize("row", rows(MOVES), ids=lambda r: r.split()[0])
def test_a_move_has_the_seat_and_numbers_of_the_table(row):
    id, seat, *numbers = row.split()
    move = deck().moves[id]
    assert seat in move.seats and move.once == ("once" in numbers)
    assert sorted(said((*move.always, *move.if_lawful))) == sorted(n for n in numbers if n != "once")


@pytest.mark.parametrize("number", MENU)
def test_a_measure_has_the_effects_of_the_menu(number):
    option = next(o for f in deck().moves["impose"].fields if f.name == "items" for o in f.options if o.value == number)
    assert sorted(said(option.changes)) == words(MENU[number])


def test_tracks_begin_where_the_table_says_and_ladders_climb_no_sooner():
    assert {t.id: t.start for t in deck().tracks.values()} == TRACKS
    assert deck().ladders["S4"].earliest == {3: 4, 4: 5, 5: 6} and deck().ladders["EURO"].earliest == {2: 4, 3: 6}
    assert {x.id: len(x.steps) - 1 for x in deck().ladders.values()} == {"S4": 6, "KIT": 4, "EURO": 3}


def test_objectives_come_to_fifteen_points_and_red_lines_cost_four():
    for seat in deck().seats.values():
        extra = 2 if seat.id == "ANK-P" else 0
        assert sum(o.points for o in seat.objectives) == 15 + extra, seat.id
        assert seat.red_line.points == -4


@pytest.mark.parametrize(
    ("items", "officers", "moved"),
    [
        ([1, 4, 6, 10, 11], [], "LAW-1 CON+1"), ([1, 4, 6, 10, 7], [], "LAW+1 CON-1"), ([1, 4, 6, 7, 8], [], "LAW+1 CON-2"),
        ([1, 4, 6, 10, 12], [11], "LAW-1 CON+1"), ([1, 4, 6, 10, 12], [9], "LAW+1 CON-1"), ([1, 4, 6, 9, 12], [9], "LAW+1 CON-2"),
        ([1, 4, 6, 9, 12], [11], "LAW+1 CON-1"),
    ],
)  # fmt: skip
def test_measures_bite_by_how_many_of_2_7_8_9_and_an_officers_one_with_7_8_or_9(items, officers, moved):
    from game.play import frames

    from .tables import given

    move = deck().moves["impose"]
    at = frames.order_frame(given().state, move, {"items": items, "officer_items": officers})
    held = [c for c in move.if_lawful if c.when is not None and c.when(at) is True and {"LAW", "CON"} & set(c.shifts)]
    assert sorted(f"{t}{n:+d}" for c in held for t, n in c.shifts.items()) == words(moved)


BILLS = """
jets tightens CON-1 LAW+1 D08
partners loosens ADM+1 CON-1 LAW-1 D07
decides removes ADM-2 CON-2 LAW+1 D09
disapproval resolution D10
"""


@pytest.mark.parametrize("row", rows(BILLS), ids=lambda r: r.split()[0])
def test_a_bill_has_its_kind_s_numbers_when_it_becomes_law_and_a_card_that_passes_it(row):
    id, kind, *numbers, card = row.split()
    assert deck().bills[id].kind == kind
    assert sorted(said(deck().legislation.kinds[kind])) == numbers
    assert id in deck().cards[card].choices[0].passes


ARGUED = """
consular_push | DET-1 | |
rumour | | | RUS-1
risk_paper | | COH-1 LAW+1 |
"""


@pytest.mark.parametrize("row", rows(ARGUED), ids=lambda r: r.split()[0])
def test_a_move_that_is_always_argued_has_the_numbers_of_each_result(row):
    id, clean, fails, backfires = (part.strip() for part in row.split("|"))
    move = deck().moves[id]
    assert move.argued == "always" and move.bonus
    assert [sorted(said(c)) for c in (move.clean, move.fails, move.backfires)] == [words(x) for x in (clean, fails, backfires)]
