"""Commands about whole games: serve one, play one without people, look back at one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from game.errors import GameError
from game.library import header_of, opening_of
from game.play import BOTS
from game.settings import Settings
from game.shell import MISUSED, said, statutes_beside, with_settings

__all__ = ["fork", "play", "replay", "serve", "simulate"]


@click.command()
@with_settings()
@click.option("--deck", help="Have a table of this deck ready, such as `actionable`.")
@click.option("--seats", type=click.IntRange(1), help="With --deck: how many seats that table has.")
@click.option("--schedule", help="With --deck: which of its schedules is played, such as `long`.")
@click.option("--new", is_flag=True, help="With --deck: a new table, even if one goes on.")
def serve(settings: Settings, deck: str | None, seats: int | None, schedule: str | None, new: bool) -> None:
    """Serve tables until stopped. Prints the address, the code, a QR code and the white cell's link."""
    from game.live import serve as run

    with said():
        sys.exit(run(settings, deck, new, {"seats": seats, "schedule": schedule}))


@click.command()
@click.argument("deck", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--bots",
    is_flag=False,
    flag_value="random",
    default="random",
    type=click.Choice([*BOTS, "mixed"]),
    help="How the bots play: at random, for their own objectives, silent, or some of each.",
)
@click.option("--seats", default=None, type=click.IntRange(1), help="How many seats the table has (default: as the schedule says).")
@click.option(
    "--rounds", default=None, type=click.IntRange(1), help="Close after that many rounds; the first schedule that has them is played."
)
@click.option("--seed", default="1", show_default=True, help="Any text: one seed, one file.")
@click.option("-o", "out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where the record goes.")
@click.option("--force", is_flag=True, help="Put the record in the place of a file that is there already.")
def play(deck: Path, bots: str, seats: int | None, rounds: int | None, seed: str, out: Path, force: bool) -> None:
    """Play a whole game of the deck in folder DECK without a browser, and write its record."""
    from game.record import FORMAT, commitment, dry_record, write_whole

    _writable(out, seed, force)
    with said():
        options = {"seats": seats, "rounds": rounds}
        header = {"format": FORMAT, **header_of(deck, statutes_beside(deck), "dry-run", commitment(seed), options)}
        text, state = dry_record(header, opening_of(header), seed, rounds or 0, bots)
        write_whole(out, text)
    ending = (state.outcome or {}).get("title", "stopped")
    click.echo(f"{out}: {state.seq} events, {ending}")


@click.command()
@click.argument("deck", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--games", default=100, show_default=True, type=click.IntRange(1), help="How many: seeds 0, 1, 2 …")
@click.option("--bots", default="mixed", show_default=True, type=click.Choice([*BOTS, "mixed"]), help="How the bots play.")
@click.option("--seats", default=None, type=click.IntRange(1), help="How many seats the table has (default: as the schedule says).")
@click.option("--rounds", default=None, type=click.IntRange(1), help="The first schedule that has so many is played.")
@click.option("--json", "as_json", is_flag=True)
def simulate(deck: Path, games: int, bots: str, seats: int | None, rounds: int | None, as_json: bool) -> None:
    """Play many games of the deck in folder DECK by bots, and count how they end and which objectives are met."""
    from game.play import tally

    with said():
        header = header_of(deck, statutes_beside(deck), "dry-run", "", {"seats": seats, "rounds": rounds})
        opening = opening_of(header)
        found = tally(opening.deck, opening.book, map(str, range(games)), bots)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for title, n in sorted(found["endings"].items(), key=lambda x: (-x[1], x[0])):
        click.echo(f"{n:>6}  {title}")
    for seat, aims in found["objectives"].items():
        for text, n in aims.items():
            click.echo(f"{n:>6}  {seat}: {text}" + ("   (always)" if n == games else "" if n else "   (never)"))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--verify", is_flag=True, help="Check chain, seed and every decision; exit 2 if anything differs.")
@click.option("--at", type=click.IntRange(0), help="Show the table after this event.")
@click.option("--as", "seat", default="WHITE", show_default=True, help="As this seat sees it.")
@click.option("--json", "as_json", is_flag=True)
def replay(file: Path, verify: bool, at: int | None, seat: str, as_json: bool) -> None:
    """Look back at a record: its log line by line, the table after one event, or whether all of it is true."""
    from game.record import moment, read_record
    from game.record import verify as check

    with said():
        data = file.read_bytes()
    if verify:
        report = check(data, opening_of)
        if as_json:
            names = ("ok", "events", "commands", "head", "where", "message", "sealed")
            click.echo(json.dumps({n: getattr(report, n) for n in names}))
        elif report.ok:
            note = "; the game goes on, so decisions were not made again" if report.sealed else ", every decision made again"
            click.echo(f"{file}: {report.events} events of {report.commands} commands are true{note}; head {report.head[:16]}")
        else:
            click.echo(f"{file}: {report.message}", err=True)
        sys.exit(0 if report.ok else MISUSED)
    with said():
        shown = moment(read_record(data), opening_of, seat, at)
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    for line in _lines(shown["view"]):
        click.echo(line)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--at", required=True, type=click.IntRange(1), help="The last event that both games share.")
@click.option("--bots", default="random", show_default=True, type=click.Choice([*BOTS, "mixed"]), help="How the bots play from there.")
@click.option("--seed", default="1", show_default=True, help="Any text: what chance draws from after the fork.")
@click.option("-o", "out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where the new record goes.")
@click.option("--force", is_flag=True, help="Put the record in the place of a file that is there already.")
def fork(file: Path, at: int, bots: str, seed: str, out: Path, force: bool) -> None:
    """Play a recorded game another way: the same up to one event, then bots to the end. FILE is only read.

    The new record names its parent and verifies by itself. On a server the replay page forks a closed table for people.
    """
    from game.record import commitment, dry_fork, read_record, verify_record, write_whole
    from game.record import fork as forked

    _writable(out, seed, force)
    with said():
        record = read_record(file.read_bytes())
        report = verify_record(record, opening_of)
        if not report.ok:
            raise GameError(f"`{file}` is not a true record: {report.message}")
        header, shared = forked(
            record.header, record.entries, report.head, record.footer["seed"], at, f"{record.header['table']}-fork", commitment(seed)
        )
        text, state = dry_fork(header, shared, opening_of(header), seed, bots)
        write_whole(out, text)
    click.echo(f"{out}: {len(shared)} events as before, {state.seq} in all, {(state.outcome or {}).get('title', 'stopped')}")


def _writable(out: Path, seed: str, force: bool) -> None:
    """Refuse a seed that is no text, and a place where no record can or should be put."""
    if not seed.isprintable():                  # a byte that is no text has no one spelling in a file
        raise click.UsageError("the seed is not text; use letters and digits")
    with said():
        if out.is_file() and not force:
            raise GameError(f"`{out}` is there already: name another file, or say --force")
        if not out.parent.is_dir():
            raise GameError(f"there is no folder `{out.parent}`: make it, or name another file")


def _lines(view: dict[str, Any]) -> list[str]:
    """The log from its first line on, the tracks, and how it ended."""
    lines = [f"{x['place']:>5}  round {x['round']}  {x['phase']:<12}  {x['text']}" for x in view["log"]]
    lines.append("  ".join(f"{t['id']} {t['value']}" for t in view["tracks"]))
    return lines + ([f"{view['outcome']['title']}: {view['outcome']['text']}"] if view["outcome"] else [])
