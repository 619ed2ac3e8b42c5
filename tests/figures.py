"""What a numbered test measured: one line a figure, and with FIGURES=file collected there (docs/reliability.md is written from it)."""

from __future__ import annotations

import os

__all__ = ["figure"]


def figure(name: str, value: object) -> None:
    """Print `figure NAME: VALUE`; a number with a fraction is rounded to three digits that count. NAME begins with the test's number."""
    line = f"figure {name}: {value:.3g}" if isinstance(value, float) else f"figure {name}: {value}"
    print(line)
    if os.environ.get("FIGURES"):
        with open(os.environ["FIGURES"], "a", encoding="utf-8") as file:
            file.write(line + "\n")
