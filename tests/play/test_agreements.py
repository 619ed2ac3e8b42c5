"""Agreements: drafted from promises the table can judge, signed by all, kept or broken by what then happens."""

from __future__ import annotations

import json
from functools import lru_cache

import pytest

from game import limits
from game.library.decks import deck_from_texts
from game.play import PUBLIC, WHITE, fold, opening, play_game, view
from game.play.dryrun import first_event
from game.play.folds import apply

from .tables import Table, given, kinds, the_deck, the_statutes

CALM = {"by": "ANK-P", "kind": "ladder", "what": "S4", "op": "at_most", "value": 2, "round": 2}
WORD = {"by": "WH", "kind": "refrains", "what": "tariffs", "round": 2}
PACT = {"parties": ["WH", "ANK-P"], "title": "Time for time", "terms": [CALM, WORD]}


def move_of(seat, slot="main"):
    """An order of this seat that is possible at once and is no secret."""
    return next(m.id for m in the_deck().moves_of[seat] if m.slot == slot and not m.needs and m.audience is None and m.rounds[0] == 1)


def promise(by, kind="refrains", round=1, **more):
    return {"by": by, "kind": kind, "what": more.pop("what", move_of(by)), "round": round, **more}


def drafted(terms, parties=("WH", "ANK-P"), signers=("ANK-P",), round_no=1, **more):
    """A table in the back channel with an agreement that WH drafted and *signers* signed."""
    table = given().to("back_channel", round_no)
    table.send("WH", "draft_agreement", {"parties": list(parties), "title": "Time for time", "terms": terms, **more})
    for seat in signers:
        table.send(seat, "sign_agreement", {"agreement": table.state.agreements[-1].id})
    return table


def status(table, n=0):
    return table.state.agreements[n].status


def test_who_drafts_has_signed_and_with_the_last_signature_it_is_in_force():
    table = drafted([promise("WH"), promise("ANK-P")], signers=())
    assert (status(table), table.state.agreements[0].signed) == ("draft", ("WH",))
    (mine,) = view(table.state, "ANK-P")["agreements"]
    assert mine["may_sign"] and mine["may_withdraw"] and not view(table.state, "WH")["agreements"][0]["may_sign"]
    assert kinds(table.send("ANK-P", "sign_agreement", {"agreement": mine["id"]})) == ["agreement_signed", "agreement_in_force"]
    assert status(table) == "in_force"
    assert "only a draft is signed" in table.refuses("ANK-P", "sign_agreement", {"agreement": mine["id"]})


def test_nobody_else_learns_that_there_is_one_unless_it_is_open():
    secret = drafted([promise("WH")], text="The archive keys")
    for seat in ("DEF", "CONG", "MOS", PUBLIC):
        told = json.dumps(view(secret.state, seat), ensure_ascii=False)
        assert view(secret.state, seat)["agreements"] == [] and "Time for time" not in told and "archive" not in told
    assert view(secret.state, WHITE)["agreements"][0]["title"] == "Time for time"
    open_ = drafted([promise("WH")], open=True)
    assert view(open_.state, PUBLIC)["agreements"][0]["parties"] == ["WH", "ANK-P"]
    assert not view(open_.state, PUBLIC)["agreements"][0]["may_sign"]


@pytest.mark.parametrize(("breaks", "end", "by"), [(False, "kept", ()), (True, "broken", ("WH",))])
def test_a_promise_not_to_order_something_is_kept_or_broken_by_the_orders(breaks, end, by):
    table = drafted([promise("WH"), promise("ANK-P")]).to("orders")
    if breaks:
        table.lock("WH", move_of("WH"))
    table.send(WHITE, "advance")
    assert status(table) == "in_force", "nothing is judged before the effects"
    table.send(WHITE, "advance")
    assert (status(table), table.state.agreements[0].broken_by) == (end, by)
    shown = view(table.state, "ANK-P")["agreements"][0]
    assert [t["held"] for t in shown["terms"]] == [not breaks, True]


def test_a_promise_to_order_something_falls_due_in_its_round_and_not_before():
    term = promise("WH", "orders", round=2)
    table = drafted([term, promise("ANK-P", round=2)]).to("headline")
    assert status(table) == "in_force"
    table.to("headline", 2)
    assert (status(table), table.state.agreements[0].broken_by) == ("broken", ("WH",))
    kept = drafted([term, promise("ANK-P", round=2)]).to("orders", 2)
    kept.lock("WH", move_of("WH"))
    assert status(kept.to("headline", 2)) == "kept"


