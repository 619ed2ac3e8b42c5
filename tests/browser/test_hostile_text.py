"""8g. Scripts where people write words: as names, talk, notes and the deck's own text. None runs; each is shown as it was written."""

from __future__ import annotations

import json
import time
import urllib.request
from random import Random
from types import SimpleNamespace

import pytest
from figures import figure
from playwright.sync_api import expect

from tests.live.steady import Steady

from .conftest import ROOT, Server
from .people import join, lead, live

PAYLOADS = (
    "<script>hit(1)</script>", "<img src=x onerror=hit(2)>", "<svg onload=hit(3)>", "\"><script>hit(4)</script>",
    "'><img src=x onerror=hit(5)>", "javascript:hit(6)", "<a href=javascript:hit(7)>x</a>",
    "<iframe srcdoc='<script>hit(8)</script>'>",
    "${hit(9)}", "{{hit(10)}}", "<style>@import 'http://evil.test/'</style>", "<body onload=hit(12)>",
    "<math><mtext><script>hit(13)</script>",
    "</title><script>hit(14)</script>", "<details open ontoggle=hit(15)>", "<input autofocus onfocus=hit(16)>", "[x](javascript:hit(17))",
    "![x](http://evil.test/x.png)", "&lt;script&gt;hit(19)&lt;/script&gt;", "<template><script>hit(20)</script></template>",
)  # fmt: skip


SMALL = ROOT / "tests" / "scenarios" / "small" / "deck.yaml"
WHERE = ("title: Small", "title: The House", "brief: You decide about measures.", "fact: canary-wh-private-fact", "title: The Buyer",
         "title: A delivery", "text: Something is delivered.", "title: Situation", "needed: Read.", "title: First")
"""Texts of the deck in whose places payloads stand."""


def hostile_deck(folder) -> None:
    """Our scenarios, and a deck whose texts are payloads."""
    for name in ("actionable", "statutes"):
        (folder / name).symlink_to(ROOT / "scenarios" / name)
    text = SMALL.read_text().replace("deck: small", "deck: hostile")
    for was, payload in zip(WHERE, PAYLOADS, strict=False):
        assert was in text
        text = text.replace(was, f"{was.split(':')[0]}: {json.dumps(payload)}", 1)
    (folder / "hostile").mkdir()
    (folder / "hostile" / "deck.yaml").write_text(text)


@pytest.mark.thorough
def test_8g_twenty_payloads_in_names_talk_notes_and_deck_run_nowhere_and_are_shown_as_written(tmp_path, monkeypatch, person):
    """Given script in everything that people write, then no page runs it, the policy has nothing to stop, and all read it as text."""
    assert len(set(PAYLOADS)) == 20
    (tmp_path / "scenarios").mkdir()
    hostile_deck(tmp_path / "scenarios")
    monkeypatch.setenv("HALIFAX_SCENARIOS", str(tmp_path / "scenarios"))
    server = Server(tmp_path)
    try:
        table = server.open_table("hostile")
        control, wh, public = person(), person(), person()
        for page in (control, wh, public):
            page.add_init_script("window.hits = []; window.hit = n => window.hits.push(n); window.alert = window.hit;"
                                 "addEventListener('securitypolicyviolation', e => window.hits.push(e.violatedDirective))")
        lead(control, table)
        join(wh, table, "Sam", "WH")
        join(public, table, PAYLOADS[15])
        at = SimpleNamespace(port=server.port, table=table.table)
        _, said = post(server, "/join", {"code": table.code, "name": PAYLOADS[14]})
        _, said = post(server, "/api/seat", {"seat": "ANK"}, said["pass"])
        ank = Steady(at, said["pass"], "ANK", draw=Random(8))
        control.locator("#start").click()
        white = Steady(at, table.white, "WHITE")
        white.look()
        for n, payload in enumerate(PAYLOADS):
            time.sleep(0.25)                             # no faster than people may
            assert ank.do("message", room="all", text=payload).place
            assert white.do("inject", title=payload, text=f"{payload} {n}", audience="all").place
        for page in (wh, public, control):
            expect(page.locator("body")).to_contain_text(f"{PAYLOADS[-1]} {len(PAYLOADS) - 1}")
            text = page.locator("body").evaluate("e => e.textContent")
            assert not [payload for payload in PAYLOADS if payload not in text]
            assert page.evaluate("window.hits") == []
        wh.reload()                                      # and from a whole view
        live(wh)
        expect(wh.locator("body")).to_contain_text(f"{PAYLOADS[-1]} {len(PAYLOADS) - 1}")
        assert wh.evaluate("window.hits") == []
        figure("8g_scripts_run", sum(len(page.evaluate("window.hits")) for page in (wh, public, control)))
        for line in (ank, white):
            line.close()
        for page in (control, wh, public):
            page.goto("about:blank")                     # before the server goes: they would try to come back
    finally:
        server.stop()


def post(server: Server, path: str, body: dict, token: str = "") -> tuple[int, dict]:
    asked = urllib.request.Request(f"{server.url}{path}", json.dumps(body).encode(),
                                   {"Content-Type": "application/json", "Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return answer.status, json.load(answer)
