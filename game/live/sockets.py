"""Command in, told out: the Socket.IO side. Handlers take what comes, never raise, and answer every message.

Nothing is sent that did not come out of play's view, tell, parts or preview.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import gevent
from socketio import packet
from socketio.exceptions import ConnectionRefusedError as Refusal
from sqlalchemy.exc import SQLAlchemyError

from game import limits
from game.errors import GameError
from game.play import PUBLIC, WHITE

from . import messages
from .gate import Bucket
from .house import House
from .logs import brief
from .passes import Pass
from .table import SeatLost, Table, now
from .transport import Strict, Transports, Waiting

__all__ = ["Session", "Sockets"]

_log = logging.getLogger("halifax")


@dataclass(slots=True)
class Session:
    """One connection that has shown a pass. muted: the seat was opened elsewhere; ended: so was the pass; behind: a bell is owed;
    since: when the message came that is under way."""

    sid: str
    eio_sid: str
    who: Pass
    address: str
    rates: dict[str, Bucket] = field(default_factory=dict)
    bad: int = 0
    refused: deque[float] = field(default_factory=lambda: deque(maxlen=limits.RATE_CUT))
    muted: bool = False
    ended: bool = False
    behind: bool = False
    since: float | None = None


class Sockets:
    """The connections of one server and what goes over them. rate_factor: raised by load tests only."""

    def __init__(self, server: Any, transports: Transports, rate_factor: float = 1.0) -> None:
        self.server, self.transports, self.metrics = server, transports, transports.gate.metrics
        self.house: House | None = None
        self.draining = False
        self.in_flight = 0
        self.rate_factor = rate_factor
        self.sessions: dict[str, Session] = {}
        self.rooms: dict[tuple[str, str], dict[str, Session]] = {}
        for name, handler in (("connect", self.connect), ("disconnect", self.disconnect), ("_bad", self.bad),
                              ("command", self.command), ("resync", self.resync), ("preview", self.preview)):
            server.on(name, handler)

    # -- coming and going ------------------------------------------------------------------------------------------

    def connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        """Seat a connection by its pass, or refuse it. Acts once per transport."""
        eio_sid = self.server.manager.eio_sid_from_sid(sid, "/")
        address = environ.get("REMOTE_ADDR", "")
        transport = self.server.eio.sockets[eio_sid]
        if transport.session.get("met"):
            self.transports.cut(eio_sid)
            raise Refusal("again", {"code": "again", "message": "already connected"})
        transport.session["met"] = True
        try:
            if self.draining:
                raise GameError("the server is stopping", "draining", 503)
            shown = auth if isinstance(auth, dict) else {}
            assert self.house is not None
            table = shown.get("table")
            who = self.house.check(shown.get("pass"), table if isinstance(table, str) else "")
            self.house.table(who.table)
            here = self.rooms.get((who.table, who.seat), {}).values()
            own = sum(who.seat in (WHITE, PUBLIC) or s.who.member == who.member for s in here)     # several may share a seat
            if own >= (limits.WATCHERS_TABLE if who.seat == PUBLIC else limits.CONNECTIONS_PASS):
                raise GameError("this seat is open too often", "busy", 503)
        except GameError as e:
            if isinstance(e, SeatLost):
                e = self.transports.gate.wrong_pass(address, e)
            self.metrics.refused.labels(e.code if e.code in ("draining", "busy", "seat_lost", "rate", "no_table") else "other").inc()
            self.transports.cut(eio_sid)
            raise Refusal(str(e), {"code": e.code, "message": str(e)}) from None
        except SQLAlchemyError as e:
            _log.error("storage", extra={"table": who.table, "sid": brief(sid), "code": type(e).__name__})
            self.transports.cut(eio_sid)
            raise Refusal("storage", {"code": "unavailable", "message": "the server cannot read its records now"}) from None
        self.transports.seat(eio_sid)
        room = self.rooms.setdefault((who.table, who.seat), {})
        shared = next((s.rates for s in room.values() if s.who.member == who.member), {})    # one rate a member, not a socket
        session = Session(sid, eio_sid, who, address, shared)
        if who.seat not in (WHITE, PUBLIC):
            for other in room.values():
                if other.who.member == who.member:
                    self._lose(other, "elsewhere", cut=False)
        self.sessions[sid] = room[sid] = session

    def disconnect(self, sid: str, *_: Any) -> None:
        """Forget a connection. Who leaves the namespace only is cut: there is nothing else to be here for."""
        session = self.sessions.pop(sid, None)
        if session is None:
            return
        room = self.rooms.get((session.who.table, session.who.seat), {})
        room.pop(sid, None)
        if not room:
            self.rooms.pop((session.who.table, session.who.seat), None)
        self.transports.cut(session.eio_sid)

    def _lose(self, session: Session, why: str, cut: bool = True) -> None:
        if session.ended:                        # told once, and about to be cut
            return
        session.muted, session.ended = True, cut
        self._send(session.eio_sid, "seat_lost", {"why": why})
        if cut:
            gevent.spawn_later(0.3, self.transports.cut, session.eio_sid, "seat_lost")

    def seat_lost(self, table: Table, seat: str, why: str) -> None:
        """Tell and cut every connection whose pass for *seat* has just ended."""
        assert self.house is not None
        for session in list(self.rooms.get((table.id, seat), {}).values()):
            if not self.house.good(session.who):
                self._lose(session, why)

    def tables(self) -> set[str]:
        """The ids of the tables that somebody here sits at."""
        return {table for table, _ in self.rooms}

    def cut_ended(self, table: str, numbers: Mapping[str, int]) -> None:
        """Tell and cut every connection whose pass is not of the number that is good now, by *numbers*, or whose bearer has been taken
        out of the seat: another process has ended it."""
        assert self.house is not None
        for seat, good in numbers.items():
            for session in list(self.rooms.get((table, seat), {}).values()):
                if session.who.pass_no < good or not self.house.sits(session.who):
                    self._lose(session, "rotated")

    def bell(self, table: str) -> None:
        """Tell everybody at *table* to ask: what they were told counts no more."""
        for session in list(self.sessions.values()):
            if session.who.table == table:
                self._send(session.eio_sid, "bell", {"table": table})

    # -- messages in -----------------------------------------------------------------------------------------------

    def command(self, sid: str, *args: Any) -> dict[str, Any]:
        """`command {table, id, type, data, seen?}` -> {ok, place, now} or {ok: false, code, message, now}."""
        noted: dict[str, Any] = {}

        def work(session: Session, house: House) -> dict[str, Any]:
            got = messages.command(args[0] if len(args) == 1 else None)
            noted["command"] = got["id"]
            if self.draining:
                raise GameError("the server is stopping, it will be back in a moment", "draining", 503)
            self._own(session, got["table"])
            self.in_flight += 1
            try:
                place = house.command(session.who, got["id"], got["type"], got["data"])
            finally:
                self.in_flight -= 1
            table = house.table(session.who.table)
            noted["seq"] = table.state.seq
            if table.bots_wait():
                gevent.spawn(self._bots, table)
            return {"place": place}
        began = time.monotonic()
        answer = self._answer(sid, "command", limits.COMMAND_RATE, work)
        self._note(sid, answer, time.monotonic() - began, noted)
        return answer

    def _note(self, sid: str, answer: dict[str, Any], seconds: float, noted: dict[str, Any]) -> None:
        code = "ok" if answer["ok"] else answer["code"]
        self.metrics.command(code, seconds)
        session = self.sessions.get(sid)
        if session and code not in ("rate", "bad_message"):           # those are many from one; they are counted
            _log.info("command", extra={"table": session.who.table, "seat": session.who.seat, "sid": brief(sid), "code": code,
                                        "ms": round(seconds * 1000, 1), **noted})

    def resync(self, sid: str, *args: Any) -> dict[str, Any]:
        """`resync {table, epoch, place}` -> a page of what was missed, or a snapshot."""
        def work(session: Session, house: House) -> dict[str, Any]:
            got = messages.resync(args[0] if len(args) == 1 else None)
            self._own(session, got["table"])
            waiting = self._waiting(session)
            if waiting.packets >= limits.WAITING_RESYNC or waiting.bytes > limits.WAITING_BYTES // 2:
                raise GameError("read what was sent first", "busy")
            if not house.good(session.who):
                raise SeatLost("this pass is no longer good for the seat")
            if session.muted:
                raise SeatLost("this seat was opened elsewhere")
            page = {**house.fresh(session.who.table).resync(session.who.seat, got["epoch"], got["place"]), "name": session.who.name}
            kind = "snapshot" if "snapshot" in page else "events" if page["to"] >= page["from"] else "nothing"
            self.metrics.resync.labels(kind).inc()
            if kind != "nothing":
                self.metrics.resync_bytes.inc(len(messages.StrictJson.dumps(page).encode()))
            return page
        return self._answer(sid, "resync", limits.RESYNC_RATE, work)

    def preview(self, sid: str, *args: Any) -> dict[str, Any]:
        """`preview {table, n, type: "order", data}` -> {ok, n, rulings, now}; never recorded."""
        def work(session: Session, house: House) -> dict[str, Any]:
            got = messages.preview(args[0] if len(args) == 1 else None)
            self._own(session, got["table"])
            if not house.good(session.who):
                raise SeatLost("this pass is no longer good for the seat")
            return {"n": got["n"], **house.table(session.who.table).preview(session.who.seat, got["data"])}
        return self._answer(sid, "preview", limits.PREVIEW_RATE, work)

    def bad(self, sid: str, *args: Any) -> dict[str, Any]:
        """A packet that Strict did not take; what comes with it says why."""
        self.transports.unreadable(str(args[0]) if args else "")

        def work(session: Session, house: House) -> dict[str, Any]:
            raise messages.BadMessage("this message cannot be read")
        answer = self._answer(sid, "bad", limits.COMMAND_RATE, work)
        session = self.sessions.get(sid)
        if session:
            self._send(session.eio_sid, "error", {"code": "bad_message"})
        return answer

    def _own(self, session: Session, table: str) -> None:
        if table != session.who.table:
            raise SeatLost("this pass is for another table")

    def _answer(self, sid: str, kind: str, rate: tuple[float, float],
                work: Callable[[Session, House], dict[str, Any]]) -> dict[str, Any]:
        began = time.monotonic()
        try:
            return self._worked(sid, kind, rate, work)
        finally:
            self.metrics.ack_seconds.observe(time.monotonic() - began)

    def _worked(self, sid: str, kind: str, rate: tuple[float, float],
                work: Callable[[Session, House], dict[str, Any]]) -> dict[str, Any]:
        session = self.sessions.get(sid)
        if session is None or self.house is None:
            return {"ok": False, "code": "seat_lost", "message": "show a pass first", "now": now()}
        session.since = time.monotonic()
        try:
            bucket = session.rates.get(kind)
            if bucket is None:
                faster = (rate[0] * self.rate_factor, rate[1] * self.rate_factor)
                bucket = session.rates[kind] = Bucket(faster, time.monotonic())
            if not bucket.take(time.monotonic()):
                self._count_refused(session)
                raise GameError("too many at once: wait a moment", "rate", 429)
            return {"ok": True, **work(session, self.house), "now": now()}
        except messages.BadMessage as e:
            if kind != "bad":
                self.transports.unreadable("shape")
            session.bad += 1
            if session.bad >= limits.BAD_MESSAGES:
                self.transports.cut(session.eio_sid, "bad_message")
            return {"ok": False, "code": e.code, "message": str(e), "now": now()}
        except GameError as e:
            if isinstance(e, SeatLost) and not session.muted:
                self._lose(session, "rotated")
            return {"ok": False, "code": e.code, "message": str(e), "now": now()}
        except SQLAlchemyError as e:
            _log.error("storage", extra={"table": session.who.table, "sid": brief(sid), "code": type(e).__name__})
            return {"ok": False, "code": "storage", "message": "the server cannot write now; your draft is kept, try again", "now": now()}
        except Exception:
            reference = secrets.token_hex(4)
            _log.exception("our_fault", extra={"table": session.who.table, "seat": session.who.seat, "sid": brief(sid),
                                               "reference": reference})
            return {"ok": False, "code": "internal", "message": f"our fault; quote reference {reference}", "now": now()}
        finally:
            session.since = None

    def _count_refused(self, session: Session) -> None:
        session.refused.append(time.monotonic())
        if len(session.refused) == limits.RATE_CUT and session.refused[-1] - session.refused[0] < limits.RATE_CUT_S:
            self.transports.cut(session.eio_sid, "rate")

    def _bots(self, table: Table) -> None:
        try:
            table.play_bots()
        except Exception:
            _log.exception("bot_failed", extra={"table": table.id})

    # -- messages out ----------------------------------------------------------------------------------------------

    def publish(self, table: Table, seat: str, page: dict[str, Any]) -> None:
        """Push one seat's page to its connections: encoded once. A slow one gets none, and a bell when it has read what waits."""
        room = self.rooms.get((table.id, seat))
        if not room:
            return
        text = Strict(packet.EVENT, data=["told", page]).encode()
        size = len(text.encode())
        for session in list(room.values()):
            if session.muted:
                continue
            waiting = self._waiting(session)
            if waiting.packets >= limits.WAITING_PUSHES or waiting.bytes + size >= limits.WAITING_BYTES:
                session.behind = True
            if not session.behind:
                self._push(session.eio_sid, text)

    def _waiting(self, session: Session) -> Waiting:
        eio = self.server.eio.sockets.get(session.eio_sid)
        return eio.queue if eio else Waiting()

    def _send(self, eio_sid: str, event: str, data: dict[str, Any]) -> None:
        self._push(eio_sid, Strict(packet.EVENT, data=[event, data]).encode())

    def _push(self, eio_sid: str, text: str) -> None:
        try:
            self.server.eio.send(eio_sid, text)
        except (KeyError, OSError):
            pass                                     # it went away meanwhile; its disconnect is on the way

    def ring(self, sleep: Callable[[float], Any]) -> None:
        """Ring for clients that were too slow to be pushed to, once they have drained, and end those that got no answer; for ever."""
        while True:
            sleep(0.5)
            self.ring_once()
            self.end_unanswered(time.monotonic())

    def ring_once(self) -> None:
        """Ring for those that have drained by now."""
        for session in list(self.sessions.values()):
            if session.behind and self._waiting(session).packets == 0:
                session.behind = False
                self._send(session.eio_sid, "bell", {"table": session.who.table})

    def end_unanswered(self, now: float) -> None:
        """Cut those whose message has been under way for too long, with a database that hangs: nobody is left without a word."""
        for session in list(self.sessions.values()):
            if session.since is not None and now - session.since > limits.ANSWER_S:
                self.transports.cut(session.eio_sid, "unanswered")

    def drain(self, retry_ms: tuple[int, int] = (500, 4000)) -> None:
        """Tell all clients, answer what is under way (three seconds at most), then cut."""
        self.draining = True
        _log.info("draining", extra={"count": len(self.sessions)})
        for session in list(self.sessions.values()):
            self._send(session.eio_sid, "draining", {"retry_ms": list(retry_ms)})
        until = time.monotonic() + limits.DRAIN_S
        gevent.sleep(0.2)
        while self.in_flight and time.monotonic() < until:
            gevent.sleep(0.05)
        for session in list(self.sessions.values()):
            self.transports.cut(session.eio_sid)
        for transport in list(self.transports.live.values()):
            transport.cut()
