"""A real `halifax serve` on a free port, Chromium, and people: one browser context is one person.

No test passes with an error in the console, a failed request or a report of the Content-Security-Policy.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--force-color-profile=srgb", "--font-render-hinting=none",
        "--host-resolver-rules=MAP classroom.test 127.0.0.1"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL = """[...document.querySelectorAll('a,button,input,select,textarea,summary')].filter(e => {
  const r = e.getBoundingClientRect(); return r.width > 2 && (r.width < 24 || r.height < 24) }).map(e => e.outerHTML.slice(0, 100))"""


class Server:
    """`halifax serve` in its own process on a database of its own; may be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.db = str(folder / "h.db")
        with socket.socket() as s:                       # a free port: Chromium refuses some fixed ones
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Serve the deck; the same table goes on if the database holds one."""
        env = {**os.environ, "PYTHONUNBUFFERED": "1", "HALIFAX_HOSTS": "classroom.test"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "game", "serve", "--port", str(self.port), "--db", self.db, "--deck", "actionable"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env, cwd=ROOT)
        self.said: list[str] = []
        threading.Thread(target=self._listen, args=(self.process.stdout,), daemon=True).start()
        until = time.monotonic() + 30
        while not any("keep it to yourself" in line for line in self.said):
            assert self.process.poll() is None and time.monotonic() < until, "".join(self.said)
            time.sleep(0.02)
        text = "".join(self.said)
        self.code = re.search(r"/j/(\w{6})", text)[1]
        self.table, self.white = re.search(r"/t/([\w-]+)/control#pass=(\S+)", text).groups()

    def _listen(self, stream: Any) -> None:
        for line in stream:
            self.said.append(line)

    def open_table(self, deck: str = "actionable") -> Table:
        """A new table of *deck* on this server."""
        asked = urllib.request.Request(f"{self.url}/api/tables", json.dumps({"deck": deck}).encode(),
                                       {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            said = json.load(answer)
        return Table(self, said["code"], said["table"], said["pass"])

    def first_table(self) -> Table:
        """The table that `--deck` made ready."""
        return Table(self, self.code, self.table, self.white)

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(8)
            except subprocess.TimeoutExpired:
                self.kill()


@dataclass
class Table:
    """One table and where it is served: what `halifax serve` prints."""

    server: Server
    code: str
    table: str
    white: str

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def control(self) -> str:
        """The white cell's own link."""
        return f"{self.url}/t/{self.table}/control#pass={self.white}"


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests of this process; each test has a table of its own."""
    s = Server(tmp_path_factory.mktemp("server"))
    yield s
    s.stop()


@pytest.fixture
def server(running: Server) -> Table:
    """A table of one's own on a server that goes on running."""
    return running.open_table()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server that the test may kill."""
    s = Server(tmp_path)
    yield s
    s.stop()


@pytest.fixture(scope="session")
def chrome() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright
    with sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path=path, args=ARGS)
        browser.phone = {k: v for k, v in pw.devices["Pixel 7"].items() if k != "default_browser_type"}
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe_text() -> str:
    path = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not path.exists():
        pytest.skip("axe-core is not installed: make setup")
    return path.read_text()


@pytest.fixture
def person(chrome: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """person(**context options) -> page. page.frames_in: every websocket text received; page.problems: what went wrong."""
    made: list[tuple[Any, Any]] = []

    def make(**options: Any) -> Any:
        usual = {"viewport": {"width": 1366, "height": 768}, "locale": "en-GB", "reduced_motion": "reduce"}
        context = chrome.new_context(**{**usual, **options})
        context.set_default_timeout(8000)
        page = context.new_page()
        page.problems, page.frames_in, page.frames_out, page.broken = [], [], [], False

        def bad(text: str) -> None:
            # While a test itself breaks the connection, the browser reports that; nothing else is forgiven.
            if not (page.broken and re.search(r"WebSocket|ERR_CONNECTION|ERR_INTERNET|ERR_SOCKET|ERR_EMPTY|net::ERR", text)):
                page.problems.append(text)

        page.on("pageerror", lambda e: bad(f"page error: {e}"))
        page.on("console", lambda m: bad(f"console: {m.text}") if m.type in ("error", "warning") else None)
        page.on("requestfailed", lambda r: bad(f"failed: {r.url} {r.failure}"))
        page.on("response", lambda r: bad(f"{r.status}: {r.url}") if r.status >= 400 else None)

        def listen(ws: Any) -> None:
            ws.on("framereceived", lambda data: page.frames_in.append(str(data)))
            ws.on("framesent", lambda data: page.frames_out.append(str(data)))

        page.on("websocket", listen)
        made.append((context, page))
        return page

    yield make
    problems = []
    for n, (context, page) in enumerate(made):
        folder = ROOT / "test-results"
        if request.node.stash.get(FAILED, False):
            folder.mkdir(exist_ok=True)
            try:
                page.screenshot(path=folder / f"{request.node.name}-{n}.png")
            except Exception as e:                        # the page may be gone; the test has failed already
                print(f"no screenshot: {e}")
        context.close()
        problems += page.problems
    assert problems == []


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Any:
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


def check_axe(page: Any, text: str) -> list[str]:
    """Violations on the page as it stands, and targets under 24 px. axe injects a style that our policy refuses: not the page's fault."""
    before = list(page.problems)
    if not page.evaluate("'axe' in window"):
        page.evaluate(text)
    found = page.evaluate("t => axe.run(document, {runOnly: {type: 'tag', values: t}, preload: false, resultTypes: ['violations']})", TAGS)
    page.wait_for_timeout(50)
    page.problems[:] = before + [p for p in page.problems[len(before):] if "inline style" not in p]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])})" for v in found["violations"]] + page.evaluate(SMALL)
