"""8c. Decks of strangers: each is refused with its line, in under a second and 100 MB, in a process that lives on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from figures import figure
from hypothesis import given, settings
from hypothesis import strategies as st

from game.errors import Unreadable
from game.library.decks import deck_from_texts
from game.library.reading import read_yaml
from tests.draws import draws

from .hostile import DECKS, SMALL

READ = """
import json, re, sys, time
from pathlib import Path
from game.errors import Unreadable
from game.library.decks import load_deck
for folder in sys.argv[1:]:
    began = time.monotonic()
    try:
        load_deck(Path(folder))
        said = None
    except Unreadable as e:
        said = [[f.file, f.line, f.message[:200]] for f in e.faults]
    seconds, status = time.monotonic() - began, Path("/proc/self/status").read_text()     # ru_maxrss would be the parent's too
    print(json.dumps([said, seconds, int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024]), flush=True)
"""
GROUPS = [range(n, len(DECKS), 3) for n in range(3)]
EACH = [pytest.param(range(n, n + 1), marks=pytest.mark.thorough, id=DECKS[n][0]) for n in range(len(DECKS))]


@pytest.mark.parametrize("some", [*(pytest.param(g, id=f"a third, from {g.start}") for g in GROUPS), *EACH])
def test_8c_a_hostile_deck_is_refused_with_its_line_and_costs_little(tmp_path, some):
    """Given a deck that wants to hang, fill or crash its reader, then it is unreadable, with a line, in no time, and nothing ends."""
    folders = []
    for n in some:
        (folder := tmp_path / str(n)).mkdir()
        text = DECKS[n][1]
        (folder / "deck.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
        folders.append(str(folder))
    done = subprocess.run([sys.executable, "-c", READ, *folders], capture_output=True, text=True, timeout=60, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(folders)
    for n, (said, seconds, megabytes) in zip(some, answers, strict=True):
        assert said, f"{DECKS[n][0]}: it was read"
        assert all(file.endswith("deck.yaml") and line >= 1 and len(message) > 5 for file, line, message in said), (DECKS[n][0], said)
        assert seconds < 1 and megabytes < 100, (DECKS[n][0], seconds, megabytes)
    figure("8c_slowest_s", max(a[1] for a in answers))
    figure("8c_biggest_mb", max(a[2] for a in answers))


def test_there_are_forty_five_and_the_deck_they_are_made_of_is_good():
    assert len({name for name, _ in DECKS}) == len(DECKS) == 45
    assert deck_from_texts({"deck.yaml": SMALL})[0].seats


YAMLISH = st.lists(st.sampled_from([*"-?:,[]{}#&*!|>'\"%@`\n \t~", "  ", "- ", ": ", "a", "<<", "!!x", "---", "yes", "07", "\u202e", "é",
                                    "\\u0000"]), max_size=60).map("".join)


@settings(max_examples=draws(500), deadline=None)
@given(text=st.one_of(YAMLISH, st.text(max_size=200)))
def test_8c_any_text_is_read_or_refused_with_a_line(text):
    try:
        read_yaml(text.encode("utf-8", "surrogatepass"), "f.yaml")
    except Unreadable as e:
        assert e.faults and all(f.line >= 1 and f.message for f in e.faults)


@settings(max_examples=draws(150), deadline=None)
@given(at=st.integers(0, len(SMALL)), cut=st.integers(0, 40), new=YAMLISH)
def test_8c_any_change_to_a_deck_is_read_or_refused_with_a_line(at, cut, new):
    try:
        deck_from_texts({"deck.yaml": SMALL[:at] + new + SMALL[at + cut:]})
    except Unreadable as e:
        assert e.faults and all(f.line >= 1 and f.message for f in e.faults)
