"""A deck's kit as values: what the white cell reads out, prints and asks. Belongs here: nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from game.play.deck import Kit

__all__ = ["kit_of"]


def kit_of(raw: Mapping[str, Any] | None) -> Kit:
    """The kit from its checked shape; an empty one for a deck without."""
    if not raw:
        return Kit()
    return Kit(
        tuple(raw["opening"]),
        tuple((q["question"], q["answer"]) for q in raw["turn_zero"]),
        tuple(raw["case_files"]),
        tuple((a["aim"], tuple(a["behaviours"])) for a in raw["evaluation"]),
        tuple(raw["hot_wash"]),
        tuple((x["date"], x["text"]) for x in raw["then"]),
        tuple(raw["variants"]),
    )