@pytest.mark.parametrize(("op", "value", "round_no", "end"), [
    ("at_most", 1, 1, "kept"), ("at_most", 0, 2, "broken"), ("at_least", 1, 1, "kept"), ("at_least", 5, 1, "broken"),
    ("at_least", 5, 2, None),
])  # fmt: skip
def test_a_ladder_is_held_below_at_every_effects_and_reached_by_the_last(op, value, round_no, end):
    term = {"by": "ANK-P", "kind": "ladder", "what": "S4", "op": op, "value": value, "round": round_no}
    table = drafted([term, promise("WH", round=round_no)])
    table.state = table.state.but(ladders={**table.state.ladders, "S4": table.state.ladders["S4"].__class__(1)})
    table.to("orders")
    table.lock("ANK-P", None)
    table.to("headline")
    assert status(table) == (end or "in_force")


def test_a_track_and_a_token_are_judged_at_the_end_of_their_round_only():
    track = next(iter(the_deck().tracks))
    token = next(iter(the_deck().tokens))
    terms = [{"by": "WH", "kind": "track", "what": track, "op": "at_most", "value": -1, "round": 2},
             {"by": "ANK-P", "kind": "token", "what": token, "value": given().state.tokens[token], "round": 1}]  # fmt: skip
    table = drafted(terms).to("headline")
    assert status(table) == "in_force" and dict(table.state.agreements[0].judged) == {1: True}
    assert status(table.to("headline", 2)) == "broken"


def test_promises_of_one_side_alone_are_fulfilled_and_not_kept():
    assert status(drafted([promise("WH")]).to("headline")) == "fulfilled"


def test_a_draft_binds_nobody_and_any_party_may_withdraw_it():
    table = drafted([promise("WH"), promise("ANK-P")], signers=())
    id = table.state.agreements[0].id
    assert "party to no such" in table.refuses("MOS", "withdraw_agreement", {"agreement": id})
    table.send("ANK-P", "withdraw_agreement", {"agreement": id})
    assert status(table) == "withdrawn"
    assert "withdrawn" in table.refuses("ANK-P", "sign_agreement", {"agreement": id})
    left = drafted([promise("WH")], signers=()).to("orders")
    left.lock("WH", move_of("WH"))
    assert status(left.to("headline")) == "draft", "what was never signed is not broken"


@pytest.mark.parametrize(("data", "said"), [
    ({"parties": ["WH"]}, "at least two"), ({"parties": ["ANK-P", "MOS"]}, "not among the parties"),
    ({"parties": ["WH", "NOBODY"]}, "no seat"),
    ({"terms": []}, "1 to 12 promises"), ({"terms": "x"}, "1 to 12 promises"), ({"terms": [promise("WH")] * 13}, "1 to 12 promises"),
    ({"terms": [promise("WH", round=0)]}, "a round from 1"), ({"terms": [promise("WH", round=99)]}, "a round from 1"),
    ({"terms": [promise("WH", round=True)]}, "a round from 1"), ({"terms": [{**promise("WH"), "by": "MOS"}]}, "nobody of the parties"),
    ({"terms": [{**promise("WH"), "what": move_of("MOS")}]}, "no such order"),
    ({"terms": [{**promise("WH"), "what": []}]}, "no such order"),
    ({"terms": [{"by": "WH", "kind": "track", "what": "XX", "op": "at_most", "value": 1, "round": 1}]}, "no such track"),
    ({"terms": [{"by": "WH", "kind": "track", "what": "COH", "op": "is", "value": 1, "round": 1}]}, "at_least or at_most"),
    ({"terms": [{"by": "WH", "kind": "track", "what": "COH", "op": "at_most", "value": True, "round": 1}]}, "whole number"),
    ({"terms": [{"by": "WH", "kind": "prays", "what": "COH", "round": 1}]}, "one of orders"), ({"terms": [7]}, "term 1"),
    ({"title": ""}, "`title`"), ({"open": 1}, "true or false"), ({"extra": 1}, "has no `extra`"),
])  # fmt: skip
def test_a_draft_that_cannot_be_judged_is_refused_in_words(data, said):
    whole = {"parties": ["WH", "ANK-P"], "title": "Time", "terms": [promise("WH")], **data}
    assert said in given().to("back_channel").refuses("WH", "draft_agreement", whole)


