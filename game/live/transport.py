"""What Flask-SocketIO leaves open: size before a pass is shown, compression, partial sends, stuck readers, reserved events.

Two private names of the libraries are used, `_async` and `_handle_events`; tests/live/test_transport.py guards them.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import socket
import time
from typing import Any

import gevent.event
import gevent.lock
import gevent.queue
import simple_websocket
from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from engineio.async_drivers.gevent import Thread
from socketio import packet

from game import limits

from .gate import Gate
from .logs import Tally
from .messages import StrictJson, within

__all__ = ["ALLOWED", "OVER", "Strict", "Transport", "Transports", "Waiting", "install"]

OVER = "halifax.over"
"""In a request's environment: a list, no longer empty when its socket has been a websocket and nothing may be written to it."""

ALLOWED = frozenset({"command", "resync", "preview"})
_log = logging.getLogger("halifax.transport")


class _Sending:
    """A socket that sends whole frames only, and knows since when a write has been under way."""

    def __init__(self, sock: Any) -> None:
        self._sock, self._lock, self.since = sock, gevent.lock.BoundedSemaphore(1), None

    def send(self, data: bytes) -> int:
        with self._lock:
            self.since = time.monotonic()  # type: ignore[assignment]
            try:
                self._sock.sendall(data)
            finally:
                self.since = None
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class Waiting(gevent.queue.JoinableQueue):  # type: ignore[misc]
    """What waits for one client, counted until it has been written: taking from the queue is not yet sending."""

    packets = 0
    bytes = 0

    def put(self, item: Any, *args: Any, **kwargs: Any) -> None:
        if item is not None:
            self.packets += 1
            self.bytes += len(item.encode().encode())
        super().put(item, *args, **kwargs)

    def written(self, text: str) -> None:
        """*text* waits no longer."""
        self.packets -= 1
        self.bytes -= len(text.encode())


class _Server(simple_websocket.Server):
    sock: Any

    def handshake(self) -> None:
        with contextlib.suppress(OSError):
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = _Sending(self.sock)
        super().handshake()

    def _handle_events(self) -> bool:
        go_on = super()._handle_events()
        if len(self.input_buffer) > limits.READ_AHEAD:
            self.connected = False
            self.event.set()
            return False
        return go_on


