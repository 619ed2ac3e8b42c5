"""What is refused before anything else looks at a request: foreign hosts and origins, polling, too many connections."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .gate import Gate
from .transport import OVER

__all__ = ["Front", "Hosts", "own_address"]

Start = Callable[..., Any]


def own_address() -> str:
    """This machine's address on the local network, or 127.0.0.1. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.connect(("192.0.2.1", 9))
            return str(s.getsockname()[0])
        except OSError:
            return "127.0.0.1"


class Hosts:
    """Which names this server answers to. A rebound name or a foreign page's origin is not among them."""

    def __init__(self, bound: str, extra: Iterable[str] = ()) -> None:
        self.names = {"localhost", "127.0.0.1", "::1", bound.lower(), *(e.strip().lower() for e in extra if e.strip())}
        self.any_address = bound in ("0.0.0.0", "::", "")
        if self.any_address:
            name = socket.gethostname().lower()
            self.names |= {name, f"{name}.local", own_address()}

    def knows(self, host: str) -> bool:
        """Whether *host* (a Host header) names this server. On an open address any bare IP address is fine: it cannot be rebound."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
            urlsplit(f"//{host}").port                # noqa: B018  raises for a port that is none
        except ValueError:
            return False
        if name in self.names:
            return True
        if self.any_address:
            try:
                ipaddress.ip_address(name)
            except ValueError:
                return False
            return True
        return False

    def own(self, origin: str, host: str) -> bool:
        """Whether a page of *origin* is ours: same name and port as the request's Host."""
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower() and not parts.path and self.knows(host)


class Front:
    """WSGI middleware around everything."""

    def __init__(self, inner: Any, hosts: Hosts, gate: Gate) -> None:
        self.inner, self.hosts, self.gate = inner, hosts, gate

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        host, origin = environ.get("HTTP_HOST", ""), environ.get("HTTP_ORIGIN")
        if not self.hosts.knows(host):
            self.gate.metrics.refused.labels("host").inc()
            return _say(start, "400 Bad Request", b"this server does not answer to that name\n")
        foreign = origin is not None and not self.hosts.own(origin, host)
        path = environ.get("PATH_INFO", "")
        if path.startswith("/socket.io"):
            if foreign:
                self.gate.metrics.refused.labels("origin").inc()
                return _say(start, "403 Forbidden", b"this page is not ours\n")
            upgrade = environ.get("HTTP_UPGRADE", "").lower() == "websocket"
            if not upgrade or parse_qs(environ.get("QUERY_STRING", "")[:500]).get("transport") != ["websocket"]:
                self.gate.metrics.refused.labels("polling").inc()
                return _say(start, "400 Bad Request", b"websocket only\n")
            if self.gate.full(environ.get("REMOTE_ADDR", "")):
                self.gate.metrics.refused.labels("full").inc()
                return _say(start, "503 Service Unavailable", b"too many connections\n", [("Retry-After", "5")])
            environ[OVER] = []
        elif foreign and environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
            return _say(start, "403 Forbidden", b"this page is not ours\n")
        answer: Iterable[bytes] = self.inner(environ, start)
        if environ.get(OVER):
            raise BrokenPipeError(errno.EPIPE, "this was a websocket and is over")     # to a WSGI server: close it, say nothing
        return answer


def _say(start: Start, status: str, body: bytes, more: list[tuple[str, str]] | None = None) -> list[bytes]:
    start(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body))), ("Connection", "close"),
                   *(more or [])])
    return [body]
