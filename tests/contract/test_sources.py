"""Every provision says where it stands, twice: a citation for people and a path to its source. Both have one form, and they agree."""

from __future__ import annotations

import re

import pytest

from game.rules import parse_citation
from tests.rules.scene import statutes

SOURCE = re.compile(
    r"(?P<work>/us/(?:pl/\d+/\d+|usc/t\d+|eo/\d+))(?:/s(?P<section>\d+)(?P<below>(?:/[A-Za-z0-9]+)*))?\Z|/(?:practice|house)/[a-z-]+\Z"
)
WORKS = {
    "CAATSA": "/us/pl/115/44", "AECA": "/us/usc/t22", "INA": "/us/usc/t8", "Global Magnitsky Act": "/us/pl/114/328",
    "NDAA FY2019": "/us/pl/115/232", "NDAA FY2020": "/us/pl/116/92", "NDAA FY2021": "/us/pl/116/283",
}  # fmt: skip
"""Where the text of each work is found."""
CODED = {("AECA", "3"): "2753", ("AECA", "36"): "2776", ("INA", "212"): "1182"}
"""Sections that are found under another number of the Code."""
BORROWED = {"CAATSA 231(e)#civil": "/us/usc/t50/s1705/b", "CAATSA 231(f)#civil": "/us/usc/t50/s1705/b"}
"""Numbers that a provision takes from another act."""

BOOK = statutes.book()
LAWS = {"as enacted": BOOK.original, **{a.id: BOOK.on(a.effective) for a in BOOK.amendments}}


def parts(below, sep):
    return [p for p in re.split(sep, below) if p]


@pytest.mark.parametrize("day", LAWS)
def test_each_provision_names_its_source_in_one_form_and_where_its_citation_points(day):
    for norm in LAWS[day].norms.values():
        found = SOURCE.match(norm.source)
        assert found, f"{norm.id}: {norm.source}"
        assert norm.house_rule == norm.source.startswith("/house/"), norm.id
        work, pinpoint = parse_citation(norm.cite)
        if norm.source.startswith("/us/") and norm.id not in BORROWED:
            section, *below = parts(pinpoint, r"[()]+")
            if work == "E.O.":
                assert norm.source == f"/us/eo/{pinpoint}"
            elif work == "Pub. L.":
                assert norm.source == "/us/pl/" + pinpoint.replace("-", "/")
            else:
                assert (found["work"], found["section"]) == (WORKS[work], CODED.get((work, section), section)), norm.id
                assert parts(found["below"], "/")[: len(below)] == below, f"{norm.id}: {norm.source}"
        assert norm.source == BORROWED.get(norm.id, norm.source)


@pytest.mark.parametrize("day", LAWS)
def test_each_citation_a_ruling_can_name_has_one_form(day):
    law = LAWS[day]
    citing = [n for p in (*law.programs.values(), *law.duties) for n in p.nodes]
    citing += [*law.names.interpretations.values(), *law.library.delegations, *law.acts.values(), *BOOK.amendments]
    for cite in {x.cite for x in citing} - {""}:
        work, pinpoint = parse_citation(cite)
        assert work
        assert pinpoint or work.endswith(("Memorandum", "Authority")), cite
