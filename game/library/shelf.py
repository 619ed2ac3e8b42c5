"""The decks and packs of one scenarios folder, and a table's beginning from its record's header.

A header carries the whole texts of deck and law, so a table or a record file is rebuilt from it alone: what stands
in the folder by then does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from game import __version__
from game.canonical import canonical, digest
from game.errors import Fault, GameError, Unreadable, nearest
from game.paths import scenarios_dir
from game.play import Deck, State, opening
from game.rules import Book

from .decks import deck_from_texts, load_deck
from .packs import load_statutes, statutes_from_texts

__all__ = ["Shelf", "header_of", "opening_of"]

_KEPT = 16
_made: dict[str, tuple[Deck, Book]] = {}


class Shelf:
    """What can be played from *folder*: each subfolder with a deck.yaml is a deck, ``statutes/`` holds the packs
    (without one, the packs that come with Halifax)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def decks(self) -> list[str]:
        """The names of the decks here, as `header` takes them."""
        return sorted(p.parent.name for p in self.folder.glob("*/deck.yaml"))

    def header(self, deck: str, table: str, seed_commitment: str, options: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """A record's header but for its format. deck: a name of `decks()`. Raises Unreadable, or GameError `no_deck`, `no_such_table`."""
        if deck not in self.decks():
            advice = nearest(deck, self.decks())
            raise GameError(f"there is no deck `{deck[:40]}`" + (f", {advice}" if advice else ""), "no_deck", 404)
        own = self.folder / "statutes"
        return header_of(self.folder / deck, own if own.is_dir() else scenarios_dir() / "statutes", table, seed_commitment, options)

    @staticmethod
    def opening(header: Mapping[str, Any]) -> State:
        """See `opening_of`."""
        return opening_of(header)


def header_of(deck: Path, statutes: Path, table: str, seed_commitment: str, options: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A record's header but for its format, from the deck in one folder and the packs in another.

    options: which of the deck's tables, as `load_deck` takes them. Raises Unreadable, or GameError `no_such_table`.
    """
    faults: list[Fault] = []
    packs = None
    try:
        packs = load_statutes(statutes)
    except Unreadable as e:
        faults += e.faults
    try:
        loaded, _ = load_deck(deck, packs, options)
    except Unreadable as e:
        faults += e.faults
    if faults or packs is None:
        raise Unreadable(faults)
    return {
        "table": table, "engine": f"halifax {__version__}",
        "deck": {"id": loaded.id, "digest": digest(dict(loaded.files)), "text": dict(loaded.files)},
        "law": [{"pack": p, "digest": digest(packs.texts[p]), "text": packs.texts[p]} for p in packs.needed(loaded.packs)],
        "amendments": [
            {"pack": f.pack, "id": f.amendment.id, "digest": digest(text), "text": text}
            for f in packs.amendments if f.amendment.id in loaded.amendments and (text := packs.documents[f.amendment.id].text)
        ],
        "seed_commitment": seed_commitment, "seats": list(loaded.seats),
        "options": {"readings": dict(loaded.readings), **loaded.options},
    }


def opening_of(header: Mapping[str, Any]) -> State:
    """The state before a table's first event, from its header alone. Raises Unreadable or another GameError."""
    key = digest(canonical([header["deck"]["text"], header["law"], header["amendments"], header["options"]]))
    if key not in _made:
        packs = statutes_from_texts({part["pack"]: part["text"] for part in header["law"]}, header["amendments"])
        deck, book = deck_from_texts(header["deck"]["text"], packs, header["options"])
        readings = header["options"]["readings"]
        if book is None or readings != deck.readings:
            book = packs.table_book(readings, deck.packs, deck.in_force, deck.amendments)
        if len(_made) >= _KEPT:
            _made.pop(next(iter(_made)))
        _made[key] = deck, book
    deck, book = _made[key]
    return opening(deck, book, header)
