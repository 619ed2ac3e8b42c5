"""Decks: a folder of YAML to a Deck, with every fault at once.

Belongs here: names (is this track, seat, card known?), conditions compiled, texts to values. The shape of the
YAML is deckschema's; what a deck then does is the play room's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from game.errors import Fault, Unreadable
from game.play import deck as d
from game.rules import Law

from .deckbuild import Builder
from .deckcheck import check_with_law
from .deckschema import DeckSchema
from .packschema import faults_of
from .reading import Document, read_yaml, within_folder

__all__ = ["check_with_law", "deck_from_texts", "load_deck"]


def load_deck(path: Path | str, law: Law | None = None) -> d.Deck:
    """Read a deck's folder (all ``*.yaml`` in it), or the folder of a ``deck.yaml``.

    law: if given, acts, offices and records are checked against it. Raises Unreadable with every fault found.
    """
    folder = Path(path)
    folder = folder.parent if folder.is_file() else folder
    files = sorted(p for p in folder.glob("*.yaml") if p.is_file()) if folder.is_dir() else []
    if not any(p.name == "deck.yaml" for p in files):
        raise Unreadable([Fault(str(folder), 1, "", "there is no deck here", "give a folder that holds deck.yaml")])
    within_folder([p.stat().st_size for p in files], str(folder))
    return _read({p.name: p.read_bytes() for p in files}, law, folder.name)


def deck_from_texts(texts: Mapping[str, str], law: Law | None = None) -> d.Deck:
    """A deck from the texts a record carries: file name -> text. Raises Unreadable."""
    return _read({name: text.encode() for name, text in texts.items()}, law, "")


def _read(files: Mapping[str, bytes], law: Law | None, folder: str) -> d.Deck:
    faults: list[Fault] = []
    documents: list[Document] = []
    for name, data in files.items():
        try:
            documents.append(read_yaml(data, f"{folder}/{name}" if folder else name))
        except Unreadable as e:
            faults += e.faults
    whole, owner = _merged(documents, faults)
    try:
        got = DeckSchema(partial=bool(faults)).load(whole)
    except ValidationError as e:
        faults += _shape_faults(e, owner, documents)
        raise Unreadable(faults) from None
    if faults:
        raise Unreadable(faults)
    builder = Builder(got, owner, law)
    texts = {name: data.decode("utf-8-sig") for name, data in files.items()}
    made = builder.deck(texts)
    faults = builder.faults
    if not faults and law is not None:
        faults = check_with_law(made, law, owner)
    if faults:
        raise Unreadable(faults)
    return made


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


def _shape_faults(error: ValidationError, owner: Mapping[str, Document], documents: list[Document]) -> list[Fault]:
    home = next((x for x in documents if x.file.endswith("deck.yaml")), documents[0])
    faults: list[Fault] = []
    by_file: dict[str, dict[str, Any]] = {}
    messages = error.messages if isinstance(error.messages, dict) else {"_schema": error.messages}
    for key, inner in messages.items():
        by_file.setdefault(owner.get(key, home).file, {})[key] = inner
    for file, part in by_file.items():
        document = next(x for x in documents if x.file == file)
        faults += faults_of(document, part, DeckSchema())
    return faults
