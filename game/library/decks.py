"""Decks: a folder of YAML to a Deck, with every fault at once.

Belongs here: names (is this track, seat, card known?), conditions compiled, texts to values. The shape of the
YAML is deckschema's; what a deck then does is the play room's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from game.errors import Fault, Unreadable, nearest
from game.play import deck as d
from game.rules import Book

from .deckbuild import Builder
from .deckcheck import check_bills, check_with_law
from .deckparts import readable
from .deckschema import DeckSchema
from .packs import Statutes
from .reading import Document, read_yaml, within_folder
from .shapes import faults_of

__all__ = ["deck_from_texts", "load_deck"]


def load_deck(path: Path | str, statutes: Statutes | None = None) -> tuple[d.Deck, Book | None]:
    """The deck in a folder (all ``*.yaml`` in it), or in the folder of a ``deck.yaml``, and the book of law it is played under.

    statutes: the packs it may name; without them it is read, but nothing is checked against any law. Raises Unreadable with
    every fault of every file that can still be read.
    """
    folder = Path(path)
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
    return _read(found, statutes, folder.name, faults)


def deck_from_texts(texts: Mapping[str, str], statutes: Statutes | None = None) -> tuple[d.Deck, Book | None]:
    """As `load_deck`, from the texts a record carries: file name -> text."""
    return _read({name: text.encode() for name, text in texts.items()}, statutes, "", [])


def _read(files: Mapping[str, bytes], statutes: Statutes | None, folder: str, faults: list[Fault]) -> tuple[d.Deck, Book | None]:
    documents: list[Document] = []
    for name, data in files.items():
        try:
            documents.append(read_yaml(data, f"{folder}/{name}" if folder else name))
        except Unreadable as e:
            faults += e.faults
    if not documents:
        raise Unreadable(faults)
    whole, owner = _merged(documents, faults)
    found = readable(whole, lost=bool(faults))
    faults += _shape_faults(found.messages, owner, documents)
    if found.got is None:
        raise Unreadable(faults)
    book = _book(found.got, statutes, owner, faults) if statutes is not None else None
    law = book.original if book is not None else None
    bills = {f.amendment.id: f.amendment for f in statutes.amendments} if statutes is not None else None
    builder = Builder(found.got, owner, found.names, law, bills)
    made = builder.deck({name: data.decode("utf-8-sig", "replace") for name, data in files.items()})
    faults += builder.faults
    if law is not None and found.names["records"] is not None:
        told = {(f.file, f.line, f.field) for f in faults}
        faults += [f for f in check_with_law(made, law, owner) if (f.file, f.line, f.field) not in told]
    if book is not None and not faults:
        faults += check_bills(made, book, owner)
    if faults:
        raise Unreadable(faults)
    return made, book


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
    bills = [b["amendment"] for b in got["bills"].values()]
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
    return whole, owner


def _shape_faults(messages: Mapping[str, Any], owner: Mapping[str, Document], documents: list[Document]) -> list[Fault]:
    home = next((x for x in documents if x.file.endswith("deck.yaml")), documents[0])
    schema = DeckSchema()
    return [f for key, inner in messages.items() for f in faults_of(owner.get(key, home), {key: inner}, schema)]
