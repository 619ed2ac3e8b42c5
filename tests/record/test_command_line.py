"""`halifax play` and `halifax replay`: one seed, one file; a true record exits 0, any other 2 and names the place."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

DECK = Path(__file__).parents[1] / "scenarios" / "small"


def halifax(*args: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "game", *map(str, args)], capture_output=True, text=True, timeout=60)


def test_play_replay_verify(tmp_path):
    one, two, three = (tmp_path / f"{n}.jsonl" for n in (1, 2, 3))
    for file, seed in ((one, "7"), (two, "7"), (three, "8")):
        done = halifax("play", DECK, "--bots", "--seed", seed, "-o", file)
        assert done.returncode == 0, done.stderr
    assert one.read_bytes() == two.read_bytes() != three.read_bytes()
    done = halifax("replay", one, "--verify")
    assert done.returncode == 0 and "every decision made again" in done.stdout, done.stderr
    data = bytearray(one.read_bytes())
    lines = data.split(b"\n")
    at = sum(len(line) + 1 for line in lines[:9]) + 20
    data[at] ^= 1
    two.write_bytes(bytes(data))
    done = halifax("replay", two, "--verify")
    assert done.returncode == 2 and "seq 9" in done.stderr and "Traceback" not in done.stderr
    two.write_bytes(b"\xff\x00 not a record")
    done = halifax("replay", two, "--verify")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert halifax("replay", two).returncode == 2


def test_replay_shows_a_moment_as_one_seat(tmp_path):
    file = tmp_path / "g.jsonl"
    assert halifax("play", DECK, "--bots", "--rounds", "1", "--seed", "3", "-o", file).returncode == 0
    seen = json.loads(halifax("replay", file, "--at", "6", "--as", "WH", "--json").stdout)
    assert seen["seq"] == 6 and seen["view"]["you"]["seat"] == "WH" and "canary-private-card" not in json.dumps(seen["view"])
    assert "The table is closed" in halifax("replay", file).stdout
    assert halifax("replay", file, "--as", "NOBODY").returncode == 2


@pytest.mark.thorough
def test_simulate_counts_endings_and_objectives_of_many_games(tmp_path):
    ran = halifax("simulate", "scenarios/actionable", "--games", "4", "--bots", "greedy")
    assert ran.returncode == 0, ran.stderr
    said = json.loads(halifax("simulate", "scenarios/actionable", "--games", "4", "--bots", "greedy", "--json").stdout)
    assert sum(said["endings"].values()) == 4 and len(said["endings"]) > 4
    assert all(0 <= n <= 4 for aims in said["objectives"].values() for n in aims.values())
    assert "(never)" in ran.stdout and ran.stdout.splitlines()[0].split(maxsplit=1)[1] in said["endings"]
