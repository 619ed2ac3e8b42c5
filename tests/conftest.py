"""For all tests: what a machine lacks is skipped by name, aloud; with HALIFAX_NO_SKIP=1 (CI) a skip is a failure."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))          # what several folders of tests share: postgres.py

_skipped: list[str] = []


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Before ``-m`` is looked at: of what is sampled, all but each n-th is thorough, counted within one test function."""
    met: dict[object, int] = {}
    for item in items:
        if getattr(item.obj, "is_hypothesis_test", False):
            item.add_marker(pytest.mark.drawn)
        mark = item.get_closest_marker("sampled")
        if mark is not None:
            function = (item.parent, item.originalname)
            met[function] = met.get(function, -1) + 1
            if met[function] % mark.kwargs["every"]:
                item.add_marker(pytest.mark.thorough)


def pytest_runtest_logreport(report):
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(f"{report.nodeid}: {report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr}")


def pytest_collectreport(report):
    if report.skipped:
        _skipped.append(f"{report.nodeid}: skipped when collected")


def pytest_sessionfinish(session, exitstatus):
    if os.environ.get("HALIFAX_NO_SKIP") and _skipped and not hasattr(session.config, "workerinput"):
        session.exitstatus = exitstatus or 1


def pytest_terminal_summary(terminalreporter):
    if os.environ.get("HALIFAX_NO_SKIP") and _skipped:
        terminalreporter.write_line("nothing may be skipped here, but these were:", red=True)
        for line in _skipped:
            terminalreporter.write_line(f"  {line}")


@pytest.fixture(scope="session")
def postgres():
    """The URL of a PostgreSQL of our own, for all tests of this process."""
    from postgres import cluster, programs
    if programs() is None:
        pytest.skip("no PostgreSQL on this machine: apt-get install postgresql")
    pytest.importorskip("psycopg", reason="no psycopg: make setup brings it")
    with cluster() as server:
        yield server.url


@pytest.fixture(scope="session")
def queue():
    """A Redis of our own, for all tests of this process that do not harm it."""
    from doorbell import Queue, program
    if program() is None:
        pytest.skip("no Redis on this machine: apt-get install redis-server")
    pytest.importorskip("redis", reason="no redis client: make setup brings it")
    made = Queue()
    yield made
    made.kill()
