"""Reading a deck: every fault at once, with file, line, field and what would help."""

from __future__ import annotations

import shutil

import pytest

from game.errors import Unreadable
from game.library.decks import deck_from_texts, load_deck
from game.library.shelf import header_of
from game.play import SEAT_COMMANDS

from .tables import SCENARIOS, the_deck, the_statutes


def broken(*changes):
    """The faults of the real deck with texts changed: (file, old, new) each."""
    texts = dict(the_deck().files)
    for file, old, new in changes:
        assert old in texts[file], old
        texts[file] = texts[file].replace(old, new, 1)
    with pytest.raises(Unreadable) as e:
        deck_from_texts(texts, the_statutes())
    return e.value.faults


def line_of(file, text):
    return next(n for n, line in enumerate(the_deck().files[file].splitlines(), 1) if text in line)


def test_a_deck_read_again_from_its_own_texts_is_the_same_deck():
    again = deck_from_texts(the_deck().files, the_statutes())[0]
    assert again.digest == the_deck().digest and list(again.cards) == list(the_deck().cards)


@pytest.mark.sampled(every=3)
@pytest.mark.parametrize(
    ("file", "old", "new", "field", "message", "help"),
    [
        ("cards.yaml", "{effects: {RUS: 1, CON: 1}, ladder: {S4: 1}}", "{effects: {RUSS: 1}, ladder: {S4: 1}}",
         "cards.A01.at_once.effects.RUSS", "no track `RUSS`", "did you mean `RUS`"),
        ("cards.yaml", "ladder: {S4: 1}", "ladder: {S5: 1}", "cards.A01.at_once.ladder.S5", "no ladder `S5`", "known: `S4`"),
        ("cards.yaml", "token: {interim_battery: true}", "token: {interim_batery: true}", "token.interim_batery", "no token", "interim"),
        ("cards.yaml", "audience: [WH, STATE, DEF, NATO]", "audience: [WH, STATE, DEFF, NATO]", "cards.A02.audience[2]",
         "no seat `DEFF`", "did you mean `DEF`"),
        ("cards.yaml", "by: DEF, text: Lend", "by: DFE, text: Lend", "cards.A02.choices[0].by", "no seat `DFE`", "did you mean `DEF`"),
        ("cards.yaml", "suit: A\n", "suit: Q\n", "cards.A01.suit", "no suit `Q`", ""),
        ("cards.yaml", "kind: fact", "kind: fakt", "cards.A01.kind", "must be one of", ""),
        ("cards.yaml", "title: Deposit already paid", "titel: Deposit already paid", "cards.A01.titel", "not known here", "`title`"),
        ("cards.yaml", "rounds: [1, 1]", "rounds: [1, one]", "cards.A01.rounds[1]", "whole number", ""),
        ("cards.yaml", "effects: {ARM: 1, LAW: -1, CON: 1}", "effects: {ARM: 3}", "cards.A04", "larger than 2", "large: true"),
        ("cards.yaml", "[ladder.S4, \"==\", 1]", "[ladder.S44, \"==\", 1]", "cards.A05.when", "has no fact `S44`", "S4"),
        ("cards.yaml", "[ladder.S4, \"==\", 1]", "[ladder.S4, \"=\", 1]", "cards.A05.when", "cmp", ""),
        ("moves.yaml", "name: determine_231", "name: determin_231", "moves.find.act.name", "no act `determin_231`", "determine_231"),
        ("moves.yaml", "finds_knowing: {field: knowing}", "find_knowing: {field: knowing}", "moves.find.act.params.find_knowing",
         "no parameter", "finds_knowing"),
        ("moves.yaml", "finds_significant: {field: significant}", "finds_significant: {field: signifcant}", "moves.find.act.params",
         "no field `signifcant`", "significant"),
        ("moves.yaml", "actors: [president]", "actors: [presidant]", "moves.find_in_person.act.actors[0]",
         "no pack knows the office", "president"),
        ("moves.yaml", "stage: findings", "stage: finding", "moves.find.stage", "no stage `finding`", "findings"),
        ("moves.yaml", "{consulted}\"", "{consultd}\"", "moves.find.sentence", "no field `consultd`", "consulted"),
        ("moves.yaml", "now.undertaking", "now.undertakin", "moves.leader_call", "has no fact `undertakin`", "undertaking"),
        ("deck.yaml", "reveal: {title", "reveals: {title", "phases", "phase", ""),
        ("deck.yaml", "move: joint_readout", "move: joint_readouts", "seats.DEF.absent.minor.move", "no minor move of DEF", "joint"),
        ("deck.yaml", "counterparty_listed: true", "counterparty_list: true", "case.records.s400_deal", "no fact `counterparty_list`",
         "counterparty_listed"),
        ("deck.yaml", "counterparty_listed: true", "counterparty_listed: 1", "case.records.s400_deal.fields.counterparty_listed",
         "needs a bool, not `1`", ""),
        ("deck.yaml", "contract_date: 2017-09-12", "contract_date: 2017-09-31", "contract_date", "needs a date", ""),
        ("deck.yaml", "channel: fms", "channel: barter", "case.records.kit.fields.channel", "needs a enum", "one of fms, dcs"),
        ("deck.yaml", "{name: list.published, date: 2017-10-27}", "{name: list.published, date: 2017-10-27, data: {x: 1}}",
         "case.events[0].data.x", "carries no `x`", ""),
        ("cards.yaml", "s400_deal.last_conduct: 2017-12-29", "s400_deal.last_conduct: soon",
         "cards.A05.choices[0].fact", "needs a date", ""),
        ("cards.yaml", "s400_deal.last_conduct: 2017-12-29", "s400_deal.last_conducts: 2017-12-29", "cards.A05.choices[0].fact",
         "no fact `last_conducts`", "last_conduct"),
        ("moves.yaml", "about: {person: ssm}\n      params:\n        ground", "about: {}\n      params:\n        ground",
         "moves.waive.act.about", "none is named", "`ssm`"),
        ("deck.yaml", "start: 6", "start: \"6\"", "tracks.COH.start", "whole number", ""),
        ("deck.yaml", "begins: 2017-11-19", "begins: 2017-11-31", "rounds[0].begins", "not a day", ""),
        ("deck.yaml", "enacted.decides}}}", "enacted.decide}}}", "seats.WH.objectives[0].met", "no fact `decide`", "`decides`"),
    ],
)  # fmt: skip
def test_a_fault_has_its_file_line_field_and_a_suggestion(file, old, new, field, message, help):
    faults = broken((file, old, new))
    found = [f for f in faults if field in f.field and message in f.message and help in f.help]
    assert found, [str(f) for f in faults]
    assert found[0].file.endswith(file) and found[0].line > 1


