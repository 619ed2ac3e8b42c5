"""Arguments: moves that were contested, reasons on both sides, the odds before the throw, and the throw.

Belongs here: what may be contested, who may say what, what is thrown and what comes of it. Does not: what a move does then
(effects). A throw is drawn from the table's seed, whose hash stood in the record before anything was known.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from game import limits

from .frames import order_frame
from .state import Argument, Deed, State
from .walk import Walk, refuse

__all__ = [
    "LAST_DITCH",
    "arguable",
    "contest",
    "decide_argument",
    "give_reason",
    "modifiers",
    "named_deed",
    "name_cost",
    "odds",
    "open_arguments",
    "support",
    "supports",
    "throw",
    "throw_all",
    "to_argue",
    "weigh_reason",
    "why_no_contest",
    "without_dice",
]

SIDES = ("for", "against")
RESULTS = ("clean", "cost", "fails", "backfires")
LAST_DITCH = 3
"""A total of this or less backfires; the target and more succeeds, three above the target cleanly."""
CLEAN_ABOVE = 3


def why_no_contest(state: State, deed: Deed, seat: str) -> str | None:
    """Why *seat* cannot contest a move now, in words; None when it can."""
    move = state.deck.moves[deed.move]
    if state.deck.argument is None or state.phase != "reveal":
        return "Moves are contested after the reveal."
    if deed.round != state.round or deed.settled or deed.cancelled:
        return "That move is done."
    if deed.seat == seat:
        return "Nobody contests a move of one's own."
    if deed.audience != "all" and seat not in deed.audience:
        return "There is no such move."
    if move.act is not None or move.argued == "never":
        return "This is not for argument: the law, or the deck, has decided it."
    if move.argued == "always":
        return "This is argued in any case."
    if move.contested_when is not None and move.contested_when(state.frame) is not True:
        return "This cannot be contested as things stand."
    if any(seat in a for a in state.contested.values()):
        return "You have contested a move this round; one is all."
    return None


def contest(walk: Walk) -> None:
    """{move}: contest a move that was just revealed, by its place in your view; once a round."""
    walk.only("move")
    walk.need_phase(("reveal",), "moves are contested after the reveal")
    seat, state = walk.command.seat, walk.state
    deed = named_deed(walk)
    if why := why_no_contest(state, deed, seat):
        refuse(why[0].lower() + why[1:].rstrip("."))
    walk.tell("move_contested", {"deed": deed.no, "seat": seat}, deed.audience)


def named_deed(walk: Walk) -> Deed:
    """The move that a command names by its place in the sender's view. Refuses a place where there is none."""
    at = deed_at(walk.state, walk.command.seat, walk.command.data.get("move"))
    deed = next((d for d in walk.state.deeds if d.no == at), None)
    if deed is None:
        refuse("there is no such move")
    return deed


def deed_at(state: State, seat: str, place: Any) -> int:
    """The event number of the move at a place of somebody's own numbering; 0 if there is none."""
    seqs = state.places[seat]
    if not isinstance(place, int) or isinstance(place, bool) or not 1 <= place <= len(seqs):
        return 0
    return seqs[place - 1]


def arguable(state: State) -> list[Deed]:
    """The moves of this round that go to an argument: those always argued, then the most contested, as many as the deck takes."""
    how = state.deck.argument
    if how is None:
        return []
    mine = [d for d in state.deeds if d.round == state.round and not (d.replaced or d.settled or d.cancelled)]
    always = [d for d in mine if state.deck.moves[d.move].argued == "always" and not d.ruling]
    most = sorted((d for d in mine if state.contested.get(d.no)), key=lambda d: (-len(state.contested[d.no]), d.no))
    return sorted([*always, *most[: how.most]], key=lambda d: d.no)


def to_argue(state: State) -> bool:
    """Whether an argument phase comes after this reveal."""
    return bool(arguable(state))


