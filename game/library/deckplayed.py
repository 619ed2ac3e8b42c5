"""What of a deck bots never come to, or always: found by playing it.

Belongs here: endings and objectives counted over games. Does not: playing (game.play), what can be told by reading (decklint).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from game.errors import Fault
from game.play import tally
from game.play.deck import Deck
from game.rules import Book

from .decklint import objectives_in
from .reading import Document

__all__ = ["played"]


def played(deck: Deck, book: Book, got: Mapping[str, Any], owner: Mapping[str, Document], games: int) -> list[Fault]:
    """Endings that no bot reaches and objectives that bots meet always or never, in so many games at one table.

    Half of the games are by bots who seek an ending, half by some of each kind. The fewer games, the more is blamed on chance.
    """
    halves = {"seeking": (games + 1) // 2, "mixed": games // 2}
    found = [tally(deck, book, (str(n) for n in range(many)), kind) for kind, many in halves.items() if many]
    over = f"in {games} games by bots" + (f" ({deck.options['schedule']})" if "schedule" in deck.options else "")
    faults = []
    titles = {e.title for e in deck.endings}
    for n, e in enumerate(got["endings"]):
        if e["title"] in titles and not any(f["endings"][e["title"]] for f in found):
            message, help = f"“{e['title']}” is never reached {over}", "play more games, or look at the endings before it"
            faults.append(owner["endings"].fault(("endings", n), message, help, "ending-reached"))
    for path, seat, aim, _ in objectives_in(deck, got):
        met = sum(f["objectives"][seat][aim.text] for f in found)
        if met in (0, games):
            message = f"{seat} {'always' if met else 'never'} meets “{aim.text}” {over}"
            faults.append(owner["seats"].fault(path[:-1], message, "look at its numbers", "objective-open"))
    return faults
