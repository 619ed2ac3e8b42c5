"""What the table makes of a ruling: its mark, its look, and whether a claim that was ruled on is so.

Belongs here: from verdict, consequence and duties to a word or two. Does not: verdicts (game.rules), sentences (words).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from game.rules import Law

if TYPE_CHECKING:
    from .state import Ruled

__all__ = ["is_upheld", "look_of", "mark_of", "marked"]

UPHELD, NOT_IN_BREACH = "upheld", "not in breach"


def is_upheld(law: Law, ruling: Mapping[str, Any]) -> bool | None:
    """Whether the duty that this act claims to be breached is, or was when it was settled; None for any other act.

    A claim is lawful to make while the duty has arisen at all; the answer is the state of the duty.
    """
    asserted = law.norms.get(law.acts[ruling["act"]].asserts)
    if asserted is None or asserted.kind != "duty":
        return None
    return any(d["norm"] == asserted.id and d["state"] in ("breached", "discharged_late") for d in ruling["duties"])


def mark_of(law: Law, ruling: Mapping[str, Any], verdict: str = "") -> str:
    """The table's mark: required (lawful and settles a duty), allowed, allowed if, barred, no legal effect; of a claim that a duty
    is breached: upheld, not in breach.

    verdict: the white cell's, where it has overridden the ruling's own.
    """
    final = verdict or ruling["verdict"]
    claim = is_upheld(law, ruling)
    if claim is not None and final != "undetermined":
        return UPHELD if final == "lawful" and (claim or verdict) else NOT_IN_BREACH
    if final == "lawful":
        return "required" if any(d["state"] in ("discharged", "discharged_late") for d in ruling["duties"]) else "allowed"
    return {"not_applicable": "no legal effect", "unlawful": "barred"}.get(final, "allowed if")


def marked(law: Law, ruled: Ruled) -> str:
    """The mark of a ruling on the table."""
    return mark_of(law, ruled.ruling, ruled.verdict if ruled.overridden else "")


_LOOKS = {"required": "must", "allowed": "ok", "upheld": "ok", "barred": "no", "no legal effect": "none", "not in breach": "none"}


def look_of(mark: str, verdict: str, consequence: str) -> str:
    """The look of a ruling (``data-v``): ok must no breach cure open none. One that was overridden looks ``changed``."""
    if consequence == "breach":
        return "breach"
    return _LOOKS.get(mark) or ("open" if verdict == "undetermined" else "cure")
