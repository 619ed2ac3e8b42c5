"""A one-page chart of provisions as SVG, drawn from a compiled law: what defeats, bars, relies on or leads to what.

Belongs here: choosing the provisions and arrows, and where each box stands. Does not: what the law is (rules). Nothing is
drawn that does not stand in the law, and everything about the provisions chosen that does is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from itertools import pairwise
from textwrap import wrap
from typing import Any

from game import rules
from game.rules.links import conditions_of, relied_on

COLUMNS = ("definition", "power", "prohibition", "exception", "duty")
TITLES = {
    "definition": "Definitions", "power": "Powers", "prohibition": "Prohibitions", "exception": "Exceptions", "duty": "Duties",
}  # fmt: skip
FILLS = {"definition": "#eef1f4", "power": "#e3eefb", "prohibition": "#fbe9e7", "exception": "#fff5d6", "duty": "#e6f4e6"}
ARROWS = {
    "defeats": ("#b3261e", "", "defeats"),
    "bars": ("#b3621e", "2 3", "bars the use of"),
    "relies": ("#5f6b76", "", "relies on"),
    "leads": ("#1f5fa8", "6 4", "puts on the record what the other looks for"),
}
WIDTH, GAP_X, GAP_Y, LINE, LETTERS, TOP = 248, 96, 18, 15, 34, 96
"""Width of a box and space between boxes in pixels, height of a line, letters on a line, where the boxes begin."""


@dataclass(frozen=True)
class Box:
    """One provision on the page."""

    norm: rules.Norm
    x: float
    y: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        return 30 + LINE * len(self.lines)

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


Arrow = tuple[str, str, str]
"""(kind, from, to)"""


def section_of(norm: rules.Norm) -> str:
    """The section a provision stands in: `CAATSA 231(b)(2)` -> `231`."""
    return rules.parse_citation(norm.cite)[1].partition("(")[0]


def chosen(law: rules.Law, section: str) -> list[rules.Norm]:
    """The provisions of a section, and those outside it that an arrow ties to one of these.

    section: `231`, or with its work `CAATSA 231`. Raises KeyError with a message when there is none.
    """
    inside = {n.id for n in law.norms.values() if section in (section_of(n), f"{rules.parse_citation(n.cite)[0]} {section_of(n)}")}
    if not inside:
        raise KeyError(section)
    near = set(inside)
    for kind, one, two in arrows(law, law.norms.values()):
        if kind != "leads" and (one in inside or two in inside):
            near |= {one, two}
        if kind == "leads" and two in inside and law.norms[two].kind in ("duty", "exception"):
            near.add(one)
    return [law.norms[id] for id in law.norms if id in near]


def arrows(law: rules.Law, norms: Any) -> Iterator[Arrow]:
    """Every arrow among some provisions.

    defeats: the first is an exception to the second. bars: both are about one act, which the first prohibits and the second
    grants. relies: the first names the second. leads: the first grants an act that
    puts an event on the record, and the second, a duty or exception or prohibition, looks for that event.
    """
    among = {n.id: n for n in norms}
    looked_for: dict[str, list[str]] = {}
    for norm in (n for n in among.values() if n.kind in ("duty", "exception", "prohibition")):
        for event in dict.fromkeys(events_in(conditions_of(norm), law)):
            looked_for.setdefault(event, []).append(norm.id)
    for norm in among.values():
        for target in norm.defeats:
            if target in among:
                yield "defeats", norm.id, target
        for other in dict.fromkeys(relied_on(conditions_of(norm))):
            if other in among:
                yield "relies", norm.id, other
        if norm.kind == "prohibition":
            for power in among.values():
                if power.kind == "power" and set(power.acts) & set(norm.acts):
                    yield "bars", norm.id, power.id
        if norm.kind == "power":
            made = {e.event for act in norm.acts for e in law.acts[act].records}
            for event in sorted(made):
                for other in looked_for.get(event, ()):
                    if other != norm.id:
                        yield "leads", norm.id, other


def events_in(raw: Any, law: rules.Law) -> Iterator[str]:
    """The events a condition looks for, and those that end them."""
    if isinstance(raw, Mapping):
        for key, value in raw.items():
            if key in ("event", "since", "events") and isinstance(value, str):
                yield value
            elif key == "since" and isinstance(value, list):
                yield from map(str, value)
            elif isinstance(value, str) and (bound := law.names.bindings.get(value.partition(".")[0])) is not None:
                yield bound.event
            else:
                yield from events_in(value, law)
    elif isinstance(raw, str):
        if "." in raw and (bound := law.names.bindings.get(raw.partition(".")[0])) is not None:
            yield bound.event
    elif isinstance(raw, Sequence):
        for value in raw:
            yield from events_in(value, law)


def laid_out(norms: Sequence[rules.Norm], drawn: Sequence[Arrow]) -> dict[str, Box]:
    """Where each box stands: a column for each kind, in each column near what it is tied to."""
    columns = [[n for n in norms if n.kind == kind] for kind in COLUMNS]
    columns = [c for c in columns if c]
    ties: dict[str, list[str]] = {}
    for _, one, two in drawn:
        ties.setdefault(one, []).append(two)
        ties.setdefault(two, []).append(one)
    place: dict[str, float] = {n.id: row for c in columns for row, n in enumerate(sorted(c, key=lambda n: n.id))}
    for _ in range(8):
        for column in columns:
            column.sort(key=partial(_near, place, ties))
            place |= {n.id: row * 10 / max(1, len(column)) for row, n in enumerate(column)}
    boxes = {}
    heights = [sum(30 + LINE * len(words(n)) + GAP_Y for n in c) for c in columns]
    for at, column in enumerate(columns):
        y = TOP + (max(heights) - heights[at]) / 2
        for norm in column:
            box = Box(norm, 24 + at * (WIDTH + GAP_X), y, words(norm))
            boxes[norm.id] = box
            y += box.height + GAP_Y + (max(heights) - heights[at]) / (2 * len(column))
    return boxes


def _near(place: Mapping[str, float], ties: Mapping[str, list[str]], n: rules.Norm) -> tuple[float, str]:
    """Where a box would best stand: the middle of what it is tied to."""
    others = [place[o] for o in ties.get(n.id, ())]
    return (sum(others) / len(others) if others else place[n.id], n.id)


def words(norm: rules.Norm) -> tuple[str, ...]:
    """The heading, on lines that fit a box."""
    return tuple(wrap(norm.heading, LETTERS)) or ("",)


def chart(law: rules.Law, section: str, title: str = "") -> str:
    """One page of SVG about a section. Raises KeyError where the law has no such section."""
    norms = chosen(law, section)
    drawn = list(dict.fromkeys(arrows(law, norms)))
    boxes = laid_out(norms, drawn)
    width = max(b.x for b in boxes.values()) + WIDTH + 24 + 40
    height = max(b.y + b.height for b in boxes.values()) + 70
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" '
        f'font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="{escape(title or section, quote=True)}">',
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
        "<defs>",
        *(
            f'<marker id="{kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            f'<path d="M0 0L8 4L0 8z" fill="{color}"/></marker>'
            for kind, (color, _, _) in ARROWS.items()
        ),
        "</defs>",
        f'<text x="24" y="34" font-size="20" font-weight="600">{escape(title or f"Section {section}")}</text>',
    ]
    for x, kind in dict.fromkeys((b.x, b.norm.kind) for b in boxes.values()):
        out.append(f'<text x="{x:.0f}" y="{TOP - 22}" font-size="14" font-weight="600" fill="#3c4650">{TITLES[kind]}</text>')
    out += [_arrow(kind, boxes[one], boxes[two], n) for n, (kind, one, two) in enumerate(drawn)]
    inside = {n.id for n in norms if section in (section_of(n), f"{rules.parse_citation(n.cite)[0]} {section_of(n)}")}
    out += [_box(b, b.norm.id in inside) for b in boxes.values()]
    x = 24.0
    for kind, (color, dash, said) in ARROWS.items():
        line = f'd="M{x:.0f} {height - 26:.0f}h40" stroke="{color}" stroke-dasharray="{dash}" marker-end="url(#{kind})"'
        out.append(f'<path {line} stroke-width="1.6"/>')
        out.append(f'<text x="{x + 48:.0f}" y="{height - 22:.0f}">{said}</text>')
        x += 48 + 7 * len(said) + 36
    out.append(f'<text x="{x:.0f}" y="{height - 22:.0f}">white: outside the section; broken edge: house rule</text>')
    return "\n".join([*out, "</svg>"]) + "\n"


def _box(box: Box, inside: bool) -> str:
    n = box.norm
    edge = ' stroke-dasharray="3 3"' if n.house_rule else ""
    fill = FILLS[n.kind] if inside else "#ffffff"
    name = n.id.replace("#", " · ").replace("_", " ")
    lines = "".join(
        f'<text x="{box.x + 10:.0f}" y="{box.y + 20 + LINE * (i + 1):.0f}" fill="#3c4650">{escape(line)}</text>'
        for i, line in enumerate(box.lines)
    )
    return (
        f'<g data-norm="{escape(n.id, quote=True)}"><title>{escape(n.sense)}</title>'
        f'<rect x="{box.x:.0f}" y="{box.y:.0f}" width="{WIDTH}" height="{box.height:.0f}" rx="4" fill="{fill}" '
        f'stroke="#3c4650"{edge}/><text x="{box.x + 10:.0f}" y="{box.y + 18:.0f}" font-weight="600">{escape(name)}</text>{lines}</g>'
    )


def _arrow(kind: str, one: Box, two: Box, n: int) -> str:
    """A curve from box to box; within a column it goes round the right side."""
    color, dash, _ = ARROWS[kind]
    shift = (n % 5 - 2) * 3
    y1, y2 = one.middle + shift, two.middle - shift
    if one.x == two.x:
        x1 = x2 = one.x + WIDTH
        reach = 26 + 5 * (n % 5)
        curve = f"M{x1:.0f} {y1:.0f}C{x1 + reach:.0f} {y1:.0f} {x2 + reach:.0f} {y2:.0f} {x2 + 2:.0f} {y2:.0f}"
    else:
        right = one.x < two.x
        x1, x2 = (one.x + WIDTH, two.x - 2) if right else (one.x, two.x + WIDTH + 2)
        bend = (GAP_X * 0.55) if right else -(GAP_X * 0.55)
        curve = f"M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1:.0f} {x2 - bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
    return (
        f'<path data-arrow="{kind}" data-from="{escape(one.norm.id, quote=True)}" data-to="{escape(two.norm.id, quote=True)}" d="{curve}" '
        f'fill="none" stroke="{color}" stroke-width="1.4" stroke-dasharray="{dash}" marker-end="url(#{kind})"/>'
    )


def overlaps(boxes: Mapping[str, Box]) -> list[tuple[str, str]]:
    """Boxes that touch, for the test that none do."""
    columns: dict[float, list[Box]] = {}
    for b in boxes.values():
        columns.setdefault(b.x, []).append(b)
    found = []
    for column in columns.values():
        for above, below in pairwise(sorted(column, key=lambda b: b.y)):
            if above.y + above.height > below.y:
                found.append((above.norm.id, below.norm.id))
    return found
