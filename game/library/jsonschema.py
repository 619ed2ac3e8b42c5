"""The shapes of decks, packs and amendments as JSON Schema, so that an editor knows them while somebody writes.

Belongs here: from marshmallow's fields to the words of JSON Schema (2020-12). Does not: the shapes themselves; what no shape can
say, such as whether a name is known, only `halifax check` tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from .deckschema import DeckSchema
from .moveschema import Condition, OneOrMore, SharedOrOwn, Short, Whole
from .packschema import AmendmentSchema, Day, Item, LawTime, PackSchema, Start, Text, Words

__all__ = ["SCHEMAS", "json_schema"]

SCHEMAS: Mapping[str, tuple[type[Schema], bool]] = {
    "deck": (DeckSchema, False),  # spread over the files of a folder, of which each has some of the keys
    "pack": (PackSchema, True),
    "amendment": (AmendmentSchema, True),
}
"""What there is a schema for: the shape, and whether one file has to hold all that the shape requires."""

Json = dict[str, Any]
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Json = {"type": "string", "minLength": 1}
_DAY: Json = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_ENACTED: Json = {"type": "object", "properties": {"enacted": {"type": "integer"}}, "required": ["enacted"], "additionalProperties": False}
_PLAIN: tuple[tuple[type[fields.Field], Json], ...] = (  # the first that fits
    (Short, {**_TEXT, "description": "read aloud at a table: 45 words at most"}),
    (Text, _TEXT),
    (Start, {"anyOf": [_DAY, _ENACTED]}),
    (Day, _DAY),
    (Item, {"anyOf": [_TEXT, {"type": "integer"}]}),
    (LawTime, {"anyOf": [{"const": "act"}, {"type": "object"}]}),
    (Condition, {"type": "object", "minProperties": 1}),
    (Whole, {"type": "integer"}),
    (fields.Boolean, {"type": "boolean"}),
    (fields.String, {"type": "string"}),
    (fields.Raw, {}),
)


def json_schema(what: str) -> Json:
    """The JSON Schema of a file of this kind: a key of `SCHEMAS`."""
    shape, whole = SCHEMAS[what]
    defs: dict[str, Json] = {}
    top = _object(shape(), defs)
    if not whole:
        del top["required"]
    return {"$schema": _DRAFT, "title": f"Halifax: {what}", **top, "$defs": {k: defs[k] for k in sorted(defs)}}


def _object(schema: Schema, defs: dict[str, Json]) -> Json:
    """One mapping with known keys. Where it may be `like` another, it need not say what that one does."""
    known = {f.data_key or name: f for name, f in schema.fields.items()}
    out: Json = {"type": "object", "additionalProperties": False, "properties": {k: _field(f, defs) for k, f in known.items()}}
    required = [k for k, f in known.items() if f.required]
    if "like" in known:
        return {**out, "if": {"not": {"required": ["like"]}}, "then": {"required": required}}
    return {**out, "required": required}


def _field(field: fields.Field, defs: dict[str, Json]) -> Json:
    out = dict(_bare(field, defs))
    for check in field.validators:
        if isinstance(check, validate.OneOf):
            out["enum"] = list(check.choices)
        elif isinstance(check, validate.Length) and isinstance(field, fields.List):
            out |= {k: v for k, v in (("minItems", check.equal or check.min), ("maxItems", check.equal or check.max)) if v is not None}
    return {"anyOf": [out, {"type": "null"}]} if field.allow_none and out else out


def _bare(field: fields.Field, defs: dict[str, Json]) -> Json:
    if isinstance(field, (OneOrMore, Words)):
        inner = _field(field.inner, defs)
        return {"anyOf": [inner, {"type": "array", "items": inner}]}
    if isinstance(field, fields.List):
        return {"type": "array", "items": _field(field.inner, defs)}
    if isinstance(field, fields.Nested):
        own = _named(field.schema, defs)
        return {"anyOf": [_TEXT, own]} if isinstance(field, SharedOrOwn) else own
    if isinstance(field, fields.Dict):
        inner = _field(field.value_field, defs) if field.value_field is not None else {}
        return {"type": "object", "additionalProperties": inner}
    return next(said for kind, said in _PLAIN if isinstance(field, kind))


def _named(schema: Schema, defs: dict[str, Json]) -> Json:
    """A reference to a shape, which is put among the definitions when it is met first."""
    partial = schema.partial is True
    name = type(schema).__name__.removesuffix("Schema") + ("Changes" if partial else "")
    if name not in defs:
        defs[name] = {}
        defs[name] = _object(schema, defs)
        if partial:
            defs[name].pop("required", None)
    return {"$ref": f"#/$defs/{name}"}
