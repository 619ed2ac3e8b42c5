"""Which provisions hang together: what a norm relies on, what defeats it, what an act or a duty can reach.

Belongs here: names found in conditions, before anything is compiled. Does not: what the conditions mean
(conditions), which programs a change leaves alone (compile), drawings of it (library).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .law import Delegation, Norm, Raw

RELIES = ("in_effect", "value_of")
CHANGES = ("breached", "discharged")
"""The changes of a duty's state that are events: `breached.CAATSA 231(a)`."""


def duty_of(event: Any) -> str:
    """The duty whose change of state an event is: `breached.CAATSA 231(a)` -> `CAATSA 231(a)`; "" for any other."""
    kind, dot, id = event.partition(".") if isinstance(event, str) else ("", "", "")
    return id if dot and kind in CHANGES else ""


def relied_on(raw: Raw) -> Iterator[str]:
    """The provisions a condition names: `in_effect: CAATSA 216(d)`, `{value_of: CAATSA 216(b)(1)}`, and duties by their state."""
    if isinstance(raw, Mapping):
        for key, value in raw.items():
            if key in RELIES and isinstance(value, str):
                yield value
            elif key == "state" and isinstance(value, Mapping):
                yield str(value.get("duty", ""))
            elif key in ("event", "since"):
                yield from (id for e in (value if isinstance(value, list) else [value]) if (id := duty_of(e)))
                yield from relied_on(value)
            else:
                yield from relied_on(value)
    elif isinstance(raw, Sequence) and not isinstance(raw, str):
        for value in raw:
            yield from relied_on(value)


def readings_in(raw: Raw) -> Iterator[str]:
    """The open questions a condition asks: `{reading: {q8: listed_only}}` asks q8."""
    if isinstance(raw, Mapping):
        for key, value in raw.items():
            if key == "reading" and isinstance(value, Mapping):
                yield from map(str, value)
            else:
                yield from readings_in(value)
    elif isinstance(raw, Sequence) and not isinstance(raw, str):
        for value in raw:
            yield from readings_in(value)


def conditions_of(norm: Norm) -> tuple[Raw, ...]:
    """Every condition a norm states."""
    when = (norm.given, norm.when, norm.elements)
    return (*when, norm.due, norm.discharged_when, norm.stops_while, norm.starts_anew_at, norm.expires_when)


def links(norm: Norm, defeaters: Iterable[Norm] = (), delegations: Iterable[Delegation] = ()) -> frozenset[str]:
    """Ids of the norms that this one needs to be evaluated: those it relies on, and those that defeat it."""
    found = set(relied_on(conditions_of(norm)))
    found |= {d.id for d in defeaters}
    for d in delegations:
        if norm.id in d.norms:
            found |= set(relied_on((d.when, d.elements)))
    return frozenset(found)


def reach(roots: Iterable[str], linked: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Every norm that can be met from these, themselves included."""
    found: set[str] = set()
    queue = list(roots)
    while queue:
        id = queue.pop()
        if id not in found:
            found.add(id)
            queue += linked.get(id, ())
    return frozenset(found)
