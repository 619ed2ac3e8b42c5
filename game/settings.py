"""What an operator may set, and where each value came from: default < TOML file < HALIFAX_* in the environment < command line.

Belongs here: every setting with its meaning, reading and showing them, the secret key's file. Does not: what is done with them.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import secrets
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from game import limits
from game.errors import Fault, GameError, Unreadable, nearest

__all__ = ["Settings", "as_line", "described", "read_settings", "secret_keys", "shown"]

_FILE = "halifax.toml"
_NOT_SETTINGS = {"HALIFAX_SETTINGS", "HALIFAX_NO_SKIP"}        # the file's name; the tests' own


# -- what a value may be: each reads what TOML, the environment or the command line gives, or raises ValueError ------------------

def _text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.isprintable():
        raise ValueError("is not text")
    return raw.strip()


def _texts(raw: Any) -> tuple[str, ...]:
    """A list, or in one text with commas."""
    if isinstance(raw, str):
        raw = raw.split(",")
    if not isinstance(raw, (list, tuple)):
        raise ValueError("is not a list of texts")
    return tuple(text for part in raw if (text := _text(part)))


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(raw: Any) -> int:
        text = str(raw)
        if isinstance(raw, bool) or not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"is not a whole number from {least} to {most}")
        return int(text)
    return read


def _factor(raw: Any) -> float:
    text = str(raw)
    if isinstance(raw, bool) or not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", text) or not float(text):
        raise ValueError("is not a number above 0")
    return float(text)


def _one_of(*words: str) -> Callable[[Any], str]:
    def read(raw: Any) -> str:
        if raw not in words:
            raise ValueError(f"is none of {', '.join(words)}")
        return str(raw)
    return read


def _folder(raw: Any) -> str:
    text = os.fspath(raw) if isinstance(raw, Path) else _text(raw)
    if text and not Path(text).is_dir():
        raise ValueError("is not a folder")
    return text


def _address(raw: Any) -> str:
    text = _text(raw).rstrip("/")
    if text and not re.fullmatch(r"https?://[^/?#@\s]+", text):
        raise ValueError("is not of the form `https://name` or `https://name:port`")
    return text


# -- how a value is shown ---------------------------------------------------------------------------------------------------

def _as_it_is(value: Any) -> Any:
    return value


def _masked(value: Any) -> str:
    return "***" if value else ""


def _without_password(value: str) -> str:
    """A URL whose password, if it has one, is not readable; also where the URL is no good."""
    return re.sub(r"([?&]password=)[^&]*", r"\1***", re.sub(r"://([^:@]*):.*@", r"://\1:***@", value))


def _setting(default: Any, read: Callable[[Any], Any], help: str, show: Callable[[Any], Any] = _as_it_is) -> Any:
    return field(default=default, metadata={"read": read, "help": help, "show": show})


@dataclass(frozen=True)
class Settings:
    """Every setting as it counts. sources: where each one that is not its default came from."""

    host: str = _setting("127.0.0.1", _text, "The address to listen on; 0.0.0.0 lets everyone on the network in.")
    port: int = _setting(8000, _whole(0, 65535), "The port; 0 takes a free one.")
    db: str = _setting("halifax.db", _text, "The database: a file, or a URL.", _without_password)
    scenarios: str = _setting("", _folder, "Folder of decks and statutes; empty: those that come with Halifax.")
    base_url: str = _setting("", _address, "How people reach the server from outside, such as https://play.example.org.")
    hosts: tuple[str, ...] = _setting((), _texts, "Further names that the server answers to.")
    proxies: int = _setting(0, _whole(0, 5), "How many proxies of your own stand before the server: so many addresses are believed.")
    redis: str = _setting("", _text, "Redis or Valkey for the doorbell between several nodes (PostgreSQL only).", _without_password)
    key: str = _setting("", _text, "The secret that signs passes; empty: it stands in `key_file`.", _masked)
    old_keys: tuple[str, ...] = _setting((), _texts, "Secrets of before: passes they have signed are still good.", _masked)
    key_file: str = _setting("", _text, "File of secrets, one a line: the first signs, the others are of before.")
    metrics_port: int = _setting(0, _whole(0, 65535), "A port of its own for /metrics, on 127.0.0.1; 0: none.")
    metrics_token: str = _setting("", _text, "Serve /metrics beside the pages to who shows this token.", _masked)
    log: str = _setting("info", _one_of("debug", "info", "warning", "error"), "What is worth a line in the log.")
    connections_address: int = _setting(limits.CONNECTIONS_ADDRESS, _whole(1, 100_000), "Connections from one address at most.")
    rate_factor: float = _setting(1.0, _factor, "Multiplies how often people may send: for load tests.")
    sources: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def url(self) -> str:
        """The database as SQLAlchemy wants it."""
        return self.db if "://" in self.db else f"sqlite:///{Path(self.db).absolute()}"

    @property
    def sqlite(self) -> Path | None:
        """The database's file; None where it is not SQLite."""
        if "://" not in self.db:
            return Path(self.db).absolute()
        return Path(self.db.removeprefix("sqlite:///")) if self.db.startswith("sqlite:///") else None

    @property
    def key_path(self) -> Path | None:
        """Where the secret of passes stands; None if it is set itself, or nothing says where."""
        if self.key:
            return None
        if self.key_file:
            return Path(self.key_file)
        return Path(f"{self.sqlite}.key") if self.sqlite else None

    @property
    def names(self) -> tuple[str, ...]:
        """What the server is called beside its own address."""
        outside = urlsplit(self.base_url).hostname
        return (*self.hosts, *((outside,) if outside else ()))


