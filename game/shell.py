"""What the commands share: where statutes lie, and how an error is told.

Exit codes: 0 all is well; 1 a check found faults; 2 the command was used wrongly or a file cannot be read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

from game.errors import GameError, Unreadable
from game.paths import scenarios_dir
from game.settings import described, read_settings

__all__ = ["FOUND", "MISUSED", "said", "statutes_beside", "statutes_dir", "with_settings"]

FOUND, MISUSED = 1, 2


@contextmanager
def said(unreadable: int = MISUSED) -> Iterator[None]:
    """Errors made on purpose, and what the file system says, go to stderr as one line each, without a traceback.

    unreadable: the exit code where a file is not accepted; for a command that looks for faults they are its finding.
    """
    try:
        yield
    except Unreadable as e:
        for fault in e.faults:
            click.echo(str(fault), err=True)
        sys.exit(unreadable)
    except GameError as e:
        click.echo(str(e), err=True)
        sys.exit(MISUSED)
    except OSError as e:
        click.echo(f"{e.filename or 'the file'}: {(e.strerror or str(e)).lower()}", err=True)
        sys.exit(MISUSED)


def statutes_dir() -> Path:
    """The packs that come with Halifax."""
    return Path(scenarios_dir()) / "statutes"


def statutes_beside(deck: Path) -> Path:
    """The statutes a deck is played under: those beside its folder, else those that come with Halifax."""
    own = deck.resolve().parent / "statutes"
    return own if own.is_dir() else statutes_dir()


def with_settings(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command ``--settings FILE`` and an option for each of these settings, or for all but secrets; it is called with *settings*."""
    offered = [(n, default, help) for n, default, help, secret in described() if (n in names if names else not secret)]

    def around(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def call(settings_file: str | None, **given: Any) -> Any:
            with said():
                settings = read_settings({n: given.pop(n) for n, _, _ in offered}, file=settings_file)
            return command(settings=settings, **given)

        for name, default, help in reversed(offered):
            usual = f"  [default: {default}]" if default else ""
            call = click.option(f"--{name.replace('_', '-')}", name, default=None, metavar="VALUE", help=help + usual)(call)
        return click.option("--settings", "settings_file", metavar="FILE", help="TOML file of settings; else HALIFAX_SETTINGS, "
                            "else halifax.toml in this folder.")(call)
    return around
