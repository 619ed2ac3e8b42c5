"""The shape of a deck's YAML: marshmallow schemas, strict about unknown keys and types.

Belongs here: which keys there are and what type each has. Does not: whether a name is known, what the
values become (decks).
"""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate

from .packschema import Day, Strict, Text, by_name, flag

__all__ = ["DeckSchema"]

WORDS = 45
FIELD_KINDS = ("choice", "choices", "date", "text", "flag")
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


class ObjectiveSchema(Strict):
    text = Short(required=True)
    points = Whole(required=True)
    met = Condition(required=True)


class SaidSchema(Strict):
    move = Text(required=True)
    blanks = fields.Dict(keys=Text(), load_default=dict, data_key="fields")


class AbsentSchema(Strict):
    text = Short(required=True)
    main = fields.Nested(SaidSchema, load_default=None)
    minor = fields.Nested(SaidSchema, load_default=None)


class SeatSchema(Strict):
    title = Text(required=True)
    brief = Short(required=True)
    fact = Short(load_default="")
    offices = fields.List(Text(), required=True)
    objectives = fields.List(fields.Nested(ObjectiveSchema), required=True, validate=validate.Length(min=1))
    red_line = fields.Nested(ObjectiveSchema, load_default=None)
    absent = fields.Nested(AbsentSchema, required=True)


class TriggerSchema(Strict):
    at = Text(required=True)
    text = Short(required=True)


class TrackSchema(Strict):
    title = Text(required=True)
    start = Whole(required=True)
    low = Whole(load_default=0)
    high = Whole(load_default=10)
    low_text = Text(required=True)
    high_text = Text(required=True)
    triggers = fields.List(fields.Nested(TriggerSchema), load_default=list)
    rose = Short(load_default="")
    fell = Short(load_default="")


class LadderSchema(Strict):
    title = Text(required=True)
    start = Whole(required=True)
    steps = fields.List(Text(), required=True, validate=validate.Length(min=2))
    earliest = fields.Dict(keys=Text(), values=Whole(), load_default=dict)
    sooner = Condition(load_default=None)


class TokenSchema(Strict):
    title = Text(required=True)
    start = flag()


class MarkSchema(Strict):
    title = Text(required=True)
    start = Whole(load_default=0)
    shown = flag()


class SourceSchema(Strict):
    kind = fields.String(required=True, validate=validate.OneOf(SOURCE_KINDS))
    cite = Text(required=True)
    note = Text(load_default="")


class ChoiceSchema(ChangeSchema):
    id = Text(required=True)
    by = Text(load_default="")
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


class ActSchema(Strict):
    name = Text(required=True)
    actors = fields.List(Text(), required=True, validate=validate.Length(min=1))
    actor_field = Text(load_default="")
    about = fields.Dict(keys=Text(), values=Text(), load_default=dict)
    params = fields.Dict(keys=Text(), load_default=dict)


class BillUseSchema(Strict):
    parts = Text(required=True)
    effective = Text(load_default="")


class ThrowBonusSchema(Strict):
    text = Short(required=True)
    by = Whole(required=True)
    when = Condition(load_default=None)


class MoveSchema(Strict):
    slot = fields.String(required=True, validate=validate.OneOf(("main", "minor")))
    seats = fields.List(Text(), required=True, validate=validate.Length(min=1))
    title = Text(required=True)
    text = Short(required=True)
    sentence = Text(required=True)
    stage = Text(required=True)
    rounds = fields.List(Whole(), load_default=None, validate=validate.Length(equal=2))
    blanks = fields.List(fields.Nested(FieldSchema), load_default=list, data_key="fields")
    needs = needs()
    once = flag()
    key = Text(load_default="")
    repeats = flag()
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
    backfires = changes()


class ArguingSchema(Strict):
    mode = fields.String(load_default="dice", validate=validate.OneOf(("dice", "lead")))
    target = Whole(load_default=7)
    most = Whole(load_default=3)


class PhaseSchema(Strict):
    title = Text(required=True)
    minutes = Whole(required=True)
    needed = Text(required=True)


