"""Passes from the command line, while the server runs: the new one is good at once, what the old one had open is cut within two seconds."""

from __future__ import annotations

import re
import time

import pytest
from click.testing import CliRunner
from figures import figure

from game.__main__ import main
from tests.live.conftest import Person, Server


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("passes"))
    yield server
    server.stop()


@pytest.fixture
def server(running):
    return running.fresh()


def run(server, *args) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["passes", "--db", server.db, "--base-url", server.url, *map(str, args)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done.exit_code, done.output


def cut_after(person: Person, began: float) -> float:
    person.wait(lambda: not person.socket.connected, 4)
    return time.monotonic() - began


@pytest.mark.parametrize("seat", ["WH", "WHITE"])
def test_7c_a_pass_rotated_from_the_command_line_ends_the_open_socket(server, seat):
    wh = Person(server, server.sit("Ana", "WH"))
    white = Person(server, server.white)
    person, other = (wh, white) if seat == "WH" else (white, wh)
    began = time.monotonic()
    code, link = run(server, server.code, "--rotate", seat.lower())
    assert code == 0, link
    person.socket.emit("resync", {"table": server.table, "epoch": None, "place": 0})
    refused = person.ask("resync", {"table": server.table, "epoch": None, "place": 0})
    seconds = cut_after(person, began)
    figure("7c_rotated_cut_s", seconds)
    assert not refused["ok"] and person.lost == ["rotated"] and seconds < 2.5
    again = Person(server, re.search(r"#pass=(\S+)", link)[1])
    assert ("/control#" in link) == (seat == "WHITE") and again.resync()["ok"] and other.resync()["ok"]
    assert again.view["you"]["seat"] == seat
    for p in (again, other):
        p.leave()


def test_7c_without_a_word_from_the_client_the_old_socket_is_cut_within_two_seconds(server):
    wh = Person(server, server.sit("Ana", "WH"))
    white = Person(server, server.white)
    white.resync()
    code, words = run(server, server.table, "--revoke", "WH")
    done = time.monotonic()
    assert code == 0 and "ended" in words
    seconds = cut_after(wh, done)
    figure("7c_revoked_cut_s", seconds)
    assert seconds <= 2.2 and wh.lost == ["rotated"]
    white.wait(lambda: any(s["seat"] == "WH" and not s["name"] for s in white.view["seats"]), 2)
    code, words = run(server, server.code)
    assert code == 0 and re.search(r"^WH +pass 2 +-$", words, re.M) and re.search(r"^WHITE +pass 1 +White cell$", words, re.M), words
    white.leave()


@pytest.mark.parametrize("args, words", [
    (["nowhere"], "there is no table `nowhere`"), (["{code}", "--rotate", "WHITTE"], "did you mean `WHITE`"),
    (["{code}", "--rotate", "WH"], "nobody sits in WH"), (["{code}", "--rotate", "WH", "--revoke", "WH"], "either"),
])  # fmt: skip
def test_what_cannot_be_done_is_said(server, args, words):
    code, said = run(server, *(a.format(code=server.code) for a in args))
    assert code == 2 and words in said
