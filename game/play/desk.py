"""The white cell's papers: events held or skipped, the evaluator's marks, and what seats ask the statute desk.

Belongs here: deciding them. Does not: the list of events (msel), what a pre-flight answers by itself (preview).
"""

from __future__ import annotations

from game import limits
from game.errors import nearest

from .deck import Card
from .events import EVERYONE, NOBODY
from .state import Asked, State
from .walk import Walk, refuse

__all__ = ["GRADES", "answer_desk", "ask_desk", "evaluate", "hold_card", "release_card", "skip_card"]

GRADES = {"P": "performed", "S": "performed with some difficulty", "M": "performed with much difficulty", "U": "not performed"}
"""The four grades of an exercise evaluation, as evaluators of public exercises in the United States use them (HSEEP)."""


def hold_card(walk: Walk) -> None:
    """{card, reason}: the card stays away, even when its time comes, until it is released or played by hand."""
    _put_aside(walk, "held")


def skip_card(walk: Walk) -> None:
    """{card, reason}: the card is struck from this game's list; it can still be played by hand."""
    _put_aside(walk, "skipped")


def release_card(walk: Walk) -> None:
    """{card}: the card comes again when its time comes."""
    walk.only("card")
    card = _card(walk)
    if card.id not in walk.state.aside:
        refuse(f"“{card.title}” is neither held nor skipped")
    walk.tell("card_planned", {"card": card.id, "status": "planned", "reason": ""}, NOBODY)


def _put_aside(walk: Walk, status: str) -> None:
    walk.only("card", "reason")
    card = _card(walk)
    if walk.state.aside.get(card.id, {}).get("status") == status:
        refuse(f"“{card.title}” is {status} already")
    walk.tell("card_planned", {"card": card.id, "status": status, "reason": walk.text("reason", most=limits.REASON)}, NOBODY)


def _card(walk: Walk) -> Card:
    """The card meant, not yet played."""
    if walk.state.status == "closed":
        refuse("this table is closed")
    cards, id = walk.state.deck.cards, str(walk.command.data.get("card"))
    if id not in cards:
        advice = nearest(id, cards)
        refuse(f"the deck has no card `{id[:20]}`" + (f", {advice}" if advice else ""))
    if id in walk.state.cards:
        refuse(f"“{cards[id].title}” has been played already")
    return cards[id]


def evaluate(walk: Walk) -> None:
    """{aim, behaviour, grade, quote?, seq?}: the evaluator's mark on one behaviour that the deck's guide lists (each from 1).

    grade: P, S, M or U. seq: the event it was seen at; the last one if left out. Marks can be made after the close too.
    """
    walk.only("aim", "behaviour", "grade", "quote", "seq")
    state, data = walk.state, walk.command.data
    aims = state.deck.kit.evaluation
    if not aims:
        refuse("this deck has no evaluation guide, write one under `kit.evaluation`")
    aim = _number(data.get("aim"), len(aims), "aim")
    behaviour = _number(data.get("behaviour"), len(aims[aim - 1][1]), "behaviour")
    grade = data.get("grade")
    if not isinstance(grade, str) or grade not in GRADES:
        refuse("`grade` is one of " + ", ".join(f"{g} ({words})" for g, words in GRADES.items()))
    seq = _number(data["seq"], state.seq, "seq") if "seq" in data else state.seq
    quote = walk.text("quote", least=0, most=limits.QUOTE) if "quote" in data else ""
    walk.tell(
        "evaluation_marked", {"aim": aim, "behaviour": behaviour, "grade": grade, "quote": quote, "seq": seq, "by": walk.by}, NOBODY
    )


def _number(raw: object, most: int, name: str) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or not 1 <= raw <= most:
        refuse(f"`{name}` is a whole number from 1 to {most}")
    return raw


def ask_desk(walk: Walk) -> None:
    """{text}: a seat asks the statute desk. Only the seat and the white cell know."""
    walk.only("text")
    state, seat = walk.state, walk.command.seat
    if state.status != "playing":
        refuse("the statute desk answers while the game is played")
    if sum(q.seat == seat and not q.answer for q in state.asked) >= limits.DESK_OPEN:
        refuse(f"{limits.DESK_OPEN} questions of yours wait for the desk already, let it answer one first")
    walk.tell("desk_asked", {"seat": seat, "text": walk.text("text", most=limits.QUESTION)}, (seat,))


def answer_desk(walk: Walk) -> None:
    """{question, text, everyone?}: the desk answers; question is the event it was asked by. everyone: all hear question and answer."""
    walk.only("question", "text", "everyone")
    asked = _asked(walk.state, walk.command.data.get("question"))
    everyone = walk.command.data.get("everyone", False)
    if not isinstance(everyone, bool):
        refuse("`everyone` is yes or no")
    data = {"question": asked.seq, "seat": asked.seat, "asked": asked.text, "text": walk.text("text"), "by": walk.by}
    walk.tell("desk_answered", data, EVERYONE if everyone else (asked.seat,))


def _asked(state: State, raw: object) -> Asked:
    asked = next((q for q in state.asked if q.seq == raw), None)
    if asked is None:
        open_ = [str(q.seq) for q in state.asked if not q.answer]
        refuse(f"there is no such question, those that wait are {', '.join(open_)}" if open_ else "no question waits for the desk")
    if asked.answer:
        refuse("that question is answered already")
    return asked
