"""Pages and plain HTTP: join, take a seat, open a table, download a record. Flask in, JSON or a page out."""

from __future__ import annotations

import hmac
import io
import logging
import secrets
from typing import Any

import segno
from flask import Flask, Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from game import limits
from game.errors import GameError
from game.play import PUBLIC, WHITE, otherwise
from game.record import BadRecord, record_text, seat_text
from game.rules import shape

from . import forms, messages
from .gate import Gate
from .house import House, read_code
from .pages import API_CSP, Pages
from .passes import Pass
from .ready import Ready
from .replay import entries, index, moment, state_at, states
from .table import SeatLost, Table

__all__ = ["add_routes"]

_log = logging.getLogger("halifax")


def add_routes(app: Flask, house: House, pages: Pages, gate: Gate, ready: Ready, base_url: str = "", metrics_token: str = "") -> None:
    """Give *app* every route of ours."""

    def checked(text: Any) -> Pass:
        """Who shows this pass; a wrong one counts against the address. Raises SeatLost, or GameError `rate`."""
        try:
            return house.check(text)
        except SeatLost as e:
            raise gate.wrong_pass(request.remote_addr or "", e) from None

    def shown() -> Pass:
        """Who shows a pass in the Authorization header. Raises SeatLost."""
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        return checked(text if scheme == "Bearer" else None)

    def of_table(id: str) -> Pass:
        """Who shows a pass, which must be one for this table."""
        who = shown()
        if who.table != id:
            raise SeatLost("this pass is not good for this table")
        return who

    def body(any_character: bool = False) -> dict[str, Any]:
        """The JSON or form that was sent, checked for size, depth and, unless the route does it itself, characters."""
        raw: Any = request.get_json(silent=True) if request.is_json else request.form.to_dict()
        if not isinstance(raw, dict):
            raise messages.BadMessage("this request cannot be read")
        try:
            messages.within(raw, any_character)
        except ValueError as e:
            raise messages.BadMessage(f"this request cannot be read: {e}") from None
        return raw

    def page(name: str) -> Response:
        text, policy = pages.page(name)
        return html(text, policy)

    def html(text: str, policy: str, status: int = 200) -> Response:
        answer = Response(text, status, content_type="text/html; charset=utf-8")
        answer.headers["Cache-Control"] = "no-cache"
        answer.headers["Content-Security-Policy"] = policy
        return answer

    @app.before_request
    def fresh() -> None:
        if not request.path.startswith(("/s/", "/api/", "/healthz", "/readyz", "/metrics")):
            pages.refresh()

    @app.after_request
    def safe(answer: Response) -> Response:
        answer.headers.setdefault("Content-Security-Policy", API_CSP)
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "same-origin"  # no-referrer makes a form's own Origin null, which we refuse
        return answer

    @app.errorhandler(GameError)
    def said(e: GameError) -> tuple[Response, int]:
        return jsonify(ok=False, code=e.code, message=str(e)), e.http

    @app.errorhandler(SQLAlchemyError)
    def storage(e: SQLAlchemyError) -> tuple[Response, int]:
        _log.error("storage", extra={"code": type(e).__name__})
        return jsonify(ok=False, code="storage", message="the server cannot read or write its records now"), 503

    @app.errorhandler(Exception)
    def ours(e: Exception) -> tuple[Response, int]:
        reference = secrets.token_hex(4)
        _log.error("our_fault", exc_info=e, extra={"reference": reference})
        return jsonify(ok=False, code="internal", message=f"our fault; quote reference {reference}"), 500

    @app.errorhandler(HTTPException)
    def http(e: HTTPException) -> tuple[Response, int]:
        return jsonify(ok=False, code=str(e.code), message=e.description or ""), e.code or 500

    # -- pages -------------------------------------------------------------------------------------------------------

    @app.get("/")
    def home() -> Response:
        return page("index.html")

    @app.get("/j/<code>")
    def join_page(code: str) -> Response:
        text, policy = pages.page("index.html")
        return html(forms.with_code(text, code), policy)

    @app.get("/t/<table>")
    def table_page(table: str) -> Response:
        return page("table.html")

    @app.get("/t/<table>/control")
    def control_page(table: str) -> Response:
        return page("control.html")

    @app.get("/r/<table>")
    def replay_page(table: str) -> Response:
        return page("replay.html")

    @app.get("/healthz")
    def health() -> Response:
        return Response("ok\n", content_type="text/plain")

    @app.get("/readyz")
    def readiness() -> Response:
        why = ready.why_not()
        return Response(f"{why or 'ready'}\n", 503 if why else 200, content_type="text/plain")

    @app.get("/metrics")
    def metrics() -> Response:
        """For who shows the token; without one set, /metrics is not here."""
        said = request.headers.get("Authorization", "").encode()
        if not metrics_token or not hmac.compare_digest(said, f"Bearer {metrics_token}".encode()):
            return Response("no such page\n", 404, content_type="text/plain")
        return Response(gate.metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")

    @app.get("/s/<hash>/<path:path>")
    def asset(hash: str, path: str) -> Response:
        file = pages.files.get(path)
        if file is None:
            return Response("no such file\n", 404, content_type="text/plain")
        zipped = file.gzipped is not None and "gzip" in request.headers.get("Accept-Encoding", "")
        answer = Response(file.gzipped if zipped else file.data, content_type=file.type)
        if zipped:
            answer.headers["Content-Encoding"] = "gzip"
        answer.headers["Vary"] = "Accept-Encoding"
        # A page older than the server still finds its rarer modules, but nothing may keep them under the old hash.
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hash == pages.hash else "no-cache"
        return answer

    @app.get("/api/law/<digest>/<act>")
    def law_words(digest: str, act: str) -> Response:
        """What every proof of this act says under this law, and the questions its text leaves open: public, and the same for ever."""
        law = house.law(digest)
        if act not in law.acts:
            raise GameError(f"this law has no act `{act[:64]}`", "not_found", 404)
        open_questions = law.names.interpretations.values()
        answer = jsonify({**shape(law, act), "questions": {
            i.id: {"question": i.question, "cite": i.cite, "readings": dict(i.readings)} for i in open_questions}})
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer

    # -- joining -----------------------------------------------------------------------------------------------------

    @app.post("/join")
    def join() -> Any:
        raw, address = body(any_character=True), request.remote_addr or ""
        field = "code"
        try:
            code = read_code(raw.get("code"))
            if not gate.may_try(address, code):
                raise GameError("Many wrong codes have come from your network, so new ones must wait a minute. Then press Continue again.",
                                "rate", 429)
            field = "name"
            name = messages.name(raw.get("name"))
            field = "code"
            table, text = house.join(code, name)
            gate.joined(address, code)
        except GameError as e:
            if e.code == "no_table":
                gate.metrics.auth_failures.inc()
                gate.wrong_codes.add(address)
            if e.code in ("name_taken", "name_of_office"):
                field = "name"
            if request.is_json:
                return jsonify(ok=False, code=e.code, message=str(e), field=field), e.http
            form, policy = pages.page("index.html")
            return html(forms.with_fault(form, raw, field, str(e)), policy, e.http)
        if request.is_json:
            return jsonify(ok=True, table=table.id, **{"pass": text}, page=f"/t/{table.id}")
        return html(forms.lobby(pages, table, text, name), forms.POLICY)

    @app.post("/seat")
    def seat_form() -> Any:
        """The seat choice of browsers without JavaScript: the pass travels in the form's body."""
        raw = body()
        who = checked(raw.get("pass"))
        try:
            table, text = house.take_seat(who, str(raw.get("seat", "")), who.name)
        except GameError as e:
            return html(forms.lobby(pages, house.table(who.table), raw["pass"], who.name, str(e)), forms.POLICY, e.http)
        return html(forms.seated(pages, table, text, str(raw["seat"])), forms.POLICY)

    @app.post("/api/seat")
    def seat() -> Any:
        who, raw = shown(), body()
        if raw.get("table") not in (None, who.table):
            raise SeatLost("this pass is not good for this table")
        if raw.get("seat") in (None, PUBLIC):
            table, text = house.leave_seat(who)
            return jsonify(ok=True, table=table.id, seat=PUBLIC, **{"pass": text}, page=f"/t/{table.id}")
        wanted = str(raw["seat"])
        table, text = house.take_seat(who, wanted, messages.name(raw.get("name") or who.name))
        return jsonify(ok=True, table=table.id, seat=wanted, **{"pass": text}, page=f"/t/{table.id}")

    @app.post("/api/tables/<id>/members")
    def add_member(id: str) -> Any:
        """{name, seat?}: a link for somebody more to share a seat; seat is said by the white cell."""
        who, raw = of_table(id), body()
        seat = str(raw.get("seat", "")) if who.seat == WHITE else who.seat
        table, text = house.add_member(who, seat, messages.name(raw.get("name")))
        return jsonify(ok=True, seat=seat, **{"pass": text}, page=f"/t/{table.id}"), 201

    @app.post("/api/tables/<id>/passes")
    def renew_pass(id: str) -> Any:
        """{seat}: a new link for who sits there, or for the white cell itself; the old ones end."""
        who, seat = of_table(id), str(body().get("seat", ""))
        table, text = house.renew_pass(who, seat)
        return jsonify(ok=True, seat=seat, **{"pass": text}, page=f"/t/{table.id}{'/control' if seat == WHITE else ''}"), 201

    def count_new_table() -> None:
        """Raise GameError `rate` where too many new tables came from this address."""
        address = request.remote_addr or ""
        if address not in ("127.0.0.1", "::1"):
            if gate.new_tables.full(address):
                raise GameError("too many new tables from here: wait an hour", "rate", 429)
            gate.new_tables.add(address)

    @app.post("/api/tables/<id>/fork")
    def fork_table(id: str) -> Any:
        who = shown()
        if who.table != id or who.seat != WHITE:
            raise GameError("only the white cell of this table can fork it", "refused", 403)
        at = body().get("at")
        if type(at) is not int:
            raise GameError("`at` is the number of the event to go on after", "bad_message")
        count_new_table()
        table, text = house.fork(house.table(id), at)
        return jsonify(ok=True, table=table.id, code=table.code, **{"pass": text}, page=f"/t/{table.id}/control"), 201

    @app.post("/api/tables")
    def new_table() -> Any:
        count_new_table()
        wanted = body()
        seats = wanted.get("seats")
        seats = int(seats[:3]) if isinstance(seats, str) and seats.isdecimal() else seats       # a form knows only text
        table, text = house.open_table(str(wanted.get("deck", ""))[:64], {"seats": seats, "schedule": wanted.get("schedule")})
        return jsonify(ok=True, table=table.id, code=table.code, **{"pass": text}, page=f"/t/{table.id}/control"), 201

    @app.get("/api/tables/<id>/qr.svg")
    def qr(id: str) -> Response:
        address = f"{base_url or request.host_url.rstrip('/')}/j/{house.table(id).code}"
        out = io.BytesIO()
        segno.make(address, error="m").save(out, kind="svg", scale=8, border=4, light="#fff", xmldecl=False, svgclass=None,
                                            lineclass=None, title=address)
        return Response(out.getvalue(), content_type="image/svg+xml")

    # -- looking back ------------------------------------------------------------------------------------------------

    def looking(id: str) -> tuple[Table, Pass, str]:
        """The table, who looks, and as which seat they may: their own, the public, or for the white cell any."""
        who = of_table(id)
        table = house.table(id)
        seat = request.args.get("as") or who.seat
        if who.seat != WHITE and table.state.status != "closed":
            raise GameError("the replay opens when the game has ended", "refused", 403)
        if seat not in table.state.places:
            raise GameError("there is no such seat at this table", "refused", 404)
        if who.seat != WHITE and seat not in (who.seat, PUBLIC):
            raise GameError("that seat's view is not yours", "refused", 403)
        return table, who, seat

    def place(table: Table) -> int:
        """The event that `?at=` names, the last one without it."""
        at = request.args.get("at", "")
        return int(at) if at.isascii() and at.isdigit() and len(at) < 9 else table.state.seq

    @app.get("/api/replay/<id>")
    def replay(id: str) -> Any:
        table, _, seat = looking(id)
        return jsonify(moment(table, seat, place(table)))

    @app.get("/api/replay/<id>/index")
    def replay_index(id: str) -> Any:
        table, _, seat = looking(id)
        return jsonify(index(table, seat))

    @app.get("/api/otherwise/<id>/<int:no>")
    def other_readings(id: str, no: int) -> Any:
        """What the ruling that a seat counts as *no* would be under the other readings: of one's own at any time, else as in replay."""
        who = shown()
        if request.args or who.table != id:
            table, _, seat = looking(id)
        else:
            table, seat = house.table(id), who.seat
        return jsonify(ok=True, **otherwise(state_at(table, place(table)), seat, no))

    @app.get("/api/record/<id>")
    def record(id: str) -> Response:
        who = of_table(id)
        table = house.table(id)
        if who.seat == WHITE:
            now = table.state
            text, name = record_text(table.opened.header, entries(table, 0, now.seq), now, table.opened.seed), f"halifax-{id}.jsonl"
        elif table.state.status != "closed":
            raise BadRecord("footer", "a seat's record is given out only after the close")
        else:
            record = list(entries(table))
            after = states(table, record)
            next(after)
            text, name = seat_text(table.opened.header, record, after, who.seat, table.opened.seed), f"halifax-{id}-{who.seat}.jsonl"
        answer = Response(text, content_type="application/jsonl; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    app.config["MAX_CONTENT_LENGTH"] = limits.BODY_BYTES
    app.config["MAX_FORM_PARTS"] = limits.FORM_PARTS
    app.config["MAX_FORM_MEMORY_SIZE"] = limits.BODY_BYTES
