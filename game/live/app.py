"""create_app(config): the one place where everyone is introduced, and where every setting is read."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask_socketio import SocketIO

from game import limits
from game.errors import GameError
from game.library.shelf import Shelf
from game.paths import scenarios_dir, static_dir
from game.record import Store

from .front import Front, Hosts
from .gate import Gate
from .house import House
from .messages import StrictJson
from .pages import Pages
from .passes import Passes
from .routes import add_routes
from .sockets import Sockets
from .transport import Strict, Transports, install

__all__ = ["Server", "create_app", "server_of"]


@dataclass(slots=True)
class Server:
    """What stands behind an app: for who starts and stops it."""

    store: Store
    house: House
    sockets: Sockets
    transports: Transports
    hosts: Hosts

    def drain(self) -> None:
        """Tell everybody, answer what is under way, cut, close the database."""
        self.sockets.drain()
        self.store.close()


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The WSGI app. Settings from *config*, else HALIFAX_*: db (a path or URL), scenarios, host, hosts, base_url, key, rate_factor.

    Raises GameError when the database is another server's, or the browser's files are missing.
    """
    def setting(name: str, default: Any = None) -> Any:
        value = (config or {}).get(name)
        return value if value is not None else os.environ.get(f"HALIFAX_{name.upper()}", default)

    database = str(setting("db", "halifax.db"))
    url = database if "://" in database else f"sqlite:///{Path(database).absolute()}"
    pages = Pages(static_dir())
    if "vendor/preact.js" not in pages.files:
        raise GameError(f"the browser's files are not complete in `{static_dir()}`: run `make setup`", "setup", 500)
    app = Flask("game.live", static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    gate = Gate(int(setting("connections_address", limits.CONNECTIONS_ADDRESS)))
    hosts = Hosts(str(setting("host", "127.0.0.1")), str(setting("hosts", "")).split(","))
    store = Store(url, exclusive=True)
    socketio = SocketIO(
        app, async_mode="gevent", async_handlers=False, serializer=Strict, json=StrictJson, transports=["websocket"], allow_upgrades=False,
        cors_allowed_origins="*",                     # Front has refused foreign origins before
        max_http_buffer_size=limits.MESSAGE_BYTES, ping_interval=limits.PING_INTERVAL_S, ping_timeout=limits.PING_TIMEOUT_S,
        http_compression=False, cookie=None, logger=False, engineio_logger=False, manage_session=False)
    transports = install(socketio.server, gate)
    sockets = Sockets(socketio.server, transports, float(setting("rate_factor", 1)))
    house = House(store, Passes(_key(setting("key"), database)), Shelf(Path(setting("scenarios") or scenarios_dir())),
                  sockets.publish, sockets.seat_lost)
    sockets.house = house
    add_routes(app, house, pages, gate, str(setting("base_url", "") or ""))
    app.wsgi_app = Front(app.wsgi_app, hosts, gate)  # type: ignore[assignment,method-assign]
    socketio.start_background_task(transports.watch, socketio.sleep)
    socketio.start_background_task(sockets.ring, socketio.sleep)
    for noisy in ("engineio.server", "socketio.server", "engineio", "socketio"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)     # a stranger's packet is worth no traceback
    app.extensions["halifax"] = Server(store, house, sockets, transports, hosts)
    return app


def server_of(app: Flask) -> Server:
    """What stands behind *app*."""
    server: Server = app.extensions["halifax"]
    return server


def _key(given: Any, database: str) -> bytes:
    """The secret that signs passes: given, or from a file beside the database that only its owner can read."""
    if given:
        return str(given).encode()
    if "://" in database and not database.startswith("sqlite:///"):
        raise GameError("set HALIFAX_KEY: passes are signed with it on every node", "setup", 500)
    path = Path(f"{database.removeprefix('sqlite:///')}.key")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        key = secrets.token_hex(32).encode()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
        return key
