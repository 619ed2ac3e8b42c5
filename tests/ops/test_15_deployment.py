"""The files that people copy: each is parsed by what will read it, and the server starts and stops by them."""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import tomllib
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest
import websocket
from figures import figure

from game.settings import described, read_settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def test_15_the_unit_is_read_and_says_what_the_design_owes(tmp_path):
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(DEPLOY / "halifax.service")
    service = unit["Service"]
    wanted = {"Restart": "always", "KillSignal": "SIGTERM", "TimeoutStopSec": "10", "LimitNOFILE": "65536", "DynamicUser": "yes",
              "StateDirectory": "halifax", "ProtectSystem": "strict", "NoNewPrivileges": "yes"}
    assert {k: service[k] for k in wanted} == wanted and service["MemoryMax"]
    program, command, option, file = service["ExecStart"].split()
    assert (program, command, option) == ("/opt/halifax/bin/halifax", "serve", "--settings") and file == "/etc/halifax/halifax.toml"
    assert unit["Install"]["WantedBy"] == "multi-user.target"
    if analyze := shutil.which("systemd-analyze"):       # not on every machine; where it is, it is the better reader
        copy = tmp_path / "halifax.service"
        copy.write_text((DEPLOY / "halifax.service").read_text().replace("/opt/halifax/bin/halifax", "/bin/true"))
        done = subprocess.run([analyze, "verify", "--man=no", str(copy)], capture_output=True, text=True, timeout=30)
        assert "halifax.service" not in done.stderr, done.stderr


def test_15_the_example_settings_are_good_and_name_every_setting():
    text = (DEPLOY / "halifax.toml").read_text()
    settings = read_settings({}, {}, DEPLOY / "halifax.toml")
    assert settings.proxies == 1 and settings.names == ("play.example.org",)
    assert {name for name, *_ in described()} == set(re.findall(r"^(?:# )?(\w+) = ", text, re.M))
    uncommented = re.sub(r"^# (\w+ = )", r"\1", text, flags=re.M)
    assert set(tomllib.loads(uncommented)) == {name for name, *_ in described()}


@pytest.fixture
def served(tmp_path):
    """`halifax serve` with the example settings: a database and ports of its own, the rest as it stands there."""
    port = free_port()
    env = {k: v for k, v in os.environ.items() if not k.startswith("HALIFAX_")} | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "game", "serve", "--settings", str(DEPLOY / "halifax.toml"), "--db", str(tmp_path / "h.db"),
         "--port", str(port), "--metrics-port", str(free_port()), "--scenarios", str(ROOT / "tests" / "scenarios"), "--deck", "small"],
        stdout=subprocess.PIPE, stderr=(tmp_path / "log").open("wb"), text=True, env=env)
    said = ""
    while "keep it to yourself" not in said:
        line = process.stdout.readline()
        assert line, (tmp_path / "log").read_text()
        said += line
    yield SimpleNamespace(process=process, port=port, said=said, log=tmp_path / "log")
    if process.poll() is None:
        process.kill()
    process.stdout.close()
    process.wait()


def test_15_serve_starts_with_the_example_settings_and_sigterm_ends_it_cleanly(served):
    assert urllib.request.urlopen(f"http://127.0.0.1:{served.port}/readyz", timeout=5).status == 200
    began = time.monotonic()
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(8) == 0
    figure("15_sigterm_to_exit_s", time.monotonic() - began)
    assert time.monotonic() - began < 5
    assert [json.loads(line)["name"] for line in served.log.read_text().splitlines()] == ["serving", "draining", "stopped"]


