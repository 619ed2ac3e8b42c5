"""Commands for whoever runs a server: its settings, its database."""

from __future__ import annotations

import json

import click

from game.settings import Settings, as_line, shown
from game.shell import said, with_settings

__all__ = ["migrate", "settings"]


@click.command()
@with_settings()
@click.option("--json", "as_json", is_flag=True)
def settings(settings: Settings, as_json: bool) -> None:
    """Print every setting, with where it came from; secrets are not readable."""
    rows = shown(settings)
    if as_json:
        click.echo(json.dumps({name: {"value": value, "source": source} for name, value, source in rows}, ensure_ascii=False))
        return
    for row in rows:
        click.echo(as_line(*row))


@click.command()
@with_settings("db")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def migrate(settings: Settings, dry_run: bool) -> None:
    """Bring the database to the version that this program needs. `serve` does it by itself; nothing leads back."""
    from game.record import Store, schema

    with said():
        store = Store(settings.url, exclusive=not dry_run, upgrade=False)
        try:
            steps = schema.pending(store.engine) if dry_run else schema.migrate(store.engine)
        finally:
            store.close()
    for version, what in steps:
        click.echo(f"{'to do' if dry_run else 'done'}  {version}  {what}")
    if not steps:
        click.echo(f"nothing to do: the database has version {schema.LATEST}")