def test_all_faults_of_all_files_come_at_once_with_their_lines():
    faults = broken(
        ("cards.yaml", "suit: A\n", "suit: Q\n"), ("cards.yaml", "audience: [WH, STATE, DEF, NATO]", "audience: [WH, STATE, DEFF, NATO]"),
        ("moves.yaml", "stage: findings", "stage: finding"), ("deck.yaml", "move: joint_readout", "move: joint_readouts"),
    )  # fmt: skip
    assert {f.file for f in faults} == {"cards.yaml", "moves.yaml", "deck.yaml"} and len(faults) == 4
    assert next(f for f in faults if "DEFF" in f.message).line == line_of("cards.yaml", "audience: [WH, STATE, DEF, NATO]")


def test_faults_of_shape_in_two_files_come_at_once():
    faults = broken(("cards.yaml", "title: Deposit", "titel: Deposit"), ("deck.yaml", "start: 6", "start: six"))
    assert {f.file for f in faults} == {"cards.yaml", "deck.yaml"}


def test_a_text_over_45_words_is_a_fault():
    faults = broken(("cards.yaml", "text: Ankara says", "text: " + "very " * 40 + "Ankara says"))
    assert "at most 45" in faults[0].message and faults[0].field == "cards.A01.text"


def test_a_card_without_a_source_is_a_fault():
    faults = broken(("cards.yaml", "    source: {kind: column, cite: Column para. 4}\n", ""))
    assert (faults[0].field, faults[0].message) == ("cards.A03.source", "is missing")


def test_a_key_in_two_files_is_a_fault():
    faults = broken(("moves.yaml", "stages:", "title: Twice\nstages:"))
    assert any("stands in" in f.message for f in faults)


def test_a_folder_without_a_deck_is_a_fault(tmp_path):
    with pytest.raises(Unreadable, match="no deck here"):
        load_deck(tmp_path)


def test_yaml_that_cannot_be_read_is_reported_beside_the_other_files(tmp_path):
    for name, text in the_deck().files.items():
        (tmp_path / name).write_text(text if name != "cards.yaml" else "cards: [" * 10_000)
    with pytest.raises(Unreadable) as e:
        load_deck(tmp_path)
    assert all("cards.yaml" in f.file for f in e.value.faults)


