"""The record file: JSON Lines out and in. Header, one line an event, footer; every line canonical.

Reading here finds what is wrong with the *text*: lines, keys, spelling. Whether it is true: verify.py.
The format is described for others in docs/record-format.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from game import limits
from game.canonical import canonical
from game.play import State, tell

from .codec import FORMAT, SALT_BYTES, BadRecord, Entry, entry_of, header_hash, leaf, link, loads

__all__ = ["Record", "footer_of", "read_record", "record_text", "seat_text", "write_whole"]

_FOOTER_KEYS = frozenset({"head", "outcome", "scores", "seed"})


@dataclass(frozen=True, slots=True)
class Record:
    """A record file as read. prevs: what each entry says the chain was before it."""

    header: dict[str, Any]
    entries: tuple[Entry, ...]
    prevs: tuple[bytes, ...]
    footer: dict[str, Any]


def footer_of(state: State, head: bytes, seed: str) -> dict[str, Any]:
    """The last line. Outcome, scores and seed are null until the table is closed."""
    closed = state.status == "closed"
    outcome = dict(state.outcome) if closed and state.outcome else None
    scores = outcome.pop("scores", None) if outcome else None
    return {"head": head.hex(), "outcome": outcome, "scores": scores, "seed": seed if closed else None}


def _lines(header: Mapping[str, Any], entries: Iterable[Entry], footer: Callable[[bytes], Mapping[str, Any]]) -> Iterable[str]:
    yield canonical(header)
    prev = header_hash(header)
    for entry in entries:
        yield canonical({**entry.fields(), "salt": entry.salt.hex(), "prev": prev.hex()})
        prev = link(prev, entry.seq, leaf(entry.salt, entry.body()))
    yield canonical(footer(prev))


def record_text(header: Mapping[str, Any], entries: Iterable[Entry], state: State, seed: str) -> str:
    """The whole record of a table whose events fold to *state*."""
    return "".join(f"{line}\n" for line in _lines(header, entries, lambda head: footer_of(state, head, seed)))


def write_whole(path: Path, text: str) -> None:
    """Write a record to *path*, whole or not at all; what is no file, such as a pipe, is simply written to. Raises OSError."""
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8", newline="")
        return
    beside = path.with_name(path.name + ".part")
    try:
        beside.write_text(text, encoding="utf-8", newline="")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def seat_text(header: Mapping[str, Any], entries: Sequence[Entry], states: Iterable[State], seat: str, seed: str) -> str:
    """The record as *seat* may have it, after the close: what it was told, and bare leaves for the rest.

    states: the table after each entry. A line that the seat was told only in part has the leaf and, under
    ``told``, its part; a line with nothing redacted stands as it is. The chain still verifies.
    """
    lines = [canonical(header)]
    prev = header_hash(header)
    state = None
    for entry, state in zip(entries, states, strict=True):
        mine = leaf(entry.salt, entry.body())
        said = tell(state, entry.event, seat)
        whole = said is not None and canonical(said) == canonical({"kind": entry.kind, "data": entry.data})
        if whole and (entry.command is None or entry.seat == seat):
            line = {**entry.fields(), "salt": entry.salt.hex(), "prev": prev.hex()}
        else:
            line = {"seq": entry.seq, "leaf": mine.hex(), "prev": prev.hex(), **({"told": said} if said is not None else {})}
        lines.append(canonical(line))
        prev = link(prev, entry.seq, mine)
    if state is None or state.status != "closed":
        raise BadRecord("footer", "a seat's record is given out only after the close")
    lines.append(canonical(footer_of(state, prev, seed)))
    return "".join(f"{line}\n" for line in lines)


def read_record(data: bytes) -> Record:
    """The record in *data*. Raises BadRecord naming the first line that is not exactly as we would have written it."""
    if len(data) > limits.RECORD_BYTES:
        raise BadRecord("header", f"the file has {len(data)} bytes, more than the {limits.RECORD_BYTES} we read")
    if not data.endswith(b"\n"):
        raise BadRecord("footer", "the file does not end with a whole line")
    lines = data[:-1].split(b"\n")
    header = _value(lines[0], "header", limits.RECORD_HEADER_BYTES)
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise BadRecord("header", f"the format is not `{FORMAT}`")
    _check_header(header)
    if len(lines) < 2:
        raise BadRecord("footer", "it is missing")
    if len(lines) - 2 > limits.TABLE_EVENTS:
        raise BadRecord("footer", f"more than {limits.TABLE_EVENTS} events")
    entries, prevs = [], []
    for seq, line in enumerate(lines[1:-1], 1):
        value = _value(line, seq, limits.RECORD_LINE_BYTES)
        try:
            if not isinstance(value, dict):
                raise ValueError("the line is not an event")
            if "leaf" in value:
                raise ValueError("this is one seat's record: its hidden events cannot be decided again")
            salt, prev = _hex(value.pop("salt", None), SALT_BYTES), _hex(value.pop("prev", None), 32)
            entry = entry_of(value, salt)
            if entry.seq != seq:
                raise ValueError(f"event {entry.seq} stands in the place of {seq}: one is missing, doubled or moved")
        except ValueError as e:
            raise BadRecord(seq, str(e)) from None
        entries.append(entry)
        prevs.append(prev)
    footer = _value(lines[-1], "footer", limits.RECORD_LINE_BYTES)
    if not isinstance(footer, dict) or set(footer) != _FOOTER_KEYS:
        raise BadRecord("footer", "its keys are not head, outcome, scores, seed")
    return Record(header, tuple(entries), tuple(prevs), footer)


def _value(line: bytes, where: int | str, most: int) -> Any:
    if len(line) > most:
        raise BadRecord(where, f"the line is longer than {most} bytes")
    try:
        text = line.decode()
        value = loads(text)
        if canonical(value) != text:
            raise ValueError("the line is not spelled canonically")
    except (ValueError, RecursionError) as e:
        raise BadRecord(where, f"the line cannot be read: {str(e)[:120]}") from None
    return value


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())


def _is_part(value: Any, keys: set[str]) -> bool:
    return isinstance(value, dict) and set(value) == keys and all(isinstance(value[k], str) for k in keys - {"text"})


def _is_parent(value: Any) -> bool:
    """{record: the parent's head, seq: the last shared event, seeds: [[until, seed], …] ascending, the last until seq}."""
    if not isinstance(value, dict) or set(value) != {"record", "seq", "seeds"} or not is_hex(value["record"], 32):
        return False
    seeds = value["seeds"]
    if not isinstance(seeds, list) or not all(
            isinstance(s, list) and len(s) == 2 and type(s[0]) is int and s[0] > 0 and isinstance(s[1], str) and s[1] for s in seeds):
        return False
    untils = [until for until, _ in seeds]
    return bool(untils) and untils == sorted(set(untils)) and untils[-1] == value["seq"]


def _is_law(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(
        _is_part(p, {"pack", "digest", "text"}) and isinstance(p["text"], str) for p in value
    ) and len({p["pack"] for p in value}) == len(value)


_HEADER: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "format": ("a text", lambda v: isinstance(v, str)),
    "table": ("a text", lambda v: isinstance(v, str)),
    "engine": ("a text", lambda v: isinstance(v, str)),
    "deck": ("{id, digest, text} with the deck's files under `text`",
             lambda v: _is_part(v, {"id", "digest", "text"}) and _is_texts(v["text"]) and bool(v["text"])),
    "law": ("a list of {pack, digest, text}, each pack once", _is_law),
    "amendments": ("a list", lambda v: isinstance(v, list)),
    "seed_commitment": ("a text", lambda v: isinstance(v, str)),
    "seats": ("a list of texts", lambda v: isinstance(v, list) and all(isinstance(s, str) for s in v)),
    "options": ("a mapping that has `readings`", lambda v: isinstance(v, dict) and _is_texts(v.get("readings"))),
    "parent": ("{record, seq, seeds}", _is_parent),
}
"""Each key of a header: what it is, in words, and whether a value is that."""


def _check_header(header: Mapping[str, Any]) -> None:
    missing, odd = set(_HEADER) - set(header) - {"parent"}, set(header) - set(_HEADER)
    if missing or odd:
        raise BadRecord("header", f"its keys are not those of a record: {', '.join(sorted(missing | odd))[:80]}")
    for key, value in header.items():
        words, fits = _HEADER[key]
        if not fits(value):
            raise BadRecord("header", f"`{key}` is not {words}")


def _hex(text: Any, length: int) -> bytes:
    if not is_hex(text, length):
        raise ValueError(f"salt or prev is not {2 * length} hex digits")
    return bytes.fromhex(text)


def is_hex(text: Any, length: int) -> bool:
    """Whether *text* spells *length* bytes in small hex digits and nothing else (`bytes.fromhex` would take spaces)."""
    return isinstance(text, str) and len(text) == 2 * length and all(c in "0123456789abcdef" for c in text)
