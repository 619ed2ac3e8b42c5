"""Is the log of a table in the database whole? Numbers, chain, head; whether its decisions were right: verify.py, on its record file."""

from __future__ import annotations

from sqlalchemy import func, select

from . import tables as t
from .codec import header_hash, leaf, link
from .store import Store

__all__ = ["check_table"]


def check_table(store: Store, table: str) -> tuple[int, str]:
    """How many events the log of *table* has, and the first thing that is wrong with it, "" if nothing is. Raises GameError `no_table`."""
    head, opened = store.head(table), store.opened(table=table)
    assert opened is not None
    seq, hash = 0, header_hash(opened.header)
    rows = select(t.log.c.seq, t.log.c.body, t.log.c.salt, t.log.c.hash).where(t.log.c.table == table).order_by(t.log.c.seq)
    commands = select(func.max(t.command.c.seq)).where(t.command.c.table == table)
    with store.engine.connect() as connection:
        connection = connection.execution_options(reading=True)
        for row in connection.execute(rows):
            if row.seq > head.seq:
                return seq, ""                           # written since we asked for the head
            if row.seq != seq + 1:
                return seq, f"event {seq + 1} is missing"
            seq, hash = row.seq, link(hash, row.seq, leaf(bytes(row.salt), row.body))
            if bytes(row.hash) != hash:
                return seq, f"event {seq} or its link was changed"
        last = connection.execute(commands).scalar()
    if seq != head.seq:
        return seq, f"the head says {head.seq} events, there are {seq}"
    if hash != head.hash:
        return seq, "the head is not the chain's"
    if last is not None and last > head.seq and store.head(table).seq == head.seq:
        return seq, f"a command was accepted as event {last}, which is not there"
    return seq, ""