@pytest.mark.sampled(every=3)
@pytest.mark.parametrize(
    ("file", "old", "new", "field", "message", "help"),
    [
        ("deck.yaml", "begins: 2017-11-19, ends: 2017-12-17", "begins: 2017-12-17, ends: 2017-11-19",
         "rounds[0].ends", "before it begins", "exchange"),
        ("deck.yaml", "begins: 2017-12-18", "begins: 2017-12-17", "rounds[1].begins", "goes on until 2017-12-17", "day after"),
        ("deck.yaml", "minutes: 3", "minutes: -3", "phases.situation.minutes", "-3 minutes", "0 (no clock)"),
        ("deck.yaml", "start: 6", "start: 11", "tracks.COH.start", "11 is not on the track", "0 to 10"),
        ("deck.yaml", "start: 6", "start: -1", "tracks.COH.start", "not on the track", ""),
        ("deck.yaml", "low: 0\n    high: 12", "low: 12\n    high: 12", "tracks.DET.low", "not below", ""),
        ("deck.yaml", "title: S-400 deal\n    start: 0", "title: S-400 deal\n    start: 77", "ladders.S4.start", "no step 77", "0 to 6"),
        ("deck.yaml", "points: -4", "points: 4", "seats.WH.red_line.points", "costs points", "-4"),
        ("deck.yaml", "points: 5,", "points: 0,", "seats.WH.objectives[0].points", "not worth", "1 or more"),
        ("moves.yaml", "default: secretary_of_state", "default: secretary",
         "moves.find.fields[0].default", "`secretary` is none", "secretary_of_state"),
        ("moves.yaml", "kind: flag, default: true", "kind: flag, default: 1", "moves.find.fields[1].default", "neither true nor false", ""),
        ("moves.yaml", "{value: president, label", "{value: secretary_of_state, label",
         "moves.find.fields[0].options[1].value", "two options", ""),
        ("moves.yaml", "at_least: 5", "at_least: 13", "moves.impose.fields[1].at_least", "13 of 12", "0 to 12"),
        ("moves.yaml", "name: knowing", "name: significant", "moves.find.fields[2].name", "two fields `significant`", ""),
        ("cards.yaml", "fixed: 1", "fixed: 9", "cards.A01.fixed", "no round 9", "1 to 6"),
        ("cards.yaml", "fixed: 2", "fixed: 3", "cards.A05.fixed", "not among the card's rounds", "2 to 2"),
        ("cards.yaml", "rounds: [1, 1]", "rounds: [2, 9]", "cards.A01.rounds", "2 to 9 is not a span", "within 1 to 6"),
        ("moves.yaml", "rounds: [2, 6]", "rounds: [3, 2]", "moves.designate.rounds", "not a span", "within 1 to 6"),
        ("deck.yaml", "[us-caatsa, us-aeca,", "[us-caatsa, us-aecca,", "law.packs[1]", "no pack `us-aecca`", "us-aeca"),
        ("deck.yaml", "readings: {}", "readings: {q1: foo}", "law.readings.q1", "`q1` has no reading `foo`", "one of"),
        ("deck.yaml", "readings: {}", "readings: {q0: foo}", "law.readings.q0", "no open question `q0`", "q"),
    ],
)  # fmt: skip
def test_what_has_the_right_shape_and_cannot_be_played_is_a_fault_too(file, old, new, field, message, help):
    faults = broken((file, old, new))
    found = [f for f in faults if field in f.field and message in f.message and help in f.help]
    assert found, [str(f) for f in faults]
    assert found[0].file.endswith(file) and found[0].line > 1
    if "us-aecca" not in new:                                        # without a pack its acts are not known
        assert {f.file for f in faults} == {file}, "nothing else is blamed"


SEVERAL = [
    ("cards.yaml", "title: Deposit already paid", "titel: Deposit already paid"),       # shape: unknown key, and a missing one
    ("cards.yaml", "by: DEF, text: Lend", "by: WHX, text: Lend"),                        # an unknown seat
    ("cards.yaml", "effects: {RUS: 1}", "effects: {COHH: 1}"),                           # an unknown track
    ("cards.yaml", "rounds: [1, 3]", "rounds: [1, one]"),                                # shape: a wrong number
    ("moves.yaml", "name: determine_231", "name: determin_231"),                         # an act the law does not know
    ("moves.yaml", "stage: findings", "stage: finding"),                                 # an unknown stage
    ("moves.yaml", "actors: [president]", "actors: [presidant]"),                        # an office nobody knows
    ("deck.yaml", "start: 6", "start: six"),                                             # shape, in another file
    ("deck.yaml", "move: joint_readout", "move: D99"),                                   # an unknown move
    ("deck.yaml", "minutes: 3", "minutes: -3"),                                          # a number out of bounds
]  # fmt: skip


