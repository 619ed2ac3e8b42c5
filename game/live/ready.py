"""Whether this server can take people now: what /readyz answers, and /metrics on a port of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from game import limits
from game.errors import GameError

from .gate import Gate
from .metrics import Metrics

__all__ = ["Ready", "serve_metrics"]


class Ready:
    """can_write: tries the database; asked at most every PROBE_S seconds. draining: whether the server is stopping."""

    def __init__(self, gate: Gate, can_write: Callable[[], bool], draining: Callable[[], bool],
                 clock: Callable[[], float] = time.monotonic) -> None:
        self._gate, self._can_write, self._draining, self._clock = gate, can_write, draining, clock
        self._written, self._at = False, -limits.PROBE_S

    def why_not(self) -> str:
        """`draining`, `full` or `storage`; "" when all is well."""
        if self._draining():
            return "draining"
        if self._gate.crowded():
            return "full"
        now = self._clock()
        if now - self._at >= limits.PROBE_S:
            self._at = now                               # before it is tried: who asks meanwhile does not try too
            self._written = self._can_write()
        return "" if self._written else "storage"


def serve_metrics(metrics: Metrics, port: int) -> Any:
    """A server of its own for /metrics, on loopback: what watches the machine reads it, nobody else. Raises GameError."""
    from gevent import pywsgi

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        found = environ.get("PATH_INFO") == "/metrics"
        start("200 OK" if found else "404 Not Found", [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")])
        return [metrics.text() if found else b"only /metrics is here\n"]

    server = pywsgi.WSGIServer(("127.0.0.1", port), app, log=None, error_log=None)
    try:
        server.start()
    except OSError as e:
        raise GameError(f"cannot listen on port {port} for metrics ({e.strerror or e}): choose another with --metrics-port",
                        "setup", 500) from None
    return server
