"""What a stranger needs to write a case: the vocabulary, the page that explains it, the chart, and sources of one form."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from game import rules
from game.__main__ import main
from game.library import amendment_of, chart, load_cases, load_statutes, read_yaml, run_case, vocabulary
from game.library.chart import arrows, chosen, laid_out, overlaps
from game.library.vocabulary import provisions

ROOT = Path(__file__).parents[2]
STATUTES = ROOT / "scenarios" / "statutes"
PAGE = (ROOT / "docs" / "writing-cases.md").read_text()
statutes = load_statutes(STATUTES)
book = statutes.book()
law = book.on(max(a.effective for a in book.amendments))
whole = vocabulary(statutes)
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
LAWS = [book.original, *(book.on(a.effective) for a in book.amendments)]
EVERY_TEXT = {(n.id, n.sense): n for each in LAWS for p in each.packs for n in p.norms}


# ------------------------------------------------------------------ vocabulary
def test_the_command_gives_one_json_object_with_every_part():
    done = CliRunner().invoke(main, ["law", "vocabulary", "--json"])
    assert done.exit_code == 0
    assert json.loads(done.output) == json.loads(json.dumps(whole))
    assert set(whole) == {"acts", "records", "events", "names", "sets", "interpretations", "offices", "amendments", "provisions"}


def test_every_fact_says_its_type_its_owner_and_the_question_that_asks_for_it():
    listed = [
        *(f for a in whole["acts"].values() for f in a["params"].values()), *(f for r in whole["records"].values() for f in r.values()),
        *(f for e in whole["events"].values() for f in e["data"].values()),
    ]  # fmt: skip
    assert len(listed) > 150
    for fact in listed:
        assert fact["type"]
        assert fact["by"]
        assert fact["question"].endswith("?"), fact
        assert fact["type"] != "enum" or fact["values"], fact


def test_every_fact_of_a_record_names_an_office_that_the_law_knows():
    owners = {o for r in whole["records"].values() for f in r.values() for o in f["by"]}
    assert owners <= set(whole["offices"]) | {"record", "white_cell", "the record"}


def test_every_act_can_be_done_by_someone_and_says_what_it_puts_on_the_record():
    granted = {act for n in law.norms.values() for act in n.acts}
    for name, act in whole["acts"].items():
        assert name in granted or act["kind"] in ("deed", "claim", "assertion"), name
        for e in act["records"]:
            assert e["event"] in whole["events"]


def test_each_text_of_each_provision_stands_from_a_day_and_the_letters_of_section_231_follow_their_dates():
    assert all(p["from"] for p in whole["provisions"])
    texts = [(p["heading"], p["from"], p["until"]) for p in whole["provisions"] if p["id"] == "CAATSA 231(d)"]
    assert texts == [("Duty to publish the list", "2017-08-02", "2018-08-13"), ("Modified waiver", "2018-08-13", None)]
    (moved,) = [p for p in whole["provisions"] if p["id"] == "CAATSA 231(f)"]
    assert (moved["from"], moved["changed_by"]) == ("2018-08-13", ["NDAA FY2019 1294"])
    for day in ("2017-09-01", "2018-08-13", "2021-02-01"):
        standing = [p["id"] for p in whole["provisions"] if p["from"] <= day and (p["until"] is None or day < p["until"])]
        assert len(standing) == len(set(standing)), "one text a day"


def test_an_ended_provision_says_until_when():
    head = "amendment: b\ntitle: B\ncite: AECA 99\nsource: s\nenacted: 2022-01-01\n"
    text = head + "operations:\n- {sunset: CAATSA 231(b), until: 2023-01-01}\n"
    bill = amendment_of(read_yaml(text.encode(), "b.yaml"))[0]
    (found,) = [p for p in provisions(statutes, book.enacting(bill)) if p["id"] == "CAATSA 231(b)"]
    assert (found["from"], found["until"]) == ("2018-01-29", "2023-01-01")


# ------------------------------------------------------------------ citations and sources
@pytest.mark.parametrize("norm", EVERY_TEXT.values(), ids=lambda n: n.id)
def test_citation_and_source_have_one_form_and_agree(norm):
    work, pinpoint = rules.parse_citation(norm.cite)
    assert work
    kind, *steps = norm.source.strip("/").split("/")
    assert kind in ("us", "practice", "house")
    assert steps
    assert norm.house_rule == (kind == "house")
    if work == "CAATSA" and kind == "us" and steps[:2] == ["pl", "115"]:
        asked, given = "s" + "/".join(p for p in re.split(r"[()]+", pinpoint) if p), "/".join(steps[2:])
        assert f"{asked}/".startswith(f"{given.removeprefix('44/')}/") or given.removeprefix("44/").startswith(f"{asked}/"), norm.source


def test_every_citation_inside_a_condition_has_the_same_form():
    for program in law.programs.values():
        for node in program.nodes:
            if node.cite:
                rules.parse_citation(node.cite)


def test_every_number_that_the_law_does_not_give_is_marked():
    assert [n.id for n in law.norms.values() if n.house_rule] == ["CAATSA 231(a)#silence"]
    shown = CliRunner().invoke(main, ["law", "show", "CAATSA 231(a)"]).output
    assert "house rule of the game, not law" in shown


# ------------------------------------------------------------------ the page
def test_the_cases_on_the_page_are_ruled_as_the_page_says(tmp_path):
    shutil.copytree(STATUTES, tmp_path / "s")
    for old in (tmp_path / "s").glob("*/cases*.yaml"):
        old.unlink()
    shown = [b for b in BLOCKS if "cases:" in b]
    for n, block in enumerate(shown):
        (tmp_path / "s" / "us-caatsa" / f"cases-{n}.yaml").write_text(block)
    read = load_statutes(tmp_path / "s")
    worked = load_cases(read, read.law())
    assert [w.id for w in worked] == [f"X-{n:03}" for n in range(1, 8)]
    for w in worked:
        outcome = run_case(read, w, {})
        assert outcome.passed, (w.id, outcome.differences)


def test_the_amendment_on_the_page_can_be_enacted():
    (text,) = [b for b in BLOCKS if "operations:" in b]
    made = book.enacting(amendment_of(read_yaml(text.encode(), "page.yaml"))[0])
    assert {o.kind for o in made.amendments[0].operations} == set(rules.OPERATIONS)


def test_the_page_names_every_part_of_the_vocabulary():
    for part in whole:
        assert f"`{part}`" in PAGE


# ------------------------------------------------------------------ the chart
def test_the_chart_shows_each_provision_of_the_section_and_each_arrow_of_the_law_and_nothing_else(tmp_path):
    out = tmp_path / "chart.svg"
    assert CliRunner().invoke(main, ["law", "chart", "231", "-o", str(out)]).exit_code == 0
    tree = ElementTree.parse(out).getroot()
    shown = {g.attrib["data-norm"] for g in tree.iter() if "data-norm" in g.attrib}
    drawn = {(p.attrib["data-arrow"], p.attrib["data-from"], p.attrib["data-to"]) for p in tree.iter() if "data-arrow" in p.attrib}
    assert {n for n in law.norms if re.match(r"CAATSA 231[#(]", n)} <= shown
    for exception in ("CAATSA 231(b)#effect", "CAATSA 231(c)#effect", "CAATSA 231(d)#effect"):
        assert ("defeats", exception, "CAATSA 231(a)") in drawn
    assert ("leads", "CAATSA 231(d)", "CAATSA 231(d)#effect") in drawn
    assert ("bars", "CAATSA 231(d)(1)", "CAATSA 231(d)") in drawn
    assert ("relies", "CAATSA 231(a)#impose", "CAATSA 235(a)#five") in drawn
    for kind, one, two in drawn:
        assert kind != "defeats" or two in law.norms[one].defeats
        assert kind != "relies" or two in law.linked[one]


def test_no_boxes_of_the_chart_touch_and_each_text_fits_its_box():
    from game.library.chart import LETTERS

    for section in ("231", "CAATSA 216", "235", "AECA 36"):
        norms = chosen(law, section)
        boxes = laid_out(norms, list(arrows(law, norms)))
        assert overlaps(boxes) == []
        assert all(len(line) <= LETTERS for b in boxes.values() for line in b.lines)


def test_the_chart_follows_the_law_of_the_day():
    assert "Modified waiver" in chart(law, "231")
    assert "Modified waiver" not in chart(book.original, "231")


def test_a_section_that_is_not_there_is_said_without_a_traceback(tmp_path):
    done = CliRunner().invoke(main, ["law", "chart", "999", "-o", str(tmp_path / "c.svg")])
    assert done.exit_code == 2
    assert "there is no section `999`" in done.output


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not on this machine")
def test_a_browser_draws_the_chart_with_no_text_wider_than_its_box(tmp_path):
    out = tmp_path / "chart.svg"
    out.write_text(chart(law, "231"))
    page = tmp_path / "page.html"
    look = (
        "const bad=[...document.querySelectorAll('g[data-norm]')].flatMap(g=>{const r=g.querySelector('rect').getBBox();"
        "return [...g.querySelectorAll('text')].filter(t=>{const b=t.getBBox();return b.x+b.width>r.x+r.width||b.y+b.height>r.y+r.height})"
        ".map(t=>t.textContent)});document.title='wide:'+bad.join('|')"
    )
    page.write_text(f"<!doctype html><html><head><title>x</title></head><body>{out.read_text()}<script>{look}</script></body></html>")
    done = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=60
    )
    assert re.search(r"<title>wide:(.*?)</title>", done.stdout)[1] == ""
