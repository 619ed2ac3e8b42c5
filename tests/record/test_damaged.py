"""Damaged recordings whose chain is right again: who reads one is told the place and the reason, soon, and never sees a traceback."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from figures import figure

from game.__main__ import main
from game.canonical import canonical, digest
from game.errors import GameError
from game.library.shelf import Shelf, opening_of
from game.record import FORMAT, BadRecord, commitment, dry_record, read_record, states_of, verify
from game.record.codec import header_hash, leaf, link

SHELF = Shelf(Path(__file__).parents[1] / "scenarios")


@pytest.fixture(scope="module")
def values():
    header = {"format": FORMAT, **SHELF.header("small", "table-1", commitment("2"))}
    return [json.loads(line) for line in dry_record(header, opening_of(header), "2")[0].splitlines()]


def chained(values) -> bytes:
    """The record of these lines with digests, links and head worked out again, so that nothing but its sense is wrong."""
    header, *events, footer = json.loads(json.dumps(values))
    if isinstance(header, dict):
        for part in [header.get("deck"), *(header.get("law") if isinstance(header.get("law"), list) else [])]:
            if isinstance(part, dict) and "text" in part:
                part["digest"] = digest(part["text"])
    prev, lines = header_hash(header), [canonical(header)]
    for seq, event in enumerate(events, 1):
        if isinstance(event, dict):
            body = {k: v for k, v in event.items() if k not in ("salt", "prev")}
            salt = event.get("salt")
            lines.append(canonical({**event, "prev": prev.hex()}))
            prev = link(prev, seq, leaf(bytes.fromhex(salt) if isinstance(salt, str) else b"", canonical(body)))
        else:
            lines.append(canonical(event))
    if isinstance(footer, dict):
        footer["head"] = prev.hex()
    return "".join(f"{line}\n" for line in [*lines, canonical(footer)]).encode()


def said(data: bytes, tmp_path) -> tuple[str, str]:
    """What `replay --verify` and `replay` say of a file that both must refuse."""
    file = tmp_path / "game.jsonl"
    file.write_bytes(data)
    out = []
    for more in (["--verify"], []):
        done = CliRunner().invoke(main, ["replay", str(file), *more])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert done.exit_code == 2, (done.exit_code, done.output[:300])
        out.append(done.output)
    return out[0], out[1]


def test_the_chain_made_again_is_the_chain(values):
    assert verify(chained(values), opening_of).ok


HEADERS = {
    "law null": lambda h: h.update(law=None),
    "law 5": lambda h: h.update(law=5),
    "law a mapping": lambda h: h.update(law={}),
    "no law": lambda h: h.update(law=[]),
    "a law of numbers": lambda h: h.update(law=[1]),
    "a pack without a text": lambda h: h["law"][0].pop("text"),
    "a pack's text a number": lambda h: h["law"][0].update(text=5),
    "a pack of another shape": lambda h: h["law"][0].update(text="pack: x\n"),
    "a pack that is a list": lambda h: h["law"][0].update(text="[]"),
    "a pack that is text": lambda h: h["law"][0].update(text="hello"),
    "another pack alone": lambda h: h.update(law=h["law"][:1]),
    "a pack twice": lambda h: h["law"].append(h["law"][0]),
    "deck a list": lambda h: h.update(deck=[]),
    "deck null": lambda h: h.update(deck=None),
    "no deck files": lambda h: h["deck"].update(text={}),
    "a deck file a number": lambda h: h["deck"].update(text={"deck.yaml": 5}),
    "another deck file": lambda h: h["deck"].update(text={"other.yaml": "title: x\n"}),
    "the deck text a text": lambda h: h["deck"].update(text="deck: x"),
    "no options": lambda h: h.update(options={}),
    "options null": lambda h: h.update(options=None),
    "readings a list": lambda h: h["options"].update(readings=[]),
    "a reading nobody knows": lambda h: h["options"].update(readings={"q": "x"}),
    "seats a number": lambda h: h.update(seats=3),
    "table null": lambda h: h.update(table=None),
    "commitment a number": lambda h: h.update(seed_commitment=7),
    "engine a list": lambda h: h.update(engine=[]),
    "amendments null": lambda h: h.update(amendments=None),
    "parent a text": lambda h: h.update(parent="x"),
    "a mapping no more": None,
}


@pytest.mark.parametrize("name", HEADERS)
def test_given_a_header_of_another_shape_then_it_is_refused_in_words(values, name, tmp_path):
    changed = json.loads(json.dumps(values))
    if HEADERS[name]:
        HEADERS[name](changed[0])
    else:
        changed[0] = []
    for words in said(chained(changed), tmp_path):
        assert "header" in words and len(words) > 25, words


EVENTS = {
    "an unknown kind": lambda e: e.update(kind="nothing_known"),
    "no data": lambda e: e.update(data={}),
    "data of other types": lambda e: e.update(data=dict.fromkeys(e["data"], [{}])),
    "data null": lambda e: e.update(data=None),
    "a key less": lambda e: e.pop("actor"),
    "a command without a type": lambda e: e.update(command={"id": "x", "data": {}}),
    "a command of numbers": lambda e: e.update(command={"id": 5, "type": 5, "data": {}}),
    "a command nobody knows": lambda e: e.update(command={"id": "x", "type": "nothing", "data": {}}),
    "an audience of numbers": lambda e: e.update(audience=[1]),
    "a short salt": lambda e: e.update(salt="00"),
    "a salt with spaces": lambda e: e.update(salt="00 " * 10 + "00"),
    "seq a text": lambda e: e.update(seq="5"),
}


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize("kind", ["phase_began", "card_played", "move_ruled", "effects_applied", "order_sealed", "scored"])
def test_given_an_event_of_another_shape_then_its_number_is_named(values, name, kind, tmp_path):
    changed = json.loads(json.dumps(values))
    seq = next(n for n, v in enumerate(changed) if v.get("kind") == kind)
    EVENTS[name](changed[seq])
    data = chained(changed)
    file = tmp_path / "game.jsonl"
    file.write_bytes(data)
    done = CliRunner().invoke(main, ["replay", str(file), "--verify"])
    assert done.exit_code == 2 and f"seq {seq}" in done.output, done.output
    done = CliRunner().invoke(main, ["replay", str(file)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception


@pytest.mark.parametrize("change", [{"kind": "nothing_known"}, {"data": {}}, {"data": {"round": []}}])
def test_given_an_event_that_cannot_be_folded_then_its_number_is_named_without_deciding_too(values, change):
    changed = json.loads(json.dumps(values))
    seq = next(n for n, v in enumerate(changed) if v.get("kind") == "phase_began")
    changed[seq].update(change)
    record = read_record(chained(changed))
    with pytest.raises(BadRecord) as bad:
        list(states_of(record, opening_of))
    assert bad.value.where == seq
    changed[-1].update(seed=None, outcome=None, scores=None)
    assert verify(chained(changed), opening_of).where == seq


ODD = (None, 0, -1, 10**15, 1.5, True, "", "x", "2018-01-29", [], {}, [[]], {"a": 1}, [1, "x", None])


def damaged(values, draw: random.Random) -> bytes:
    """One value somewhere in the record, the texts of deck and law among them, changed, dropped or doubled; chained again."""
    changed = json.loads(json.dumps(values))
    line = draw.choice([0, len(changed) - 1, *(draw.randrange(len(changed)) for _ in range(4))])
    here, keys = changed[line], None
    while isinstance(here, (dict, list)) and here:
        inside = here
        keys = draw.choice(list(here) if isinstance(here, dict) else range(len(here)))
        here = here[keys]
        if draw.random() < 0.25:
            break
    if isinstance(here, str) and len(here) > 100 and draw.random() < 0.7:
        lines = here.split("\n")
        at = draw.randrange(len(lines))
        lines[at : at + 1] = draw.choice([[], [lines[at]] * 2, [lines[at][1:]], [lines[at].replace(":", "", 1)], ["- " + lines[at]]])
        inside[keys] = "\n".join(lines)
    elif draw.random() < 0.3:
        del inside[keys]
    else:
        inside[keys] = draw.choice(ODD)
    return chained(changed)


def test_8d_two_hundred_damaged_recordings_are_each_answered_soon_with_place_and_reason(values, tmp_path):
    draw, slowest, refused = random.Random(8), 0.0, 0
    file = tmp_path / "game.jsonl"
    for n in range(200):
        try:
            data = damaged(values, draw)
        except (ValueError, TypeError):                 # not hex any more: cannot be chained
            continue
        begun = time.perf_counter()
        report = verify(data, opening_of)
        slowest = max(slowest, time.perf_counter() - begun)
        if not report.ok:
            refused += 1
            assert report.where in ("header", "footer") or isinstance(report.where, int), (n, report)
            assert len(report.message) > 10, (n, report)
        file.write_bytes(data)
        for more in ([], ["--at", "40", "--as", "ANK"]):
            done = CliRunner().invoke(main, ["replay", str(file), *more])
            assert done.exception is None or isinstance(done.exception, SystemExit), (n, done.exc_info)
            assert done.exit_code in (0, 2), n
    figure("8d_slowest_answer_s", slowest)
    figure("8d_refused", refused)
    assert refused > 150 and slowest < 1


def test_a_record_that_says_the_same_otherwise_is_never_an_error(values):
    """A changed name, moment or salt of a command with one event makes another true record: it verifies."""
    changed = json.loads(json.dumps(values))
    seq = next(n for n, v in enumerate(changed) if v.get("kind") == "message_sent" or v.get("kind") == "order_sealed")
    changed[seq]["salt"] = "ab" * 16
    assert verify(chained(changed), opening_of).ok
    assert issubclass(BadRecord, GameError)
