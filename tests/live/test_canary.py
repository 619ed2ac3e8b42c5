"""6b, 6c. Secrets are words found nowhere else. All bytes that others than their owner can get are kept, and no word is in them."""

from __future__ import annotations

import base64
import html
import json
import socket
import urllib.parse
import urllib.request

from figures import figure

from .conftest import Person, Server

PRIVATE = {
    "canary-wh-private-fact": {"WH"}, "canary-wh-objective": {"WH"}, "canary-ank-private-fact": {"ANK"}, "canary-ank-objective": {"ANK"},
    "canary-private-card": {"ANK"}, "canary-private-text": {"ANK"}, "canary-draft-words": {"WH"}, "canary-sealed-words": {"WH"},
    "canary-room-words": {"WH", "ANK"}, "canary-note-for-one": {"CONG"}, "canary-agreement": {"WH", "ANK"},
}  # fmt: skip
"""A word and the seats it is for; the white cell sees all."""


def spellings(word: str) -> list[bytes]:
    """*word* as it may be hidden in other bytes."""
    raw, out = word.encode(), [word.encode()]
    out += [json.dumps(word)[1:-1].encode(), "".join(f"\\u{ord(c):04x}" for c in word).encode(), urllib.parse.quote(word, safe="").encode()]
    out += [html.escape(word).encode(), "".join(f"&#{ord(c)};" for c in word).encode()]
    out += [raw.hex().encode(), raw.hex().upper().encode(), raw[::-1]]
    for shift in range(3):                               # base64 has three ways to stand in a longer text
        inside = base64.b64encode(b"\0" * shift + raw)[(0, 2, 3)[shift]:]
        out.append(inside[:len(inside) - 4])
    return out


def asked(server: Server, path: str, token: str | None = None) -> bytes:
    """All that is answered, headers too."""
    _, answer, headers = server.call(path, token=token)
    return str(headers).encode() + (answer if isinstance(answer, bytes) else json.dumps(answer, ensure_ascii=False).encode())


def test_6b_6c_no_secret_is_in_any_byte_that_others_get_and_its_owner_gets_it(tmp_path):
    """Given secrets of every kind, then each is in its owner's bytes and in nobody else's, nor in pages, log or metrics."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    server = Server(tmp_path, HALIFAX_METRICS_PORT=str(port))
    got: dict[str, list[bytes]] = {}
    try:
        white = Person(server, server.white)
        people = {"WHITE": white, "PUBLIC": Person(server, server.join("Dora"))}
        for name, seat in (("Ana", "WH"), ("Ben", "ANK"), ("Cleo", "CONG")):
            people[seat] = Person(server, server.sit(name, seat))
        wh, ank, cong = people["WH"], people["ANK"], people["CONG"]
        for person in people.values():
            person.catch_up()
        white.do("start")
        white.do("inject", title="A note", text="canary-note-for-one", audience=["CONG"])
        white.do("advance", to="back_channel")
        wh.do("open_room", seats=["ANK"])
        room = next(r["id"] for r in wh.catch_up()["rooms"] if r["id"] != "all")
        wh.do("message", room=room, text="canary-room-words")
        promise = {"by": "WH", "kind": "refrains", "what": "impose", "round": 1}
        wh.do("draft_agreement", parties=["WH", "ANK"], title="canary-agreement", terms=[promise])
        white.do("advance", to="orders")
        words = {"main": {"move": "wait", "fields": {}}, "choices": {}}
        wh.do("save_draft", **words, minor={"move": "speak", "fields": {"words": "canary-draft-words"}})
        wh.do("lock_order", **words, minor={"move": "speak", "fields": {"words": "canary-sealed-words"}})
        for person in (cong, ank, people["PUBLIC"]):     # what may be asked, and what may not
            person.command("message", {"room": room, "text": "let me in"})
            person.command("sign_agreement", {"agreement": "WH+ANK:1"})
            person.command("act_for", {"seat": "WH", "type": "unlock_order", "data": {}})
            order = {"main": {"move": "impose", "fields": {"items": [1]}}}
            person.ask("preview", {"table": server.table, "n": 1, "type": "order", "data": order})
        for person in people.values():
            person.catch_up()
        for seat, person in people.items():
            got[seat] = [str(frame).encode() for frame in person.frames]
            for path in (f"record/{server.table}", f"replay/{server.table}", f"replay/{server.table}/index", f"otherwise/{server.table}/1"):
                got[seat] += [asked(server, f"/api/{path}{more}", person.token) for more in ("", "?as=WH", "?as=WHITE", "?at=3")]
        id = server.table
        got["anonymous"] = [asked(server, path) for path in (
            "/", f"/j/{server.code}", f"/t/{id}", f"/t/{id}/control", f"/r/{id}", "/healthz", "/readyz", f"/api/tables/{id}/qr.svg",
            f"/api/record/{id}", f"/api/replay/{id}", "/metrics", "/nothing")]
        got["metrics"] = [urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read()]
        got["log"] = ["".join(server.said).encode()]
        for person in people.values():
            person.leave()
    finally:
        server.stop()
    searched = 0
    for reader, pieces in got.items():
        data = b"\n".join(pieces)
        searched += len(data)
        assert len(data) > 300, reader
        for word, owners in PRIVATE.items():
            if reader in owners or reader == "WHITE":
                assert word.encode() in data, f"{reader} does not see {word}"
            else:
                assert not [s for s in spellings(word) if s in data], f"{reader} gets {word}"
    figure("6b_bytes_searched", searched)


def test_every_spelling_would_be_found():
    word = "canary-sealed-words"
    for n in range(3):
        assert any(s in base64.b64encode(b"x" * n + word.encode() + b"yz") for s in spellings(word)[-3:])
    assert spellings(word)[8] == b"sdrow-delaes-yranac" and all(len(s) > 12 for s in spellings(word))
