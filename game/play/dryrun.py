"""A whole game without people: random players in every seat, the white cell advancing.

Belongs here: the driver used by ``halifax play`` and the tests. Clock, ids and chance come from
the seed, so one seed is one game, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from game.errors import Refused
from game.rules import Book, Law

from .decide import walked
from .deck import Deck
from .events import WHITE, Command, Event
from .folds import apply
from .greedy import PLAYERS
from .lobby import BOTS
from .phases import next_phase
from .state import State, opening
from .walk import later

__all__ = ["Step", "first_event", "fork_events", "play_game", "seeded", "tally"]

START = "2018-01-01T09:00:00Z"
"""Where the clock of a dry run begins. Any moment would do; a fixed one makes runs alike."""

TURNS = {"situation": 0, "back_channel": 2, "effects": 0}
"""How often bots are asked in a phase, if not once: where there is nothing to do, and where they answer one another."""

Bot = Any
"""A player: (state, seat, chance) -> [{"type", "data"}], as in greedy.PLAYERS."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command decided, and what came of it. state: after all its events. The opening has no command."""

    command: Command | None
    events: tuple[Event, ...]
    state: State


def seeded(seed: str, *words: object) -> str:
    """64 hex digits from a seed and what they are for."""
    return sha256(":".join([seed, *map(str, words)]).encode()).hexdigest()


def first_event(deck: Deck, law: Law, extra: Mapping[str, Any] | None = None) -> Event:
    """The event that opens a table: which deck and law are played. extra: what the record adds, such as the seed's commitment."""
    return Event("table_opened", {"title": deck.title, "deck": {"id": deck.id, "digest": deck.digest}, "law": law.digest, **(extra or {})})


def fork_events(state: State, extra: Mapping[str, Any]) -> tuple[Event, ...]:
    """The events by which a fork begins: that it does, and that everybody gets up. extra: {seq, seed_commitment}."""
    left = [Event("seat_left", {"seat": seat}) for seat, sitting in state.seats.items() if sitting.name]
    return (Event("table_forked", extra), *left)


def _drawn(seed: str, seat: str) -> str:
    """How a bot plays at a mixed table."""
    return BOTS[int(seeded(seed, "kind", seat)[:8], 16) % len(BOTS)]


def play_game(
    deck: Deck,
    law: Law | Book,
    seed: str,
    header: Mapping[str, Any] | None = None,
    rounds: int = 0,
    bots: Mapping[str, Bot] | None = None,
    first: Event | None = None,
    kind: str = "random",
    going: State | None = None,
) -> Iterator[Step]:
    """Play one game and yield it step by step, the opening first; or play on from *going*, a table without anybody seated.

    seed: any text. rounds: close after that many (0: to the end). kind: how bots play, or mixed. bots: seat -> another player.
    """
    seed = str(seed)
    state = going or opening(deck, law, header or {"table": seeded(seed, "table")[:16]})
    if going is None:
        event = first or first_event(deck, state.law)
        state = apply(state, event)
        yield Step(None, (event,), state)
    sent = 0

    def send(state: State, seat: str, kind: str, data: Mapping[str, Any]) -> Step:
        nonlocal sent
        sent += 1
        chance = sha256(f"{seed}:{state.seq + 1}".encode()).hexdigest()
        command = Command(
            seeded(seed, "id", sent)[:32], kind, seat, data, later(START, 5 * sent), chance, "Lead" if seat == WHITE else f"Bot {seat}"
        )
        walk = walked(state, command)
        return Step(command, tuple(walk.events), walk.state)

    def do(seat: str, kind: str, data: Mapping[str, Any]) -> Step:
        nonlocal state
        step = send(state, seat, kind, data)
        state = step.state
        return step

    for each in BOTS if kind == "mixed" else (kind,):
        seats = [s for s in deck.seats if kind != "mixed" or _drawn(seed, s) == each]
        if seats:
            yield do(WHITE, "fill_bots", {"kind": each, "seats": seats})
    if state.status == "lobby":
        yield do(WHITE, "start", {})
    while state.status == "playing":
        for turn in range(TURNS.get(state.phase, 1)):
            for seat in deck.seats:
                player = (bots or {}).get(seat) or PLAYERS[state.seats[seat].bot]
                for wish in player(state, seat, seeded(seed, "bot", seat, state.round, state.phase, turn)):
                    try:
                        yield do(seat, wish["type"], wish["data"])
                    except Refused:
                        continue  # a bot of somebody else's may ask too much; the game goes on
        if rounds and state.phase == "headline" and state.round >= rounds and next_phase(state) != "closed":
            yield do(WHITE, "close", {"reason": f"Stopped after round {rounds}"})
            break
        yield do(WHITE, "advance", {"to": next_phase(state)})


def tally(deck: Deck, law: Law | Book, seeds: Iterable[str], kind: str = "mixed") -> dict[str, Any]:
    """How the games of these seeds end: {"endings": {title: games}, "objectives": {seat: {text: games in which it was met}}}.

    Every ending and objective of the deck is there, those of no game with 0.
    """
    endings = dict.fromkeys((e.title for e in deck.endings), 0)
    aims: dict[str, dict[str, int]] = {s.id: dict.fromkeys((o.text for o in s.objectives), 0) for s in deck.seats.values()}
    for seed in seeds:
        for step in play_game(deck, law, seed, kind=kind):
            last = step.state
        assert last.outcome is not None, f"the game of seed {seed} stopped without an ending"
        endings[last.outcome["title"]] += 1
        for said in last.outcome["scores"]:
            for aim in said["objectives"]:
                if aim["text"] in aims[said["seat"]]:
                    aims[said["seat"]][aim["text"]] += aim["met"]
    return {"endings": endings, "objectives": aims}