def test_faults_of_every_kind_in_every_file_come_at_once_and_hide_one_another_nowhere():
    faults = broken(*SEVERAL)
    text = "\n".join(str(f) for f in faults)
    for word in ("titel", "WHX", "COHH", "`one`", "determin_231", "no stage `finding`", "presidant", "`six`", "D99", "-3 minutes"):
        assert word in text, (word, text)
    assert len(faults) == len(SEVERAL) + 2, text                    # a card without its title, and one of two seats


@pytest.mark.parametrize("lost", ["cards.yaml", "moves.yaml"])
def test_given_a_file_that_is_no_yaml_then_the_faults_of_the_others_are_told_and_none_is_invented(lost):
    changes = [c for c in SEVERAL if c[0] != lost]
    texts = dict(the_deck().files)
    for file, old, new in changes:
        texts[file] = texts[file].replace(old, new, 1)
    texts[lost] += "\n  - [x\n: y"
    with pytest.raises(Unreadable) as e:
        deck_from_texts(texts, the_statutes())
    text = str(e.value)
    assert f"{lost}:" in text and "not valid YAML" in text
    assert len(e.value.faults) <= len(changes) + 2 and len(e.value.faults) >= len(changes), text
    assert "is missing" not in text.replace("title: is missing", "")


def test_given_a_deck_yaml_that_is_no_yaml_then_cards_and_moves_are_still_read():
    texts = dict(the_deck().files)
    texts["deck.yaml"] = "tracks: [\n" + texts["deck.yaml"]
    texts["cards.yaml"] = texts["cards.yaml"].replace("title: Deposit", "titel: Deposit", 1)
    with pytest.raises(Unreadable) as e:
        deck_from_texts(texts, the_statutes())
    assert {f.file for f in e.value.faults} == {"deck.yaml", "cards.yaml"} and len(e.value.faults) == 3, str(e.value)


def test_given_packs_with_faults_then_those_of_the_deck_are_told_too(tmp_path):
    shutil.copytree(SCENARIOS, tmp_path / "s")
    pack = tmp_path / "s" / "statutes" / "us-aeca" / "pack.yaml"
    pack.write_text(pack.read_text().replace("title:", "titel:", 1))
    cards = tmp_path / "s" / "actionable" / "cards.yaml"
    cards.write_text(cards.read_text().replace("suit: A\n", "suit: Q\n", 1).replace("title: Deposit", "titel: Deposit", 1))
    with pytest.raises(Unreadable) as e:
        header_of(tmp_path / "s" / "actionable", tmp_path / "s" / "statutes", "t", "")
    text = str(e.value)
    assert "us-aeca/pack.yaml" in text and "actionable/cards.yaml" in text and "no suit `Q`" not in text.replace("no suit `Q`", "", 1)


@pytest.mark.parametrize("kind", ["folder", "loop", "nowhere"])
def test_given_what_is_no_file_then_it_is_named_and_nothing_is_said_to_be_missing(tmp_path, kind):
    for name, text in the_deck().files.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "cards.yaml").unlink()
    if kind == "folder":
        (tmp_path / "cards.yaml").mkdir()
    else:
        (tmp_path / "cards.yaml").symlink_to(tmp_path / ("cards.yaml" if kind == "loop" else "gone"))
    with pytest.raises(Unreadable) as e:
        load_deck(tmp_path, the_statutes())
    (fault,) = e.value.faults
    assert fault.file.endswith("/cards.yaml") and "cannot be read" in fault.message


# ------------------------------------------------------------------ the deck itself
def test_all_four_suits_and_the_wild_ones_have_cards():
    deck = the_deck()
    assert {c.suit for c in deck.cards.values()} == set("ABCDW")


def test_no_python_of_the_room_names_anything_of_the_deck():
    names = ("Turk", "S-400", "Ankara", "Moscow", "Congress", "ANK", "COH", "sanction")
    for file in (SCENARIOS.parent / "game" / "play").glob("*.py"):
        text = file.read_text()
        code = "\n".join(line.partition("#")[0] for line in text.splitlines())
        assert not [n for n in names if n in code], file.name


def test_seat_commands_are_the_briefs():
    assert set(SEAT_COMMANDS) == {
        "take_seat", "leave_seat", "ready", "message", "open_room", "save_draft", "lock_order", "unlock_order", "headline",
        "establish", "answer_bill", "replace_order", "contest", "give_reason", "name_cost", "support", "ask_desk",
        "draft_agreement", "sign_agreement", "withdraw_agreement", "add_member", "ask_pen", "give_pen",
        "cancel_order",
    }  # fmt: skip
