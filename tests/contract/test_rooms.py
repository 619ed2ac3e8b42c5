"""The rooms and their one-way arrows: what a pure room drags in, and who imports whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import game

ROOM = Path(game.__file__).parent
PURE = ["game.errors", "game.canonical", "game.limits", "game.rules", "game.play"]
OUTSIDE = ["flask", "flask_socketio", "werkzeug", "yaml", "marshmallow", "sqlalchemy", "sqlite3", "socket", "ssl", "asyncio",
           "gevent", "engineio", "socketio", "urllib.request", "http.client", "uuid", "secrets", "random", "subprocess", "click"]
# Time, ids and chance arrive inside the command; files and the network belong to other rooms.
NEVER_IMPORTED = {"time", "random", "secrets", "uuid", "os", "io", "pathlib", "socket", "subprocess", "threading", "tempfile",
                  "shutil", "sqlite3", "logging", "asyncio", "urllib", "http", "importlib"}
KNOWS = {
    "rules": set(), "play": {"rules"}, "library": {"rules", "play"}, "record": {"rules", "play"},
    "live": {"rules", "play", "library", "record"}, "ops": {"rules", "play", "library", "record", "live"},
}


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_brings_no_outside_library(room):
    code = f"import sys, {room}\nprint(sorted(m for m in {OUTSIDE!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def imports(file: Path):
    """(top-level library, room of ours or None) of each import in *file*, relative ones resolved."""
    parts = ["game", *file.relative_to(ROOM).with_suffix("").parts]
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = parts[: len(parts) - node.level] if node.level else []
            root = ".".join([*base, *([node.module] if node.module else [])])
            names = [f"{root}.{a.name}" for a in node.names]
        else:
            continue
        for name in names:
            steps = name.split(".")
            yield steps[0], steps[1] if steps[0] == "game" and len(steps) > 1 else None


@pytest.mark.parametrize("room", KNOWS)
def test_rooms_know_only_those_below(room):
    for file in (ROOM / room).rglob("*.py"):
        known = {ours for _, ours in imports(file) if ours and (ROOM / ours).is_dir()}
        assert known <= KNOWS[room] | {room}, f"{file.relative_to(ROOM)} imports {known - KNOWS[room] - {room}}"


@pytest.mark.parametrize("room", ["rules", "play"])
def test_pure_rooms_use_no_clock_chance_or_file(room):
    for file in (ROOM / room).rglob("*.py"):
        found = {library for library, _ in imports(file)} & NEVER_IMPORTED
        assert not found, f"{file.relative_to(ROOM)} imports {found}"
        for node in ast.walk(ast.parse(file.read_text())):
            assert not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("open", "eval", "exec"))
            clock = isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")
            assert not (clock and isinstance(node.value, ast.Name) and node.value.id in ("date", "datetime")), file
