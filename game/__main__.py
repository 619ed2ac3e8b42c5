"""The command line `halifax`: the commands about law and checks, and the group. Those about whole games stand in games.

Each command reads, calls one room, and prints; nothing is worked out here.

Exit codes: 0 all is well; 1 a check found faults; 2 the command was used wrongly or a file cannot be read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from game import rules
from game.errors import Fault, GameError, Unreadable
from game.games import fork, play, replay, serve, simulate
from game.law_commands import law
from game.library import DECK_RULES, Books, Statutes, check_deck, load_cases, load_statutes, read_act, run_case
from game.ops_commands import backup, doctor, migrate, passes, restore, settings
from game.paths import scenarios_dir
from game.schema_commands import deck, pack
from game.shell import FOUND, MISUSED, said, statutes_beside, statutes_dir


def proof_lines(steps: list[dict[str, Any]], depth: int = 0, only_decisive: bool = False) -> Iterator[str]:
    """A proof as indented text: mark, label, value and source, citation."""
    marks = {True: "yes", False: "no ", None: "?  "}
    for s in steps:
        if only_decisive and not s["decisive"]:
            continue
        value = f" = {s['value']} ({s['source']})" if s["value"] is not None else ""
        yield f"{'  ' * depth}{marks[s['holds']]} {s['label']}{value}  [{s['cite']}]"
        yield from proof_lines(s["steps"], depth + 1, only_decisive)


@click.group()
@click.version_option(package_name="halifax")
def main() -> None:
    """A server for live policy tabletops where the statute itself adjudicates."""


@main.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every case.")
def cases(path: Path | None, as_json: bool) -> None:
    """Run the worked cases beside the statute packs under PATH (default: those that come with Halifax)."""
    with said(unreadable=FOUND):
        statutes = load_statutes(path or statutes_dir())
        worked = load_cases(statutes, statutes.law())
        books: Books = {}
        outcomes = [run_case(statutes, w, books) for w in worked]
    failed = [o for o in outcomes if not o.passed]
    if as_json:
        rows = [
            {
                "id": o.worked.id,
                "title": o.worked.title,
                "expected": o.worked.expect["verdict"],
                "verdict": o.ruling["verdict"],
                "passed": o.passed,
                "decisive": o.ruling["decisive"],
                "citations": o.worked.expect["citations"],
                "considered": o.worked.expect["considered"],
                "duties": [{"cite": d["cite"], "state": d["state"]} for d in o.ruling["duties"]],
                "readings": o.ruling["readings"],
                "contestable": o.worked.contestable,
                "differences": list(o.differences),
            }
            for o in outcomes
        ]
        click.echo(json.dumps({"passed": len(outcomes) - len(failed), "failed": len(failed), "cases": rows}, indent=1))
    else:
        for o in failed:
            click.echo(f"{o.worked.file}:{o.worked.line}: {o.worked.id} {o.worked.title}")
            for difference in o.differences:
                click.echo(f"  {difference}")
            click.echo(f"  because: {o.ruling['reason']}")
            for line in proof_lines(o.ruling["proof"], 1):
                click.echo(f"  {line}")
        click.echo(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed")
    sys.exit(FOUND if failed else 0)


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--games", default=0, type=click.IntRange(0), help="Play so many games by bots on each schedule; tell what none reaches.")
@click.option("--rules", is_flag=True, help="List the rules that a deck is held to, by name, and check nothing.")
def check(paths: tuple[Path, ...], games: int, rules: bool) -> None:
    """Check decks, statute packs and their worked cases under PATHS; print every fault at once.

    A PATH is a deck's folder, a pack's folder, or a folder of either (default: the scenarios that come with Halifax).
    """
    if rules:
        for name, asks in DECK_RULES.items():
            click.echo(f"{name:<20} {asks}")
        return
    faults: list[Fault] = []
    with said():
        folders = [f for p in paths or (Path(scenarios_dir()),) for f in checkable(p)]
    for folder in folders:
        try:
            if (folder / "deck.yaml").is_file():
                faults += check_deck(folder, statutes_of(folder, faults), games)
            else:
                statutes = load_statutes(folder)
                check_amendments(statutes)
                load_cases(statutes, statutes.law())
        except Unreadable as e:
            faults += e.faults
        except GameError as e:
            faults.append(Fault(str(folder), 1, "", str(e)))
    faults = sorted(dict.fromkeys(faults), key=lambda f: (f.file, f.line))
    for fault in faults:
        click.echo(str(fault), err=True)
    if not folders:
        click.echo("there is no deck and no statute pack here; give a folder that holds deck.yaml or pack.yaml", err=True)
        sys.exit(MISUSED)
    click.echo(f"checked: {', '.join(f.name for f in folders)}; faults: {len(faults)}")
    sys.exit(FOUND if faults else 0)


def check_amendments(statutes: Statutes) -> None:
    """Put every amendment into force in its turn. Raises Unreadable with the faults of the first that has any."""
    with statutes.placing():
        book = statutes.book()
        for amendment in book.amendments:
            book.on(amendment.effective)


def statutes_of(deck: Path, faults: list[Fault]) -> Statutes | None:
    """The statutes a deck is played under; None, and their faults noted, where they cannot be read."""
    try:
        return load_statutes(statutes_beside(deck))
    except Unreadable as e:
        faults += e.faults
        return None


def checkable(path: Path) -> list[Path]:
    """The folders under *path* that hold a deck or packs; a folder of packs counts as one, since packs use each other."""
    path = path.parent if path.is_file() else path
    if (path / "deck.yaml").is_file() or (path / "pack.yaml").is_file():
        return [path]
    inner = [p for p in sorted(path.iterdir()) if p.is_dir() and not p.is_symlink()]  # a link may lead in a circle
    if any((p / "pack.yaml").is_file() for p in inner):
        return [path]
    return [f for p in inner for f in checkable(p)]


@main.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "--pack", type=click.Path(exists=True, path_type=Path), help="Folder of statute packs (default: those that come with Halifax)."
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Rule as of this day instead of the file's `as_of`.")
@click.option("--text", "as_text", is_flag=True, help="Print words instead of JSON.")
@click.option("--what-if", "other", is_flag=True, help="Add what it would be under the other readings of each open question it asks.")
def rule(file: Any, pack: Path | None, as_of: Any, as_text: bool, other: bool) -> None:
    """Rule on one act: YAML or JSON in (as_of, records, events, act), the ruling out, proof included."""
    from dataclasses import replace

    with said():
        statutes = load_statutes(pack or statutes_dir())
        case, act, readings = read_act(file.read(), getattr(file, "name", "input"), statutes.law())
        if as_of:
            act = replace(act, date=as_of.date())
        with statutes.placing():
            law = statutes.book(readings).on(act.date)
        ruling = rules.opened(law, rules.explain(law, case, act, rules.adjudicate(law, case, act)))
        otherwise = rules.what_if(law, case, act) if other else []
    if not as_text:
        ruling |= {"what_if": otherwise} if other else {}
        click.echo(json.dumps(ruling, indent=1, ensure_ascii=False))
        return
    click.echo(f"{ruling['verdict'].replace('_', ' ')}: {ruling['reason']}  [{', '.join(ruling['decisive'])}]")
    for line in proof_lines(ruling["proof"]):
        click.echo("  " + line)
    for m in ruling["missing"]:
        click.echo(f"missing: {m['question']} (to be settled by {', '.join(m['by']).replace('_', ' ') or 'the white cell'})")
    for r in ruling["repairs"]:
        click.echo("would be lawful: " + "; ".join(f"{c['label']} [{c['cite']}]" for c in r))
    for line in other_readings(otherwise) if other else ():
        click.echo(line)


def other_readings(entries: list[dict[str, Any]]) -> Iterator[str]:
    """What `rules.what_if` found, in lines: each reading that would rule otherwise, then the questions where none would."""
    for e in entries:
        if e["differs"]:
            duties = "".join(f"; {d['cite']}: {d['state'].replace('_', ' ')}" for d in e["duties"])
            said = f"{e['verdict'].replace('_', ' ')}: {e['reason']}{duties}  [{', '.join(e['decisive'])}]"
            yield f"on the other reading of {e['question']} ({e['asked']} {e['text']}) {said}"
    parting = {e["question"] for e in entries if e["differs"]}
    if agree := dict.fromkeys(e["question"] for e in entries if e["question"] not in parting):
        yield f"any other reading of {', '.join(agree)} gives the same"
    if not entries:
        yield "it asks no open question"


main.add_command(law)
main.add_command(deck)
main.add_command(pack)
main.add_command(serve)
main.add_command(play)
main.add_command(replay)
main.add_command(simulate)
main.add_command(fork)
main.add_command(settings)
main.add_command(migrate)
main.add_command(doctor)
main.add_command(backup)
main.add_command(restore)
main.add_command(passes)


if __name__ == "__main__":
    main()
