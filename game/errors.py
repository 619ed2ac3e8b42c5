"""What we raise on purpose. An unlawful move is not here: it is a ruling, recorded and explained.

``code`` is on the wire and never changes; ``http`` is the status a route answers with.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Conflict", "Fault", "GameError", "Refused", "Unreadable", "nearest"]


class GameError(Exception):
    """Anything we say no to. ``str()`` is told to the person, so it is in their words."""

    code = "game"
    http = 400

    def __init__(self, message: str = "", code: str | None = None, http: int | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
        if http is not None:
            self.http = http


class Refused(GameError):
    """A rule of the table was broken (not your seat, phase closed): told to the sender, not recorded."""

    code = "refused"
    http = 409


class Conflict(GameError):
    """Somebody was first: another writer, another taker of the seat, another payload under the same id."""

    code = "conflict"
    http = 409


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one file. ``line`` counts from 1; ``field`` is the path in the author's words.

    rule: the name of the deck rule that it breaks (library.deckrules), "" for what is no deck's.
    """

    file: str
    line: int
    field: str
    message: str
    help: str = ""
    rule: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: "
        field = f"{self.field}: " if self.field else ""
        advice = f"; {self.help}" if self.help else ""
        rule = f" (rule: {self.rule})" if self.rule else ""
        return f"{where}{field}{self.message}{advice}{rule}"


class Unreadable(GameError):
    """A file from outside that we do not accept. Carries every fault that could be read at once."""

    code = "unreadable"
    http = 422

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def nearest(word: str, known: Iterable[str]) -> str:
    """The advice ``did you mean `x``` for a mistyped *word*, or "" when nothing known is near."""
    found = difflib.get_close_matches(word[:200], [k[:200] for k in known], n=1, cutoff=0.6)
    return f"did you mean `{found[0]}`" if found else ""
