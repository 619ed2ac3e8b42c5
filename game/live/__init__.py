"""NETWORK, CLOCK, CHANCE: the live server. Flask-SocketIO on gevent, passes, pages, tables in memory.

Belongs here: who may speak (passes), what a message looks like (messages), who is told (sockets), how a table is kept
(table, house), pages and downloads (routes). Does not: what may happen (play), what the law says (rules), how it is stored
(record). Nothing goes out that did not come from play's view, tell, parts or preview.
"""

from __future__ import annotations

from typing import Any

from .serve import serve

__all__ = ["create_app", "serve"]


def create_app(config: Any = None) -> Any:
    """The WSGI app; see app.create_app. Imported late, so that `serve` can prepare the standard library first."""
    from .app import create_app as create

    return create(config)
