"""What stands before a table: passes, hosts and origins, pages and their headers, limits, malformed packets."""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.client
import json
import re
import time
import urllib.parse

import pytest
import socketio
import websocket
from figures import figure

from game import limits
from game.live.gate import Bucket, Knocks
from game.live.messages import BadMessage, command, name, within
from game.live.passes import Passes


def raw(server, path: str = "/socket.io/?EIO=4&transport=websocket", **more):
    return websocket.create_connection(f"ws://127.0.0.1:{server.port}{path}", timeout=5, **more)


def let_in(server, token: str):
    ws = raw(server)
    ws.recv()
    ws.send("40" + json.dumps({"table": server.table, "pass": token}))
    answer = ws.recv()
    assert answer.startswith("40"), answer
    return ws


# -- passes ------------------------------------------------------------------------------------------------------------

def test_7a_a_pass_is_read_only_as_it_was_given():
    passes, others = Passes(b"k" * 32), Passes(b"j" * 32)
    text = passes.give("t1", "WH", 3, "Ana")
    who = passes.read(text)
    assert (who.table, who.seat, who.pass_no, who.name) == ("t1", "WH", 3, "Ana")
    assert others.read(text) is None
    for odd in ("", None, [], {}, 3, True, text[:-1], text[1:], text.upper(), text + "x", text.encode(), "x" * 5000, f" {text}", "a.b.c"):
        assert passes.read(odd) is None, odd
    ends = [text[:-1] + c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"] + [text + "=", text + "=="]
    assert [end for end in ends if passes.read(end)] == [text], "one spelling: not those that only base64 takes for the same"


@pytest.mark.own_server
def test_wrong_passes_are_refused_alike_and_soon_only_told_to_wait_while_a_right_one_is_always_good(server, people):
    token = server.sit("Ana", "WH")
    refused = set()
    for odd in (None, "", "x", [], server.white[:-2], server.white + "x"):
        client = socketio.Client(reconnection=False)
        seen = []
        client.on("connect_error", seen.append)
        with pytest.raises(socketio.exceptions.ConnectionError):
            client.connect(server.url, transports=["websocket"], auth={"table": server.table, "pass": odd}, wait_timeout=3)
        refused.add(json.dumps(seen[0]))
    assert len(refused) == 1 and "seat_lost" in refused.pop()
    said = [server.call("/api/seat", {"seat": "WH"}, "nonsense")[:2] for _ in range(limits.WRONG_PASSES)]
    assert [(status, body["code"]) for status, body in (said[0], said[-1])] == [(403, "seat_lost"), (429, "rate")]
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(server.url, transports=["websocket"], auth={"table": server.table, "pass": "nonsense"}, wait_timeout=3)
    assert '"rate"' in json.dumps(seen)
    assert people(token).catch_up()["you"]["seat"] == "WH"
    assert server.call(f"/api/record/{server.table}", token=server.white)[0] == 200


def form(server, path: str, text: str):
    """(status, text) of a form sent by a browser without JavaScript."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("POST", path, text, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.own_server
def test_wrong_passes_in_the_form_count_too(server):
    good = server.join("Ana")
    assert [form(server, "/seat", f"pass=nonsense{n}&seat=WH")[0] for n in range(limits.WRONG_PASSES)] == [403] * limits.WRONG_PASSES
    assert form(server, "/seat", "pass=nonsense&seat=WH")[0] == 429
    assert form(server, "/seat", f"pass={good}&seat=WH")[0] == 200


@pytest.mark.own_server
def test_codes_cannot_be_guessed_for_long(server):
    for _ in range(limits.WRONG_CODES):
        assert server.call("/join", {"code": "222222", "name": "Bo"})[0] == 404
    asked = server.call("/join", {"code": server.code, "name": "Bo"})[:2], form(server, "/join", f"code={server.code}&name=Bo")
    for status, said in asked:
        assert status == 429 and "from your network" in str(said)


@pytest.mark.own_server
def test_wrong_codes_of_others_keep_nobody_out_of_a_table_that_their_network_has_joined(server):
    assert server.join("Ana")
    for _ in range(limits.WRONG_CODES):
        server.call("/join", {"code": "222222", "name": "Bo"})
    assert server.call("/join", {"code": "222223", "name": "Bo"})[0] == 429
    assert server.join("Bo") and form(server, "/join", f"code={server.code}&name=Cy")[0] == 200


@pytest.mark.parametrize("at", ["²", "٣", "-1", "1.5", "x", "", "9" * 30])
def test_a_moment_that_is_no_number_shows_the_present(server, at):
    status, said, _ = server.call(f"/api/replay/{server.table}?at={urllib.parse.quote(at)}", token=server.white)
    assert status == 200 and said["seq"] == said["total"]


@pytest.mark.own_server
def test_7a_a_pass_is_good_for_its_own_table_only(server, people):
    status, other, _ = server.call("/api/tables", {"deck": "small"})
    assert status == 201
    assert server.call(f"/api/record/{server.table}", token=other["pass"])[0] == 403
    assert server.call(f"/api/replay/{server.table}", token=other["pass"])[0] == 403
    with pytest.raises(socketio.exceptions.ConnectionError):
        people(other["pass"])
    wh = people(server.sit("Ana", "WH"))
    answer = wh.ask("command", {"table": other["table"], "id": "x" * 16, "type": "ready", "data": {"ready": True}})
    assert answer["code"] == "seat_lost"


def test_a_seat_s_pass_opens_nothing_of_the_white_cell(server, people):
    token = server.sit("Ana", "WH")
    assert server.call(f"/api/record/{server.table}", token=token)[0] == 422
    assert server.call(f"/api/replay/{server.table}", token=token)[0] == 403
    wh = people(token)
    for type in ("start", "advance", "close", "fill_bots", "take_seat", "open_table"):
        answer = wh.command(type)
        assert (answer["ok"], answer["code"]) == (False, "refused")
    watcher = people(server.join("Dora"))
    assert watcher.command("ready", {"ready": True})["code"] == "refused"
    assert watcher.ask("preview", {"table": server.table, "n": 1, "type": "order", "data": {}})["ok"] is False


# -- hosts, origins, pages -----------------------------------------------------------------------------------------------

def test_7e_foreign_hosts_and_origins_are_refused(server):
    own = f"http://127.0.0.1:{server.port}"
    assert server.call("/healthz", Host="evil.test")[0] == 400
    assert server.call("/healthz", Host="127.0.0.1.evil.test")[0] == 400
    assert server.call("/healthz", Host=f"localhost:{server.port}")[0] == 200
    for origin in ("http://evil.test", "null", own + ".evil.test", f"http://127.0.0.1:{server.port + 1}", own + "/x", "https://evil.test"):
        assert server.call("/join", {"code": "x", "name": "y"}, Origin=origin)[0] == 403, origin
        with pytest.raises(websocket.WebSocketBadStatusException) as caught:
            raw(server, origin=origin)
        assert caught.value.status_code == 403
    assert server.call("/join", {"code": "x", "name": "y"}, Origin=own)[0] == 400          # read, and the code refused
    assert server.call("/join", {"code": "x", "name": "y"}, Origin=own, X_Forwarded_Host="evil.test")[0] == 400
    assert server.call("/socket.io/?EIO=4&transport=polling")[0] == 400


@pytest.mark.parametrize("path", ["/", "/j/K7QM4R", "/t/abc", "/t/abc/control", "/r/abc"])
def test_pages_have_their_policy_and_no_inline_script(server, path):
    status, body, headers = server.call(path)
    text = body.decode()
    assert status == 200 and headers["Cache-Control"] == "no-cache"
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "style-src 'self'", "img-src 'self'", "connect-src 'self'", "form-action 'self'",
                 "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    for inline in re.findall(r"<script(?![^>]*src=)[^>]*>(.*?)</script>", text, re.DOTALL):
        assert base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode() in policy
    assert "/static/" not in text.replace("every \"/static/", "") and "style=" not in text
    for address in set(re.findall(r'"(/s/[^"]+\.(?:js|css|svg))"', text)):
        status, file, headers = server.call(address, Accept_Encoding="gzip")
        if status == 404:
            continue                                                  # a page whose script is not written yet
        assert "immutable" in headers["Cache-Control"] and headers["Vary"] == "Accept-Encoding"
        if headers.get("Content-Encoding") == "gzip":
            plain = server.call(address)[1]
            assert gzip.decompress(file) == plain
    assert server.call("/s/0000000000000000/wire.js")[2]["Cache-Control"] == "no-cache"
    assert server.call("/s/0000000000000000/../../pyproject.toml")[0] == 404


def test_files_asked_for_on_one_connection_come_without_the_pause_of_a_delayed_acknowledgement(server):
    talk = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    talk.request("GET", "/")
    address = re.search(r'/s/\w+/', talk.getresponse().read().decode())[0] + "style/tokens.css"
    waited = []
    for _ in range(20):
        asked = time.monotonic()
        talk.request("GET", address)
        answer = talk.getresponse()
        assert answer.status == 200 and answer.read()
        waited.append(time.monotonic() - asked)
    assert sorted(waited)[5] < 0.03, f"a quarter of them took {sorted(waited)[5] * 1000:.0f} ms or less"


def test_the_code_in_the_link_is_filled_in_and_escaped(server):
    text = server.call("/j/K7QM4R")[1].decode()
    assert 'value="K7QM4R"' in text
    hostile = server.call("/j/%22%3E%3Cb%3E")[1].decode()
    assert "<b>" not in hostile


@pytest.mark.own_server
def test_the_join_form_works_without_javascript(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port)

    def post(path: str, text: str):
        connection.request("POST", path, text, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    status, page = post("/join", f"code={server.code[:3].lower()}+{server.code[3:]}&name=%3Cb%3EAna")
    assert status == 200 and "&lt;b&gt;Ana" in page and "<b>" not in page and page.count("Take this seat") == 3
    token = re.search(r'name="pass" value="([^"]+)"', page).group(1)
    status, page = post("/seat", f"pass={token}&seat=WH")
    assert status == 200 and f"/t/{server.table}#pass=" in page
    status, page = post("/seat", f"pass={token}&seat=WH")
    assert status == 409 and "was quicker" in page
    status, page = post("/join", "code=222222&name=Bo")
    assert status == 404 and "No table with this code" in page and 'value="222222"' in page
    status, page = post("/join", f"code={server.code}&name=")
    assert status == 400 and "Write the name" in page


@pytest.mark.own_server
def test_join_says_what_is_wrong_in_words(server):
    for body, says, field in (({"code": "K7QM4O", "name": "a"}, "There is no letter O in codes.", "code"),
                              ({"code": "K7Q", "name": "a"}, "6 letters", "code"), ({"code": "222222", "name": "a"}, "No table", "code"),
                              ({"code": server.code, "name": "x" * 41}, "at most 40", "name"),
                              ({"code": 5, "name": "a"}, "6 letters", "code"),
                              ({"code": server.code, "name": "a\u202eb"}, "a character that cannot be shown", "name"),
                              ({"code": server.code, "name": "\u200b"}, "a character that cannot be shown", "name"),
                              ({"code": "K7Q\u202e", "name": "a"}, "a character that cannot be shown", "code"),
                              *(({"code": server.code, "name": own}, "Write your own name", "name")
                                for own in ("White cell", "wh", "W\u200bH", "Ｗｈｉｔｅ  Cell", "the senate"))):
        status, said, _ = server.call("/join", body)
        assert status in (400, 404, 409) and says in said["message"], said
        assert said.get("field", "") == field
    server.sit("Ana", "WH")
    for again in ("ana", "A\u200bna"):
        status, said, _ = server.call("/join", {"code": server.code, "name": again})
        assert status == 409 and said["field"] == "name" and "There is already" in said["message"]
    status, said, _ = server.call("/api/seat", {"table": server.table, "seat": "CONG", "name": "White cell"}, server.join("Bo"))
    assert status == 409 and "Write your own name" in said["message"]


def test_the_qr_code_is_a_picture(server):
    status, body, headers = server.call(f"/api/tables/{server.table}/qr.svg")
    assert status == 200 and headers["Content-Type"] == "image/svg+xml" and server.code.encode() in body and body.startswith(b"<svg")
    assert server.call("/api/tables/nothing/qr.svg")[0] == 404


@pytest.mark.own_server
def test_no_answer_holds_a_pass_or_a_traceback(server):
    for path in ("/nothing", "/api/replay/x", "/api/record/x", "/api/tables/x/qr.svg", "/s/x/y"):
        status, body, headers = server.call(path)
        assert 400 <= status < 500 and "Traceback" not in str(body) and headers["Cache-Control"] == "no-store"
    assert server.call("/join", {"x": "y" * 70_000})[0] == 413
    assert not any("Traceback" in line for line in server.said)
    for line in server.said:
        assert server.white not in line or "/control#pass=" in line


# -- messages ------------------------------------------------------------------------------------------------------------

GOOD = {"table": "t1", "id": "a" * 16, "type": "ready", "data": {"ready": True}}


def test_command_shapes_are_strict():
    assert command(dict(GOOD))["type"] == "ready"
    assert command({**GOOD, "seen": 3})["seen"] == 3
    for change in ({"id": "a" * 15}, {"id": "a" * 65}, {"id": "a" * 15 + "é"}, {"id": 5}, {"type": ""}, {"type": "A B"}, {"data": []},
                   {"data": None}, {"table": ""}, {"table": 1}, {"seen": -1}, {"seen": 1.5}, {"seen": True}, {"seen": "1"}, {"seat": "WH"},
                   {"data": {"text": "x" * (limits.TEXT + 1)}}, {"table": "x" * 65}):
        with pytest.raises(BadMessage):
            command({**GOOD, **change})
    assert command({**GOOD, "data": {"text": "x" * limits.TEXT}})
    assert command({**GOOD, "data": {"text": "e\u0301"}})["data"]["text"] == "\u00e9"
    for odd in (None, [], "x", 3, [GOOD]):
        with pytest.raises(BadMessage):
            command(odd)


def nested(n: int):
    value = 1
    for _ in range(n - 1):
        value = [value]
    return value


@pytest.mark.parametrize("good, bad", [
    (nested(limits.MESSAGE_DEPTH), nested(limits.MESSAGE_DEPTH + 1)),
    ([0] * (limits.MESSAGE_VALUES - 1), [0] * limits.MESSAGE_VALUES),
    ("x" * limits.MESSAGE_TEXT, "x" * (limits.MESSAGE_TEXT + 1)),
    (limits.INTEGER, limits.INTEGER + 1), (-limits.INTEGER, -limits.INTEGER - 1),
    (1.5, float("inf")), (0.0, float("nan")), ("a\nb\tc", "a\0b"), ("é", "\ud800"), ("plain", "\u202eevil"), ({"k": 1}, {"k\0": 1}),
], ids=lambda v: str(v)[:16].encode("ascii", "replace").decode())
def test_8e_limits_of_a_message_are_exact(good, bad):
    within(good)
    with pytest.raises(ValueError):
        within(bad)


def test_8e_names_are_kept_plain():
    assert name("  Ana   Maria ") == "Ana Maria"
    assert len(name("x" * limits.NAME)) == limits.NAME
    for odd in ("", "  ", None, 5, "x" * (limits.NAME + 1), "a\u200eb", "a\x07b"):
        with pytest.raises(BadMessage):
            name(odd)


def test_rates_and_knocks_count():
    bucket = Bucket((5, 20), 0.0)
    assert [bucket.take(0.0) for _ in range(21)] == [True] * 20 + [False]
    assert bucket.take(0.2) and not bucket.take(0.2)
    at = [0.0]
    knocks = Knocks(2, 60, lambda: at[0])
    knocks.add("a")
    knocks.add("a")
    assert knocks.full("a") and not knocks.full("b")
    at[0] = 61
    assert not knocks.full("a")


# -- the transport -------------------------------------------------------------------------------------------------------

@pytest.mark.own_server
def test_8b_malformed_packets_harm_nobody(server, people):
    """Reserved events, binary, floods of brackets: answered or cut, and a bystander plays on."""
    bystander = people(server.sit("Ana", "WH"))
    bad = ['42["connect",{}]', '42["disconnect"]', '42["_bad",1]', '42["nope",{}]', '420["command"]', "42", "4", "42{}", "42[]", "42[1,2]",
           '42["command",{},{}]', '451-["command",{"_placeholder":true,"num":0}]', "45", "46", "49", "4x", '42["command",' + "[" * 9000,
           '42["command",NaN]', '42["command",1e999]', '42["command",' + "9" * 400 + "]", '42/other,["command",{}]', "43", "43[]",
           '42["command","\\ud800"]', '42["command",{"a":"\\u0000"}]', "bAAAA", "9", "", '40{"table":1}', "41/x", '40/other,{"a":1}',
           '429999999999999999999999999999["command",{}]', '42["disconnect","x"]', '421["connect",{"table":"x"}]', "44", "4\x002",
           '42["resync"]', '42["command",true]', '4["command",{}]', '42["preview",7]']
    assert len(set(bad)) >= 40
    for text in bad:
        ws = let_in(server, server.white)
        try:
            for _ in range(4):
                ws.send(text)
            ws.settimeout(0.2)
            while True:
                if not ws.recv():
                    break
        except (websocket.WebSocketException, OSError):
            pass
        ws.close()
    assert bystander.command("ready", {"ready": True})["ok"]
    assert server.call("/healthz")[0] == 200
    log = "".join(server.said)
    lines = [json.loads(line) for line in server.said if '"bad_message"' in line]
    figure("8b_kinds", len(bad))
    figure("8b_log_bytes", len(log))
    assert "Traceback" not in log and len(log) < 8000, log[-3000:]
    assert len(lines) == len({line["code"] for line in lines}), "one line a kind"


def test_a_bad_command_is_answered(server):
    ws = let_in(server, server.white)
    ws.send('427["command",{"table":"x"}]')
    said = ws.recv()
    assert said.startswith("437[") and json.loads(said[3:])[0]["code"] == "bad_message"
    ws.send('428["nope",{}]')
    got = {ws.recv()[:2], ws.recv()[:2]}
    assert got == {"43", "42"}
    ws.close()


def test_8e_a_message_of_more_than_64_kib_ends_the_connection(server, people):
    ws = let_in(server, server.white)
    ws.send('42["command","' + "x" * limits.MESSAGE_BYTES + '"]')
    ws.settimeout(3)
    with pytest.raises((websocket.WebSocketException, OSError)):
        while ws.recv():
            pass
        raise OSError("closed")
    assert people(server.white).catch_up()


def test_8a_no_compression_is_agreed(server):
    ws = raw(server, header=["Sec-WebSocket-Extensions: permessage-deflate"])
    assert "sec-websocket-extensions" not in {k.lower() for k in ws.headers}
    ws.close()


@pytest.mark.thorough
def test_8e_who_shows_no_pass_is_cut(server):
    ws = raw(server)
    ws.recv()
    ws.settimeout(limits.UNSEATED_S + 4)
    began = time.monotonic()
    with pytest.raises((websocket.WebSocketException, OSError)):
        while ws.recv():
            pass
        raise OSError("closed")
    assert limits.UNSEATED_S - 2 < time.monotonic() - began < limits.UNSEATED_S + 3


def test_8e_rates_are_kept(tmp_path):
    from .conftest import Person, Server
    server = Server(tmp_path, HALIFAX_RATE_FACTOR="1")
    try:
        wh = Person(server, server.sit("Ana", "WH"))
        codes = [wh.command("ready", {"ready": n % 2 == 0}).get("code") for n in range(40)]
        assert codes.count("rate") >= 10 and codes[:15] == [None] * 15
        second = Person(server, wh.token)
        codes = [second.command("ready", {"ready": n % 2 == 0}).get("code") for n in range(8)]
        assert "rate" in codes, "a second tab is no second allowance"
        wh.leave()
        second.leave()
    finally:
        server.stop()


def test_a_second_server_on_the_same_database_says_so(server):
    import subprocess
    import sys

    from .conftest import HERE, SERVE
    done = subprocess.run([sys.executable, "-c", SERVE, "0", server.db, str(HERE.parent / "scenarios")], capture_output=True, text=True,
                          timeout=20)
    assert done.returncode != 0 and "another server has" in done.stderr
