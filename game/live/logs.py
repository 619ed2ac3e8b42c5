"""The log: one JSON line an event to stderr, with the fields that are named here and no others.

No body, pass, query or secret is ever in it: an error of ours is told by its kind and the places in our code, not by its words,
which may hold what somebody wrote. Who keeps sending what cannot be read costs one line a minute and kind.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import gevent

__all__ = ["FIELDS", "Tally", "begin", "brief"]

FIELDS = ("table", "seat", "sid", "command", "seq", "ms", "code", "count", "head", "reference", "version")
_EVERY_S = 60.0
_ENCODED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class _Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        # Our own events are fixed words. A library's words may quote a stranger's: of those only who spoke is kept.
        ours = record.name.startswith("halifax")
        line: dict[str, Any] = {"time": at, "level": record.levelname.lower(), "name": record.getMessage() if ours else record.name}
        line |= {k: v for k in FIELDS if (v := record.__dict__.get(k)) is not None}
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line["error"] = type(error).__name__
            line["trace"] = [f"{f.filename.rpartition('/game/')[2] or f.filename}:{f.lineno} {f.name}"
                             for f in traceback.extract_tb(error.__traceback__)[-8:]]
        return _ENCODED(line)


def begin(level: str) -> None:
    """Write lines of *level* and above to stderr, from now on and for the whole process."""
    # What no line of ours has need not be looked up for each: a line costs a quarter less.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("halifax").setLevel(level.upper())
    gevent.get_hub().print_exception = _unwaited         # what fails where nobody waits for it; gevent would print the request too


def _unwaited(context: Any, kind: Any, error: Any, trace: Any) -> None:
    logging.getLogger("halifax").error("our_fault", exc_info=(kind, error, trace))


def brief(sid: str) -> str:
    """A connection's id as the log has it: the same for the same connection, and no use to anybody else."""
    return hashlib.sha256(sid.encode()).hexdigest()[:12]


class Tally:
    """Counts what is not worth a line each, and says it once a minute, a line a kind. kinds: words of our own."""

    def __init__(self, log: logging.Logger, event: str) -> None:
        self._log, self._event, self._counts = log, event, Counter[str]()

    def add(self, kind: str) -> None:
        """One more of *kind*."""
        self._counts[kind] += 1

    def say(self) -> None:
        """A line for each kind that has come since the last time."""
        counts, self._counts = self._counts, Counter()
        for kind, count in sorted(counts.items()):
            self._log.warning(self._event, extra={"code": kind, "count": count})

    def watch(self, sleep: Callable[[float], Any]) -> None:
        """Say it every minute, for ever."""
        while True:
            sleep(_EVERY_S)
            self.say()