_KNOWN = {f.name: f for f in dataclasses.fields(Settings) if f.name != "sources"}


def described() -> Iterator[tuple[str, Any, str, bool]]:
    """(name, default, help, secret) of each setting, in order."""
    for name, f in _KNOWN.items():
        yield name, f.default, f.metadata["help"], f.metadata["show"] is _masked


def read_settings(given: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None,
                  file: str | Path | None = None) -> Settings:
    """All settings. given: those of the command line; None there means not given. file: TOML; else HALIFAX_SETTINGS, else halifax.toml
    of this folder, if there is one.

    Raises Unreadable for what the file says wrongly, GameError `setup` for the rest; both name the nearest setting.
    """
    environ = os.environ if environ is None else environ
    named = file or environ.get("HALIFAX_SETTINGS")
    path = Path(named or _FILE)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    if named or path.is_file():
        values = _of_file(path)
        sources = dict.fromkeys(values, str(path))
    for raw_name, raw in environ.items():
        if raw_name.startswith("HALIFAX_") and raw_name not in _NOT_SETTINGS:
            name = raw_name[len("HALIFAX_"):].lower()
            values[name], sources[name] = _one(name, raw, raw_name, lambda n: f"HALIFAX_{n.upper()}"), raw_name
    for name, raw in (given or {}).items():
        if raw is not None:
            option = f"--{name.replace('_', '-')}"
            values[name], sources[name] = _one(name, raw, option, lambda n: f"--{n.replace('_', '-')}"), "command line"
    return Settings(**values, sources=sources)


def _one(name: str, raw: Any, called: str, spelled: Callable[[str], str]) -> Any:
    if name not in _KNOWN:
        advice = nearest(called, map(spelled, _KNOWN))
        raise GameError(f"there is no setting `{called[:60]}`; {advice or '`halifax settings` names them all'}", "setup", 500)
    try:
        return _KNOWN[name].metadata["read"](raw)
    except ValueError as e:
        said = "the value" if _KNOWN[name].metadata["show"] is not _as_it_is else f"`{str(raw)[:80]}`"
        raise GameError(f"`{called}`: {said} {e}", "setup", 500) from None


def _of_file(path: Path) -> dict[str, Any]:
    """The settings of a TOML file. Raises Unreadable with all its faults; OSError."""
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        line = re.search(r"at line (\d+)", str(e))
        raise Unreadable([Fault(str(path), int(line[1]) if line else 1, "", f"this is not TOML: {e}")]) from None
    values: dict[str, Any] = {}
    faults = []
    for name, value in raw.items():
        found = re.search(rf"^\s*[\"'\[]*{re.escape(name)}\b", text, re.MULTILINE)
        line_no = text.count("\n", 0, found.end()) + 1 if found else 1
        try:
            values[name] = _one(name, value, name, str)
        except GameError as e:
            faults.append(Fault(str(path), line_no, "", str(e)))
    if faults:
        raise Unreadable(faults)
    return values


def shown(settings: Settings) -> list[tuple[str, Any, str]]:
    """(name, value, source) of each setting; secrets and passwords are not readable."""
    return [(name, f.metadata["show"](getattr(settings, name)), settings.sources.get(name, "default")) for name, f in _KNOWN.items()]


def secret_keys(settings: Settings) -> list[bytes]:
    """The secrets of passes, the one that signs first. A file of them is made at the first start, for its owner only.

    Raises GameError `setup` where there is none, or others may read the file.
    """
    old = [k.encode() for k in settings.old_keys]
    if settings.key:
        return [settings.key.encode(), *old]
    path = settings.key_path
    if path is None:
        raise GameError("set HALIFAX_KEY or `key_file`: passes are signed with it, with the same on every node", "setup", 500)
    try:
        with path.open("rb") as file:
            if os.name != "nt" and os.fstat(file.fileno()).st_mode & 0o077:
                raise GameError(f"others can read the secret key: chmod 600 {path}", "setup", 500)
            lines = file.read().split()
    except FileNotFoundError:
        lines = [secrets.token_hex(32).encode()]
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(lines[0] + b"\n")
    if not lines or len(lines[0]) < 16:
        raise GameError(f"there is no secret of 16 characters or more in `{path}`: delete it, and a new one is made", "setup", 500)
    return [*lines, *old]


def as_line(name: str, value: Any, source: str) -> str:
    """A setting as it would stand in the file, with its source."""
    said = f"{name} = {json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)}"
    return f"{said:<44} # {source}"
