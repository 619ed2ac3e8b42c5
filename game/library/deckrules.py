"""The rules that a deck is held to, by name: what `halifax check --rules` lists and each fault names.

Belongs here: names and words. Does not: looking (builder, decklint, deckplayed).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["RULES", "rule_of_shape"]

RULES: Mapping[str, str] = {
    "known-name": "Effects, answers and lists name only tracks, ladders, tokens, marks, seats, cards and moves that the deck has.",
    "condition": "Conditions ask only what the deck and its law know.",
    "source": "Every card says where it comes from.",
    "text-length": "What is read aloud has at most 45 words.",
    "large-effect": "No effect is larger than 2, unless it is marked `large`.",
    "card-seen": "Somebody sees each card, at every table.",
    "choice-owner": "Every answer has somebody who gives it at the smallest table too, or a seat to fall back on.",
    "seat-moves": "No seat is without a move in a phase that waits for one.",
    "objective-reachable": "Every objective can be met, by the ends of tracks and ladders, and something in the deck brings it about.",
    "objective-kept": "An objective that is met at the start can be lost, so that it is one to keep.",
    "ending-possible": "Every ending can hold at a table that has it.",
    "private-fact": "No private fact stands in a text for everyone.",
    "ending-reached": "Bots reach every ending (check --games).",
    "objective-open": "In games by bots no objective is met always or never (check --games).",
}
"""Name -> what it asks."""

_SOURCE = re.compile(r"cards\.[^.]+\.source\b")


def rule_of_shape(field: str, message: str) -> str:
    """The rule that a fault of shape breaks, by its field and message; "" if it breaks none of them."""
    if _SOURCE.match(field):
        return "source"
    return "text-length" if "words, at most" in message else ""
