"""Commands for whoever runs a server: its settings, its database."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from game.settings import Settings, as_line, shown
from game.shell import FOUND, said, with_settings

__all__ = ["backup", "doctor", "migrate", "passes", "restore", "settings"]


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


@click.command()
@with_settings()
@click.option("--json", "as_json", is_flag=True)
def doctor(settings: Settings, as_json: bool) -> None:
    """Look whether all is well: settings, key, disk, durability, schema, heads, chains. Ends with 1 if something is not."""
    from game.ops import examine

    well, rows = True, []
    with said():
        for found in examine(settings):
            well &= found.well
            rows.append({"what": found.what, "well": found.well, "words": found.words})
            if not as_json:
                click.echo(f"{'ok   ' if found.well else 'FAULT'}  {found.what:<11} {found.words}")
    if as_json:
        click.echo(json.dumps({"well": well, "found": rows}, ensure_ascii=False))
    sys.exit(0 if well else FOUND)


@click.command()
@with_settings("db")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Put the backup in the place of a file that is there already.")
def backup(settings: Settings, file: Path, force: bool) -> None:
    """Copy the database to FILE while it is in use, and verify the copy. The secret of passes is not in it."""
    from game.ops import back_up

    with said():
        tables, events = back_up(settings, file, force)
    verified = f"{events} events of {tables} tables, verified" if settings.sqlite else "listed by pg_restore"
    click.echo(f"{file}: {file.stat().st_size} bytes, {verified}")


@click.command()
@with_settings("db")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def restore(settings: Settings, file: Path) -> None:
    """Make the database from the backup FILE. Every table begins a new epoch: who saw more is shown it anew."""
    from game.ops import restore as run

    with said():
        tables, events = run(settings, file)
    click.echo(f"{events} events of {tables} tables are back, and verified")


@click.command()
@with_settings("db", "scenarios", "redis", "base_url", "host", "port")
@click.argument("table")
@click.option("--rotate", "rotated", metavar="SEAT", help="Give who sits there a new pass, and print its link; WHITE is the white cell.")
@click.option("--revoke", "revoked", metavar="SEAT", help="End the pass; nobody sits there any more.")
def passes(settings: Settings, table: str, rotated: str | None, revoked: str | None) -> None:
    """Who sits at TABLE (its id or code), and by which pass. A running server cuts what an ended pass had open within two seconds."""
    from game import ops

    if rotated and revoked:
        raise click.UsageError("say either --rotate or --revoke")
    with said():
        if rotated:
            click.echo(ops.rotate(settings, table, rotated))
        elif revoked:
            ops.revoke(settings, table, revoked)
            click.echo(f"{revoked.upper()}: the pass has ended")
        else:
            for seat, number, holder in ops.holders(settings, table):
                click.echo(f"{seat:<12} pass {number:<4} {holder or '-'}")
