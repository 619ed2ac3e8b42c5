"""The commands `halifax law ...`: read the law that comes with Halifax. Each reads, calls one room, and prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from game import rules
from game.errors import GameError, nearest
from game.library import amendment_of, chart, load_cases, load_statutes, opening_of, read_yaml, vocabulary
from game.shell import FOUND, MISUSED, said, statutes_dir

PACK = click.option(
    "--pack", type=click.Path(exists=True, path_type=Path), help="Folder of statute packs (default: those that come with Halifax)."
)


@click.group()
def law() -> None:
    """Read the law that comes with Halifax."""


@law.command("show")
@click.argument("cite")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="As the law stood on this day (default: as first enacted).")
def law_show(cite: str, as_of: Any) -> None:
    """Show the provisions under CITE, such as "CAATSA 231" or "AECA 36(b)(1)"."""
    day: date | None = as_of.date() if as_of else None
    with said():
        statutes = load_statutes(statutes_dir())
        with statutes.placing():
            book = statutes.book()
            the_law = book.on(day) if day else book.original
    norms = {n.id: n for p in the_law.packs for n in p.norms}
    found = [n for n in norms.values() if _under(n, cite)]
    if not found:
        others = [a for a in book.amendments if any(_under(n, cite) for p in book.on(a.effective).packs for n in p.norms)]
        help = nearest(cite, [n.cite for n in norms.values()]) or "try `CAATSA 231`"
        told = f"it comes with {others[0].cite}: add --as-of {others[0].effective}" if others else help
        click.echo(f"there is no provision `{cite}`{f' on {day}' if day else ' in the law as first enacted'}; {told}", err=True)
        sys.exit(MISUSED)
    for n in found:
        force = "" if day is None else ("  in force" if (n.start or date.min) <= day < (n.until or date.max) else "  not in force")
        since = (f", from {n.start}" if n.start else "") + (f", until {n.until}" if n.until else "")
        click.echo(f"{n.cite}  {n.heading}  ({n.kind}{since}){force}\n  {n.sense}\n  source {n.source}")
        if n.history:
            click.echo(f"  as changed by {', '.join(n.history)}")
        if n.house_rule:
            click.echo("  house rule of the game, not law")


def _under(norm: rules.Norm, cite: str) -> bool:
    return norm.cite == cite or norm.cite.startswith((cite + "(", cite + " "))


@law.command("diff")
@click.argument("amendment", required=False)
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), help="Instead: the law of this day ...")
@click.option("--to", "end", type=click.DateTime(["%Y-%m-%d"]), help="... against the law of this one.")
@click.option("--json", "as_json", is_flag=True)
def law_diff(amendment: str | None, start: Any, end: Any, as_json: bool) -> None:
    """Show what an AMENDMENT changes, norm by norm, or what changed between two days. Without either, list the amendments."""
    if bool(start) != bool(end) or (amendment and start):
        raise click.UsageError("give an amendment, or both --from and --to")
    with said():
        statutes = load_statutes(statutes_dir())
        with statutes.placing():
            book = statutes.book()
            if start and end:
                first, last = book.in_force(start.date()), book.in_force(end.date())
                old, new, between = book.on(start.date()), book.on(end.date()), [a for a in last if a not in first]
            elif amendment:
                between, ids = [a for a in book.amendments if a.id == amendment], [a.id for a in book.amendments]
                if not between:
                    raise GameError(f"there is no amendment `{amendment}`; {nearest(amendment, ids) or 'one of ' + ', '.join(ids)}")
                old, new = book.around(between[0])
            else:
                if as_json:
                    rows = [{"id": a.id, "effective": a.effective.isoformat(), "cite": a.cite, "title": a.title} for a in book.amendments]
                    click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
                for a in () if as_json else book.amendments:
                    click.echo(f"{a.id}  {a.effective}  {a.cite}  {a.title}")
                return
        changes = rules.differences(old, new, between)
    if as_json:
        click.echo(json.dumps([changed_json(c) for c in changes], indent=1, ensure_ascii=False))
        return
    for a in between:
        click.echo(f"{a.title}  ({a.cite}; enacted {a.enacted}, in effect {a.effective})\n  {a.source}")
    for c in changes:
        click.echo(f"{c.kind:<13}{c.was + ' -> ' if c.was else ''}{c.norm}")
        for name, (was, now) in c.fields.items():
            click.echo(f"    {name}: {shown(was) + ' -> ' if was is not None else ''}{shown(now)}")


def shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(rules.json_of(value), ensure_ascii=False)


def changed_json(c: rules.Change) -> dict[str, Any]:
    fields = {name: [rules.json_of(was), rules.json_of(now)] for name, (was, now) in c.fields.items()}
    return {"change": c.kind, "norm": c.norm, "was": c.was, "fields": fields}


@law.command("preview")
@click.argument("bill", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--cases", "worked", is_flag=True, help="Rule on the worked cases (what it does without --record).")
@click.option("--record", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Rule on the acts of this recorded game.")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), help="As if it took effect on this day.")
@click.option("--json", "as_json", is_flag=True)
@PACK
def law_preview(bill: Path, worked: bool, record: Path | None, start: Any, as_json: bool, pack: Path | None) -> None:
    """Show which rulings BILL, a file like those under amendments/, would change: old and new side by side.

    A BILL that stands beside the packs already is shown against the law without it.
    """
    from game.play import rejudged
    from game.record import last_state

    found: dict[str, tuple[rules.Preview, dict[str, str]]] = {}
    with said():
        amendment, document = amendment_of(read_yaml(bill.read_bytes(), str(bill)))
        amendment = replace(amendment, effective=start.date()) if start else amendment
        whole = load_statutes(pack or statutes_dir())
        statutes = whole.before(amendment, document)
        with statutes.placing():
            if worked or not record:
                cases = [w for w in load_cases(whole, whole.law()) if not w.as_enacted]
                asked = [rules.Asked(w.id, w.case, w.act, w.readings) for w in cases]
                found["worked cases"] = rules.previewed(statutes.book(), amendment, asked), {w.id: w.title for w in cases}
            if record:
                state = last_state(record.read_bytes(), opening_of)
                titles = {str(r.no): f"{r.seat} {r.sentence}" for r in state.rulings}
                found["rulings of the game"] = rejudged(state, amendment), titles
    if as_json:
        click.echo(json.dumps({what: preview_json(*one) for what, one in found.items()}, indent=1, ensure_ascii=False))
        return
    click.echo(f"{amendment.title}  ({amendment.cite}; in effect {amendment.effective})")
    for what, (preview, titles) in found.items():
        click.echo(f"{what}: {counted(preview)}")
        for shift in preview.changed:
            click.echo(f"{shift.id}  {shift.act.date}  {titles[shift.id]}")
            for word, out in (("was", shift.was), ("now", shift.now)):
                duties = "".join(f"; {stands(d)}" for d in out["duties"])
                click.echo(f"  {word}  {out['verdict'].replace('_', ' ')}, {out['consequence']}{duties}  [{', '.join(out['decisive'])}]")
            click.echo(f"       {shift.now['reason']}")


def stands(duty: Mapping[str, Any]) -> str:
    """How a duty stands, in words: `CAATSA 231(a) due by 2018-01-29`, `CAATSA 231(a) discharged late`."""
    day = f" by {duty['due']}" if duty["state"] == "due" and duty["due"] else ""
    return f"{duty['cite']} {duty['state'].replace('_', ' ')}{day}"


def counted(preview: rules.Preview) -> str:
    changed, cited, same = len(preview.changed), preview.cited, preview.same
    early = f" ({preview.before} of these are dated before it takes effect)" if preview.before else ""
    return f"{changed} of {changed + cited + same} change, {cited} come out alike on other grounds, {same} are the same{early}"


def preview_json(preview: rules.Preview, titles: Mapping[str, str]) -> dict[str, Any]:
    changed = [
        {"id": s.id, "title": titles[s.id], "act": s.act.name, "date": s.act.date.isoformat(), "was": s.was, "now": s.now}
        for s in preview.changed
    ]
    return {"changed": changed, "cited": preview.cited, "same": preview.same, "before": preview.before}


@law.command("coverage")
@click.argument("path", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True)
@click.option("--propose", type=click.Path(dir_okay=False, path_type=Path), help="Write variants that would exercise more, to be judged.")
def law_coverage(path: Path | None, as_json: bool, propose: Path | None) -> None:
    """Tell how much of the law under PATH its worked cases exercise, and what they do not. Exit 1 below the whole of it."""
    from game.library.coverage import MEASURES, measure
    from game.library.variants import propose as variants

    with said():
        statutes = load_statutes(path or statutes_dir())
        worked = load_cases(statutes, statutes.law())
        coverage = measure(statutes, worked)
    shares = {m: coverage.share(m) for m in MEASURES}
    missing = [i for m in MEASURES for i in coverage.missing(m)]
    if propose:
        found = variants(statutes, worked, coverage)
        with said():
            propose.write_text("cases:\n" + "".join(f"- {json.dumps(v, ensure_ascii=False)}\n" for v in found), encoding="utf-8")
        click.echo(f"{propose}: {len(found)} variants to be judged", err=as_json)
    if as_json:
        click.echo(json.dumps({"shares": shares, "missing": [[*i, coverage.words[i]] for i in missing]}, indent=1, ensure_ascii=False))
    else:
        for m, (seen, whole) in shares.items():
            click.echo(f"{100 * seen // whole if whole else 100:>4} %  {seen:>4} of {whole:<4}  {MEASURES[m]}")
        for item in missing:
            click.echo(f"missing: {MEASURES[item[0]]}: {coverage.words[item]}")
    sys.exit(FOUND if missing else 0)


@law.command("vocabulary")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with everything a new case may use.")
@PACK
def law_vocabulary(as_json: bool, pack: Path | None) -> None:
    """List every act, fact, event, set, open question and provision that cases and decks may use."""
    with said():
        whole = vocabulary(load_statutes(pack or statutes_dir()))
    if as_json:
        click.echo(json.dumps(whole, indent=1, ensure_ascii=False))
        return
    for heading, entries in whole.items():
        click.echo(heading)
        rows = entries if isinstance(entries, list) else [{"id": k, **(v if isinstance(v, dict) else {})} for k, v in entries.items()]
        for row in rows:
            words = next((row[k] for k in ("label", "heading", "question", "title") if row.get(k)), "")
            click.echo(f"  {row['id']}  {words}".rstrip())


@law.command("chart")
@click.argument("section")
@click.option("-o", "out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where the SVG goes.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The law of this day (default: with every amendment in force).")
@PACK
def law_chart(section: str, out: Path, as_of: Any, pack: Path | None) -> None:
    """Draw a one-page chart of SECTION, such as 231 or "AECA 36", from the packs."""
    with said():
        statutes = load_statutes(pack or statutes_dir())
        with statutes.placing():
            book = statutes.book()
            day = as_of.date() if as_of else max([a.effective for a in book.amendments], default=date.max)
            law = book.on(day)
        if not section.strip():
            raise GameError("no section is named; try 231 or `AECA 36`")
        try:
            text = chart(law, section, f"Section {section}, as the law stood on {day}")
        except KeyError:
            raise GameError(f"there is no section `{section}`; try 231 or `AECA 36`") from None
    with said():
        out.write_text(text, encoding="utf-8")
    click.echo(f"{out}: drawn from the packs")
