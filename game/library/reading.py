"""Reading YAML from strangers: events to plain values, never objects, with the line of every path.

Here is only the shape of text. What a deck or a pack must contain is the business of its schema.
The tree is built from parser events because composing or constructing lets a file kill the process
(100 kB of ``[``), multiply (merge keys) or mean something else than it says (duplicate keys, ``NO``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from .. import limits
from ..errors import Fault, Unreadable

__all__ = ["Document", "Path", "read_yaml", "spell", "within_folder"]

Path = tuple[str | int, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {"true": True, "false": False, "null": None, "": None}
_QUOTE_WORDS = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null", "~"})
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\Z")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}\Z")
# Number-like to some readers of YAML, text to others: we ask which is meant.
_ODD_NUMBER = re.compile(
    r"[-+]?(?:[0-9][0-9_]*|0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|[0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?"
    r"|[0-9][0-9_]*[eE][-+]?[0-9]+|\.(?:inf|Inf|INF|nan|NaN|NAN))\Z"
)
_HOSTILE_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Document:
    """One file read. ``value`` is dicts, lists, text, numbers, booleans and null; ``lines`` maps a path to its line."""

    file: str
    text: str
    value: Any
    lines: dict[Path, int] = field(repr=False)

    def line_of(self, path: Path) -> int:
        """The 1-based line of *path*, or of its nearest parent that stands in the file."""
        path = tuple(path)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: Path, message: str, help: str = "", rule: str = "") -> Fault:
        """A fault at *path* of this file, its line found and its field spelled."""
        return Fault(self.file, self.line_of(path), spell(path), message, help, rule)


def spell(path: Path) -> str:
    """*path* as an author reads it: ``norms[2].cite``."""
    out = ""
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else f".{_short(step)}" if out else _short(step)
    return out


def read_yaml(data: bytes, file: str) -> Document:
    """Read one YAML document from *data*; *file* is the name used in faults.

    Plain ``true false null``, integers of at most 15 digits and decimals have their meaning, an empty value
    is null, everything else is text: dates too. Raises Unreadable with every fault that could still be read.
    """
    if len(data) > limits.FILE_BYTES:
        raise Unreadable([Fault(file, 1, "", f"the file has {len(data)} bytes, more than the {limits.FILE_BYTES} we read",
                                "split it into several files")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        raise Unreadable([Fault(file, line, "", "this is not UTF-8 text", "save the file as UTF-8")]) from None
    found = _HOSTILE_CHARACTER.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise Unreadable([Fault(file, line, "", f"character U+{ord(found.group()):04X} is not allowed", "remove it")])
    reader = _Reader(file)
    value = reader.read(text)
    if reader.faults:
        raise Unreadable(reader.faults)
    return Document(file, text, value, reader.lines)


def within_folder(sizes: Collection[int], folder: str) -> None:
    """Raise Unreadable unless files of these *sizes* (bytes) are few and small enough to be read together."""
    if len(sizes) > limits.FOLDER_FILES:
        raise Unreadable([Fault(folder, 1, "", f"there are {len(sizes)} files, more than the {limits.FOLDER_FILES} we read")])
    if sum(sizes) > limits.FOLDER_BYTES:
        raise Unreadable([Fault(folder, 1, "", f"the files have {sum(sizes)} bytes, more than the {limits.FOLDER_BYTES} we read")])


@dataclass(slots=True)
class _Open:
    """A container whose end has not come. ``key`` is _MISSING while a mapping waits for its next key."""

    path: Path
    value: Any
    key: Any = _MISSING
    keys: dict[str, int] = field(default_factory=dict)


class _TooMany(Exception):
    pass


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.lines: dict[Path, int] = {}
        self.stack: list[_Open] = []
        self.root: Any = _MISSING
        self.skipping = 0               # depth inside a part that is already refused

    def read(self, text: str) -> Any:
        documents = 0
        events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        try:
            for count, event in enumerate(events, 1):
                if count > limits.FILE_EVENTS:
                    self.fault(event, "", f"the file has more than {limits.FILE_EVENTS} pieces", "split it into several files")
                    break
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if event.version or event.tags:
                        self.fault(event, "", "`%` directives are not allowed", "remove the line")
                    if documents > 1:
                        self.fault(event, "", "a second document begins here", "one file holds one document: remove `---`")
                        break
                else:
                    self.take(event)
        except yaml.MarkedYAMLError as e:
            mark = e.problem_mark or e.context_mark
            line = mark.line + 1 if mark else 1
            said = (e.problem or e.context or "it cannot be read").rstrip(".")
            if "nesting depth" in said:  # the parser may meet its own bound before we meet ours
                self.faults.append(Fault(self.file, line, self.here(), f"nested deeper than {limits.FILE_DEPTH} levels", "make it flatter"))
            else:
                self.faults.append(Fault(self.file, line, self.here(), f"not valid YAML: {said}", "check indentation, colons and quotes"))
        except yaml.YAMLError:
            self.faults.append(Fault(self.file, 1, "", "not valid YAML", "check for characters that are not text"))
        except _TooMany:
            pass
        if self.root is _MISSING and not self.faults:
            self.faults.append(Fault(self.file, 1, "", "the file is empty", "write something or remove it"))
        return None if self.root is _MISSING else self.root

    def here(self) -> str:
        """The field being read, spelled."""
        if not self.stack:
            return ""
        top = self.stack[-1]
        return spell(self.next_path(top))

    def fault(self, event: Any, field: str, message: str, help: str = "") -> None:
        self.faults.append(Fault(self.file, event.start_mark.line + 1, field, message, help))
        if len(self.faults) >= limits.FILE_FAULTS:
            raise _TooMany

    @staticmethod
    def next_path(top: _Open) -> Path:
        if isinstance(top.value, list):
            return (*top.path, len(top.value))
        return top.path if top.key is _MISSING else (*top.path, top.key)

    def take(self, event: Any) -> None:
        if self.skipping:
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self.skipping += 1
                if self.skipping > 4 * limits.FILE_DEPTH:
                    raise _TooMany
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.skipping -= 1
            return
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            self.fault(event, self.here(), f"`*{_short(event.anchor)}` is an alias", "aliases are not allowed: write it out")
            self.place(event, None)
        elif isinstance(event, yaml.ScalarEvent):
            self.marks(event)
            self.scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self.marks(event)
            self.begin(event)

    def marks(self, event: Any) -> None:
        if event.anchor is not None:
            self.fault(event, self.here(), f"`&{_short(event.anchor)}` is an anchor", "anchors are not allowed: remove it")
        if event.tag is not None:
            self.fault(event, self.here(), f"`{_short(event.tag)}` is a tag", "tags are not allowed: remove it")

    def begin(self, event: Any) -> None:
        is_map = isinstance(event, yaml.MappingStartEvent)
        if self.waits_for_key():
            self.fault(event, self.here(), "a key must be text", "write one word, or put it in quotes")
            self.stack[-1].key = f"?{len(self.stack[-1].keys)}"
            self.skipping = 1
            return
        if len(self.stack) >= limits.FILE_DEPTH:
            self.fault(event, self.here(), f"nested deeper than {limits.FILE_DEPTH} levels", "make it flatter")
            self.place(event, None)
            self.skipping = 1
            return
        value: Any = {} if is_map else []
        path = self.place(event, value)
        self.stack.append(_Open(path, value))

    def waits_for_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is _MISSING

    def place(self, event: Any, value: Any) -> Path:
        """Put *value* where it belongs and answer its path; the line of a named value is its key's."""
        line = event.start_mark.line + 1
        if not self.stack:
            self.root = value
            self.lines[()] = line
            return ()
        top = self.stack[-1]
        path = self.next_path(top)
        if isinstance(top.value, list):
            top.value.append(value)
            self.lines[path] = line
        elif top.key is _MISSING:           # an alias in the place of a key: refused already
            top.key = f"?{len(top.keys)}"
        else:
            top.value.setdefault(top.key, value)
            top.key = _MISSING
        return path

    def scalar(self, event: Any) -> None:
        text: str = event.value
        as_key = self.waits_for_key()
        if len(text) > limits.FILE_SCALAR_BYTES or len(text.encode("utf-8", "replace")) > limits.FILE_SCALAR_BYTES:
            self.fault(event, self.here(), f"a text longer than {limits.FILE_SCALAR_BYTES} bytes", "shorten it")
        found = _HOSTILE_CHARACTER.search(text)
        if found:
            self.fault(event, self.here(), f"character U+{ord(found.group()):04X} is not allowed", "remove it")
        value = text if event.style else self.plain(event, text)
        if not as_key:
            self.place(event, value)
        else:
            self.key(event, value)

    def key(self, event: Any, value: Any) -> None:
        top = self.stack[-1]
        text: str = event.value
        line = event.start_mark.line + 1
        if not event.style and text == "<<":
            self.fault(event, spell(top.path), "`<<` merge keys are not allowed", "write the keys out")
        elif not isinstance(value, str):
            self.fault(event, spell(top.path), f"the key `{_short(text)}` is not text", f'quote it: "{_short(text)}"')
        if text in top.keys:
            self.fault(event, spell((*top.path, text)), f"the key `{_short(text)}` appears twice, first on line {top.keys[text]}",
                       "keep one of them")
        else:
            top.keys[text] = line
            self.lines[(*top.path, text)] = line
        top.key = text

    def plain(self, event: Any, text: str) -> Any:
        """The meaning of an unquoted scalar."""
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.match(text):
            return int(text)
        if _DECIMAL.match(text):
            return float(text)
        if text.lower() in _QUOTE_WORDS:
            self.fault(event, self.here(), f"`{text}` without quotes may be read as true, false or null",
                       f'quote it: "{text}", or write true, false or null')
        elif len(text) <= 200 and _ODD_NUMBER.match(text) and re.search("[0-9a-zA-Z]", text):
            self.fault(event, self.here(), f"`{_short(text)}` is an unclear number",
                       f'quote it: "{_short(text)}", or write at most 15 plain digits without leading zero')
        return text


def _short(text: str | None) -> str:
    text = text or ""
    shown = text if len(text) <= 60 else text[:57] + "..."
    return shown.encode("unicode_escape").decode() if _HOSTILE_CHARACTER.search(shown) or "\n" in shown else shown
