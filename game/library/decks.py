"""Decks: a folder of YAML to a Deck, with every fault at once.

Belongs here: names (is this track, seat, card known?), conditions compiled, texts to values. The shape of the
YAML is deckschema's; what a deck then does is the play room's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from game.errors import Fault, Unreadable, nearest
from game.play import deck as d
from game.rules import Amendment, Book

from .builder import Builder
from .deckbuild import build
from .deckcheck import check_bills, check_with_law
from .decklint import lint
from .deckparts import readable
from .deckplayed import played
from .deckrules import rule_of_shape
from .deckschema import DeckSchema
from .packs import Statutes
from .reading import Document, read_yaml, within_folder
from .seating import Table, chosen_table, largest_table, tables_of
from .shapes import faults_of

__all__ = ["check_deck", "deck_from_texts", "load_deck", "tables_in"]

Files = Mapping[str, bytes]


def load_deck(path: Path | str, statutes: Statutes | None = None, options: Mapping[str, Any] | None = None) -> tuple[d.Deck, Book | None]:
    """The deck in a folder (all ``*.yaml`` in it), or in the folder of a ``deck.yaml``, and the book of law it is played under.

    statutes: the packs it may name; without them it is read, but nothing is checked against any law. options: which of its tables
    ({seats?, schedule?, rounds?}), else the usual one. Raises Unreadable with every fault of every file that can still be read,
    or GameError for a table that it does not make.
    """
    files, folder, faults = _files(Path(path))
    return _read(files, statutes, folder, faults, options or {})


def deck_from_texts(
    texts: Mapping[str, str], statutes: Statutes | None = None, options: Mapping[str, Any] | None = None
) -> tuple[d.Deck, Book | None]:
    """As `load_deck`, from the texts a record carries: file name -> text."""
    return _read({name: text.encode() for name, text in texts.items()}, statutes, "", [], options or {})


def check_deck(path: Path | str, statutes: Statutes | None = None, games: int = 0) -> list[Fault]:
    """Every fault of the deck in a folder, at each table it can make, and what at one of them nobody could play.

    games: how many to play by bots on each of its schedules, to see what no reading shows; none while there are other faults.
    """
    files, folder, faults = _files(Path(path))
    try:
        whole = _Whole(files, folder, faults).under(statutes)
        for table in tables_of(whole.got):
            faults += whole.at(table, linted=True)[1]
        if games and not faults and whole.book is not None:
            for table in dict.fromkeys((largest_table(whole.got)[0], schedule) for _, schedule in tables_of(whole.got)):
                faults += played(whole.at(table)[0], whole.book, whole.got, whole.owner, games)
    except Unreadable as e:
        faults = list(e.faults)
    return _each_once(faults)


def tables_in(path: Path | str) -> list[dict[str, Any]]:
    """The options of every table that the deck in a folder can make, the usual one first. Raises Unreadable."""
    files, folder, faults = _files(Path(path))
    return [{"seats": n, "schedule": s} for n, s in tables_of(_Whole(files, folder, faults).got)]


def _files(path: Path) -> tuple[Files, str, list[Fault]]:
    """The texts of a deck's folder, its name, and what could not be read of it."""
    folder = path
    folder = folder.parent if folder.is_file() else folder
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not any(p.name == "deck.yaml" for p in files):
        raise Unreadable([Fault(str(folder), 1, "", "there is no deck here", "give a folder that holds deck.yaml")])
    within_folder([p.stat().st_size for p in files if p.is_file()], str(folder))
    faults: list[Fault] = []
    found: dict[str, bytes] = {}
    for file in files:
        try:
            if not file.is_file():  # a pipe would be read for ever
                raise OSError("it is not a file")
            found[file.name] = file.read_bytes()
        except OSError as e:
            why = (e.strerror or str(e)).lower()
            faults.append(Fault(f"{folder.name}/{file.name}", 1, "", f"this cannot be read: {why}", "put a file there, or rename it"))
    return found, folder.name, faults


class _Whole:
    """A folder's shape, before one of its tables is chosen. Raises Unreadable where nothing is left to build; other faults are noted."""

    def __init__(self, files: Files, folder: str, faults: list[Fault]) -> None:
        documents: list[Document] = []
        for name, data in files.items():
            try:
                documents.append(read_yaml(data, f"{folder}/{name}" if folder else name))
            except Unreadable as e:
                faults += e.faults
        if not documents:
            raise Unreadable(faults)
        whole, self.owner = _merged(documents, faults)
        found = readable(whole, lost=bool(faults))
        faults += _shape_faults(found.messages, self.owner, documents)
        if found.got is None:
            raise Unreadable(faults)
        self.got, self.names, self.faults = found.got, found.names, faults
        self.book: Book | None = None
        self.amendments: Mapping[str, Amendment] | None = None
        self.texts = {name: data.decode("utf-8-sig", "replace") for name, data in files.items()}

    def under(self, statutes: Statutes | None) -> _Whole:
        """The same, with the book of law that it asks for, and what may amend it; None for both without statutes."""
        self.book = None if statutes is None else _book(self.got, statutes, self.owner, self.faults)
        self.amendments = None if statutes is None else {f.amendment.id: f.amendment for f in statutes.amendments}
        return self

    def at(self, table: Table, linted: bool = False) -> tuple[d.Deck, list[Fault]]:
        """The deck at one table, and its faults there."""
        law = self.book.original if self.book is not None else None
        builder = Builder(self.got, table, self.owner, self.names, law, self.amendments)
        bills = [b["amendment"] for b in self.got["bills"].values() if b["amendment"]]
        made = replace(build(builder, self.texts), amendments=frozenset([*self.got["law"]["in_force"], *bills]))
        faults = list(builder.faults)
        if law is not None and self.names["records"] is not None:
            told = {(f.file, f.line, f.field) for f in [*self.faults, *faults]}
            faults += [f for f in check_with_law(made, law, self.owner) if (f.file, f.line, f.field) not in told]
        if self.book is not None and not [*self.faults, *faults] and table == largest_table(self.got):  # bills do not change with the table
            faults += check_bills(made, self.book, self.owner)
        if linted and not faults:
            faults += lint(made, builder.got, self.owner, law)
        return made, faults


