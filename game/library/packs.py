"""Statute packs and amendments: `<pack>/pack.yaml` and `<pack>/amendments/*.yaml` to values of the rules room.

The shape is checked here with marshmallow, names and conditions by `compile_law` and `Book`; both report every
fault at once, with file, line and field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from game import rules
from game.canonical import digest
from game.errors import Fault, GameError, Unreadable, nearest

from .packschema import AmendmentSchema, PackSchema, kind_faults, operation_faults
from .reading import Document, read_yaml, within_folder
from .shapes import shaped


def read_pack(path: Path) -> tuple[rules.Pack, Document]:
    """One pack file as a value. Raises Unreadable with every fault of shape."""
    return pack_of(read_yaml(path.read_bytes(), _short(path)))


def pack_of(document: Document) -> tuple[rules.Pack, Document]:
    """A pack's text as a value. Raises Unreadable with every fault of shape."""
    got = shaped(document, PackSchema())
    faults = kind_faults(document, got)
    if faults:
        raise Unreadable(faults)
    return _pack(got, document), document


def read_amendment(path: Path) -> tuple[rules.Amendment, Document]:
    """One amendment's file as a value. Raises Unreadable with every fault of shape."""
    return amendment_of(read_yaml(path.read_bytes(), "/".join(path.parts[-3:])))


def amendment_of(document: Document) -> tuple[rules.Amendment, Document]:
    """A historical file, or a bill passed in play: one shape. Raises Unreadable with every fault of shape."""
    got = shaped(document, AmendmentSchema())
    faults = operation_faults(document, got)
    if faults:
        raise Unreadable(faults)
    me, enacted = got["amendment"], got["enacted"]
    words = rules.Pack(me, got["title"], enacted, "", **words_of(got, me))
    operations = []
    for o in got["operations"]:
        (kind,) = [k for k in rules.OPERATIONS if k in o]
        if kind == "insert":
            new = rules.Norm(**norm_fields(o["insert"], enacted), pack=o.get("into", me))
            operations.append(rules.Operation("insert", new.id, new=new))
        else:
            changes = norm_fields(o.get("with", {}), enacted)
            operations.append(rules.Operation(kind, o[kind], changes=changes, to=o.get("to", ""), until=o.get("until")))
    amendment = rules.Amendment(
        me, got["title"], got["cite"], enacted, got["effective"] or enacted, tuple(operations), words, digest(document.text), got["source"]
    )
    return amendment, document


def _short(path: Path) -> str:
    return "/".join(path.parts[-2:])


def _fact(raw: Mapping[str, Any]) -> rules.FactSpec:
    return rules.FactSpec(raw["type"], tuple(raw["by"]), raw["question"], tuple(raw["values"]), raw["label"])


def _facts(raw: Mapping[str, Any]) -> dict[str, rules.FactSpec]:
    return {k: _fact(v) for k, v in raw.items()}


def words_of(got: Mapping[str, Any], me: str) -> dict[str, Any]:
    """The vocabulary of a pack or an amendment, as fields of `rules.Pack`."""
    return {
        "sets": {k: frozenset(v) for k, v in got["sets"].items()},
        "records": {k: _facts(v) for k, v in got["records"].items()},
        "events": {k: rules.EventSpec(v["label"], tuple(v["about"]), _facts(v["data"])) for k, v in got["events"].items()},
        "bindings": {k: rules.Binding(v["latest"], tuple(v["about"])) for k, v in got["bindings"].items()},
        "acts": {k: _act(k, v, me) for k, v in got["acts"].items()},
        "interpretations": {
            k: rules.Interpretation(k, v["question"], v["cite"], v["default"], v["readings"]) for k, v in got["interpretations"].items()
        },
        "offices": got["offices"],
    }


def _act(name: str, v: Mapping[str, Any], me: str) -> rules.ActSpec:
    records = tuple(rules.Emission(e["event"], tuple(e["about"]), tuple(e["data"]), e["when"]) for e in v["records"])
    return rules.ActSpec(
        name, v["label"], v["kind"], tuple(v["about"]), _facts(v["params"]), records, v["asserts"], v["cite"], v["unmet"], me
    )


def norm_fields(n: Mapping[str, Any], enacted: date) -> dict[str, Any]:
    """The fields of one norm as read, or some of them: lists as tuples, days after enactment as days."""
    made: dict[str, Any] = {}
    for key, value in n.items():
        if key in ("start", "until") and isinstance(value, int):
            value = enacted + timedelta(days=value)
        made[key] = tuple(value) if isinstance(value, list) else value
    return made


def _pack(got: Mapping[str, Any], document: Document) -> rules.Pack:
    enacted, me = got["enacted"], got["pack"]
    return rules.Pack(
        id=me,
        title=got["title"],
        enacted=enacted,
        digest=digest(document.text),
        **words_of(got, me),
        delegations=tuple(
            rules.Delegation(d["id"], d["cite"], d["to"], tuple(d["norms"]), d["start"], d["when"], tuple(d["elements"]), me)
            for d in got["delegations"]
        ),
        norms=tuple(rules.Norm(**norm_fields(n, enacted), pack=me) for n in got["norms"]),
    )


