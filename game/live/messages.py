"""Wire JSON to checked values: the shape of every message, and what no message may hold.

Nothing from the wire passes this file as it came. What a command means is play's business.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from game import limits
from game.errors import GameError

__all__ = ["BadMessage", "StrictJson", "command", "name", "preview", "resync", "sounds_like", "within"]

_HOSTILE = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ID = re.compile(r"[A-Za-z0-9_-]+\Z")


class BadMessage(GameError):
    """A message of a shape we do not take."""

    code = "bad_message"
    http = 400


def within(value: Any, any_character: bool = False) -> None:
    """Raise ValueError unless *value* (decoded JSON) keeps the limits: depth, count, lengths, numbers, characters.

    any_character: who reads it looks at the characters of each text, and says in words what is wrong.
    """
    count = 0
    waiting = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        count += 1
        if count > limits.MESSAGE_VALUES:
            raise ValueError("too many values")
        if depth > limits.MESSAGE_DEPTH:
            raise ValueError("too deep")
        if isinstance(item, str):
            _text(item, any_character)
        elif isinstance(item, bool) or item is None:
            pass
        elif isinstance(item, int):
            if abs(item) > limits.INTEGER:
                raise ValueError("number too large")
        elif isinstance(item, float):
            if not math.isfinite(item):
                raise ValueError("not a finite number")
        elif isinstance(item, list):
            waiting.extend((v, depth + 1) for v in item)
        elif isinstance(item, dict):
            for key, v in item.items():
                _text(key)
                waiting.append((v, depth + 1))
        else:
            raise ValueError("not JSON")


def _text(text: str, any_character: bool = False) -> None:
    if len(text) > limits.MESSAGE_TEXT:
        raise ValueError("text too long")
    if not any_character and _HOSTILE.search(text):
        raise ValueError("control character")


def _refuse(word: str) -> Any:
    raise ValueError("not a finite number")


def _integer(text: str) -> int:
    if len(text) > 17:
        raise ValueError("number too large")
    return int(text)


class StrictJson:
    """The json module as Socket.IO is given it: no NaN, no number without end."""

    @staticmethod
    def loads(text: Any, **_: Any) -> Any:
        return json.loads(text, parse_constant=_refuse, parse_int=_integer)

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


class _Message(Schema):
    class Meta:
        unknown = RAISE

    table = fields.Str(required=True, validate=[validate.Length(1, limits.TABLE_ID), validate.Regexp(_ID)])


class _Command(_Message):
    id = fields.Str(required=True, validate=[
        validate.Length(limits.COMMAND_ID_MIN, limits.COMMAND_ID_MAX), validate.Regexp(_ID)])
    type = fields.Str(required=True, validate=[validate.Length(1, limits.COMMAND_TYPE), validate.Regexp(r"[a-z_]+\Z")])
    data = fields.Dict(required=True, keys=fields.Str())
    seen = fields.Int(strict=True, validate=validate.Range(0, limits.INTEGER), allow_none=True)


class _Resync(_Message):
    epoch = fields.Raw(load_default=None, allow_none=True)
    place = fields.Raw(load_default=0, allow_none=True)


class _Preview(_Message):
    n = fields.Int(strict=True, required=True, validate=validate.Range(0, limits.INTEGER))
    type = fields.Str(required=True, validate=validate.OneOf(["order"]))
    data = fields.Dict(required=True, keys=fields.Str())


_COMMAND, _RESYNC, _PREVIEW = _Command(), _Resync(), _Preview()


def _load(schema: Schema, raw: Any) -> dict[str, Any]:
    try:
        got: dict[str, Any] = schema.load(raw)
    except ValidationError as e:
        first = e.messages if isinstance(e.messages, list) else [f"{k}: {v}" for k, v in sorted(e.messages.items(), key=str)]
        raise BadMessage(f"this message cannot be read: {str(first[0])[:120]}") from None
    return got


def _composed(value: Any) -> Any:
    """*value* with every text in Unicode's composed form, so that one word has one spelling in the record."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_composed(v) for v in value]
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", k): _composed(v) for k, v in value.items()}
    return value


def command(raw: Any) -> dict[str, Any]:
    """{table, id, type, data, seen?}. Raises BadMessage."""
    got = _load(_COMMAND, raw)
    got["data"] = _composed(got["data"])
    _texts_short(got["data"])
    return got


def _texts_short(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str) and len(item) > limits.TEXT:
            raise BadMessage(f"a text of more than {limits.TEXT} characters: shorten it")
        if isinstance(item, (list, dict)):
            waiting.extend(item.values() if isinstance(item, dict) else item)


def resync(raw: Any) -> dict[str, Any]:
    """{table, epoch, place}; epoch and place may be anything: what is not ours gets a whole view. Raises BadMessage."""
    return _load(_RESYNC, raw)


def preview(raw: Any) -> dict[str, Any]:
    """{table, n, type: "order", data}. Raises BadMessage."""
    got = _load(_PREVIEW, raw)
    got["data"] = _composed(got["data"])
    _texts_short(got["data"])
    return got


def name(raw: Any) -> str:
    """A person's name as others will see it. Raises BadMessage in words for a form."""
    text = " ".join(unicodedata.normalize("NFC", raw).split()) if isinstance(raw, str) else ""
    if not text:
        raise BadMessage("Write the name others will see.")
    if len(text) > limits.NAME:
        raise BadMessage(f"A name has at most {limits.NAME} characters.")
    if _HOSTILE.search(text) or not any(c.isprintable() and not c.isspace() for c in text):
        raise BadMessage("This name holds a character that cannot be shown.")
    return text


def sounds_like(text: str) -> str:
    """A name as it is compared: without case, width, spaces and what cannot be seen."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isprintable() and not c.isspace())
