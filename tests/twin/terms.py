"""Values, the calendar and the few rules every translation begins with, as clingo has them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import clingo

INVERSE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
SIGN = {"==": "="}
MOST = 2**30
"""Its numbers have 32 bits: above every bound of the law, one amount is as good as another."""

BASE = """
known(K) :- v(K,_).
mem(K,X) :- v(K,X), not set(K).
known(K) :- set(K).
"""


def term(value):
    """A value as clingo writes it: days are their ordinal, yes and no are texts."""
    if isinstance(value, bool):
        return '"true"' if value else '"false"'
    if isinstance(value, date):
        return str(value.toordinal())
    if isinstance(value, int):
        return str(max(-MOST, min(value, MOST)))
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


class Calendar:
    """What the program asks of the calendar: months added, and whether a day falls in a season."""

    def months(self, day, count):
        at = date.fromordinal(day.number)
        whole = at.year * 12 + at.month - 1 + count.number
        year, month = whole // 12, whole % 12 + 1
        return clingo.Number(date(year, month, min(at.day, monthrange(year, month)[1])).toordinal())

    def season(self, day, first, last):
        at = date.fromordinal(day.number)
        key = at.month * 100 + at.day
        low, high = first.number, last.number
        inside = low <= key <= high if low <= high else key >= low or key <= high
        return clingo.Number(int(inside))
