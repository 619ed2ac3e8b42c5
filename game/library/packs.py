"""Statute packs: `scenarios/statutes/<pack>/pack.yaml` to values of the rules room.

The shape is checked here with marshmallow, names and conditions by `compile_law`; both report every
fault at once, with file, line and field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from game import rules
from game.canonical import digest
from game.errors import Fault, Unreadable, nearest

from .reading import Document, read_yaml

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


class Citation(Text):
    """A pinpoint citation, with #aspect where one text does two things."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            rules.parse_citation(text.partition("#")[0])
        except ValueError as e:
            raise ValidationError(str(e)) from None
        return text


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
    values = fields.List(fields.Raw(), load_default=[])
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
    settle = Text(load_default="")
    value = fields.Raw(load_default=None)
    reason = Text(load_default="")
    unmet = Text(load_default="")
    house_rule = flag()


class PackSchema(Strict):
    pack = Text(required=True)
    title = Text(required=True)
    enacted = Day(required=True)
    source = Text(required=True)
    note = Text(load_default="")
    offices = fields.Dict(keys=Text(), values=Text(), load_default={})
    sets = fields.Dict(keys=Text(), values=fields.List(fields.Raw()), load_default={})
    records = fields.Dict(keys=Text(), values=by_name(FactSchema), load_default={})
    events = by_name(EventSchema, load_default={})
    bindings = by_name(BindingSchema, load_default={})
    acts = by_name(ActSchema, load_default={})
    interpretations = by_name(InterpretationSchema, load_default={})
    delegations = fields.List(fields.Nested(DelegationSchema), load_default=[])
    norms = fields.List(fields.Nested(NormSchema), required=True)


_ONLY = {  # which keys belong to which kind of norm
    "acts": ("power", "prohibition"),
    "holder": ("power", "duty"),
    "elements": ("power",),
    "defeats": ("exception",),
    "due": ("duty",),
    "discharged_when": ("duty",),
    "per": ("duty",),
    "settle": ("duty",),
    "value": ("definition", "exception"),
}
_NEEDS = {"power": ("acts", "holder"), "prohibition": ("acts", "reason"), "duty": ("holder", "settle"), "exception": ("defeats",)}


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


def read_pack(path: Path) -> tuple[rules.Pack, Document]:
    """One pack file as a value. Raises Unreadable with every fault of shape."""
    document = read_yaml(path.read_bytes(), _short(path))
    schema = PackSchema()
    try:
        got = schema.load(document.value if isinstance(document.value, dict) else {"": document.value})
    except ValidationError as e:
        raise Unreadable(faults_of(document, e.messages, schema)) from None
    faults = _kind_faults(document, got)
    if faults:
        raise Unreadable(faults)
    return _pack(got, document), document


def _short(path: Path) -> str:
    return "/".join(path.parts[-2:])


def _kind_faults(document: Document, got: Mapping[str, Any]) -> list[Fault]:
    found = []
    for n, norm in enumerate(got["norms"]):
        raw = document.value["norms"][n]
        for key, kinds in _ONLY.items():
            if key in raw and norm["kind"] not in kinds:
                found.append(document.fault(("norms", n, key), f"a {norm['kind']} has no `{key}`", "it belongs to a " + " or ".join(kinds)))
        for key in _NEEDS.get(norm["kind"], ()):
            if not norm[key]:
                found.append(document.fault(("norms", n), f"the {norm['kind']} `{norm['id']}` needs `{key}`"))
        for act in norm["acts"]:
            if act in got["acts"] and got["acts"][act]["kind"] == "assertion":
                found.append(document.fault(("norms", n, "acts"), f"`{act}` is an assertion; no norm can grant or bar it"))
    for name, act in got["acts"].items():
        if (act["kind"] == "assertion") != bool(act["asserts"]):
            found.append(document.fault(("acts", name), "an assertion, and only an assertion, has `asserts`"))
        for k, emission in enumerate(act["records"]):
            for key in [*emission["data"], *([emission["when"]] if emission["when"] else [])]:
                if key not in act["params"]:
                    found.append(
                        document.fault(("acts", name, "records", k), f"`{key}` is not a parameter of `{name}`", nearest(key, act["params"]))
                    )
    return found


def _fact(raw: Mapping[str, Any]) -> rules.FactSpec:
    return rules.FactSpec(raw["type"], tuple(raw["by"]), raw["question"], tuple(raw["values"]), raw["label"])


def _facts(raw: Mapping[str, Any]) -> dict[str, rules.FactSpec]:
    return {k: _fact(v) for k, v in raw.items()}


