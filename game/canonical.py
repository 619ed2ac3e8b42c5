"""The one spelling of a JSON value, and its digest. Pure: bytes that are hashed must never depend on who wrote them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

__all__ = ["canonical", "digest"]

_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode


def canonical(value: Any) -> str:
    """*value* as JSON text with sorted keys and no spaces.

    Raises ValueError for NaN and infinities, TypeError for anything that is not JSON (dates, sets).
    """
    return _encode(value)


def digest(value: Any) -> str:
    """sha256 in hex of bytes, of text as UTF-8, or else of the canonical JSON of *value*."""
    if isinstance(value, str):
        value = value.encode()
    elif not isinstance(value, bytes):
        value = canonical(value).encode()
    return hashlib.sha256(value).hexdigest()
