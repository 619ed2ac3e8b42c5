"""The shape of cards and moves in a deck's YAML, and the pieces of which every shape of a deck is made.

Belongs here: which keys they have and what type each has. Does not: the rest of a deck (deckschema), whether a name is known.
"""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate

from .packschema import Strict, Text, flag

__all__ = ["CardSchema", "ChangeSchema", "Condition", "FieldSchema", "MoveSchema", "OneOrMore", "Short", "Whole", "changes", "ids"]
__all__ += ["numbers"]

WORDS = 45
FIELD_KINDS = ("choice", "choices", "date", "text", "flag", "seat")
CARD_KINDS = ("fact", "choice", "duty", "statute", "private", "offer", "press", "agreement", "ladder", "wild", "option", "amendment")
SOURCE_KINDS = ("column", "record", "device")


class Whole(fields.Integer):
    """A whole number; true and false are not numbers, and text is not either."""

    def __init__(self, **more: Any):
        super().__init__(strict=True, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValidationError(f"needs a whole number, not `{value}`")
        return value


class Short(Text):
    """A text of at most 45 words, so that it can be read aloud in a quarter of a minute."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        count = len(text.split())
        if count > WORDS:
            raise ValidationError(f"has {count} words, at most {WORDS} are read at a table; shorten it")
        return text


class Condition(fields.Field):
    """A condition as it stands; compiled later, when the names are known."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, dict):
            raise ValidationError(f"a condition is a mapping such as {{fact: token.x}}, not `{value}`")
        return value


class OneOrMore(fields.List):
    """A list; one entry alone stands for a list of one."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> list[Any]:
        if value is not None and not isinstance(value, list):
            try:
                return [self.inner.deserialize(value)]
            except ValidationError as e:
                raise ValidationError(e.messages) from None
        return super()._deserialize(value, *args, **kwargs)


def numbers() -> fields.Dict:
    return fields.Dict(keys=Text(), values=Whole(), load_default=dict)


def ids() -> fields.List:
    return fields.List(Text(), load_default=list)


class ChangeSchema(Strict):
    effects = numbers()
    ladder = numbers()
    step = numbers()
    freeze = ids()
    thaw = ids()
    token = fields.Dict(keys=Text(), values=fields.Boolean(truthy={True}, falsy={False}), load_default=dict)
    mark = numbers()
    mark_set = numbers()
    mark_count = fields.Dict(keys=Text(), values=Text(), load_default=dict)
    fact = fields.Dict(keys=Text(), values=fields.Raw(), load_default=dict)
    agreement = ids()
    frees = fields.List(fields.List(Text(), validate=validate.Length(equal=2)), load_default=list)
    when = Condition(load_default=None)
    if_text = Text(load_default="")
    large = flag()


def changes() -> fields.List:
    return OneOrMore(fields.Nested(ChangeSchema), load_default=list)


class NeedSchema(Strict):
    when = Condition(required=True)
    otherwise = Text(required=True, data_key="else")


def needs() -> fields.List:
    return OneOrMore(fields.Nested(NeedSchema), load_default=list)


class SourceSchema(Strict):
    kind = fields.String(required=True, validate=validate.OneOf(SOURCE_KINDS))
    cite = Text(required=True)
    note = Text(load_default="")


class ChoiceSchema(ChangeSchema):
    id = Text(required=True)
    by = OneOrMore(Text(), load_default=list)
    text = Short(required=True)
    more = changes()
    needs = needs()
    once = Text(load_default="")
    passes = ids()


class CardSchema(Strict):
    suit = Text(required=True)
    title = Text(required=True)
    text = Short(required=True)
    rounds = fields.List(Whole(), required=True, validate=validate.Length(equal=2))
    kind = fields.String(required=True, validate=validate.OneOf(CARD_KINDS))
    source = fields.Nested(SourceSchema, required=True)
    audience = fields.List(Text(), load_default=None)
    fixed = Whole(load_default=0)
    arises = flag()
    when = Condition(load_default=None)
    at_once = changes()
    choices = fields.List(fields.Nested(ChoiceSchema), load_default=list)
    private_outcome = flag()
    leak = flag()
    if_leaked = changes()
    note = Text(load_default="")
    sender = Text(load_default="")
    channel = Text(load_default="")
    expected = Short(load_default="")
    aim = Whole(load_default=0)


class OptionSchema(Strict):
    value = fields.Raw(required=True)
    label = Text(required=True)
    changes = changes()
    counts = Text(load_default="")


class FieldSchema(Strict):
    name = Text(required=True)
    label = Text(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(FIELD_KINDS))
    options = fields.List(fields.Nested(OptionSchema), load_default=list)
    at_least = Whole(load_default=0)
    default = fields.Raw(load_default=None, allow_none=True)
    optional = flag()
    help = Text(load_default="")


class SharedOrOwn(fields.Nested):
    """A field of one move, or the name of one that several moves share (section `fields`)."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return value if isinstance(value, str) else super()._deserialize(value, *args, **kwargs)


class ActSchema(Strict):
    name = Text(required=True)
    when = Condition(load_default=None)
    actors = fields.List(Text(), required=True, validate=validate.Length(min=1))
    actor_field = Text(load_default="")
    about = fields.Dict(keys=Text(), values=Text(), load_default=dict)
    params = fields.Dict(keys=Text(), load_default=dict)


class BillUseSchema(Strict):
    parts = Text(load_default="")
    effective = Text(load_default="")
    fixed = ids()


class ThrowBonusSchema(Strict):
    text = Short(required=True)
    by = Whole(required=True)
    when = Condition(load_default=None)


class MoveSchema(Strict):
    like = Text(load_default="")  # filled in before the shape is read
    slot = fields.String(required=True, validate=validate.OneOf(("main", "minor")))
    seats = fields.List(Text(), required=True, validate=validate.Length(min=1))
    title = Text(required=True)
    text = Short(required=True)
    sentence = Text(required=True)
    stage = Text(required=True)
    rounds = fields.List(Whole(), load_default=None, validate=validate.Length(equal=2))
    if_seated = ids()
    blanks = fields.List(SharedOrOwn(FieldSchema), load_default=list, data_key="fields")
    needs = needs()
    once = flag()
    key = Text(load_default="")
    repeats = flag()
    mediates = flag()
    act = fields.Nested(ActSchema, load_default=None)
    bill = fields.Nested(BillUseSchema, load_default=None)
    always = changes()
    if_lawful = changes()
    audience = fields.List(Text(), load_default=None)
    note = Text(load_default="")
    argued = fields.String(load_default="may", validate=validate.OneOf(("may", "never", "always")))
    contested_when = Condition(load_default=None)
    bonus = fields.List(fields.Nested(ThrowBonusSchema), load_default=list)
    clean = changes()
    fails = changes()
    backfires = changes()