@dataclass(frozen=True)
class Filed:
    """An amendment and the pack beside which it stands."""

    pack: str
    amendment: rules.Amendment


@dataclass(frozen=True)
class Statutes:
    """A folder of packs read: the packs, the amendments beside them, all their documents (for lines), and the folder."""

    folder: Path
    packs: tuple[rules.Pack, ...]
    documents: Mapping[str, Document]
    amendments: tuple[Filed, ...] = ()

    @property
    def texts(self) -> dict[str, str]:
        """Pack id -> the text it was read from."""
        return {p.id: self.documents[p.id].text for p in self.packs}

    def needed(self, only: Sequence[str]) -> list[str]:
        """The named packs and every pack they use, in the order of the folder; all of them if none is named."""
        wanted, queue = set[str](), list(only)
        while queue:
            if (id := queue.pop()) not in wanted:
                wanted.add(id)
                queue += self.documents[id].value.get("uses") or [] if id in self.documents else []
        return [p.id for p in self.packs if not only or p.id in wanted]

    def law(self, readings: Mapping[str, str] | None = None, only: Sequence[str] = ()) -> rules.Law:
        """All packs, or some with what they use, as enacted: no amendment in force. Raises Unreadable with file and line."""
        return self.book(readings, only).original

    def book(self, readings: Mapping[str, str] | None = None, only: Sequence[str] = ()) -> rules.Book:
        """The statute book of all packs, or of some with what they use, and of the amendments that stand beside these."""
        needed = self.needed(only)
        packs = [p for p in self.packs if p.id in needed]
        with self.placing():
            return rules.Book(packs, [f.amendment for f in self.amendments if f.pack in needed], readings)

    def before(self, bill: rules.Amendment, document: Document) -> Statutes:
        """These statutes as they are without a bill, knowing its text for the lines of its faults."""
        others = tuple(f for f in self.amendments if f.amendment.id != bill.id)
        return replace(self, documents={**self.documents, bill.id: document}, amendments=others)

    def table_book(
        self, readings: Mapping[str, str] | None, only: Sequence[str], in_force: Iterable[str], drafts: Iterable[str]
    ) -> rules.Book:
        """The book a table begins with: packs with what they use, amendments in force on their own days, and bills that may come."""
        needed = self.needed(only)
        packs = [p for p in self.packs if p.id in needed]
        found = {f.amendment.id: f.amendment for f in self.amendments}
        with self.placing():
            return rules.Book(packs, [found[a] for a in in_force], readings, drafts=[found[a] for a in drafts])

    @contextmanager
    def placing(self) -> Iterator[None]:
        """Faults of the law, found within, are raised as Unreadable with file and line."""
        try:
            yield
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
        raise GameError(f"there is no statute pack in `{path}`; give a folder that holds pack.yaml, or folders that do")
    return found


def load_statutes(path: Path) -> Statutes:
    """Read every pack under *path*. Raises Unreadable with the faults of all files at once."""
    faults: list[Fault] = []
    read: list[tuple[rules.Pack, Document]] = []
    amendments: list[tuple[Filed, Document]] = []
    queue = pack_files(path)
    within_folder([file.stat().st_size for file in queue], str(path))
    seen = set(queue)
    for file in queue:  # grows: a pack alone brings the packs it uses, which stand beside its folder
        try:
            pack, document = read_pack(file)
        except Unreadable as e:
            faults += e.faults
            continue
        read.append((pack, document))
        for bill in sorted(file.parent.glob("amendments/*.yaml")):
            try:
                amendment, text = read_amendment(bill)
                amendments.append((Filed(pack.id, amendment), text))
            except Unreadable as e:
                faults += e.faults
        for n, other in enumerate(document.value.get("uses") or []):
            beside = file.parent.parent / other / "pack.yaml"
            if beside not in seen and not any(p.id == other for p, _ in read):
                known = [p.parent.name for p in file.parent.parent.glob("*/pack.yaml")]
                if other in known:  # a name, never a way out of the folder such as `../other`
                    queue.append(beside)
                    seen.add(beside)
                else:
                    faults.append(document.fault(("uses", n), f"there is no pack `{other}` beside this one", nearest(other, known)))
    if faults:
        raise Unreadable(faults)
    read.sort(key=lambda r: r[0].id)
    documents = {p.id: d for p, d in read} | {f.amendment.id: d for f, d in amendments}
    return Statutes(path, tuple(p for p, _ in read), documents, tuple(f for f, _ in amendments))


def statutes_from_texts(texts: Mapping[str, str], amendments: Sequence[Mapping[str, str]] = ()) -> Statutes:
    """Packs from the texts a record carries: pack id -> text; and amendments: {pack, id, text}. Raises Unreadable."""
    read = [pack_of(read_yaml(text.encode(), f"{id}/pack.yaml")) for id, text in texts.items()]
    bills = [(a["pack"], *amendment_of(read_yaml(a["text"].encode(), f"{a['pack']}/amendments/{a['id']}.yaml"))) for a in amendments]
    documents = {p.id: d for p, d in read} | {a.id: d for _, a, d in bills}
    return Statutes(Path(), tuple(p for p, _ in read), documents, tuple(Filed(pack, a) for pack, a, _ in bills))
