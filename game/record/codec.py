"""One entry of the record as text and back, and the chain that makes a changed past visible.

Here are spelling and hashing. Where entries are kept: store.py and file.py. Whether they are right: verify.py.
An entry's *body* is canonical JSON; bytes are hashed, so the body is kept as the text it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from game.canonical import canonical
from game.errors import GameError
from game.play import Command, Event

__all__ = ["FORMAT", "BadRecord", "Entry", "chance", "commitment", "entry_of", "header_hash", "leaf", "link", "loads", "seed_at"]

FORMAT = "halifax-record/1"
LINE_MORE = len(',"prev":"","salt":""\n') + 64 + 32
SALT_BYTES = 16
_KEYS = frozenset({"seq", "at", "game_date", "phase", "actor", "seat", "kind", "data", "audience"})
_MAYBE = frozenset({"cause", "command"})


class BadRecord(GameError):
    """A record that is not what it claims. ``where`` is a seq, "header" or "footer"."""

    code = "bad_record"
    http = 422

    def __init__(self, where: int | str, message: str) -> None:
        self.where = where
        super().__init__(f"{f'seq {where}' if isinstance(where, int) else where}: {message}")


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it stands in the record.

    at: UTC in ISO form. game_date and phase: the table's, once the event had happened. actor: the person's name.
    seat: who sent the command. cause: seq of the command's first event, on the events after it.
    command: {id, type, data} on a command's first event. salt: 16 random bytes.
    """

    seq: int
    at: str
    game_date: str
    phase: str
    actor: str
    seat: str
    kind: str
    data: Mapping[str, Any]
    audience: Any
    cause: int | None = None
    command: Mapping[str, Any] | None = None
    salt: bytes = field(default=b"\0" * 16, repr=False)
    _text: str = field(default="", init=False, repr=False, compare=False)

    @property
    def event(self) -> Event:
        """The event as play knows it."""
        return Event(self.kind, self.data, self.audience if self.audience == "all" else tuple(self.audience))

    def fields(self) -> dict[str, Any]:
        """The body's JSON."""
        out: dict[str, Any] = {
            "seq": self.seq, "at": self.at, "game_date": self.game_date, "phase": self.phase, "actor": self.actor,
            "seat": self.seat, "kind": self.kind, "data": self.data,
            "audience": self.audience if self.audience == "all" else list(self.audience),
        }
        if self.cause is not None:
            out["cause"] = self.cause
        if self.command is not None:
            out["command"] = self.command
        return out

    def body(self) -> str:
        """The canonical text that is stored and hashed; worked out once."""
        if not self._text:
            object.__setattr__(self, "_text", canonical(self.fields()))
        return self._text

    def line_bytes(self) -> int:
        """How long its line in a record file is: the body with salt, prev and the line's end."""
        return len(self.body().encode()) + LINE_MORE

    def to_command(self, seed: str) -> Command | None:
        """The command that this entry began, ready to be decided again; None where another entry began it."""
        if self.command is None:
            return None
        return Command(id=self.command["id"], type=self.command["type"], seat=self.seat, data=self.command["data"],
                       at=self.at, chance=chance(seed, self.seq), by=self.actor)


def entry_of(fields: Mapping[str, Any], salt: bytes, text: str = "") -> Entry:
    """The entry whose body's JSON is *fields*; text: that body, if it is known to be canonical.

    Raises ValueError where it has other keys or shapes than an entry.
    """
    keys = set(fields)
    if not (keys >= _KEYS and keys <= _KEYS | _MAYBE):
        odd = sorted((keys - _KEYS - _MAYBE) | (_KEYS - keys))
        raise ValueError(f"the entry's keys are not those of an event: {', '.join(odd)[:80]}")
    texts = ("at", "game_date", "phase", "actor", "seat", "kind")
    if type(fields["seq"]) is not int or not all(isinstance(fields[k], str) for k in texts):
        raise ValueError("the entry's fields are not of the right kind")
    audience, command = fields["audience"], fields.get("command")
    if not (audience == "all" or (isinstance(audience, list) and all(isinstance(s, str) for s in audience))):
        raise ValueError("the audience is neither `all` nor a list of seats")
    if not isinstance(fields["data"], dict):
        raise ValueError("the event's data is not a mapping")
    if "command" in fields and not (isinstance(command, dict) and set(command) == {"id", "type", "data"}
                                    and isinstance(command["id"], str) and isinstance(command["type"], str)
                                    and isinstance(command["data"], dict)):
        raise ValueError("the command is not {id, type, data}")
    if "cause" in fields and type(fields["cause"]) is not int:
        raise ValueError("the cause is not a sequence number")
    if len(salt) != SALT_BYTES:
        raise ValueError(f"the salt is not {SALT_BYTES} bytes")
    entry = Entry(**{k: fields[k] for k in _KEYS}, cause=fields.get("cause"), command=command, salt=salt)
    object.__setattr__(entry, "_text", text)
    return entry


def leaf(salt: bytes, body: str) -> bytes:
    """sha256 of salt and body: commits to an event without telling it."""
    return hashlib.sha256(salt + body.encode()).digest()


def link(prev: bytes, seq: int, leaf: bytes) -> bytes:
    """The chain after event *seq*: sha256(prev ‖ seq as 8 bytes, big end first ‖ leaf)."""
    return hashlib.sha256(prev + seq.to_bytes(8, "big") + leaf).digest()


def header_hash(header: Mapping[str, Any]) -> bytes:
    """The first ``prev`` of a chain."""
    return hashlib.sha256(canonical(header).encode()).digest()


def commitment(seed: str) -> str:
    """What the header promises of the seed before anyone knows it."""
    return hashlib.sha256(seed.encode()).hexdigest()


def seed_at(header: Mapping[str, Any], seed: str, seq: int) -> str:
    """The seed that event *seq* draws from: the table's own *seed*, or in a fork that of the game in which the event was first played."""
    return next((s for until, s in header.get("parent", {}).get("seeds", ()) if seq <= until), seed)


def chance(seed: str, seq: int) -> str:
    """The chance of the command whose first event is *seq*: 64 hex characters that nobody could choose."""
    return hashlib.sha256(f"{seed}:{seq}".encode()).hexdigest()


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in pairs:
        if key in out:
            raise ValueError(f"the key `{key[:40]}` appears twice")
        out[key] = value
    return out


def _refuse(word: str) -> Any:
    raise ValueError(f"`{word}` is not a number")


def loads(text: str) -> Any:
    """JSON of ours, strictly: no doubled key, no NaN. Raises ValueError (RecursionError is made one)."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deep") from None
