"""Halifax: live policy tabletops where an encoded statute rules on the moves.

Map of the rooms; each room's ``__init__`` is its door.

  rules/    PURE      what the law says of an act; knows no table
  play/     PURE      what happens at a table: decide, apply, view, tell
  library/  FILES     scenarios/ -> packs and decks
  record/   DATABASE  events, never edited; the record file and its check
  live/     NETWORK   Flask-SocketIO server, clock and chance
  ops/      FILES     doctor, backup, restore, passes: for whoever runs a server

Small things that everyone may use: ``errors`` (what we raise on purpose), ``limits`` (every limit),
``canonical`` (the one JSON spelling, digests), ``paths`` (where static/ and scenarios/ lie), ``settings`` (what may be set).

Who may know whom: rules knows nobody; play knows rules; library and record know the values of rules and
play, not each other; live knows them all, and ops knows live.
"""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
