"""Where static/ and scenarios/ lie: beside game/ in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

__all__ = ["scenarios_dir", "static_dir"]

_ROOM = Path(__file__).resolve().parent


def _find(name: str) -> Path:
    inside = _ROOM / name
    return inside if inside.is_dir() else _ROOM.parent / name


def static_dir() -> Path:
    """The folder of the browser's files. It may be absent in a broken installation; the caller says so."""
    return _find("static")


def scenarios_dir() -> Path:
    """The folder of the decks and, under ``statutes/``, of the packs we ship."""
    return _find("scenarios")
