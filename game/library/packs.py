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

from marshmallow import ValidationError

from game import rules
from game.canonical import digest
from game.errors import Fault, Unreadable, nearest

from .packschema import PackSchema, faults_of, kind_faults
from .reading import Document, read_yaml


def read_pack(path: Path) -> tuple[rules.Pack, Document]:
    """One pack file as a value. Raises Unreadable with every fault of shape."""
    document = read_yaml(path.read_bytes(), _short(path))
    schema = PackSchema()
    try:
        got = schema.load(document.value if isinstance(document.value, dict) else {"": document.value})
    except ValidationError as e:
        raise Unreadable(faults_of(document, e.messages, schema)) from None
    faults = kind_faults(document, got)
    if faults:
        raise Unreadable(faults)
    return _pack(got, document), document


def _short(path: Path) -> str:
    return "/".join(path.parts[-2:])


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

    def needed(self, only: Sequence[str]) -> list[str]:
        """The named packs and every pack they use, in the order of the folder; all of them if none is named."""
        wanted, queue = set[str](), list(only)
        while queue:
            if (id := queue.pop()) not in wanted:
                wanted.add(id)
                queue += self.documents[id].value.get("uses") or [] if id in self.documents else []
        return [p.id for p in self.packs if not only or p.id in wanted]

    def law(self, readings: Mapping[str, str] | None = None, only: Sequence[str] = ()) -> rules.Law:
        """Compile all packs, or some with what they use, in the order of the folder. Raises Unreadable with file and line."""
        needed = self.needed(only)
        packs = [p for p in self.packs if p.id in needed]
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
    queue = pack_files(path)
    seen = set(queue)
    for file in queue:  # grows: a pack alone brings the packs it uses, which stand beside its folder
        try:
            pack, document = read_pack(file)
        except Unreadable as e:
            faults += e.faults
            continue
        read.append((pack, document))
        for n, other in enumerate(document.value.get("uses") or []):
            beside = file.parent.parent / other / "pack.yaml"
            if beside not in seen and not any(p.id == other for p, _ in read):
                if beside.is_file():
                    queue.append(beside)
                    seen.add(beside)
                else:
                    known = [p.parent.name for p in file.parent.parent.glob("*/pack.yaml")]
                    faults.append(document.fault(("uses", n), f"there is no pack `{other}` beside this one", nearest(other, known)))
    if faults:
        raise Unreadable(faults)
    read.sort(key=lambda r: r[0].id)
    return Statutes(path, tuple(p for p, _ in read), {p.id: d for p, d in read})


def statutes_from_texts(texts: Mapping[str, str]) -> Statutes:
    """Packs from the texts a record carries: pack id -> text."""
    read = []
    for id, text in texts.items():
        document = read_yaml(text.encode(), f"{id}/pack.yaml")
        got = PackSchema().load(document.value)
        read.append((_pack(got, document), document))
    return Statutes(Path(), tuple(p for p, _ in read), {p.id: d for p, d in read})