def test_agreements_are_made_while_people_talk_and_not_over_sealed_orders():
    assert "back channel" in given().to("orders").refuses("WH", "draft_agreement", {**PACT, "terms": [promise("WH")]})


@lru_cache
def with_pact():
    texts = dict(the_deck().files)
    texts["bills.yaml"] = texts["bills.yaml"].replace(
        "agreements:\n",
        """agreements:
  OFF_NETWORK:
    title: Off the network
    text: The batteries stay on their own.
    parties: [WH, ANK-P]
    breaker: [ANK-P]
    broken: {cmp: [ladder.S4, ">=", 2]}
""",
        1,
    )
    texts["moves.yaml"] += """
  take_in_writing:
    slot: main
    seats: [WH]
    stage: deeds
    title: Take it in writing
    text: It binds from the effects on.
    sentence: "{seat} takes it in writing."
    always: {agreement: [OFF_NETWORK]}
  let_go:
    slot: main
    seats: [WH]
    stage: deeds
    title: Let them go
    text: It frees the other side.
    sentence: "{seat} lets go."
    needs: {when: {cmp: [pact.OFF_NETWORK, "==", in_force]}, else: There is nothing to let go of.}
    always: {frees: [[WH, ANK-P]]}
"""
    return deck_from_texts(texts, the_statutes())


def in_writing():
    deck, book = with_pact()
    event = first_event(deck, book.original)
    table = Table(apply(opening(deck, book, {"table": "t1"}), event), [event], "1").to("orders")
    table.lock("WH", "take_in_writing")
    return table


def test_a_card_or_an_order_may_make_the_deck_s_own_agreement_and_a_condition_break_it():
    table = in_writing().to("headline")
    assert view(table.state, PUBLIC)["agreements"][0]["title"] == "Off the network"
    broken = table.state.ladders["S4"].step >= 2
    assert status(table) == ("broken" if broken else "in_force")
    table.state = table.state.but(ladders={**table.state.ladders, "S4": table.state.ladders["S4"].__class__(2)})
    table.to("headline", 2)
    assert (status(table), table.state.agreements[0].broken_by) == ("broken", ("ANK-P",))
    table.to("headline", 3)
    table.send(WHITE, "advance")
    scores = {x["seat"]: x for x in table.state.outcome["scores"]}
    assert {"text": "Broke 1 agreement.", "points": -2, "met": True} in scores["ANK-P"]["objectives"]
    assert "Broke" not in json.dumps(scores["WH"])


def test_an_order_may_free_the_other_side():
    table = in_writing().to("orders", 2)
    table.state = table.state.but(ladders={**table.state.ladders, "S4": table.state.ladders["S4"].__class__(1, True)})
    table.lock("WH", "let_go")
    table.to("headline", 2)
    assert status(table) == "freed"


def test_a_game_with_agreements_folds_again_to_the_same_and_some_are_kept_and_some_broken():
    deck, book = with_pact()
    ends = set()
    for seed in range(15):
        steps = list(play_game(deck, book, f"a{seed}"))
        events = [e for s in steps for e in s.events]
        ends |= {e.data["how"] for e in events if e.kind == "agreement_ended"}
        again = fold(opening(deck, book, steps[0].state.header), events)
        assert all(view(again, seat) == view(steps[-1].state, seat) for seat in (*deck.seats, WHITE, PUBLIC))
    assert {"kept", "broken"} <= ends


def test_8e_an_agreement_has_so_many_promises_and_a_seat_so_many_drafts():
    table = given().to("back_channel")
    draft = {"parties": ["WH", "ANK-P"], "title": "Much"}
    for _ in range(limits.DRAFTS):
        many = [promise("WH", round=1)] * (limits.TERMS + 1)
        assert f"1 to {limits.TERMS} promises" in table.refuses("WH", "draft_agreement", {**draft, "terms": many})
        table.send("WH", "draft_agreement", {**draft, "terms": many[1:]})
    assert f"{limits.DRAFTS} drafts wait" in table.refuses("WH", "draft_agreement", {**draft, "terms": [promise("WH")]})