class RoundSchema(Strict):
    title = Text(required=True)
    begins = Day(required=True)
    ends = Day(required=True)


class EndingSchema(Strict):
    id = Text(required=True)
    title = Text(required=True)
    text = Short(required=True)
    when = Condition(load_default=None)
    at_once = flag()
    halves = flag()


class HouseDutySchema(Strict):
    holder = Text(required=True)
    settle = Text(required=True)
    shown = Condition(required=True)
    kept = Condition(required=True)


class HouseRuleSchema(Strict):
    title = Text(required=True)
    text = Short(required=True)
    when = Condition(required=True)
    changes = changes()
    duty = fields.Nested(HouseDutySchema, load_default=None)
    announces = fields.Boolean(truthy={True}, falsy={False}, load_default=True)


class BonusSchema(ObjectiveSchema):
    seats = fields.List(Text(), required=True)


class RecordSchema(Strict):
    kind = Text(required=True)
    blanks = fields.Dict(keys=Text(), load_default=dict, data_key="fields")


class OccurrenceSchema(Strict):
    name = Text(required=True)
    date = Day(required=True)
    about = fields.Dict(keys=Text(), values=Text(), load_default=dict)
    data = fields.Dict(keys=Text(), load_default=dict)


class HiddenSchema(Strict):
    fact = Text(required=True)
    seats = fields.List(Text(), required=True)


class CaseSchema(Strict):
    records = by_name(RecordSchema, required=True)
    events = fields.List(fields.Nested(OccurrenceSchema), load_default=list)
    hidden = fields.List(fields.Nested(HiddenSchema), load_default=list)


class PactSchema(Strict):
    title = Text(required=True)
    text = Short(required=True)
    parties = fields.List(Text(), required=True, validate=validate.Length(min=2))
    breaker = ids()
    broken = Condition(load_default=None)


class BillSchema(Strict):
    title = Text(required=True)
    text = Short(required=True)
    kind = Text(required=True)
    amendment = Text(required=True)
    rounds = fields.List(Whole(), load_default=None, validate=validate.Length(equal=2))
    changes = changes()


class LegislationSchema(Strict):
    signs = Text(required=True)
    overrides = Condition(required=True)
    kinds = by_name(ChangeSchema, required=True)


class LawSchema(Strict):
    packs = fields.List(Text(), required=True, validate=validate.Length(min=1))
    in_force = ids()
    readings = fields.Dict(keys=Text(), values=Text(), load_default=dict)


class DeckSchema(Strict):
    """Every key of a deck; they may be spread over the YAML files of its folder."""

    deck = Text(required=True)
    title = Text(required=True)
    subtitle = Text(required=True)
    language = Text(load_default="en")
    note = Text(load_default="")
    law = fields.Nested(LawSchema, required=True)
    case = fields.Nested(CaseSchema, required=True)
    suits = fields.Dict(keys=Text(), values=Text(), required=True)
    seats = by_name(SeatSchema, required=True)
    tracks = by_name(TrackSchema, required=True)
    ladders = by_name(LadderSchema, load_default=dict)
    tokens = by_name(TokenSchema, load_default=dict)
    marks = by_name(MarkSchema, load_default=dict)
    stages = fields.List(Text(), required=True)
    moves = by_name(MoveSchema, required=True)
    cards = by_name(CardSchema, required=True)
    draws = fields.List(fields.List(Text()), load_default=list)
    phases = by_name(PhaseSchema, required=True)
    rounds = fields.List(fields.Nested(RoundSchema), required=True, validate=validate.Length(min=1))
    house_rules = by_name(HouseRuleSchema, load_default=dict)
    shared_bonus = fields.List(fields.Nested(BonusSchema), load_default=list)
    endings = fields.List(fields.Nested(EndingSchema), required=True, validate=validate.Length(min=1))
    legislation = fields.Nested(LegislationSchema, load_default=None)
    bills = by_name(BillSchema, load_default=dict)
    agreements = by_name(PactSchema, load_default=dict)
    breach_points = Whole(load_default=0)
    argument = fields.Nested(ArguingSchema, load_default=None)
    headline_seat = Text(load_default="")
    halves = flag()
