"""The floors of pyproject.toml hold on this machine; the ones named here were chosen for security."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
FLOORS = {"python-engineio": "4.13.2", "python-socketio": "5.14", "werkzeug": "3.0.6", "flask": "3.1.1"}


@pytest.mark.parametrize("name, floor", FLOORS.items())
def test_floors_that_close_known_holes(name, floor):
    wanted = next(Requirement(d) for d in PROJECT["dependencies"] if Requirement(d).name == name)
    assert wanted.specifier.contains(floor) and not wanted.specifier.contains("0.1")
    assert Version(version(name)) >= Version(floor)


@pytest.mark.parametrize("dependency", PROJECT["dependencies"])
def test_what_is_installed_is_what_we_ask_for(dependency):
    wanted = Requirement(dependency)
    assert wanted.specifier.contains(version(wanted.name))


def test_eventlet_is_never_there():
    with pytest.raises(PackageNotFoundError):
        version("eventlet")