def _pack(got: Mapping[str, Any], document: Document) -> rules.Pack:
    enacted, me = got["enacted"], got["pack"]

    def day(value: Any) -> date | None:
        return enacted + timedelta(days=value) if isinstance(value, int) else value

    return rules.Pack(
        id=me,
        title=got["title"],
        enacted=enacted,
        digest=digest(document.text),
        sets={k: frozenset(v) for k, v in got["sets"].items()},
        records={k: _facts(v) for k, v in got["records"].items()},
        events={k: rules.EventSpec(v["label"], tuple(v["about"]), _facts(v["data"])) for k, v in got["events"].items()},
        bindings={k: rules.Binding(v["latest"], tuple(v["about"])) for k, v in got["bindings"].items()},
        acts={
            k: rules.ActSpec(
                k,
                v["label"],
                v["kind"],
                tuple(v["about"]),
                _facts(v["params"]),
                tuple(rules.Emission(e["event"], tuple(e["about"]), tuple(e["data"]), e["when"]) for e in v["records"]),
                v["asserts"],
                v["cite"],
                v["unmet"],
                me,
            )
            for k, v in got["acts"].items()
        },
        interpretations={
            k: rules.Interpretation(k, v["question"], v["cite"], v["default"], v["readings"]) for k, v in got["interpretations"].items()
        },
        delegations=tuple(
            rules.Delegation(d["id"], d["cite"], d["to"], tuple(d["norms"]), d["start"], d["when"], tuple(d["elements"]), me)
            for d in got["delegations"]
        ),
        offices=got["offices"],
        norms=tuple(
            rules.Norm(
                id=n["id"],
                kind=n["kind"],
                heading=n["heading"],
                sense=n["sense"],
                source=n["source"],
                start=day(n["start"]),
                until=day(n["until"]),
                holder=tuple(n["holder"]),
                owed_to=n["owed_to"],
                acts=tuple(n["acts"]),
                per=tuple(n["per"]),
                given=n["given"],
                when=n["when"],
                elements=tuple(n["elements"]),
                defeats=tuple(n["defeats"]),
                consequence=n["consequence"],
                due=n["due"],
                discharged_when=n["discharged_when"],
                settle=n["settle"],
                value=n["value"],
                reason=n["reason"],
                unmet=n["unmet"],
                house_rule=n["house_rule"],
                pack=me,
            )
            for n in got["norms"]
        ),
    )


@dataclass(frozen=True)
class Statutes:
    """A folder of packs read: the packs, their documents (for lines), and the folder."""

    folder: Path
    packs: tuple[rules.Pack, ...]
    documents: Mapping[str, Document]

    @property
    def texts(self) -> dict[str, str]:
        """Pack id -> the text it was read from."""
        return {k: d.text for k, d in self.documents.items()}

    def law(self, readings: Mapping[str, str] | None = None, only: Sequence[str] = ()) -> rules.Law:
        """Compile all packs (or some, in the order of the folder). Raises Unreadable with file and line."""
        packs = [p for p in self.packs if not only or p.id in only]
        try:
            return rules.compile_law(packs, readings)
        except rules.LawError as e:
            raise Unreadable([self._placed(f) for f in e.faults]) from None

    def _placed(self, fault: rules.LawFault) -> Fault:
        document = self.documents.get(fault.pack)
        if document is None:
            return Fault("", 1, fault.where, fault.message, fault.help)
        path = list(fault.path)
        if len(path) > 1 and path[0] in ("norms", "delegations"):
            path[1] = next((n for n, raw in enumerate(document.value[path[0]]) if raw.get("id") == path[1]), path[1])
        return document.fault(tuple(path), fault.message, fault.help)


def pack_files(path: Path) -> list[Path]:
    """The pack files under a folder of statutes, one pack's folder, or a file."""
    if path.is_file():
        return [path]
    if (path / "pack.yaml").is_file():
        return [path / "pack.yaml"]
    found = sorted(path.glob("*/pack.yaml"))
    if not found:
        raise Unreadable(
            [Fault(str(path), 1, "", "there is no statute pack here", "give a folder that holds pack.yaml, or folders that do")]
        )
    return found


def load_statutes(path: Path) -> Statutes:
    """Read every pack under *path*. Raises Unreadable with the faults of all files at once."""
    faults: list[Fault] = []
    read: list[tuple[rules.Pack, Document]] = []
    for file in pack_files(path):
        try:
            read.append(read_pack(file))
        except Unreadable as e:
            faults += e.faults
    if faults:
        raise Unreadable(faults)
    return Statutes(path, tuple(p for p, _ in read), {p.id: d for p, d in read})


def statutes_from_texts(texts: Mapping[str, str]) -> Statutes:
    """Packs from the texts a record carries: pack id -> text."""
    read = []
    for id, text in texts.items():
        document = read_yaml(text.encode(), f"{id}/pack.yaml")
        got = PackSchema().load(document.value)
        read.append((_pack(got, document), document))
    return Statutes(Path(), tuple(p for p, _ in read), {p.id: d for p, d in read})