class Transports:
    """The websockets of one server: which are open, which have shown a pass, which are to be cut."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.bad = Tally(logging.getLogger("halifax"), "bad_message")
        self.live: dict[str, Transport] = {}    # by Engine.IO sid, as the others
        self.seated: set[str] = set()
        self.doomed: set[str] = set()

    def seat(self, eio_sid: str) -> None:
        """This connection has shown a good pass."""
        if eio_sid not in self.seated:
            self.seated.add(eio_sid)
            self.gate.seated()

    def cut(self, eio_sid: str, why: str = "") -> None:
        """End a connection soon, after what waits has had a moment to go out. why: what of it is counted, a word of ours."""
        if why and eio_sid not in self.doomed:
            self.gate.metrics.cut.labels(why).inc()
        self.doomed.add(eio_sid)

    def unreadable(self, why: str) -> None:
        """A message, or what was sent instead of one, could not be read."""
        self.bad.add(self.gate.metrics.bad_message(why))

    def watch(self, sleep: Any) -> None:
        """Cut what is stuck, flooded, doomed or nameless; for ever, twice a second."""
        while True:
            sleep(0.5)
            self.look(time.monotonic())

    def look(self, now: float) -> None:
        """Cut what is to be cut at this moment of the monotonic clock; forget the sids of those that are gone."""
        for sid, t in list(self.live.items()):
            since, waiting = t.ws.sock.since, t.eio.queue
            if since is not None and now - since > limits.WRITE_STUCK_S:
                self.cut(sid, "stuck")
            elif waiting.packets > limits.WAITING_PACKETS or waiting.bytes > limits.WAITING_BYTES:
                self.cut(sid, "slow")
            elif sid not in self.seated and now - t.born > limits.UNSEATED_S:
                self.cut(sid, "no_pass")
            if t.eio.closed or sid in self.doomed:
                t.cut()
        self.seated.intersection_update(self.live)
        self.doomed.intersection_update(self.live)


class Transport(SimpleWebSocketWSGI):
    """One websocket, as Engine.IO wants it."""

    ws: Any

    def __init__(self, all: Transports, handler: Any, server: Any) -> None:
        super().__init__(handler, server, thread_class=Thread, event_class=gevent.event.Event, max_message_size=limits.MESSAGE_BYTES)
        self.all, self.eio, self.ws = all, handler.__self__, None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        address, over = environ.get("REMOTE_ADDR", ""), environ.get(OVER, [])
        environ = {k: v for k, v in environ.items() if k != "HTTP_SEC_WEBSOCKET_EXTENSIONS"}    # no deflate
        try:
            self.ws = _Server(environ, **self.server_args)
        except Exception as e:                            # whatever a stranger sent instead of a handshake
            _log.debug("handshake_refused: %s", type(e).__name__)
            self.all.unreadable("handshake")
            self.eio.close(wait=False, abort=True)
            start_response("400 Bad Request", [("Content-Length", "0"), ("Connection", "close")])
            return []
        self.born = time.monotonic()
        self.all.live[self.eio.sid] = self
        self.all.gate.enter(address)
        try:
            self.app(self)
        except Exception as e:                            # a library's own word for a malformed packet: end it in order
            _log.debug("connection_ended: %s", type(e).__name__)
            self.all.unreadable("broken off")
            self.eio.queue.put(None)
            self.eio.close(wait=False, abort=True)
        finally:
            self.all.live.pop(self.eio.sid, None)
            self.all.gate.leave(address, self.eio.sid in self.all.seated)
            self.all.seated.discard(self.eio.sid)
            self.cut()
        over.append(self)                                 # Front ends the request: an HTTP answer would be garbage to the client
        return []

    def send(self, message: str) -> None:
        try:
            super().send(message)
        finally:
            self.eio.queue.written(message)

    def wait(self) -> Any:
        """The next Engine.IO packet of a kind that clients send: close, pong, message. Anything else ends the connection."""
        text = super().wait()
        return text if isinstance(text, str) and text[:1] in ("1", "3", "4") else None

    def cut(self) -> None:
        """Shut the socket; never `server.disconnect()`, which waits for the queue."""
        with contextlib.suppress(OSError):
            self.ws.sock.shutdown(socket.SHUT_RDWR)


class Strict(packet.Packet):
    """Socket.IO packets without binary, with our three events only, their data within limits."""

    uses_binary_events = False
    json = StrictJson
    packet_type: Any
    namespace: Any
    data: Any
    id: Any

    def decode(self, text: Any) -> int:
        try:
            if not isinstance(text, str) or text[:1] not in ("0", "1", "2", "3"):
                raise ValueError("kind")
            if "-" in text[1:12].split("[")[0].split("{")[0]:
                raise ValueError("attachments")
            super().decode(text)
            if self.namespace not in (None, "/"):
                raise ValueError("namespace")
            if self.packet_type == packet.EVENT:
                d = self.data
                if not (isinstance(d, list) and len(d) == 2 and isinstance(d[0], str) and d[0] in ALLOWED):
                    raise ValueError("event")
            elif self.packet_type == packet.CONNECT and not isinstance(self.data, (dict, type(None))):
                raise ValueError("auth")
            elif self.packet_type == packet.ACK and not (isinstance(self.data, list) and self.id is not None):
                raise ValueError("ack")
            within(self.data)
        except (ValueError, TypeError, RecursionError) as e:
            kept = self.id if isinstance(self.id, int) and isinstance(text, str) and text[:1] == "2" else None
            self.packet_type, self.data, self.namespace, self.id = packet.EVENT, ["_bad", str(e)[:40]], None, kept
        return 0


def install(server: Any, gate: Gate) -> Transports:
    """Put our transport into a python-socketio server; answers the watch over its connections, not started yet."""
    transports = Transports(gate)
    server.eio._async = {**server.eio._async, "websocket": functools.partial(Transport, transports), "queue": Waiting}
    return transports
