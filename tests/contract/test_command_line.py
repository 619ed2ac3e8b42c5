"""The command line says what is wrong in a line and ends as README says: 1 faults found, 2 used wrongly or unreadable."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from game.__main__ import main

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "scenarios" / "small"
ACT = """as_of: 2018-02-01
records: {ssm: {kind: person}, deal: {kind: transaction}}
act: {name: impose_231, by: secretary_of_state, about: {person: ssm, transaction: deal}, items: [1, 2, 3, 4, 6]}
"""


def run(*args) -> tuple[int, str]:
    """The exit code and everything said. An exception that is no exit fails the test."""
    done = CliRunner().invoke(main, [str(a) for a in args])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done.exit_code, done.output


def test_given_a_folder_that_is_not_there_then_play_says_so_before_it_plays(tmp_path):
    code, words = run("play", SMALL, "-o", tmp_path / "nowhere" / "x")
    assert code == 2 and "there is no folder" in words and words.count("\n") == 1


def test_given_a_file_that_is_there_then_play_keeps_it_unless_forced(tmp_path):
    file = tmp_path / "game.jsonl"
    file.write_text("mine")
    code, words = run("play", SMALL, "--rounds", "1", "-o", file)
    assert code == 2 and "--force" in words and file.read_text() == "mine"
    code, _ = run("play", SMALL, "--rounds", "1", "-o", file, "--force")
    assert code == 0 and file.read_text().startswith('{"amendments"') and list(tmp_path.iterdir()) == [file]


def test_given_a_game_that_cannot_be_written_then_no_half_file_is_left(tmp_path, monkeypatch):
    file = tmp_path / "game.jsonl"
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device", str(file))))
    code, words = run("play", SMALL, "--rounds", "1", "-o", file)
    assert code == 2 and "no space left" in words and not list(tmp_path.iterdir())


def test_given_what_is_no_file_then_play_writes_into_it():
    assert run("play", SMALL, "--rounds", "1", "-o", "/dev/null")[0] == 0
    assert Path("/dev/null").is_char_device()


def test_given_a_seed_that_is_no_text_then_play_says_so(tmp_path):
    for seed in (b"\xff", b"a\nb"):
        args = [sys.executable, "-m", "game", "play", str(SMALL), "--seed", seed, "-o", str(tmp_path / "x")]
        done = subprocess.run(args, capture_output=True, timeout=60)
        assert done.returncode == 2 and b"seed" in done.stderr and b"Traceback" not in done.stderr


@pytest.mark.parametrize("rounds", ["0", "-1"])
def test_given_no_round_then_play_does_not_play_to_the_end(tmp_path, rounds):
    code, words = run("play", SMALL, "--rounds", rounds, "-o", tmp_path / "x")
    assert code == 2 and "rounds" in words and not list(tmp_path.iterdir())


BAD = {"shape.yaml": b"as_of: never\n", "empty.yaml": b"", "nul.yaml": b"a: \x00\n", "latin.yaml": b"a: \xe9\n", "list.yaml": b"- 1\n"}


@pytest.mark.parametrize("name", BAD)
def test_given_an_unreadable_act_then_rule_exits_2(tmp_path, name):
    (tmp_path / name).write_bytes(BAD[name])
    code, words = run("rule", tmp_path / name)
    assert code == 2 and f"{name}:1: " in words


def test_given_the_last_day_there_is_then_rule_rules(tmp_path):
    (tmp_path / "act.yaml").write_text(ACT)
    for day in ("9999-12-31", "0001-01-01", "2018-02-01"):
        code, words = run("rule", tmp_path / "act.yaml", "--as-of", day, "--text")
        assert code == 0 and "CAATSA" in words, (day, words)


@pytest.mark.parametrize("command", ["cases", "check"])
def test_given_a_folder_without_packs_then_it_is_used_wrongly(tmp_path, command):
    code, words = run(command, tmp_path)
    assert code == 2 and "there is no" in words


@pytest.mark.parametrize("command", ["cases", "check"])
@pytest.mark.parametrize("name", BAD)
def test_given_a_pack_with_faults_then_they_are_found(tmp_path, command, name):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "pack.yaml").write_bytes(BAD[name])
    code, words = run(command, tmp_path)
    assert code == 1 and "one/pack.yaml:1: " in words


ODD = [  # a line of an act, what is written instead, words of the fault
    ("{person: ssm, transaction: deal}", "ssm", "act.about: `about` names records"),
    ("{person: ssm, transaction: deal}", "{person: [ssm], transaction: deal}", "act.about: `about` names records"),
    ("items: [1, 2, 3, 4, 6]", "params: 3", "act.params: "),
    ("kind: person", "kind: [person]", "records.ssm.kind: "),
    ("kind: person", "is_state: false", "records.ssm.kind: a record says its `kind`"),
    ("act:", "law: as_enacted\nact:", "law: `law` belongs to files of cases"),
    ("act:", "events: [{event: [x], date: 2018-01-29}]\nact:", "events[0].event: "),
    ("act:", "events: [{event: determined.231, date: 2018-01-29, about: ssm}]\nact:", "events[0].about: `about` names records"),
    ("act:", "events: [{event: determined.231, date: 2018-01-29}]\nact:", "is about a person, and none is named"),
    ("act:", "events: [{event: determined.231, date: 2018-01-29, about: {person: deal}}]\nact:", "`deal` is a transaction, not a person"),
    (ACT, "[1]", "act.yaml:1: the file is no mapping of fields"),
]


@pytest.mark.parametrize(("was", "now", "wanted"), ODD)
def test_given_an_act_of_an_odd_shape_then_rule_says_where_and_what_to_write(tmp_path, was, now, wanted):
    assert was in ACT
    (tmp_path / "act.yaml").write_text(ACT.replace(was, now))
    code, words = run("rule", tmp_path / "act.yaml")
    assert code == 2 and wanted in words and "act.yaml:" in words


def test_given_a_parameter_of_the_wrong_type_then_it_is_told_once(tmp_path):
    (tmp_path / "act.yaml").write_text(ACT.replace("[1, 2, 3, 4, 6]", "one"))
    code, words = run("rule", tmp_path / "act.yaml")
    assert (code, words) == (2, f"{tmp_path}/act.yaml:3: act.items: this is a set, as [a, b] or $set.name, not `one`\n")


LAW = [  # the arguments after `law`, the exit code, words
    (["chart", "231", "-o", "/nowhere/x.svg"], 2, "/nowhere/x.svg: no such file"),
    (["chart", " ", "-o", "/nowhere/x.svg"], 2, "no section is named"),
    (["coverage", str(ROOT / "tests" / "statutes" / "clocks"), "--propose", "/nowhere/x"], 2, "/nowhere/x: no such file"),
    (["diff", "--from", "2018-01-01"], 2, "both --from and --to"),
    (["diff", "nope"], 2, "one of ndaa-fy2019-1282"),
    (["show", "NDAA FY2021 1241(c)"], 2, "comes with NDAA FY2021 1241: add --as-of 2021-01-01"),
    (["show", "NDAA FY2021 1241(c)", "--as-of", "2021-01-01"], 0, "Measures within thirty days"),
]


@pytest.mark.parametrize(("args", "wanted", "told"), LAW)
def test_given_an_odd_question_about_the_law_then_it_says_what_to_do(args, wanted, told):
    code, words = run("law", *args)
    assert code == wanted and told in words


@pytest.mark.parametrize("more", [[], ["--propose", "x.yaml"]])
def test_given_json_then_nothing_else_is_printed(tmp_path, monkeypatch, more):
    monkeypatch.chdir(tmp_path)
    asked = ["coverage", str(ROOT / "tests" / "statutes" / "clocks"), *more] if more else ["diff"]
    assert json.loads(CliRunner().invoke(main, ["law", *asked, "--json"]).stdout)


def test_given_a_folder_without_a_deck_or_with_a_bad_one_then_play_exits_2(tmp_path):
    assert run("play", tmp_path, "-o", tmp_path / "x")[0] == 2
    (tmp_path / "deck.yaml").write_bytes(b"")
    code, words = run("play", tmp_path, "-o", tmp_path / "x")
    assert code == 2 and "deck.yaml:1: " in words and not (tmp_path / "x").exists()


def test_given_links_in_a_circle_then_check_ends(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path)
    assert run("check", tmp_path)[0] == 2


@pytest.fixture(scope="module")
def game(tmp_path_factory):
    file = tmp_path_factory.mktemp("game") / "game.jsonl"
    assert run("play", ROOT / "scenarios" / "actionable", "--seed", "7", "-o", file)[0] == 0
    return file


def test_replay_prints_the_log_from_its_first_line_to_its_last(game):
    code, words = run("replay", game)
    lines = words.splitlines()
    assert code == 0 and len(lines) > 110 and "Table opened" in lines[0] and "The table is closed" in words


def test_given_an_event_that_is_not_there_then_replay_says_how_many_there_are(game):
    total = len(game.read_text().splitlines()) - 2
    assert run("replay", game, "--at", total)[0] == 0
    for at in (total + 1, 999999):
        code, words = run("replay", game, "--at", at)
        assert code == 2 and str(total) in words


def test_given_a_deck_that_is_not_there_then_serve_greets_nobody(tmp_path):
    args = [sys.executable, "-m", "game", "serve", "--db", str(tmp_path / "h.db"), "--port", "0", "--deck", "nope"]
    done = subprocess.run(args, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "there is no deck `nope`" in done.stderr and done.stdout == ""
