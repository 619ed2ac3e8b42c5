"""The purchase, its buyer and the law that comes with Halifax, for the tests of the law."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from game import rules
from game.library import load_statutes

STATUTES = Path(__file__).parents[2] / "scenarios" / "statutes"
statutes = load_statutes(STATUTES)
law = statutes.law()
ACC6, ACL9, AECA3 = (law.names.sets[name] for name in ("acc6", "acl9", "aeca3"))
ENACTED = date(2017, 8, 2)
PERSON = {"is_state": False, "is_financial_institution": False}
DEAL = {
    "engaged": True, "contract_date": date(2017, 9, 12), "last_conduct": date(2017, 12, 29), "counterparty_listed": True,
    "counterparty_in_sector": True, "significant": True, "knew": True, "should_have_known": True,
}  # fmt: skip
SALE = {
    "channel": "fms", "parties": frozenset(["air_force"]), "buyer_nato5": True, "new_territory": False, "value_usd": 120_000_000,
    "is_mde": False, "is_firearms": False, "is_construction": False,
}  # fmt: skip
REPORT = {"recipients": ACL9, "describes_action": True, "gives_reasons": True, "states_alteration": True, "route": "not_alter"}
ENDING = {"recipients": ACC6, "notice_with_reasons": True, "stopped_or_steps": True, "assurances": True}
ABOUT = {"person": "ssm", "transaction": "s400", "sale": "kit", "partner": "turkey", "target": "gul", "post": "posts", "dealing": "pipe"}


def plus(day, days):
    return day + timedelta(days=days)


def happened(name, day, **data):
    about = {role: ABOUT[role] for role in law.names.events[name].about}
    return rules.Occurrence(name, day, about, data)


def case(*events, person=PERSON, deal=DEAL, sale=SALE):
    records = {"ssm": rules.Record("person", person), "s400": rules.Record("transaction", deal), "kit": rules.Record("sale", sale)}
    return rules.Case(records, tuple(sorted(events, key=lambda o: o.date)))


def act(name, actor, day, **params):
    return rules.Act(name, actor, day, {role: ABOUT[role] for role in law.acts[name].about}, params)


def ruled(situation, what, under=law):
    return rules.adjudicate(under, situation, what)


def verdict(situation, what, under=law):
    return ruled(situation, what, under).verdict


def explained(situation, what, under=law):
    return rules.opened(under, rules.explain(under, situation, what, ruled(situation, what, under)))


def explained_to(situation, what, hidden, under=law):
    known = situation.without_facts(hidden)
    return rules.opened(under, rules.explain_to(under, known, what, ruled(situation, what, under)))


def imposed(day, *items):
    return happened("imposed.231", day, items=frozenset(items or (1, 2, 3, 4, 6)), officer_items=frozenset())


def state(situation, day, cite="CAATSA 231(a)", under=law):
    """The state of one duty on one day; what has not arisen is pending."""
    return next((d.state for d in rules.duties(under, situation, day) if d.cite == cite), "pending")
