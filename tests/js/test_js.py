"""The pure parts of the pages, run by Node: words, ids, clock, addresses, keeping a view current, resending."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from game.canonical import canonical
from game.library.shelf import Shelf
from game.paths import scenarios_dir
from game.play import changed, hears, listeners, parts, play_game, tell, view

HERE = Path(__file__).parent


@pytest.fixture
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("no Node on this machine: make setup brings it")
    return found


def test_the_pure_parts_of_the_pages_do_what_they_say(node):
    if not (HERE.parents[1] / "node_modules" / "@preact" / "signals").exists():
        pytest.skip("the browser's libraries are not installed: make setup")
    ran = subprocess.run([node, "--test", *map(str, sorted(HERE.glob("*.test.js")))], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("seed", ["1", pytest.param("2", marks=pytest.mark.thorough)])
def test_a_page_that_follows_a_whole_game_from_any_place_shows_exactly_the_view(node, tmp_path, seed):
    header = Shelf(scenarios_dir()).header("actionable", "t1", "0" * 64)
    first = Shelf.opening(header)
    steps = list(play_game(first.deck, first.law, seed, header))
    cases = []
    for who in listeners(first.deck):
        for begun in (0, len(steps) // 3, 2 * len(steps) // 3):
            before, pages = steps[begun].state, []
            start = {"epoch": "e", "place": len(before.places[who]), "snapshot": view(before, who)}
            for step in steps[begun + 1:]:
                events = [e for e in step.events if hears(e.audience, who)]
                if events:
                    pages.append({"epoch": "e", "from": len(before.places[who]) + 1, "to": len(step.state.places[who]),
                                  "events": [tell(step.state, e, who) for e in events],
                                  "parts": parts(step.state, who, [n for e in events for n in changed(e, who)], before.seq)})
                before = step.state
            cases.append({"seat": who, "start": start, "pages": pages, "view": view(before, who)})
    file = tmp_path / "cases.json"
    file.write_text(canonical(cases))
    ran = subprocess.run([node, str(HERE / "follow_game.js"), str(file)], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, (ran.stdout + ran.stderr)[:4000]
    assert json.loads(file.read_text())[0]["pages"], "there is something to follow"
