"""What is counted for whoever watches the server, in the form that Prometheus reads.

No label comes from a person: each is one of a few words that stand in our own code.
"""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.registry import Collector

from game import __version__

__all__ = ["BAD", "Metrics"]

BAD = frozenset({
    "kind", "attachments", "namespace", "event", "auth", "ack", "shape", "too many values", "too deep", "text too long",
    "control character", "number too large", "not a finite number", "not JSON", "handshake", "broken off"})
"""What can be wrong with a message; anything else is `unreadable`."""

_OUTCOMES = frozenset({
    "ok", "refused", "conflict", "id_reused", "taken", "rate", "bad_message", "seat_lost", "draining", "storage", "too_much",
    "table_full", "internal", "busy"})
_FAST = (.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5)


class Metrics:
    """The counters of one server."""

    def __init__(self) -> None:
        self.registry = r = CollectorRegistry()
        self.commands = Counter("halifax_commands", "Commands answered, by how.", ["outcome"], registry=r)
        self.command_seconds = Histogram("halifax_command_seconds", "From a command's arrival to its answer.", registry=r, buckets=_FAST)
        self.commit_seconds = Histogram("halifax_commit_seconds", "One commit, of one command or a group.", registry=r, buckets=_FAST)
        self.ack_seconds = Histogram("halifax_ack_seconds", "From any message's arrival to its answer.", registry=r, buckets=_FAST)
        self.refused = Counter("halifax_connects_refused", "Connections not let in.", ["why"], registry=r)
        self.cut = Counter("halifax_clients_cut", "Connections ended by us.", ["why"], registry=r)
        self.resync = Counter("halifax_resync", "Answers to who came back.", ["kind"], registry=r)
        self.resync_bytes = Counter("halifax_resync_bytes", "Bytes of them.", registry=r)
        self.bell_lag = Histogram("halifax_bell_lag_seconds", "From an event elsewhere to its reading here.", registry=r, buckets=_FAST)
        self.bell_failures = Counter("halifax_bell_failures", "Times that the doorbell could not be rung or heard.", registry=r)
        self.bad = Counter("halifax_bad_messages", "Messages that cannot be read.", ["why"], registry=r)
        self.auth_failures = Counter("halifax_auth_failures", "Passes and codes that were not good.", registry=r)
        Gauge("halifax_build_info", "Which program this is.", ["version", "python"], registry=r).labels(
            __version__, platform.python_version()).set(1)

    def command(self, code: str, seconds: float) -> None:
        """A command was answered with *code* after so many seconds."""
        self.commands.labels(code if code in _OUTCOMES else "refused").inc()
        self.command_seconds.observe(seconds)

    def lagged(self, at: str) -> None:
        """What another process wrote at *at* (the record's time) has been read here."""
        self.bell_lag.observe(max(0.0, (datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds()))

    def bad_message(self, why: str) -> str:
        """A message could not be read. Answers the word it was counted under."""
        word = why if why in BAD else "unreadable"
        self.bad.labels(word).inc()
        return word

    def ask(self, name: str, help: str, value: Callable[[], float]) -> None:
        """A gauge that is worked out when somebody looks."""
        Gauge(name, help, registry=self.registry).set_function(value)

    def ask_by(self, name: str, help: str, label: str, values: Callable[[], Mapping[str, float]]) -> None:
        """A gauge of several values, one for each word that *values* names."""
        from prometheus_client.core import GaugeMetricFamily

        class Asked(Collector):
            def collect(self) -> list[GaugeMetricFamily]:
                family = GaugeMetricFamily(name, help, labels=[label])
                for word, value in values().items():
                    family.add_metric([word], value)
                return [family]

        self.registry.register(Asked())

    def disk(self, folder: Path) -> None:
        """How much room the database has."""
        self.ask("halifax_disk_free_bytes", "Room on the database's disk.", lambda: shutil.disk_usage(folder).free)

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)