def _read(
    files: Files, statutes: Statutes | None, folder: str, faults: list[Fault], options: Mapping[str, Any]
) -> tuple[d.Deck, Book | None]:
    whole = _Whole(files, folder, faults).under(statutes)
    chosen = chosen_table(whole.got, options)
    for table in dict.fromkeys([largest_table(whole.got), chosen]):     # the largest has every card and move, and so their faults
        made, found = whole.at(table)
        faults += found
    if faults:
        raise Unreadable(_each_once(faults))
    return made, whole.book


def _each_once(faults: Iterable[Fault]) -> list[Fault]:
    """The faults without those that another table, or a copied move, tells again; of the same ones the first."""
    return list({(f.file, f.line, f.message): f for f in reversed(list(faults))}.values())[::-1]


def _book(got: Mapping[str, Any], statutes: Statutes, owner: Mapping[str, Document], faults: list[Fault]) -> Book | None:
    """The book of law that a deck asks for; its faults are noted. None where there is none to check against."""
    wanted = got["law"]

    def fault(field: tuple[str | int, ...], message: str, help: str) -> None:
        faults.append(owner["law"].fault(("law", *field), message, help))

    ids = [p.id for p in statutes.packs]
    for n, pack in enumerate(wanted["packs"]):
        if pack not in ids:
            fault(("packs", n), f"there is no pack `{pack}`", nearest(pack, ids) or "known: " + ", ".join(f"`{p}`" for p in ids))
    packs = [p for p in wanted["packs"] if p in ids]
    if not packs:
        return None
    needed = statutes.needed(packs)
    questions = {q: i for p in statutes.packs if p.id in needed for q, i in p.interpretations.items()}
    chosen = {}
    for question, reading in wanted["readings"].items():
        if question not in questions:
            fault(("readings", question), f"there is no open question `{question}`", nearest(question, questions))
        elif reading not in questions[question].readings:
            known = list(questions[question].readings)
            advice = nearest(reading, known) or "one of " + ", ".join(known)
            fault(("readings", question), f"`{question}` has no reading `{reading}`", advice)
        else:
            chosen[question] = reading
    filed = {f.amendment.id: f for f in statutes.amendments}
    in_force = [a for a in wanted["in_force"] if a in filed]
    for n, a in enumerate(wanted["in_force"]):
        if a not in filed:
            fault(("in_force", n), f"there is no amendment `{a}`", nearest(a, filed))
    bills = [b["amendment"] for b in got["bills"].values() if b["amendment"]]
    for a in (*in_force, *(b for b in bills if b in filed)):
        if filed[a].pack not in needed:
            fault(("packs",), f"the amendment `{a}` stands beside the pack `{filed[a].pack}`", f"name `{filed[a].pack}` here too")
            return None
    try:
        return statutes.table_book(chosen, packs, in_force, [b for b in bills if b in filed and b not in in_force])
    except Unreadable as e:
        faults += e.faults
        return None


def _merged(documents: Iterable[Document], faults: list[Fault]) -> tuple[dict[str, Any], dict[str, Document]]:
    """All files' keys as one mapping, and which file each stands in."""
    whole: dict[str, Any] = {}
    owner: dict[str, Document] = {}
    for document in documents:
        if not isinstance(document.value, dict):
            faults.append(document.fault((), "a deck file is a mapping of keys", "begin with a key such as `cards:`"))
            continue
        for key, value in document.value.items():
            if key in owner:
                faults.append(document.fault((key,), f"`{key}` stands in {owner[key].file} already", "keep one of them"))
            else:
                whole[key], owner[key] = value, document
    if isinstance(whole.get("moves"), dict):
        whole["moves"] = _like(whole["moves"], owner["moves"], faults)
    return whole, owner


def _like(moves: Mapping[str, Any], document: Document, faults: list[Fault]) -> dict[str, Any]:
    """The moves, those that are ``like`` another with what they do not say themselves. What is copied keeps its line."""
    out = {}
    for id, move in moves.items():
        other = move.get("like") if isinstance(move, dict) else None
        if other is not None:
            model = moves.get(other) if isinstance(other, str) else None
            if not isinstance(model, dict) or "like" in model:
                advice = "name a move that is written out" if model is not None else nearest(str(other), moves)
                faults.append(document.fault(("moves", id, "like"), f"there is no move `{other}` to be like", advice))
                model = {}
            for path, line in list(document.lines.items()):
                if path[:2] == ("moves", other) and path[2:3] and path[2] not in move:
                    document.lines[("moves", id, *path[2:])] = line
            move = {**model, **{k: v for k, v in move.items() if k != "like"}}
        out[id] = move
    return out


def _shape_faults(messages: Mapping[str, Any], owner: Mapping[str, Document], documents: list[Document]) -> list[Fault]:
    home = next((x for x in documents if x.file.endswith("deck.yaml")), documents[0])
    schema = DeckSchema()
    found = [f for key, inner in messages.items() for f in faults_of(owner.get(key, home), {key: inner}, schema)]
    return [replace(f, rule=rule_of_shape(f.field, f.message)) for f in found]
