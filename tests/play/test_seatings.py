"""One folder, fourteen tables: each loads, each can be played to its end, and its record is true."""

from __future__ import annotations

import pytest

from game.errors import GameError, Unreadable
from game.library import check_deck, tables_in
from game.library.decks import deck_from_texts, load_deck
from game.library.shelf import header_of, opening_of
from game.play import WHITE, view
from game.play.orders import owner_of
from game.record import FORMAT, commitment, dry_record, verify

from .tables import SCENARIOS, given, the_deck, the_statutes

ACTIONABLE = SCENARIOS / "actionable"
TABLES = [(n, s) for s in ("short", "long") for n in range(5, 12)]
JOIN = ["STATE", "ANK-D", "NATO", "EURO", "PRESS", "FAM"]
AT_ALL = {"WH", "DEF", "CONG", "ANK-P", "MOS"}


def deck_of(seats, schedule):
    return deck_from_texts(the_deck().files, the_statutes(), {"seats": seats, "schedule": schedule})[0]


def changed(*pairs):
    """The deck's texts with some changed: (file, old, new)."""
    texts = dict(the_deck().files)
    for file, old, new in pairs:
        assert old in texts[file], old
        texts[file] = texts[file].replace(old, new, 1)
    return texts


def faults_of(tmp_path, *pairs):
    for name, text in changed(*pairs).items():
        (tmp_path / name).write_text(text)
    return check_deck(tmp_path, the_statutes())


def test_the_deck_makes_every_table_of_five_to_eleven_by_both_schedules_and_is_clean_at_each():
    assert {(t["seats"], t["schedule"]) for t in tables_in(ACTIONABLE)} == set(TABLES)
    assert tables_in(ACTIONABLE)[0] == {"seats": 5, "schedule": "short"}
    assert check_deck(ACTIONABLE, the_statutes()) == []


@pytest.mark.sampled(every=5)
@pytest.mark.parametrize(("seats", "schedule"), TABLES)
def test_a_game_by_chance_ends_at_every_table_and_its_record_is_true(seats, schedule):
    options = {"seats": seats, "schedule": schedule}
    header = {"format": FORMAT, **header_of(ACTIONABLE, SCENARIOS / "statutes", "t", commitment("4"), options)}
    assert header["options"] == {"readings": {}, **options}
    text, state = dry_record(header, opening_of(header), "4")
    assert state.outcome["ending"] in [e.id for e in state.deck.endings]
    assert len(state.deck.seats) == seats and len(state.deck.rounds) == {"short": 3, "long": 6}[schedule]
    report = verify(text.encode(), opening_of)
    assert report.ok, report.message


@pytest.mark.sampled(every=3)
@pytest.mark.parametrize("seats", range(5, 12))
def test_seats_join_in_the_order_of_the_brief_and_every_answer_has_somebody_who_gives_it(seats):
    deck = deck_of(seats, "long")
    assert set(deck.seats) == AT_ALL | set(JOIN[: seats - 5])
    state = opening_of(header_of(ACTIONABLE, SCENARIOS / "statutes", "t", "", {"seats": seats, "schedule": "long"}))
    for card in deck.cards.values():
        if card.choices:
            assert owner_of(state, card) in deck.seats, card.id
    for move in deck.moves.values():
        assert move.seats and set(move.seats) <= set(deck.seats), move.id


def test_an_absent_seat_folds_with_its_offices_moves_and_cards_into_the_seat_it_names():
    five, six = deck_of(5, "short"), deck_of(6, "short")
    assert "secretary_of_state" in five.seats["WH"].offices and "secretary_of_state" not in six.seats["WH"].offices
    assert five.moves["impose"].seats == ("WH",) and six.moves["impose"].seats == ("STATE",)
    assert "impose_in_person" not in five.moves and six.moves["impose_in_person"].seats == ("WH",)
    assert five.cards["C02"].choices[0].by == "WH" and six.cards["C02"].choices[0].by == "STATE"
    assert five.cards["A08"].audience == ("ANK-P",) and deck_of(9, "short").cards["A08"].audience == ("ANK-D", "EURO", "NATO")
    assert "State Department" in five.seats["WH"].title and "State" not in six.seats["WH"].title
    assert five.seats["WH"].absent["minor"][0].move == "written_view" and six.seats["WH"].absent["minor"][0].move == "sign_delay"


