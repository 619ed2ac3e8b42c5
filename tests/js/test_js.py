"""The pure parts of the pages, run by Node: words, ids, clock, addresses, keeping a view current, resending."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def test_the_pure_parts_of_the_pages_do_what_they_say():
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node on this machine: make setup brings it")
    if not (HERE.parents[1] / "node_modules" / "@preact" / "signals").exists():
        pytest.skip("the browser's libraries are not installed: make setup")
    ran = subprocess.run([node, "--test", *map(str, sorted(HERE.glob("*.test.js")))], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stdout + ran.stderr
