"""The checkers of `make lint`, so that the tests alone find what they find."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: str) -> None:
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_python_style():
    run(sys.executable, "-m", "ruff", "check", ".")


@pytest.mark.thorough
def test_python_types():
    run(sys.executable, "-m", "mypy")


@pytest.mark.thorough
def test_types_of_the_pages():
    tsc = ROOT / "node_modules/.bin/tsc"
    if not tsc.exists():
        pytest.skip("the TypeScript checker is not installed: make setup")
    run(str(tsc), "-p", "tsconfig.json")