def open_arguments(walk: Walk) -> None:
    """Tell of each argument of this round."""
    for deed in arguable(walk.state):
        data = {"no": len(walk.state.arguments) + 1, "deed": deed.no, "objectors": list(walk.state.contested.get(deed.no, ()))}
        walk.tell("argument_opened", data, deed.audience)


def _open(walk: Walk) -> tuple[Argument, Deed]:
    """The argument a command names by the place of its move, and the move."""
    state = walk.state
    at = deed_at(state, walk.command.seat, walk.command.data.get("argument"))
    found = next((a for a in state.arguments if a.deed == at), None)
    deed = next((d for d in state.deeds if d.no == at), None)
    if found is None or deed is None:
        refuse("there is no such argument")
    walk.need_phase(("argument",), "arguments are held in their own phase")
    return found, deed


def _undecided(found: Argument) -> None:
    if found.result:
        refuse("this argument is decided")


def give_reason(walk: Walk) -> None:
    """{argument, text}: a reason, for one's own move or against another's; three a side."""
    walk.only("argument", "text")
    found, deed = _open(walk)
    _undecided(found)
    side = "for" if deed.seat == walk.command.seat else "against"
    if sum(r["side"] == side for r in found.reasons) >= limits.REASONS:
        refuse(f"{limits.REASONS} reasons {side} it have been given, that is all")
    data = {"argument": found.no, "seat": walk.command.seat, "side": side, "text": walk.text("text", most=limits.ARGUED)}
    walk.tell("reason_given", data, deed.audience)


def weigh_reason(walk: Walk) -> None:
    """{argument, reason, strong, why?}: the white cell says whether the n-th reason is a strong one, which moves the throw by one."""
    walk.only("argument", "reason", "strong", "why")
    found, deed = _open(walk)
    _undecided(found)
    n, strong = walk.command.data.get("reason"), walk.command.data.get("strong")
    if not isinstance(n, int) or isinstance(n, bool) or not 1 <= n <= len(found.reasons):
        refuse("there is no such reason")
    if not isinstance(strong, bool):
        refuse("`strong` is true or false")
    why = walk.text("why", most=limits.REASON) if walk.command.data.get("why") else ""
    walk.tell("reason_weighed", {"argument": found.no, "reason": n, "strong": strong, "why": why}, deed.audience)


def supports(state: State, seat: str) -> list[str]:
    """What the seat may still spend on an argument, each worth one: "" for a mediation of this round, then its chips by their mark."""
    done = [d for d in state.deeds if d.round == state.round and d.seat == seat and not (d.replaced or d.stopped)]
    mediated = sum(state.deck.moves[d.move].mediates for d in done)
    used = sum(x["seat"] == seat and not x["mark"] for a in state.arguments if a.round == state.round for x in a.supports)
    chips = [m.id for m in state.deck.marks.values() if m.chips_of == seat for _ in range(state.marks[m.id])]
    return [""] * max(0, mediated - used) + chips


def support(walk: Walk) -> None:
    """{argument, side}: spend a mediation, else a chip, on one side: the throw moves by one. Once an argument."""
    walk.only("argument", "side")
    found, deed = _open(walk)
    _undecided(found)
    seat, side = walk.command.seat, walk.command.data.get("side")
    if side not in ("for", "against"):
        refuse("`side` is for or against")
    if any(x["seat"] == seat for x in found.supports):
        refuse("you have put your weight on this argument already")
    if without_dice(walk.state):
        refuse("this deck decides arguments without dice")
    mine = supports(walk.state, seat)
    if not mine:
        refuse("you have no chip left, and no mediation of this round")
    walk.tell("argument_supported", {"argument": found.no, "seat": seat, "side": side, "mark": mine[0]}, deed.audience)


def without_dice(state: State) -> bool:
    """Whether nothing is thrown here, so that nothing can be spent on a throw."""
    return state.deck.argument is None or state.deck.argument.mode != "dice"


