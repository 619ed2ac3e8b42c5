"""From phase to phase: the start, the calendar, the draw of cards, the bell, the round's end.

Belongs here: what happens when the white cell advances. Does not: single orders and rulings (reveal), sums (effects).
"""

from __future__ import annotations

from game import limits

from .acting import tell_duties
from .agreements import judge_agreements
from .arguments import open_arguments, throw_all, to_argue
from .deck import Card
from .effects import Cause, apply_causes, effects_of_round, ending
from .events import EVERYONE, Audience
from .reveal import outcome_audience, reveal
from .state import State
from .walk import Walk, later, refuse
from .words import lowered

__all__ = ["advance", "fits_now", "next_phase", "play_card", "start", "undo", "why_no_undo"]

_NEXT = {
    "situation": "back_channel",
    "back_channel": "orders",
    "orders": "reveal",
    "reveal": "effects",
    "argument": "effects",
    "effects": "headline",
    "headline": "situation",
}


def next_phase(state: State) -> str:
    """The phase that comes after this one; "closed" after the last headline. An argument comes only where there is something to argue."""
    if state.status != "playing":
        return "situation" if state.status == "lobby" else "closed"
    if state.phase == "headline" and state.round >= len(state.deck.rounds):
        return "closed"
    if state.phase == "reveal" and to_argue(state):
        return "argument"
    return _NEXT[state.phase]


def start(walk: Walk) -> None:
    """{}: the first round begins. Empty seats follow their absent-seat rule until somebody sits down."""
    walk.only()
    if walk.state.status != "lobby":
        refuse("the game has started already")
    _situation(walk, 1)


def advance(walk: Walk) -> None:
    """{to?, reason?}: on to the next phase. ``to`` names the phase meant, so that a second press does nothing."""
    walk.only("to", "reason")
    state = walk.state
    if state.status == "lobby":
        refuse("the game has not started, start it first")
    if state.status == "closed":
        refuse("this table is closed")
    if state.paused:
        refuse("the table is paused, resume it first")
    coming = next_phase(state)
    wanted = walk.command.data.get("to")
    if wanted is not None and wanted != coming:
        refuse(f"`{str(wanted)[:40]}` is not next, after {state.phase.replace('_', ' ')} comes {coming.replace('_', ' ')}")
    if state.phase == "headline":
        _round_end(walk)
    elif coming == "reveal":
        _begin(walk, "reveal")
        reveal(walk)
    elif coming == "argument":
        _begin(walk, "argument")
        open_arguments(walk)
    elif coming == "effects":
        throw_all(walk)
        _effects(walk)
    else:
        _begin(walk, coming)


def why_no_undo(state: State) -> str | None:
    """Why the last step of the phase cannot be taken back, in words; None when it can."""
    if state.status != "playing" or not state.came_from:
        return "There is no step to take back."
    if state.news:
        return "Somebody has been told something since, which nobody can forget. Override a ruling, or inject a correction."
    return None


def undo(walk: Walk) -> None:
    """{reason}: back to the phase before, if nothing has been told to anybody since; its clock begins again."""
    walk.only("reason")
    state = walk.state
    if why := why_no_undo(state):
        refuse(lowered(why))
    minutes = state.deck.phases[state.came_from].minutes
    ends_at = later(walk.command.at, 60 * minutes) if minutes else None
    walk.tell("phase_undone", {"phase": state.came_from, "ends_at": ends_at, "reason": walk.text("reason", most=limits.REASON)})


def _begin(walk: Walk, phase: str, round_no: int = 0, day: str = "") -> None:
    state = walk.state
    now = state.deck.round(round_no or state.round)
    minutes = state.deck.phases[phase].minutes
    walk.tell(
        "phase_began",
        {
            "phase": phase,
            "round": now.no,
            "game_date": day or state.game_date,
            "until": now.ends,
            "ends_at": later(walk.command.at, 60 * minutes) if minutes else None,
        },
    )


