"""The shape of a statute pack's YAML, in marshmallow, and the words for what does not fit it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from game import rules
from game.errors import Fault, nearest

from .reading import Document

TYPES = ("bool", "date", "int", "money", "enum", "set", "text")


class Day(fields.Field):
    """A day of the calendar, written YYYY-MM-DD."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        try:
            if isinstance(value, str) and len(value) == 10:
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise ValidationError(f"`{value}` is not a day; write it like 2018-01-29")


class Start(Day):
    """A day, or days after enactment: {enacted: 180}."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, dict):
            if set(value) == {"enacted"} and isinstance(value["enacted"], int) and not isinstance(value["enacted"], bool):
                return value["enacted"]
            raise ValidationError("write a day, or {enacted: 180}")
        return super()._deserialize(value, attr, data, **kwargs)


class Words(fields.List):
    """A list of texts; one text alone stands for a list of one."""

    def __init__(self, **more: Any):
        super().__init__(Text(), **more)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return super()._deserialize([value] if isinstance(value, str) else value, *args, **kwargs)


class Text(fields.Field):
    """A text that is not empty. Numbers are not taken for text: quote them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise ValidationError(f"needs a text, not `{value}`; put it in quotes")
        return value.strip()


class Item(fields.Field):
    """One member of a set, or one value of an enumeration: a text, or a whole number."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | int:
        if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
            raise ValidationError(f"`{value}` cannot stand in a set; write a text or a whole number")
        return value


class Citation(Text):
    """A pinpoint citation, with #aspect where one text does two things."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            rules.parse_citation(text.partition("#")[0])
        except ValueError as e:
            raise ValidationError(str(e)) from None
        return text