def test_an_office_that_a_seat_does_not_hold_is_not_among_those_in_whose_name_it_may_act():
    def offered(seats):
        return [o.value for o in next(f for f in deck_of(seats, "short").moves["find"].fields if f.name == "office").options]

    assert offered(5) == ["secretary_of_state", "president"] and offered(6) == ["secretary_of_state"]


def test_a_field_of_seats_offers_those_who_sit_here_and_not_the_own_seat():
    def offered(seats):
        return [o.value for o in deck_of(seats, "short").moves["letter"].fields[0].options]

    assert offered(5) == ["WH", "DEF", "ANK-P", "MOS"] and "CONG" not in offered(11) and len(offered(11)) == 10


def test_a_choice_whose_seats_are_away_goes_to_the_next_one_named():
    assert deck_of(7, "short").cards["W01"].choices[0].by == "DEF" and deck_of(8, "short").cards["W01"].choices[0].by == "NATO"


def test_the_short_game_has_three_rounds_half_scores_lower_limits_and_only_the_cards_moves_and_endings_of_its_rounds():
    short, long = deck_of(11, "short"), deck_of(11, "long")
    assert (short.house_halves, long.house_halves) == (True, False)
    later = ["A06", "A07", "A09", "A10", "B08", "C05", "C06", "C08", "D07", "D08", "D09", "D10", "W06", "W07"]
    assert [c for c in long.cards if c not in short.cards] == later
    assert set(long.moves) - set(short.moves) == {"suspend_jets", "release_group"}
    assert [e.id for e in short.endings] == ["rupture", "congress", "tenant", "bargain", "parked", "applied", "muddle"]
    assert [e.id for e in long.endings] == [*[e.id for e in short.endings][:-1], "paper_tiger", "quiet", "muddle"]
    said = {s: [o.text for o in d.seats["WH"].objectives][1] for s, d in (("short", short), ("long", long))}
    assert said == {"short": "DET is 9 or less", "long": "DET is 6 or less"}


def test_a_record_is_replayed_at_the_table_that_its_header_names():
    header = header_of(ACTIONABLE, SCENARIOS / "statutes", "t", "", {"seats": 8, "schedule": "long"})
    state = opening_of(header)
    assert list(state.seats) == header["seats"] and len(state.seats) == 8 and len(state.deck.rounds) == 6
    without = {**header, "options": {"readings": {}}}
    assert len(opening_of(without).seats) == 5, "a record of before is the usual table"


@pytest.mark.parametrize(
    "options", [{"seats": 4}, {"seats": 12}, {"seats": "five"}, {"seats": True}, {"schedule": "longest"}, {"schedule": ["long"]}]
)
def test_a_table_that_the_deck_does_not_make_is_refused_in_words(options):
    with pytest.raises(GameError) as e:
        load_deck(ACTIONABLE, the_statutes(), options)
    assert e.value.code == "no_such_table" and ("5 to 11 seats" in str(e.value) or "`long`" in str(e.value))


def test_rounds_choose_the_first_schedule_that_has_them():
    assert [load_deck(ACTIONABLE, None, {"rounds": n})[0].options for n in (2, 4, 9)] == [
        {"seats": 5, "schedule": "short"}, {"seats": 11, "schedule": "long"}, {"seats": 11, "schedule": "long"}]  # fmt: skip


