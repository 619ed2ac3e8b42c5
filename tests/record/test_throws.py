"""The script of docs/throws.md checks the throws of a recorded game, and finds one that was not thrown."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from game.__main__ import main

DOCS = Path(__file__).parents[2] / "docs" / "throws.md"


@pytest.fixture(scope="module")
def game(tmp_path_factory):
    file = tmp_path_factory.mktemp("throws") / "game.jsonl"
    words = ["play", str(DOCS.parents[1] / "scenarios" / "actionable"), "--seats", "11", "--rounds", "6", "--seed", "3", "-o", str(file)]
    assert CliRunner().invoke(main, words).exit_code == 0
    return file.read_text(encoding="utf-8").splitlines()


def checked(tmp_path, lines):
    (script,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)
    assert len(script.splitlines()) <= 20
    (tmp_path / "check.py").write_text(script, encoding="utf-8")
    (tmp_path / "game.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-I", str(tmp_path / "check.py"), str(tmp_path / "game.jsonl")], capture_output=True, text=True, timeout=30
    )


def thrown(lines):
    return [n for n, line in enumerate(lines) if '"kind":"argument_decided"' in line and '"dice":[]' not in line]


def test_every_throw_of_a_game_follows_from_the_promised_seed(game, tmp_path):
    done = checked(tmp_path, game)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(thrown(game)) > 3


@pytest.mark.parametrize("which", [0, -1])
def test_a_throw_that_was_not_thrown_is_found(game, tmp_path, which):
    at = thrown(game)[which]
    event = json.loads(game[at])
    event["data"]["dice"][1] = event["data"]["dice"][1] % 6 + 1
    done = checked(tmp_path, [*game[:at], json.dumps(event), *game[at + 1 :]])
    assert done.returncode != 0 and f"event {event['seq']}: " in done.stderr


def test_another_seed_is_not_the_promised_one(game, tmp_path):
    footer = json.loads(game[-1])
    done = checked(tmp_path, [*game[:-1], json.dumps({**footer, "seed": "4"})])
    assert done.returncode != 0 and "not the seed that was promised" in done.stderr
