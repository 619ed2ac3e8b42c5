"""Signed seat passes. A pass is good for one table and one seat, and only while its number is the seat's.

Here is only the signing. Whether the number still holds is asked in the transaction of each command.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer, base64_decode, base64_encode

from game import limits
from game.play import WHITE

__all__ = ["Pass", "Passes"]


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass says. seat: a seat's id, WHITE, or PUBLIC for somebody who has joined without a seat."""

    table: str
    seat: str
    member: str
    pass_no: int
    name: str


class Passes:
    """Gives passes with one secret key, and reads those of keys of before too."""

    def __init__(self, key: bytes, *old: bytes) -> None:
        self._signer = URLSafeTimedSerializer([*old, key], salt="halifax-pass")      # it signs with the last

    def give(self, table: str, seat: str, pass_no: int, name: str, member: str = "") -> str:
        """A new pass. PUBLIC passes have number 0 and end with their age only."""
        return self._signer.dumps([table, seat, member or secrets.token_urlsafe(9), pass_no, name])

    def read(self, text: Any) -> Pass | None:
        """What *text* says, or None if it is not a pass of ours, whatever it is. Never raises."""
        if not isinstance(text, str) or not 0 < len(text) <= limits.PASS:
            return None
        try:
            signature = text.rpartition(".")[2]
            if base64_encode(base64_decode(signature)).decode() != signature:        # another spelling of the same bytes
                return None
            table, seat, member, pass_no, name = self._signer.loads(text, max_age=limits.SEAT_PASS_S)
            if seat == WHITE:
                self._signer.loads(text, max_age=limits.WHITE_PASS_S)
        except (BadData, ValueError, TypeError):
            return None
        return Pass(table, seat, member, pass_no, name)
