"""Many games of the whole deck, before a release: every kind of bot, eleven seats, six rounds."""

from __future__ import annotations

import pytest

from game.library.decks import load_deck
from game.play import BOTS, tally

from .tables import SCENARIOS, the_statutes


@pytest.mark.long
def test_five_hundred_games_end_in_many_ways_and_almost_no_objective_is_met_always_or_never():
    deck, book = load_deck(SCENARIOS / "actionable", the_statutes(), {"seats": 11, "rounds": 6})
    found = [tally(deck, book, (str(n) for n in range(125)), kind) for kind in (*BOTS, "mixed")]
    endings = {title: sum(f["endings"][title] for f in found) for title in found[0]["endings"]}
    print(endings)
    assert sum(endings.values()) == 500 and sum(n > 0 for n in endings.values()) >= 8, endings
    flat = [(seat, text) for seat, aims in found[0]["objectives"].items() for text in aims
            if sum(f["objectives"][seat][text] for f in found) in (0, 500)]  # fmt: skip
    assert len(flat) <= 3, flat
