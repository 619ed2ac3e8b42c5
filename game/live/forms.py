"""The few pages that the server writes itself, for browsers without JavaScript: the join form with its faults, the lobby.

Every text that came from a person is escaped here. Nothing else in Halifax makes HTML on the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from .pages import Pages
from .table import Table

__all__ = ["POLICY", "lobby", "seated", "with_code", "with_fault"]

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def with_code(page: str, code: str) -> str:
    """The join page with its code filled in."""
    return _value(page, "code", code[:12])


def _value(page: str, field: str, text: str) -> str:
    start = page.find(f'id="{field}" name="{field}"')
    if start < 0:
        return page
    end = page.index(">", start)
    tag = page[start:end]
    filled = tag.replace('value=""', f'value="{escape(text)}"') if 'value=""' in tag else f'{tag} value="{escape(text)}"'
    return page[:start] + filled + page[end:]


def with_fault(page: str, raw: Mapping[str, Any], field: str, message: str) -> str:
    """The join page again, with what was typed and what is wrong with it."""
    for name in ("code", "name"):
        page = _value(page, name, str(raw.get(name, ""))[:60])
    item = f'<li><a href="#{field}">{escape(message)}</a></li>'
    page = page.replace('<ul id="faults"></ul>', f'<ul id="faults">{item}</ul>')
    start = page.find('id="summary"')
    end = page.find(">", start)
    return page[:start] + page[start:end].replace(" hidden", "") + page[end:] if start >= 0 else page


def _page(pages: Pages, title: str, inner: str) -> str:
    sheets = "".join(
        f'<link rel="stylesheet" href="{pages.asset(s)}">'
        for s in ("style/tokens.css", "style/base.css", "style/join.css")
        if s in pages.files
    )
    icon = f'<link rel="icon" href="{pages.asset("icon.svg")}" type="image/svg+xml">'
    return (
        f'<!doctype html>\n<html lang="en" dir="ltr"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width, initial-scale=1"><title>{escape(title)} · Halifax</title>{icon}{sheets}</head>'
        f'<body><main class="join"><h1>{escape(title)}</h1>{inner}</main></body></html>\n'
    )


def lobby(pages: Pages, table: Table, text: str, name: str, fault: str = "") -> str:
    """Choose a seat, each with a plain button."""
    view = table.view("PUBLIC")
    rows = []
    for seat in view["seats"]:
        head = f"<h2>{escape(seat['title'])}</h2><p>{escape(seat.get('brief') or '')}</p>"
        if seat["name"] and not seat["bot"]:
            rows.append(f"<section>{head}<p>Taken by {escape(seat['name'])}</p></section>")
        else:
            rows.append(
                f'<section>{head}<form method="post" action="/seat"><input type="hidden" name="pass" value="{escape(text)}">'
                f'<input type="hidden" name="seat" value="{escape(seat["seat"])}"><button>Take this seat</button></form></section>'
            )
    warning = f'<p role="alert">{escape(fault)}</p>' if fault else ""
    watch = f'<p><a href="/t/{escape(table.id)}#pass={escape(text)}">Watch only</a> (needs JavaScript)</p>'
    return _page(pages, view["table"]["title"], f"<p>You are {escape(name)}. Choose a seat.</p>{warning}{''.join(rows)}{watch}")


def seated(pages: Pages, table: Table, text: str, seat: str) -> str:
    """The way on from a seat taken without JavaScript."""
    title = next((s["title"] for s in table.view("PUBLIC")["seats"] if s["seat"] == seat), seat)
    return _page(
        pages,
        "You have a seat",
        f"<p>You sit in the seat {escape(title)}. The table itself needs JavaScript: switch it on, "
        f'then <a href="/t/{escape(table.id)}#pass={escape(text)}">go to the table</a>.</p>',
    )
