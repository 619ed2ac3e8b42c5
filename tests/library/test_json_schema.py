"""The JSON Schema that editors are given: it accepts what ships, and refuses what the reader refuses."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from game.__main__ import main
from game.library import read_yaml
from game.library.jsonschema import SCHEMAS, json_schema

ROOT = Path(__file__).parents[2]
DECKS = sorted([*(ROOT / "scenarios").glob("*/*.yaml"), *(ROOT / "tests" / "scenarios").glob("*/*.yaml")])
PACKS = sorted((ROOT / "scenarios" / "statutes").glob("*/pack.yaml"))
AMENDMENTS = sorted((ROOT / "scenarios" / "statutes").glob("*/amendments/*.yaml"))
FILES = [*(("deck", f) for f in DECKS), *(("pack", f) for f in PACKS), *(("amendment", f) for f in AMENDMENTS)]


def value(file):
    return read_yaml(file.read_bytes(), file.name).value


def problems(what, said):
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in Draft202012Validator(json_schema(what)).iter_errors(said)]


@pytest.mark.parametrize("what", SCHEMAS)
def test_it_is_a_schema(what):
    Draft202012Validator.check_schema(json_schema(what))


@pytest.mark.parametrize(("what", "file"), FILES, ids=lambda x: x if isinstance(x, str) else f"{x.parent.name}/{x.name}")
def test_what_ships_fits_it(what, file):
    assert problems(what, value(file)) == []


def without(path):
    def change(said):
        for step in path[:-1]:
            said = said[step]
        del said[path[-1]]

    return change


def put(path, new):
    def change(said):
        for step in path[:-1]:
            said = said[step]
        said[path[-1]] = new

    return change


@pytest.mark.parametrize(
    ("what", "file", "change"),
    [
        ("deck", "actionable/cards.yaml", put(["cardz"], {})),
        ("deck", "actionable/cards.yaml", put(["cards", "A01", "titel"], "x")),
        ("deck", "actionable/cards.yaml", put(["cards", "A01", "rounds"], [1])),
        ("deck", "actionable/cards.yaml", put(["cards", "A01", "kind"], "fakt")),
        ("deck", "actionable/cards.yaml", put(["cards", "A01", "at_once", "effects", "RUS"], "one")),
        ("deck", "actionable/cards.yaml", without(["cards", "A01", "source"])),
        ("deck", "actionable/cards.yaml", put(["cards", "A02", "choices", 0, "effcts"], {})),
        ("deck", "actionable/moves.yaml", without(["moves", "find", "title"])),
        ("deck", "actionable/moves.yaml", put(["moves", "find", "slot"], "major")),
        ("deck", "actionable/moves.yaml", put(["moves", "find_and_impose", "lik"], "impose")),
        ("deck", "actionable/deck.yaml", put(["tracks", "COH", "start"], True)),
        ("deck", "actionable/deck.yaml", put(["rounds", 0, "begins"], "soon")),
        ("deck", "actionable/deck.yaml", put(["schedules", "short", "round"], 3)),
        ("deck", "actionable/deck.yaml", put(["seats", "WH", "objectives"], [])),
        ("deck", "actionable/kit.yaml", put(["kit", "thn"], [])),
        ("pack", "us-visas/pack.yaml", put(["norms", 0, "sens"], "x")),
        ("pack", "us-visas/pack.yaml", without(["pack"])),
        ("pack", "us-visas/pack.yaml", put(["norms", 0, "kind"], "power-ish")),
    ],
)  # fmt: skip
def test_what_the_reader_refuses_it_refuses_too(what, file, change):
    said = copy.deepcopy(value(next(f for _, f in FILES if str(f).endswith(file))))
    assert problems(what, said) == []
    change(said)
    assert problems(what, said)


def test_a_move_that_is_like_another_need_not_say_the_rest():
    assert problems("deck", {"moves": {"x": {"like": "impose", "title": "X"}}}) == []
    assert problems("deck", {"moves": {"x": {"title": "X"}}})


@pytest.mark.parametrize(("args", "what"), [(["deck"], "deck"), (["pack"], "pack"), (["pack", "--amendment"], "amendment")])
def test_the_command_line_prints_it(args, what):
    done = CliRunner().invoke(main, [args[0], "schema", *args[1:]])
    assert done.exit_code == 0 and json.loads(done.output) == json_schema(what)
