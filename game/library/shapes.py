"""A document and a schema -> its value, or every fault of shape with its line.

Belongs here: marshmallow's messages put into words, with the nearest known key. Does not: the schemas themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, ValidationError, fields

from game.errors import Fault, Unreadable, nearest

from .reading import Document


def shaped(document: Document, schema: Schema) -> dict[str, Any]:
    """A document's value as the schema loads it. Raises Unreadable with every fault of shape, each at its line."""
    if not isinstance(document.value, dict):
        known = ", ".join(f.data_key or n for n, f in schema.fields.items() if f.required) or ", ".join(list(schema.fields)[:5])
        raise Unreadable([document.fault((), "the file is no mapping of fields", f"begin lines with a field and a colon, such as {known}")])
    try:
        got: dict[str, Any] = schema.load(document.value)
    except ValidationError as e:
        raise Unreadable(faults_of(document, e.messages, schema)) from None
    return got


def faults_of(document: Document, messages: Any, schema: Schema | None = None, path: tuple[Any, ...] = ()) -> list[Fault]:
    """marshmallow's nested messages as faults with lines; an unknown key gets the nearest known one."""
    if isinstance(messages, dict):
        found = []
        for key, inner in messages.items():
            step = () if key in ("_schema", "key", "value") and key not in _at(document.value, path) else (key,)
            found += faults_of(document, inner, schema, (*path, *step))
        return found
    found = []
    for message in messages if isinstance(messages, list) else [messages]:
        text = str(message)
        help = ""
        if "is not known here" in text or text == "Unknown field.":
            text = f"`{path[-1]}` is not known here"
            help = nearest(str(path[-1]), _known(schema, path[:-1]))
        elif text.startswith("Missing data"):
            text = "is missing"
        found.append(document.fault(path, text[:1].lower() + text[1:].rstrip("."), help))
    return found


def _at(value: Any, path: Sequence[Any]) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return ()
    return value if isinstance(value, dict) else ()


def _known(schema: Schema | None, path: Sequence[Any]) -> list[str]:
    """The keys a schema knows at a path, for the nearest name."""
    here: Any = schema
    for step in path:
        if isinstance(here, Schema):
            here = next((f for n, f in here.fields.items() if (f.data_key or n) == step), None)
        elif isinstance(here, fields.List):
            here = here.inner
        elif isinstance(here, fields.Dict):
            here = here.value_field
        if isinstance(here, fields.Nested):
            here = here.schema
    return [f.data_key or n for n, f in here.fields.items()] if isinstance(here, Schema) else []
