"""How many random examples a property is tried on: all of them in CI and in the long set, a fifth in `make test`."""

from __future__ import annotations

import os


def draws(n: int) -> int:
    """*n* where DRAWS=all, else a fifth of it and at least 30 (or *n*, if that is less)."""
    return n if os.environ.get("DRAWS") == "all" else max(min(n, 30), n // 5)
