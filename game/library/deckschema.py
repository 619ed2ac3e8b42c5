"""The shape of a deck's YAML: marshmallow schemas, strict about unknown keys and types.

Belongs here: which keys there are and what type each has. Does not: cards and moves (moveschema), whether a name is known,
what the values become (decks).
"""

from __future__ import annotations

from marshmallow import fields, validate

from .moveschema import CardSchema, ChangeSchema, Condition, FieldSchema, MoveSchema, OneOrMore, Short, Whole, changes, ids, numbers
from .packschema import Day, Strict, Text, by_name, flag

__all__ = ["DeckSchema"]



class ObjectiveSchema(Strict):
    text = Short(required=True)
    points = Whole(required=True)
    met = Condition(required=True)
    schedules = ids()


class SaidSchema(Strict):
    move = Text(required=True)
    blanks = fields.Dict(keys=Text(), load_default=dict, data_key="fields")
    when = Condition(load_default=None)


class AbsentSchema(Strict):
    text = Short(required=True)
    main = OneOrMore(fields.Nested(SaidSchema), load_default=list)
    minor = OneOrMore(fields.Nested(SaidSchema), load_default=list)


class HoldingSchema(Strict):
    """What is said otherwise of a seat that holds the offices of one that is not in play."""

    title = Text(load_default=None)
    brief = Short(load_default=None)
    fact = Short(load_default=None)
    absent = fields.Nested(AbsentSchema, load_default=None)


class SeatSchema(Strict):
    title = Text(required=True)
    joins = Whole(load_default=0)
    folds_into = Text(load_default="")
    holding = by_name(HoldingSchema, load_default=dict)
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
    chips_of = Text(load_default="")


class ArguingSchema(Strict):
    mode = fields.String(load_default="dice", validate=validate.OneOf(("dice", "lead")))
    target = Whole(load_default=7)
    most = Whole(load_default=3)


class CancelSchema(Strict):
    by = Text(required=True)
    of = fields.List(Text(), required=True, validate=validate.Length(min=1))
    text = Short(required=True)
    when = Condition(load_default=None)


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
    schedules = ids()


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


class OccasionSchema(Strict):
    event = Text(required=True)
    about = fields.Dict(keys=Text(), values=Text(), load_default=dict)


class BillSchema(Strict):
    title = Text(required=True)
    text = Short(required=True)
    kind = Text(required=True)
    amendment = Text(load_default="")
    passed = fields.Nested(OccasionSchema, load_default=None)
    vetoed = fields.Nested(OccasionSchema, load_default=None)
    enacted = fields.Nested(OccasionSchema, load_default=None)
    rounds = fields.List(Whole(), load_default=None, validate=validate.Length(equal=2))
    changes = changes()


class LegislationSchema(Strict):
    signs = Text(required=True)
    overrides = Condition(required=True)
    kinds = by_name(ChangeSchema, required=True)
    absent = Condition(load_default=None)


class LawSchema(Strict):
    packs = fields.List(Text(), required=True, validate=validate.Length(min=1))
    in_force = ids()
    readings = fields.Dict(keys=Text(), values=Text(), load_default=dict)


class ScheduleSchema(Strict):
    subtitle = Text(required=True)
    rounds = Whole(required=True)
    seats = Whole(required=True)
    halves = flag()


class MustSchema(Strict):
    """While *when* holds, the seat's move of that slot is one of these."""

    seat = Text(required=True)
    slot = fields.String(required=True, validate=validate.OneOf(("main", "minor")))
    moves = fields.List(Text(), required=True, validate=validate.Length(min=1))
    when = Condition(required=True)
    otherwise = Text(required=True, data_key="else")


class ChannelSchema(Strict):
    sender = Text(required=True)
    channel = Text(required=True)


class QuestionSchema(Strict):
    question = Short(required=True)
    answer = Short(required=True)


class LaterSchema(Strict):
    date = Text(required=True)
    text = Short(required=True)


class AimSchema(Strict):
    aim = Short(required=True)
    behaviours = fields.List(Short(), required=True, validate=validate.Length(min=1))


class KitSchema(Strict):
    """What the white cell prints or reads out; nothing of it moves the table."""

    opening = fields.List(Short(), load_default=list)
    turn_zero = fields.List(fields.Nested(QuestionSchema), load_default=list)
    case_files = fields.List(Short(), load_default=list)
    evaluation = fields.List(fields.Nested(AimSchema), load_default=list)
    hot_wash = fields.List(Short(), load_default=list)
    then = fields.List(fields.Nested(LaterSchema), load_default=list)
    variants = fields.List(Short(), load_default=list)


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
    shared = by_name(FieldSchema, load_default=dict, data_key="fields")
    moves = by_name(MoveSchema, required=True)
    musts = fields.List(fields.Nested(MustSchema), load_default=list)
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
    cancels = fields.List(fields.Nested(CancelSchema), load_default=list)
    headline_seat = Text(load_default="")
    halves = flag()
    schedules = by_name(ScheduleSchema, load_default=dict)
    limits = fields.Dict(keys=Text(), values=numbers(), load_default=dict)
    channels = by_name(ChannelSchema, load_default=dict)
    kit = fields.Nested(KitSchema, load_default=None)
