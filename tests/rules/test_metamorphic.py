"""What must not change a ruling: the order of files and norms, and a shift of every date at once."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from game import rules
from game.library import load_cases

from .scene import statutes

BOOK = statutes.book()
WORKED = [w for w in load_cases(statutes, statutes.law()) if not w.as_enacted]


def told(law, w, case=None, act=None):
    case, act = case or w.case, act or w.act
    return rules.opened(law, rules.explain(law, case, act, rules.adjudicate(law, case, act)))


class Law:
    """The law of packs and amendments under the readings of a case, each book compiled once."""

    def __init__(self, packs, amendments):
        self.packs, self.amendments, self.books = packs, amendments, {}

    def on(self, w, day):
        key = tuple(sorted(w.readings.items()))
        if key not in self.books:
            self.books[key] = rules.Book(self.packs, self.amendments, w.readings)
        return self.books[key].on(day)


LAW = Law(statutes.packs, BOOK.amendments)


@pytest.fixture(scope="module")
def shuffled():
    """The packs from last to first, the norms and the vocabulary of each in another order."""
    draw = random.Random(3)

    def turned(pack):
        norms = list(pack.norms)
        draw.shuffle(norms)
        words = {w: dict(reversed(getattr(pack, w).items())) for w in ("acts", "events", "records", "sets", "bindings", "interpretations")}
        return replace(pack, norms=tuple(norms), delegations=pack.delegations[::-1], **words)

    return Law([turned(p) for p in reversed(statutes.packs)], BOOK.amendments)


@pytest.mark.parametrize("w", WORKED, ids=[w.id for w in WORKED])
def test_the_order_of_files_and_norms_does_not_matter(w, shuffled):
    one, two = told(LAW.on(w, w.act.date), w), told(shuffled.on(w, w.act.date), w)
    for part in ("verdict", "consequence", "reason", "repairs", "readings"):
        assert one[part] == two[part], part
    for part in ("decisive", "missing", "duties"):
        assert sorted(map(str, one[part])) == sorted(map(str, two[part])), part


SHIFT = timedelta(days=371)  # not a whole number of years, and a whole number of weeks: nothing of ours counts weekdays


def later(value):
    """Every day in a value, a condition or a norm, moved."""
    if isinstance(value, date):
        return value + SHIFT
    if isinstance(value, str) and len(value) == 10 and value[4:8:3] == "--":
        return (date.fromisoformat(value) + SHIFT).isoformat()
    if isinstance(value, dict):
        return {k: later(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(later(v) for v in value)
    return value


def moved_norm(n):
    dated = ("given", "when", "elements", "due", "discharged_when", "start", "until")
    return replace(n, **{k: later(getattr(n, k)) for k in dated})


def moved(pack):
    passed = tuple(replace(d, start=later(d.start), when=later(d.when), elements=later(d.elements)) for d in pack.delegations)
    return replace(pack, enacted=later(pack.enacted), norms=tuple(map(moved_norm, pack.norms)), delegations=passed)


def moved_amendment(a):
    operations = tuple(
        replace(o, new=moved_norm(o.new) if o.new else None, changes=later(dict(o.changes)), until=later(o.until)) for o in a.operations
    )
    return replace(a, enacted=later(a.enacted), effective=later(a.effective), operations=operations, words=moved(a.words))


LATER = Law([moved(p) for p in statutes.packs], [moved_amendment(a) for a in BOOK.amendments])


@pytest.mark.parametrize("w", WORKED, ids=[w.id for w in WORKED])
def test_the_same_case_under_the_same_law_of_another_time_is_ruled_the_same(w):
    law = LAW.on(w, w.act.date)
    then = LATER.on(w, later(w.act.date))
    seasons = {n.norm for n in law.programs[w.act.name].nodes if n.op == "in_season"}
    case = rules.Case(
        {id: rules.Record(r.kind, {k: later(v) for k, v in r.fields.items()}) for id, r in w.case.records.items()},
        tuple(replace(o, date=later(o.date), data={k: later(v) for k, v in o.data.items()}) for o in w.case.occurrences),
    )
    act = replace(w.act, date=later(w.act.date), params={k: later(v) for k, v in w.act.params.items()})
    one, two = rules.adjudicate(law, w.case, w.act), rules.adjudicate(then, case, act)
    if not seasons:  # a season is tied to the year
        assert (one.verdict, one.missing, one.vector) == (two.verdict, two.missing, two.vector)
