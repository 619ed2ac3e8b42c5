"""What is in the wheel, and that it works from an empty folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDORED = ["preact.js", "hooks.js", "htm.js", "signals.js", "signals-core.js", "socket.io.js"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    done = subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("halifax-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Runs the wheel's own `halifax` from an empty folder: no checkout on the path."""
    target = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check",
                    "--target", str(target), str(wheel)], check=True, timeout=120)
    empty = tmp_path_factory.mktemp("empty")

    def run(*args: str) -> subprocess.CompletedProcess:
        env = {**os.environ, "PYTHONPATH": str(target)}
        return subprocess.run([sys.executable, "-m", "game", *args], cwd=empty, env=env, capture_output=True, text=True, timeout=120)

    where = subprocess.run([sys.executable, "-c", "import game; print(game.__file__)"], cwd=empty,
                           env={**os.environ, "PYTHONPATH": str(target)}, capture_output=True, text=True)
    assert where.stdout.startswith(str(target))
    return run


def test_the_wheel_holds_pages_scenarios_and_licences(wheel):
    with zipfile.ZipFile(wheel) as z:
        names = z.namelist()
        metadata = z.read(next(n for n in names if n.endswith(".dist-info/METADATA"))).decode()
    for file in VENDORED:
        assert f"game/static/vendor/{file}" in names
    for package in ("preact", "htm", "preact-signals", "preact-signals-core", "socket.io-client"):
        assert f"game/static/vendor/LICENSE.{package}.txt" in names
    for page in ("index.html", "table.html", "control.html", "replay.html"):
        assert f"game/static/{page}" in names
    assert "game/scenarios/statutes/us-caatsa/pack.yaml" in names
    for step in (ROOT / "game" / "record" / "migrations").rglob("*.py"):
        assert step.relative_to(ROOT).as_posix() in names
    assert any(n.startswith("game/scenarios/actionable/") for n in names)
    assert any(n.endswith("licenses/LICENSE") for n in names)
    assert "License-Expression: Apache-2.0" in metadata
    strangers = [n for n in names if not n.startswith("game/") and ".dist-info/" not in n]
    assert strangers == [] and not any("node_modules" in n or n.startswith("game/tests") for n in names)


def test_the_wheel_works_from_an_empty_folder(installed):
    said = installed("--help")
    assert said.returncode == 0 and "serve" in said.stdout, said.stderr
    cases = installed("cases")
    assert cases.returncode == 0, cases.stdout[-2000:] + cases.stderr[-2000:]
    assert re.fullmatch(r"\d+ passed, 0 failed", cases.stdout.strip().splitlines()[-1])


def test_the_wheel_makes_a_database(installed):
    said = installed("migrate", "--db", "h.db")
    assert said.returncode == 0 and said.stdout.startswith("done  0001"), said.stderr


def test_the_lock_file_names_no_registry():
    text = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert (ROOT / "package.json").is_file() and '"lockfileVersion": 3' in text


def test_a_wheel_without_third_party_files_cannot_be_built(tmp_path):
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    for folder in ("game", "static", "scenarios"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text("")
    done = subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "out"), str(tmp_path)],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and "static/vendor/preact.js" in done.stdout + done.stderr