@pytest.fixture
def nginx(tmp_path, served):
    """The site as it stands in the file, but for ports, names of files and certificates."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None or shutil.which("openssl") is None:
        pytest.skip("no nginx or openssl on this machine: apt-get install nginx openssl")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(tmp_path / "key.pem"), "-out",
                    str(tmp_path / "cert.pem"), "-days", "2", "-subj", "/CN=play.example.org"], check=True, capture_output=True, timeout=30)
    plain, tls = free_port(), free_port()
    site = (DEPLOY / "nginx.conf").read_text()
    for old, new in (("/etc/letsencrypt/live/play.example.org/fullchain.pem", str(tmp_path / "cert.pem")),
                     ("/etc/letsencrypt/live/play.example.org/privkey.pem", str(tmp_path / "key.pem")),
                     ("listen 80;", f"listen 127.0.0.1:{plain};"), ("listen 443 ssl;", f"listen 127.0.0.1:{tls} ssl;"),
                     ("/var/log/nginx/halifax.log", str(tmp_path / "access.log")), ("127.0.0.1:8000", f"127.0.0.1:{served.port}")):
        assert site.count(old) == 1, old
        site = site.replace(old, new)
    (tmp_path / "site.conf").write_text(site)
    temp = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; daemon off; worker_processes 1; {'user root;' if os.geteuid() == 0 else ''}\n"
        f"events {{ worker_connections 64; }}\nhttp {{ {temp} include {tmp_path}/site.conf; }}\n")
    asked = [program, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run([*asked, "-t"], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    process = subprocess.Popen(asked, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", tls), 1).close()
            break
        except OSError:
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.05)
    yield tls
    process.terminate()
    process.wait()


def test_15_people_come_in_through_nginx_and_its_log_holds_no_query(served, nginx, tmp_path):
    lax = ssl._create_unverified_context()
    base, host = f"https://127.0.0.1:{nginx}", f"play.example.org:{nginx}"

    def get(path: str, **headers: str):
        return urllib.request.urlopen(urllib.request.Request(base + path, headers={"Host": host, **headers}), timeout=5, context=lax)

    page = get("/?canary=1")
    assert page.status == 200 and "max-age" in page.headers["Strict-Transport-Security"]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get("/metrics")
    table, white = re.search(r"/t/([\w-]+)/control#pass=(\S+)", served.said).groups()
    line = websocket.create_connection(f"wss://127.0.0.1:{nginx}/socket.io/?EIO=4&transport=websocket", sslopt={"cert_reqs": 0}, timeout=5,
                                       host=host, origin=f"https://{host}")
    assert line.recv().startswith("0")
    line.send("40" + json.dumps({"table": table, "pass": white}))
    assert line.recv().startswith("40")
    line.send('420["resync",' + json.dumps({"table": table, "epoch": None, "place": 0}) + "]")
    answer = line.recv()
    assert answer.startswith("430") and json.loads(answer[3:])[0]["snapshot"]
    line.close()
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        websocket.create_connection(f"wss://127.0.0.1:{nginx}/socket.io/?EIO=4&transport=websocket", sslopt={"cert_reqs": 0}, timeout=5,
                                    host=host, origin="https://evil.example")
    time.sleep(0.2)
    log = (tmp_path / "access.log").read_text()
    assert '"GET /" 200' in log and "canary" not in log and "EIO" not in log


def test_15_gunicorn_s_worker_drains_on_sigterm(monkeypatch):
    """The hook as gunicorn calls it: once loaded, a SIGTERM drains and lets gunicorn go on with its own exit."""
    import gevent

    recipe = {}
    exec(compile((DEPLOY / "gunicorn.conf.py").read_text(), "gunicorn.conf.py", "exec"), recipe)
    assert recipe["worker_class"] == "gevent" and recipe["workers"] == 1 and recipe["graceful_timeout"] < 10
    done = []
    app = SimpleNamespace(extensions={"halifax": SimpleNamespace(drain=lambda: done.append("drained"))})
    before = signal.getsignal(signal.SIGTERM)
    try:
        recipe["post_worker_init"](SimpleNamespace(wsgi=app, handle_exit=lambda number, frame: done.append(number)))
        os.kill(os.getpid(), signal.SIGTERM)
        gevent.sleep(0.05)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert sorted(done, key=str) == [signal.SIGTERM, "drained"]


def test_15_the_page_for_operators_names_every_setting_and_counter():
    from game.live.metrics import Metrics

    page = (ROOT / "docs" / "operating.md").read_text()
    assert [name for name, *_ in described() if f"`{name}`" not in page] == []
    counters = re.findall(r"^# TYPE (halifax_\w+)", Metrics().text().decode(), re.M)
    assert len(counters) > 10 and [name for name in counters if name not in page and not name.endswith("_created")] == []
