"""The rules that a deck is held to: each by name, with a fault that breaks it alone."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from game.__main__ import main
from game.library import DECK_RULES, check_deck

from .tables import SCENARIOS, the_deck, the_statutes

FACT = "You alone decide whether the cyber-restraint token exists."
SEEDED = {
    "known-name": ("cards.yaml", "{effects: {RUS: 1, CON: 1}", "{effects: {RUSS: 1, CON: 1}"),
    "condition": ("cards.yaml", '[ladder.S4, "==", 1]', '[ladder.S44, "==", 1]'),
    "source": ("cards.yaml", '    source: {kind: column, cite: Column para. 4}\n', ""),
    "text-length": ("cards.yaml", "text: Ankara says", "text: " + "very " * 40 + "Ankara says"),
    "large-effect": ("cards.yaml", "effects: {ARM: 1, LAW: -1, CON: 1}", "effects: {ARM: 3}"),
    "card-seen": ("cards.yaml", "audience: [MOS, ANK-D]\n    at_once", "audience: [FAM]\n    at_once"),
    "choice-owner": ("cards.yaml", "audience: [WH, STATE, DEF, NATO]", "audience: [WH, STATE, NATO]"),
    "seat-moves": ("moves.yaml", "title: Staff talks", "title: Staff talks\n    rounds: [2, 6]"),
    "objective-reachable": ("deck.yaml", "LAW is 7 or more, points: 5, met: {cmp: [track.LAW, \">=\", 7]}",
                            "LAW is 17 or more, points: 5, met: {cmp: [track.LAW, \">=\", 17]}"),
    "objective-kept": ("deck.yaml", "ADM is 5 or more, points: 3, met: {cmp: [track.ADM, \">=\", 5]}",
                       "Nobody asks, points: 3, met: {cmp: [mark.kept_out, \"==\", 0]}"),
    "ending-possible": ("deck.yaml", "{cmp: [mark.measures, \">=\", 5]}, {cmp: [ladder.S4, \">=\", limit.s4_3]}]}",
                        "{cmp: [mark.measures, \">=\", 5]}, {cmp: [ladder.S4, \">=\", 9]}]}"),
    "private-fact": ("deck.yaml", "brief: You sell, you lend,", "brief: " + FACT + " You sell, you lend,"),
    "ending-reached": ("deck.yaml", "- id: muddle\n",
                       "- {id: shadow, title: A shadow, text: Never seen., when: {fact: enacted.decides}}\n- id: muddle\n"),
    "objective-open": ("deck.yaml", "ADM is 5 or more, points: 3, met: {cmp: [track.ADM, \">=\", 5]}",
                       "ADM is 0 or more, points: 3, met: {cmp: [track.ADM, \">=\", 0]}"),
}  # fmt: skip
"""Rule -> (file, old, new): a fault of the real deck."""
BESIDE = {
    "objective-kept": ("deck.yaml", "  leaks: {title: True leaks printed}\n",
                       "  leaks: {title: True leaks printed}\n  kept_out: {title: Nobody}\n"),
}  # fmt: skip
"""What has to be changed besides."""


def faults_of(folder, *changes, games=0):
    texts = dict(the_deck().files)
    for file, old, new in changes:
        assert old in texts[file], old
        texts[file] = texts[file].replace(old, new, 1)
    for name, text in texts.items():
        (folder / name).write_text(text)
    return check_deck(folder, the_statutes(), games)


def test_every_rule_has_a_seeded_fault():
    assert set(SEEDED) == set(DECK_RULES)


@pytest.mark.sampled(every=4)
@pytest.mark.parametrize("rule", [r for r in SEEDED if r not in ("ending-reached", "objective-open")])
def test_a_seeded_fault_is_found_under_its_rule_and_no_other(rule, tmp_path):
    faults = faults_of(tmp_path, SEEDED[rule], *(BESIDE[r] for r in BESIDE if r == rule))
    assert {f.rule for f in faults} == {rule}, [str(f) for f in faults]
    assert str(faults[0]).endswith(f"(rule: {rule})") and faults[0].file.endswith(".yaml") and faults[0].line > 1


@pytest.mark.thorough
def test_what_bots_never_reach_and_always_meet_is_found_by_playing(tmp_path):
    faults = faults_of(tmp_path, SEEDED["ending-reached"], SEEDED["objective-open"], games=6)
    named = {(f.rule, f.field): f for f in faults}
    assert ("ending-reached", "endings[8]") in named and "A shadow" in named["ending-reached", "endings[8]"].message
    always = named["objective-open", "seats.WH.objectives[2]"]
    assert "always" in always.message and "in 6 games by bots" in always.message


def test_the_rules_are_listed_by_the_command_and_in_the_docs():
    said = CliRunner().invoke(main, ["check", "--rules"]).output
    docs = (SCENARIOS.parent / "docs" / "writing-decks.md").read_text()
    for rule, asks in DECK_RULES.items():
        assert f"{rule} " in said and asks in said
        assert f"| `{rule}` |" in docs
