"""create_app(config): the one place where everyone is introduced, and where every setting is read."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask_socketio import SocketIO
from werkzeug.middleware.proxy_fix import ProxyFix

from game import limits
from game.errors import GameError
from game.library.shelf import Shelf
from game.paths import scenarios_dir, static_dir
from game.record import Store
from game.settings import Settings, read_settings, secret_keys

from .bell import Bell, Lookout
from .front import Front, Hosts
from .gate import Gate
from .house import House
from .messages import StrictJson
from .metrics import Metrics
from .pages import Pages
from .passes import Passes
from .ready import Ready, serve_metrics
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
    watch: Any = None

    def drain(self) -> None:
        """Tell everybody, answer what is under way, cut, close the database."""
        self.sockets.drain()
        self.transports.bad.say()
        if self.watch:
            self.watch.stop(timeout=0.2)
        self.store.close()


def create_app(config: Settings | Mapping[str, Any] | None = None) -> Flask:
    """The WSGI app. config: the settings, or those that stand above what file and environment say (see game.settings).

    Raises GameError when a setting is wrong, the database is another server's, or the browser's files are missing.
    """
    settings = config if isinstance(config, Settings) else read_settings(config)
    if settings.redis and settings.sqlite:
        raise GameError("a SQLite file is for one server: with `redis` set, give a PostgreSQL with --db postgresql://…", "setup", 500)
    pages = Pages(static_dir())
    if "vendor/preact.js" not in pages.files:
        raise GameError(f"the browser's files are not complete in `{static_dir()}`: run `make setup`", "setup", 500)
    app = Flask("game.live", static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    metrics = Metrics()
    gate = Gate(settings.connections_address, metrics)
    bell = Bell(settings.redis, metrics)
    hosts = Hosts(settings.host, settings.names)
    store = Store(settings.url, exclusive=True)
    try:
        keys = secret_keys(settings)
        if wedged := store.wedged():
            raise GameError(f"the log of table `{wedged[0]}` and its head do not agree: `halifax doctor` tells more, `halifax restore` "
                            "brings a backup back", "storage", 503)
    except BaseException:
        store.close()
        raise
    socketio = SocketIO(
        app, async_mode="gevent", async_handlers=False, serializer=Strict, json=StrictJson, transports=["websocket"], allow_upgrades=False,
        cors_allowed_origins="*",                     # Front has refused foreign origins before
        max_http_buffer_size=limits.MESSAGE_BYTES, ping_interval=limits.PING_INTERVAL_S, ping_timeout=limits.PING_TIMEOUT_S,
        http_compression=False, cookie=None, logger=False, engineio_logger=False, manage_session=False)
    transports = install(socketio.server, gate)
    sockets = Sockets(socketio.server, transports, settings.rate_factor)
    house = House(store, Passes(*keys), Shelf(Path(settings.scenarios or scenarios_dir())),
                  sockets.publish, sockets.seat_lost, metrics, bell.ring)
    sockets.house = house
    lookout = Lookout(house, sockets, bell, metrics)
    bell.start(lookout.hear)
    ready = Ready(gate, house.writer.can_write, lambda: sockets.draining)
    add_routes(app, house, pages, gate, ready, settings.base_url, settings.metrics_token)
    metrics.ask("halifax_tables_open", "Tables in memory.", house.open_tables)
    metrics.ask_by("halifax_connections", "Websockets by whether a pass was shown.", "state",
                   lambda: {"seated": gate.open - gate.unseated, "unseated": gate.unseated})
    metrics.disk((settings.sqlite or Path.cwd()).parent)
    watch = serve_metrics(metrics, settings.metrics_port) if settings.metrics_port else None
    app.wsgi_app = Front(app.wsgi_app, hosts, gate)  # type: ignore[assignment,method-assign]
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    socketio.start_background_task(transports.watch, socketio.sleep)
    socketio.start_background_task(sockets.ring, socketio.sleep)
    socketio.start_background_task(lookout.watch, socketio.sleep)
    socketio.start_background_task(transports.bad.watch, socketio.sleep)
    for noisy in ("engineio.server", "socketio.server", "engineio", "socketio"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)     # a stranger's packet is worth no traceback
    app.extensions["halifax"] = Server(store, house, sockets, transports, hosts, watch)
    return app


def server_of(app: Flask) -> Server:
    """What stands behind *app*."""
    server: Server = app.extensions["halifax"]
    return server