def modifiers(state: State, found: Argument) -> list[tuple[str, int]]:
    """What moves the throw, in words: strong reasons and what seats spent on each side, and what the deck gives the move."""
    deed = next(d for d in state.deeds if d.no == found.deed)
    move = state.deck.moves[deed.move]
    out = [(("Strong: " if r["side"] == "for" else "Strong against: ") + r["text"], 1 if r["side"] == "for" else -1)
           for r in found.reasons if r["strong"]]  # fmt: skip
    out += [(f"{x['seat']} {'spends a chip' if x['mark'] else 'mediates'}", 1 if x["side"] == "for" else -1) for x in found.supports]
    at = order_frame(state, move, deed.fields)
    return out + [(b.text, b.by) for b in move.bonus if b.when is None or b.when(at) is True]


def odds(target: int, modifier: int) -> Fraction:
    """The chance that two dice and the modifier come to the target or more."""
    return Fraction(sum(a + b + modifier >= target for a in range(1, 7) for b in range(1, 7)), 36)


def throw(walk: Walk) -> None:
    """{argument}: the white cell throws; the odds were on the screen."""
    walk.only("argument")
    found, deed = _open(walk)
    _undecided(found)
    if without_dice(walk.state):
        refuse("this deck decides arguments without dice, use `decide_argument`")
    _throw(walk, found, deed)


def _throw(walk: Walk, found: Argument, deed: Deed) -> None:
    how = walk.state.deck.argument
    assert how is not None
    moved = modifiers(walk.state, found)
    by = sum(n for _, n in moved)
    dice = [walk.chance.below(6) + 1, walk.chance.below(6) + 1]
    total = sum(dice) + by
    up, down = ("clean" if total >= how.target + CLEAN_ABOVE else "cost"), ("backfires" if total <= LAST_DITCH else "fails")
    result = up if total >= how.target else down
    said = {"dice": dice, "modifiers": [list(m) for m in moved], "total": total, "target": how.target}
    walk.tell("argument_decided", {"argument": found.no, "result": result, **said, "reason": "", "by": ""}, deed.audience)


def decide_argument(walk: Walk) -> None:
    """{argument, result, reason}: the white cell decides, where the deck has no dice, or against them."""
    walk.only("argument", "result", "reason")
    found, deed = _open(walk)
    if walk.command.data.get("result") not in RESULTS:
        refuse(f"`result` is one of {', '.join(RESULTS)}")
    said = {"result": walk.command.data["result"], "reason": walk.text("reason", most=limits.REASON), "by": walk.by}
    walk.tell("argument_decided", {"argument": found.no, "dice": [], "modifiers": [], "total": None, "target": None, **said}, deed.audience)


def name_cost(walk: Walk) -> None:
    """{argument, text}: who contested a move that came through at a cost names the cost; words for the record."""
    walk.only("argument", "text")
    found, deed = _open(walk)
    if found.result != "cost":
        refuse("this move did not come through at a cost")
    if walk.command.seat == deed.seat:
        refuse("the cost is named by those against the move")
    if found.cost:
        refuse("the cost is named already")
    walk.tell("cost_named", {"argument": found.no, "seat": walk.command.seat, "text": walk.text("text", most=limits.ARGUED)}, deed.audience)


def throw_all(walk: Walk) -> None:
    """At the end of the phase: what nobody has decided is thrown; without dice it goes through as it would have uncontested."""
    for found in [a for a in walk.state.arguments if not a.result]:
        deed = next(d for d in walk.state.deeds if d.no == found.deed)
        if walk.state.deck.argument is not None and walk.state.deck.argument.mode == "dice":
            _throw(walk, found, deed)
        else:
            data: dict[str, Any] = {"argument": found.no, "result": "clean", "dice": [], "modifiers": [], "total": None, "target": None}
            walk.tell("argument_decided", {**data, "reason": "Nobody decided it.", "by": ""}, deed.audience)

