"""`halifax serve`: gevent's WSGI server around the app, a table ready to join, a gentle stop.

Importing this module changes nothing; `serve` makes the standard library cooperate with gevent before it begins.
"""

from __future__ import annotations

import errno
import logging
import sys
from collections.abc import Mapping
from typing import Any

from game import __version__
from game.settings import Settings

__all__ = ["serve"]


def serve(settings: Settings, deck: str | None = None, new: bool = False, options: Mapping[str, Any] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C; answers the exit code.

    deck: have a table of this deck ready: the newest that goes on, or with *new* or if there is none a new one.
    options: {seats?, schedule?} of that table; one that goes on must be such a one.
    Raises GameError if the database is in use, the deck is unreadable, or the port is taken.
    """
    from gevent import monkey
    monkey.patch_all(thread=True, ssl=False)

    import signal
    import socket

    import gevent
    from gevent import pywsgi
    from gevent import signal_handler as on_signal

    from game.errors import GameError

    from .app import create_app, server_of
    from .logs import begin

    begin(settings.log)
    host, port = settings.host, settings.port
    app = create_app(settings)
    server = server_of(app)
    try:
        listener = socket.create_server((host, port), backlog=1024)
        # The sockets it accepts inherit this. Headers and body are two writes: the second would wait 40 ms for the first one's ACK.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as e:
        if (e.errno or 0) < 0 or e.errno == errno.EADDRNOTAVAIL:        # below 0: a name that nobody knows
            raise GameError(f"this machine has no address `{host}`: name another with --host", "setup", 500) from None
        raise GameError(f"cannot listen on port {port} ({e.strerror or e}): choose another with --port", "setup", 500) from None
    try:
        table, link, again = _ready(server.house, deck, new, options or {}) if deck else (None, "", False)
    except GameError:
        listener.close()
        raise
    web = pywsgi.WSGIServer(listener, app, log=None, error_log=None)
    stopping = False

    def stop() -> None:
        nonlocal stopping
        if stopping:
            return
        stopping = True
        listener.close()
        server.drain()
        web.stop(timeout=0.5)

    for number in (signal.SIGTERM, signal.SIGINT):
        on_signal(number, lambda: gevent.spawn(stop))
    web.start()
    logging.getLogger("halifax").info("serving", extra={"version": __version__})
    _greet(host, web.server_port, table, link, again)
    web._stop_event.wait()
    logging.getLogger("halifax").info("stopped")
    return 0


def _ready(house: Any, deck: str, new: bool, options: Mapping[str, Any]) -> tuple[Any, str, bool]:
    """A table of *deck*, its white cell's pass, and whether it is one of before that goes on. Raises GameError."""
    if not new:
        for id in reversed(house.store.tables()[-20:]):
            opened = house.store.opened(table=id)
            if not opened or opened.header["deck"]["id"] != deck or house.table(id).state.status == "closed":
                continue
            if all(opened.header["options"].get(name) == wanted for name, wanted in options.items() if wanted):
                table = house.table(id)
                return table, house.white_pass(table), True
    table, text = house.open_table(deck, options)
    return table, text, False


def _greet(host: str, port: int, table: Any, text: str, again: bool) -> None:
    """Print where to go: address, code, QR, and the white cell's own link."""
    import segno

    from .front import own_address
    from .house import show_code

    shown = own_address() if host in ("0.0.0.0", "::", "") else f"[{host}]" if ":" in host else host
    base = f"http://{shown}:{port}"
    print(f"Halifax is at {base}/", flush=True)
    if table is None:
        return
    address = f"{base}/j/{table.code}"
    print(f"\n{table.state.deck.title}: {'the table of before goes on' if again else 'a table is ready'}\n"
          f"  join        {address}\n  code        {show_code(table.code)}\n"
          f"  white cell  {base}/t/{table.id}/control#pass={text}\n", flush=True)
    qr = segno.make(address, error="l")
    if sys.stdout.isatty() or "utf" in (sys.stdout.encoding or "").lower():
        qr.terminal(sys.stdout, border=2, compact=True)
    print("The white cell's link opens everything at this table: keep it to yourself. Stop with Ctrl-C.", flush=True)
