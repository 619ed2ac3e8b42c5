"""A record is true or the first difference is named: by seq, as header, or as footer."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from game.canonical import canonical
from game.library.shelf import Shelf, opening_of
from game.record import FORMAT, chance, commitment, dry_record, read_record, states_of, verify
from game.record.codec import entry_of, leaf, link
from game.record.file import seat_text

SHELF = Shelf(Path(__file__).parents[1] / "scenarios")


def made(seed: str) -> str:
    header = {"format": FORMAT, **SHELF.header("small", "table-1", commitment(seed))}
    return dry_record(header, opening_of(header), seed)[0]


@pytest.fixture(scope="module")
def text() -> str:
    return made("7")


def check(text: str):
    return verify(text.encode(), opening_of)


def lines(text: str) -> list[str]:
    return text.rstrip("\n").split("\n")


def joined(several: list[str]) -> str:
    return "".join(f"{line}\n" for line in several)


def test_a_record_verifies_and_one_seed_is_one_file(text):
    report = check(text)
    assert report.ok, report
    assert report.events == len(lines(text)) - 2 and report.commands > 10 and not report.sealed
    assert made("7") == text
    assert made("8") != text


def test_lines_are_canonical_and_hold_what_the_format_says(text):
    header, *events, footer = map(json.loads, lines(text))
    assert set(header) == {"format", "table", "engine", "deck", "law", "amendments", "seed_commitment", "seats", "options"}
    assert footer["seed"] == "7" and footer["outcome"]["title"] and footer["scores"]
    assert commitment(footer["seed"]) == header["seed_commitment"]
    for seq, event in enumerate(events, 1):
        assert event["seq"] == seq and canonical(event) == lines(text)[seq]
    assert events[0]["kind"] == "table_opened" and events[0]["command"]["type"] == "open_table"
    assert len(chance("7", 3)) == 64


def test_10_every_kind_of_forgery_is_named(text):
    all = lines(text)

    def with_line(n: int, change) -> str:
        value = json.loads(all[n])
        change(value)
        return joined([*all[:n], canonical(value), *all[n + 1:]])

    middle = 20
    cases = [
        (with_line(0, lambda v: v.update(engine="halifax 9")), "header"),
        (with_line(0, lambda v: v["deck"]["text"].update({"deck.yaml": "x"})), "header"),
        (with_line(0, lambda v: v.update(extra=1)), "header"),
        (with_line(0, lambda v: v.update(seed_commitment="0" * 64)), "header"),
        (with_line(middle, lambda v: v.update(at="2030-01-01T00:00:00Z")), middle),
        (with_line(middle, lambda v: v.update(salt="0" * 32)), middle),
        (with_line(middle, lambda v: v.update(prev="0" * 64)), middle),
        (with_line(middle, lambda v: v.update(phase="lobby")), middle),
        (with_line(middle, lambda v: v.update(note=1)), middle),
        (with_line(len(all) - 1, lambda v: v.update(seed="8")), "footer"),
        (with_line(len(all) - 1, lambda v: v.update(scores=[])), "footer"),
        (with_line(len(all) - 1, lambda v: v["outcome"].update(title="Won")), "footer"),
        (with_line(len(all) - 1, lambda v: v.update(head="0" * 64)), "footer"),
        (joined([*all[:middle], *all[middle + 1:]]), middle),                       # one missing
        (joined([*all[:middle], all[middle], *all[middle:]]), middle + 1),          # one doubled
        (joined([*all[:middle], all[middle + 1], all[middle], *all[middle + 2:]]), middle),
        (joined(all[:-1]), "footer"),
        (joined([*all[:-4], all[-1]]), "footer"),                                  # the tail cut off
        (text.rstrip("\n"), "footer"),
        (text + "\n", None),
        (text.replace('"seq":5', '"seq": 5', 1), 5),
        ("", None), ("\n", "header"), ("{}\n", "header"), ("[" * 100_000 + "\n", "header"),
    ]
    for forged, where in cases:
        report = check(forged)
        assert not report.ok and report.message, where
        if where is not None:
            assert report.where == where, (report, where)


def test_a_rechained_forgery_is_found_by_deciding_again(text):
    """Who rewrites the whole chain still cannot make the decisions come out differently."""
    header, *events, footer = map(json.loads, lines(text))
    target = next(e for e in events if e["kind"] == "effects_applied" and e["data"]["shifts"])
    target["data"]["shifts"][0]["after"] += 1
    from game.record.codec import header_hash
    prev = header_hash(header)
    for event in events:
        salt = bytes.fromhex(event.pop("salt"))
        event.pop("prev")
        entry = entry_of(event, salt)
        event.update(salt=salt.hex(), prev=prev.hex())
        prev = link(prev, entry.seq, leaf(salt, entry.body()))
    footer["head"] = prev.hex()
    report = check(joined([canonical(v) for v in (header, *events, footer)]))
    assert report.where == target["seq"] and "`data`" in report.message


def test_8d_every_changed_byte_is_found_and_named(text):
    """All bytes of the smallest lines, and two hundred anywhere. A flip in the last event may be named with the footer."""
    data = text.encode()
    starts = [0]
    for n, byte in enumerate(data):
        if byte == 10:
            starts.append(n + 1)
    chosen = random.Random(1).sample(range(len(data)), 200)
    last = len(starts) - 2
    for line in (3, last - 1, last):
        chosen += range(starts[line], starts[line + 1], 3)
    for n in chosen:
        line = next(i for i in reversed(range(len(starts))) if starts[i] <= n)
        want = "header" if line == 0 else "footer" if line == last else line
        changed = bytearray(data)
        changed[n] ^= 1
        report = verify(bytes(changed), opening_of)
        assert not report.ok, n
        if report.where != want:
            near = {want, line + 1} if data[n] == 10 else {want}
            assert report.where in near or (line == last - 1 and f"seq {line}" in report.message), (n, want, report)


def test_the_open_record_is_checked_without_its_seed(text):
    header, *events, footer = lines(text)
    record = read_record(text.encode())
    half = 12
    while record.entries[half].command is None:
        half += 1
    prev = record.prevs[half].hex()
    sealed = joined([header, *events[:half], canonical({"head": prev, "outcome": None, "scores": None, "seed": None})])
    report = check(sealed)
    assert report.ok and report.sealed
    assert check(sealed.replace('"phase":"situation"', '"phase":"orders"', 1)).ok is False
    lied = joined([header, *events, canonical({**json.loads(footer), "seed": None, "outcome": None, "scores": None})])
    assert check(lied).where == "footer"


def test_a_seat_s_record_chains_and_hides_what_it_was_not_told(text):
    record = read_record(text.encode())
    after = states_of(record, opening_of)
    next(after)
    mine = seat_text(record.header, record.entries, after, "WH", "7")
    whole = lines(text)
    assert "canary-private-card" not in "".join(lines(mine)[1:])
    prev = record.prevs[0]
    hidden = 0
    others = {e.command["id"] for e in record.entries if e.command and e.seat != "WH"}
    own = {e.command["id"] for e in record.entries if e.command and e.seat == "WH"}
    assert len(others) > 10 and not [id for id in others if id in mine], "who sent what, and with which words, is theirs"
    assert own and [id for id in own if id in mine]
    for seq, line in enumerate(lines(mine)[1:-1], 1):
        value = json.loads(line)
        assert value["seq"] == seq and bytes.fromhex(value["prev"]) == prev
        if "leaf" in value:
            hidden += 1
            prev = link(prev, seq, bytes.fromhex(value["leaf"]))
        else:
            assert line == whole[seq]
            entry = record.entries[seq - 1]
            prev = link(prev, seq, leaf(entry.salt, entry.body()))
    assert hidden and json.loads(lines(mine)[-1])["head"] == prev.hex()
    assert verify(mine.encode(), opening_of).ok is False


@pytest.mark.parametrize("salt", [b"", b"x" * 15, b"x" * 17])
def test_an_entry_with_a_salt_of_another_length_is_refused(text, salt):
    entry = read_record(text.encode()).entries[3]
    with pytest.raises(ValueError, match="16 bytes"):
        entry_of(entry.fields(), salt)