# ------------------------------------------------------------------ what the linter finds
@pytest.mark.sampled(every=3)
@pytest.mark.parametrize(
    ("pairs", "field", "message"),
    [
        ([("deck.yaml", "joins: 7", "joins: 8")], "seats.STATE.joins", "do not join one by one"),
        ([("deck.yaml", "folds_into: WH", "folds_into: WHX")], "seats.STATE.folds_into", "no seat `WHX`"),
        ([("deck.yaml", "folds_into: ANK-P", "folds_into: NATO")], "seats.ANK-D.folds_into", "does not play where"),
        ([("deck.yaml", "      STATE:\n        title", "      NATO:\n        title")], "seats.WH.holding.NATO", "does not fold into WH"),
        ([("deck.yaml", "limit.det]", "limit.dett]")], "seats.WH.objectives[1].met.cmp[2]", "no fact `dett`"),
        ([("deck.yaml", "DET is {limit.det} or", "DET is {limit.dett} or")], "seats.WH.objectives[1].text", "names a limit"),
        ([("deck.yaml", "det: {short: 9, long: 6}", "det: {short: 9}")], "limits.det", "says nothing for `long`"),
        ([("deck.yaml", "rounds: 6, seats: 11", "rounds: 7, seats: 11")], "schedules.long.rounds", "has no 7 rounds"),
        ([("deck.yaml", "rounds: 6, seats: 11", "rounds: 6, seats: 12")], "schedules.long.seats", "no table has 12"),
        ([("deck.yaml", "  schedules: [long]\n", "  schedules: [lang]\n")], "endings[6].schedules[0]", "no schedule `lang`"),
        ([("deck.yaml", "}}, schedules: [long]}", "}}, schedules: [lang]}")], "seats.EURO.objectives[4].schedules[0]", "no schedule"),
        ([("deck.yaml", "moves: [rally], when", "moves: [raly], when")], "musts[0].moves[0]", "no move `raly`"),
        ([("moves.yaml", "if_seated: [FAM]", "if_seated: [FAN]")], "moves.answer_vigil.if_seated[0]", "no seat `FAN`"),
        ([("moves.yaml", "like: impose", "like: imposed")], "moves.find_and_impose.like", "no move `imposed`"),
        ([("moves.yaml", "fields: [office, significant,", "fields: [offfice, significant,")], "moves.find.fields[0]", "no shared field"),
        ([("cards.yaml", "audience: [MOS, ANK-D]", "audience: [PRESS]")], "cards.A06.audience", "nobody sees this card"),
        ([("deck.yaml", "met: {cmp: [track.ADM, \">=\", 5]}", "met: {cmp: [track.ADM, \">=\", 11]}")],
         "seats.WH.objectives[2].met", "can never reach"),
        ([("deck.yaml", "{cmp: [ladder.S4, \">=\", limit.s4_3]}]}\n- id: paper", "{cmp: [ladder.S4, \">=\", 5]}]}\n- id: paper")],
         "endings[5].when", "nothing can lead to"),
        ([("cards.yaml", "text: Three presidents meet on Syria.", "text: You alone decide whether the cyber-restraint token exists."),
          ("cards.yaml", "    audience: [ANK-P, MOS]\n    private_outcome: true\n", "")], "cards.W02.text", "what only MOS knows"),
    ],
)  # fmt: skip
def test_what_some_table_could_not_play_is_found_with_its_line(tmp_path, pairs, field, message):
    faults = faults_of(tmp_path, *pairs)
    found = [f for f in faults if f.field == field and message in f.message]
    assert found and found[0].line > 1 and found[0].help, [str(f) for f in faults]


def test_a_seat_that_could_be_left_without_a_move_is_found(tmp_path):
    minors = ("Warm read-out", "Rumour", "Show the system")
    once = [("moves.yaml", f"title: {title}", f"once: true\n    title: {title}") for title in minors]
    faults = faults_of(tmp_path, *once)
    assert any("MOS may be left without a minor move in round 1" in f.message for f in faults), [str(f) for f in faults]


def test_a_fault_in_what_the_usual_table_does_not_play_keeps_the_deck_from_loading():
    with pytest.raises(Unreadable):
        deck_from_texts(changed(("moves.yaml", "actors: [president]", "actors: [presidant]")), the_statutes())


def test_below_two_the_crowd_leaves_the_president_of_turkey_one_main_move():
    table = given().to("situation", 1)
    table.send(WHITE, "inject", {"title": "Lira", "text": "It slides.", "audience": "all", "effects": {"ANK": -10}})
    table.to("orders", 1)
    main = {m["id"]: m["why_not"] for m in view(table.state, "ANK-P")["moves"] if m["slot"] == "main"}
    assert main.pop("rally") is None and all(main.values()) and "win back the crowd" in main["undertaking"]