class LawTime(fields.Field):
    """Whose day's law rules: `act`, or {facts: transaction.last_conduct} for the day of the conduct."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if value == "act":
            return ""
        if isinstance(value, dict) and set(value) == {"facts"} and isinstance(value["facts"], str) and "." in value["facts"]:
            return value["facts"]
        raise ValidationError("write `act`, or {facts: transaction.last_conduct} with the fact that gives the day of the conduct")


class Strict(Schema):
    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "is not known here"}  # noqa: RUF012


def by_name(schema: type[Schema], **more: Any) -> fields.Dict:
    return fields.Dict(keys=Text(), values=fields.Nested(schema), **more)


def flag() -> fields.Boolean:
    return fields.Boolean(truthy={True}, falsy={False}, load_default=False)


class FactSchema(Strict):
    type = fields.String(required=True, validate=validate.OneOf(TYPES))
    by = Words(load_default=[])
    question = Text(load_default="")
    values = fields.List(Item(), load_default=[])
    label = Text(load_default="")


class EmissionSchema(Strict):
    event = Text(required=True)
    about = Words(load_default=[])
    data = Words(load_default=[])
    when = Text(load_default="")


class ActSchema(Strict):
    label = Text(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(("office", "deed", "claim", "assertion")))
    about = Words(load_default=[])
    params = by_name(FactSchema, load_default={})
    records = fields.List(fields.Nested(EmissionSchema), load_default=[])
    asserts = Citation(load_default="")
    cite = Citation(load_default="")
    unmet = Text(load_default="")


class EventSchema(Strict):
    label = Text(required=True)
    about = Words(load_default=[])
    data = by_name(FactSchema, load_default={})


class BindingSchema(Strict):
    latest = Text(required=True)
    about = Words(load_default=[])


class InterpretationSchema(Strict):
    question = Text(required=True)
    cite = Citation(required=True)
    default = Text(required=True)
    readings = fields.Dict(keys=Text(), values=Text(), required=True)


class DelegationSchema(Strict):
    id = Text(required=True)
    cite = Citation(required=True)
    to = Text(required=True)
    norms = Words(required=True)
    start = Day(data_key="from", load_default=None)
    when = fields.Dict(load_default=None)
    elements = fields.List(fields.Dict(), load_default=[])


class NormSchema(Strict):
    id = Citation(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(rules.KINDS))
    heading = Text(required=True)
    sense = Text(required=True)
    source = fields.String(
        required=True, validate=validate.Regexp(r"/(us|practice|house)(/[A-Za-z0-9.\-]+)+\Z", error="write it like /us/pl/115/44/s231/a")
    )
    start = Start(data_key="from", load_default=None)
    until = Start(load_default=None)
    holder = Words(load_default=[])
    owed_to = Text(load_default="")
    acts = Words(load_default=[])
    per = Words(load_default=[])
    given = fields.Dict(load_default=None)
    when = fields.Dict(load_default=None)
    elements = fields.List(fields.Dict(), load_default=[])
    defeats = Words(load_default=[])
    consequence = fields.String(load_default="void", validate=validate.OneOf(("void", "breach")))
    due = fields.Dict(load_default=None)
    discharged_when = fields.Dict(load_default=None)
    stops_while = fields.Dict(load_default=None)
    starts_anew_at = fields.Dict(load_default=None)
    expires_when = fields.Dict(load_default=None)
    settle = Text(load_default="")
    value = fields.Raw(load_default=None)
    reason = Text(load_default="")
    unmet = Text(load_default="")
    house_rule = flag()
    law_time = LawTime(load_default="")


class WordsSchema(Strict):
    """What packs and amendments share: a title, a day, and a vocabulary."""

    title = Text(required=True)
    enacted = Day(required=True)
    source = Text(required=True)
    note = Text(load_default="")
    offices = fields.Dict(keys=Text(), values=Text(), load_default={})
    sets = fields.Dict(keys=Text(), values=fields.List(Item()), load_default={})
    records = fields.Dict(keys=Text(), values=by_name(FactSchema), load_default={})
    events = by_name(EventSchema, load_default={})
    bindings = by_name(BindingSchema, load_default={})
    acts = by_name(ActSchema, load_default={})
    interpretations = by_name(InterpretationSchema, load_default={})


class PackSchema(WordsSchema):
    pack = Text(required=True)
    uses = Words(load_default=[])
    delegations = fields.List(fields.Nested(DelegationSchema), load_default=[])
    norms = fields.List(fields.Nested(NormSchema), required=True)


class OperationSchema(Strict):
    insert = fields.Nested(NormSchema)
    into = Text()
    replace = Citation()
    changes = fields.Nested(lambda: NormSchema(partial=True, exclude=("id", "kind")), data_key="with", attribute="with")
    repeal = Citation()
    sunset = Citation()
    until = Day()
    redesignate = Citation()
    to = Citation()


class AmendmentSchema(WordsSchema):
    amendment = Text(required=True)
    cite = Citation(required=True)
    effective = Day(load_default=None)
    operations = fields.List(fields.Nested(OperationSchema), required=True)


_BESIDE = {"insert": {"into"}, "replace": {"with"}, "sunset": {"until"}, "redesignate": {"to"}}
_ONLY = {  # which keys belong to which kind of norm
    "acts": ("power", "prohibition"),
    "holder": ("power", "duty"),
    "elements": ("power",),
    "defeats": ("exception",),
    "due": ("duty",),
    "discharged_when": ("duty",),
    "stops_while": ("duty",),
    "starts_anew_at": ("duty",),
    "expires_when": ("duty",),
    "owed_to": ("duty",),
    "per": ("duty",),
    "settle": ("duty",),
    "value": ("definition", "exception"),
    "law_time": ("power", "prohibition", "exception", "duty"),
}
_NEEDS = {
    "power": ("acts", "holder"),
    "prohibition": ("acts", "reason"),
    "duty": ("holder", "owed_to", "settle"),
    "exception": ("defeats",),
}


def kind_faults(document: Document, got: Mapping[str, Any]) -> list[Fault]:
    """What a kind of norm or act may not say, or must."""
    found = []
    for n, norm in enumerate(got["norms"]):
        found += norm_faults(document, norm, document.value["norms"][n], ("norms", n), got["acts"])
    return found + act_faults(document, got["acts"])


def operation_faults(document: Document, got: Mapping[str, Any]) -> list[Fault]:
    """Each operation is one of the five, with what belongs to it and nothing else."""
    found = []
    for n, op in enumerate(got["operations"]):
        kinds = [k for k in rules.OPERATIONS if k in op]
        if len(kinds) != 1:
            found.append(document.fault(("operations", n), "an operation is one of " + ", ".join(rules.OPERATIONS)))
            continue
        for key in set(op) - {kinds[0]} - _BESIDE.get(kinds[0], set()):
            found.append(document.fault(("operations", n, key), f"`{kinds[0]}` has no `{key}`"))
        for key in _BESIDE.get(kinds[0], set()) - {"into"} - set(op):
            found.append(document.fault(("operations", n), f"`{kinds[0]}` needs `{key}`"))
        if kinds[0] == "insert":
            raw = document.value["operations"][n]["insert"]
            found += norm_faults(document, op["insert"], raw, ("operations", n, "insert"), got["acts"])
    return found + act_faults(document, got["acts"])


def norm_faults(document: Document, norm: Mapping[str, Any], raw: Any, path: tuple[Any, ...], acts: Mapping[str, Any]) -> list[Fault]:
    found = []
    for key, kinds in _ONLY.items():
        if key in raw and norm["kind"] not in kinds:
            found.append(document.fault((*path, key), f"a {norm['kind']} has no `{key}`", "it belongs to a " + " or ".join(kinds)))
    for key in _NEEDS.get(norm["kind"], ()):
        if not norm[key]:
            found.append(document.fault(path, f"the {norm['kind']} `{norm['id']}` needs `{key}`"))
    for act in norm["acts"]:
        if act in acts and acts[act]["kind"] == "assertion":
            found.append(document.fault((*path, "acts"), f"`{act}` is an assertion; no norm can grant or bar it"))
    return found


def act_faults(document: Document, acts: Mapping[str, Any]) -> list[Fault]:
    found = []
    for name, act in acts.items():
        if (act["kind"] == "assertion") != bool(act["asserts"]):
            found.append(document.fault(("acts", name), "an assertion, and only an assertion, has `asserts`"))
        for k, emission in enumerate(act["records"]):
            for key in [*emission["data"], *([emission["when"]] if emission["when"] else [])]:
                if key not in act["params"]:
                    found.append(
                        document.fault(("acts", name, "records", k), f"`{key}` is not a parameter of `{name}`", nearest(key, act["params"]))
                    )
    return found