def _situation(walk: Walk, round_no: int) -> None:
    """The calendar moves, cards are drawn and played, duties are listed."""
    _begin(walk, "situation", round_no, walk.state.deck.round(round_no).begins)
    played = _drawn(walk)
    for card in played:
        play_card(walk, card)
    at = walk.state.frame
    causes = [Cause(f"{c.id} {c.title}", c.at_once, _audience(c), at) for c in played if c.at_once]
    for card in played:
        if card.leak:
            causes += _leak(walk)
    if causes:
        apply_causes(walk, "at once", causes)
    tell_duties(walk, walk.state.game_date)


def _audience(card: Card) -> Audience:
    return EVERYONE if card.audience is None else card.audience


def play_card(walk: Walk, card: Card) -> None:
    """Tell that a card is on the table, to those who may see it."""
    walk.tell("card_played", {"card": card.id, "round": walk.state.round}, _audience(card))


def fits_now(state: State, card: Card) -> bool:
    """Whether a card not yet played could come this round by its rounds and its condition, and is neither held nor skipped."""
    if card.id in state.cards or card.id in state.aside or not card.rounds[0] <= state.round <= card.rounds[1]:
        return False
    if card.leak and not _leakable(state):
        return False
    return card.when is None or card.when(state.frame) is True


def _drawn(walk: Walk) -> list[Card]:
    """This round's cards in the deck's order: fixed ones, those whose condition has arisen, and one from each draw."""
    state = walk.state
    fitting = [c for c in state.deck.cards.values() if fits_now(state, c)]
    chosen = [c.id for c in fitting if c.fixed == state.round or (c.arises and not c.fixed)]
    for suits in state.deck.draws:
        pool = [c for c in fitting if c.suit in suits and not c.fixed and not c.arises]
        if pool:
            chosen.append(pool[walk.chance.below(len(pool))].id)
    return [c for c in fitting if c.id in chosen]


def _leakable(state: State) -> list[str]:
    return [
        p.card.id
        for p in state.cards.values()
        if p.chosen and not p.leaked_at and p.round < state.round and outcome_audience(p.card) != "all"
    ]


def _leak(walk: Walk) -> list[Cause]:
    """One private answer of an earlier round, drawn, becomes everybody's."""
    state = walk.state
    pool = _leakable(state)
    if not pool:
        return []
    played = state.cards[pool[walk.chance.below(len(pool))]]
    card = played.card
    choice = next(c for c in card.choices if c.id == played.chosen)
    seat = choice.by or (card.audience or ("",))[0]
    walk.tell("card_leaked", {"card": card.id, "title": card.title, "choice": choice.id, "seat": seat, "text": choice.text})
    return [Cause(f"{card.id} {card.title} leaked", card.if_leaked, EVERYONE, walk.state.frame)]


def _effects(walk: Walk) -> None:
    """The last day of the round: duties fall due, everything takes effect as one sum, endings that stop the game."""
    _begin(walk, "effects", day=walk.state.until)
    tell_duties(walk, walk.state.until)
    effects_of_round(walk)
    judge_agreements(walk)
    tell_duties(walk, walk.state.until)
    ending(walk, at_once=True)


def _round_end(walk: Walk) -> None:
    state = walk.state
    if not any(h["round"] == state.round for h in state.headlines):
        walk.tell("headline_printed", {"text": _plain_headline(state), "by": ""})
    walk.tell("round_ended", {"round": state.round, "tracks": dict(walk.state.tracks)})
    if state.round >= len(state.deck.rounds):
        ending(walk, at_once=False)
    else:
        _situation(walk, state.round + 1)


def _plain_headline(state: State) -> str:
    """The headline nobody wrote: the deck's words for the track that moved most since the round before."""
    before = state.round_ends[-1] if state.round_ends else {t.id: t.start for t in state.deck.tracks.values()}
    moved = max(state.deck.tracks.values(), key=lambda t: abs(state.tracks[t.id] - before[t.id]))
    by = state.tracks[moved.id] - before[moved.id]
    return (moved.rose if by > 0 else moved.fell if by < 0 else "") or f"A quiet round: {state.deck.round(state.round).title}"
