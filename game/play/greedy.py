"""Players who look one move ahead: for their own objectives, or for one ending of the story; and one who says nothing.

Belongs here: choosing by what a move would do to a seat's aims. Does not: what other seats hide. It weighs what its seat
sees: the table as it stands, its own brief, and what its moves do in the open. How much that is worth: worth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from .bots import propose
from .deck import Change, Choice, Deck, Ending, Move, Objective
from .frames import order_frame
from .preview import preview
from .state import State
from .view import Seen
from .walk import Chance
from .worth import Worth, aims_of, aims_towards

__all__ = ["PLAYERS", "cautious", "ending_sought", "greedy", "random_player", "seeking"]


def random_player(state: State, seat: str, chance: str) -> list[dict[str, Any]]:
    """Legal play by chance."""
    return propose(Seen(state, seat), chance)


def cautious(state: State, seat: str, chance: str) -> list[dict[str, Any]]:
    """Ready at the start and then silent: orders and card choices fall to the deck's absent-seat rule, bills are signed by silence."""
    wishes = random_player(state, seat, chance)
    return wishes if state.phase == "lobby" else [w for w in wishes if w["type"] == "headline"]


def greedy(state: State, seat: str, chance: str) -> list[dict[str, Any]]:
    """The orders, card choices and answers to bills that bring this seat's own points up most, now or a step nearer.

    Ties and the rest are by chance. It promises nothing: what a promise is worth lies beyond one move.
    """
    return _weighing(state, seat, chance, lambda: aims_of(state.deck, seat))


def seeking(state: State, seat: str, chance: str) -> list[dict[str, Any]]:
    """As greedy, but for one ending of the story in place of its brief: all who seek at a table seek the same one."""
    return _weighing(state, seat, chance, lambda: aims_towards(state.deck, ending_sought(state)))


def ending_sought(state: State) -> Ending:
    """The ending that those who seek one play for at this table: any of the deck's, by the table's own id."""
    draw = Chance(sha256(str(state.header.get("table", "")).encode()).hexdigest())
    return state.deck.endings[draw.below(len(state.deck.endings))]


PLAYERS: Mapping[str, Any] = {"random": random_player, "greedy": greedy, "cautious": cautious, "seeking": seeking}
"""How a bot may play, by name (lobby.BOTS)."""


def _weighing(state: State, seat: str, chance: str, aims: Callable[[], tuple[Objective, ...]]) -> list[dict[str, Any]]:
    """What chance proposes, with orders and answers chosen by what they are worth to *aims*."""
    wishes = [w for w in random_player(state, seat, chance) if not w["type"].endswith("_agreement")]
    weighed = {"lock_order": _order, "answer_bill": _answer}
    if not any(w["type"] in weighed for w in wishes):
        return wishes
    worth = Worth(state, aims())
    return [{**w, "data": weighed[w["type"]](worth, seat, w["data"], chance)} if w["type"] in weighed else w for w in wishes]


def _answer(worth: Worth, seat: str, drawn: Mapping[str, Any], chance: str) -> dict[str, Any]:
    """Sign a bill that is worth something, veto one that costs, if the veto would stand."""
    state = worth.state
    bill, how = next(b for b in state.bills if b.no == drawn["bill"]), state.deck.legislation
    assert how is not None
    value = worth.of(law_changes(state.deck, bill.parts), worth.base, bills=bill.parts)
    return {"bill": bill.no, "answer": "veto" if value < 0 and how.overrides(worth.base) is not True else "sign"}


def law_changes(deck: Deck, bills: tuple[str, ...]) -> tuple[Change, ...]:
    """What it does to the table when *bills* become law; those of another schedule are none here."""
    how = deck.legislation
    several = [deck.bills[b] for b in bills if b in deck.bills]
    kinds = tuple(c for kind in dict.fromkeys(b.kind for b in several) for c in how.kinds[kind]) if how else ()
    return (*kinds, *(c for b in several for c in b.changes))


def _order(worth: Worth, seat: str, drawn: Mapping[str, Any], chance: str) -> dict[str, Any]:
    """The best order; *drawn*, a legal one by chance, stands where nothing is better than nothing."""
    state, draw = worth.state, Chance(chance)
    seen = Seen(state, seat)
    out: dict[str, Any] = {"main": None, "minor": None, "choices": dict(_choices(worth, seen, draw))}
    used = {c["once"] for card in seen["cards"] for c in card["choices"] if out["choices"].get(card["id"]) == c["id"]}
    for slot in ("main", "minor"):
        said = _best(worth, seat, slot, seen, used, draw) or _harmless(worth, drawn.get(slot))
        once = next((m["once"] for m in seen["moves"] if said and m["id"] == said["move"]), None)
        if said and not (once and once in used):
            out[slot] = said
            used.add(once)
    return out


def _best(worth: Worth, seat: str, slot: str, seen: Mapping[str, Any], used: set[Any], draw: Chance) -> dict[str, Any] | None:
    """The order of *slot* that is worth most; None where none is worth anything."""
    best: tuple[float, int, dict[str, Any] | None] = (0.0, 0, None)
    for m in seen["moves"]:
        if m["slot"] != slot or not m["available"] or (m["once"] and m["once"] in used):
            continue
        move = worth.state.deck.moves[m["id"]]
        for fields in _ways(worth, move, m["fields"]):
            value = _value(worth, seat, slot, move, fields)
            best = max(best, (value, draw.below(1000), {"move": move.id, "fields": fields}), key=lambda b: b[:2])
    return best[2]


def _harmless(worth: Worth, drawn: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """An order drawn by chance, unless it would cost more than doing nothing."""
    if drawn is None:
        return None
    move = worth.state.deck.moves[drawn["move"]]
    return drawn if _promised(worth, move, drawn["fields"]) >= 0 else None


def _choices(worth: Worth, seen: Mapping[str, Any], draw: Chance) -> Iterator[tuple[str, str]]:
    for card in seen["cards"]:
        if not card["waits"]:
            continue
        mine = [c for c in card["choices"] if c["mine"] and not c["why_not"]]
        known: dict[str, Choice] = {c.id: c for c in worth.state.cards[card["id"]].card.choices}
        if mine:
            best = max(mine, key=lambda c: (_chosen(worth, known[c["id"]]), draw.below(1000)))
            yield card["id"], best["id"]


def _chosen(worth: Worth, choice: Choice) -> float:
    return worth.of((*choice.changes, *law_changes(worth.state.deck, choice.passes)), worth.base, bills=choice.passes)


def _ways(worth: Worth, move: Move, fields: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Ways of filling in a move: each value of a choice, of a list the first few, the last and the best, the rest as they stand."""
    said: dict[str, Any] = {}
    for f in fields:
        values = [o["value"] for o in f["options"]]
        if f["kind"] == "choice" and values:
            said[f["name"]] = f["default"] if f["default"] in values else values[0]
        elif f["kind"] == "choices" and values:
            said[f["name"]] = values[: max(f["at_least"], 1)]
        elif f["kind"] == "flag":
            said[f["name"]] = True
        elif f["kind"] == "text":
            said[f["name"]] = "As stated at the table."
        elif f["kind"] == "date" and not f["optional"]:
            said[f["name"]] = worth.state.game_date
    yield said
    for f in fields:
        values = [o["value"] for o in f["options"]]
        if f["kind"] == "choice":
            yield from ({**said, f["name"]: v} for v in values if v != said[f["name"]])
        elif f["kind"] == "choices" and len(values) > len(said[f["name"]]):
            yield from ({**said, f["name"]: several} for several in _several(worth, move, f["name"], values, len(said[f["name"]])))


def _several(worth: Worth, move: Move, name: str, values: list[Any], wanted: int) -> Iterator[list[Any]]:
    """Other ways than the first few: every one where one is asked for, else the last few, and the best one more than asked."""
    if wanted == 1:
        yield from ([v] for v in values[1:])
        return
    yield values[-wanted:]
    worths = {o.value: worth.of(o.changes, worth.base) for f in move.fields if f.name == name for o in f.options}
    best = sorted(values, key=lambda v: -worths[v])[: wanted + 1]
    yield [v for v in values if v in best]


def _promised(worth: Worth, move: Move, fields: Mapping[str, Any]) -> float:
    """What a move would bring if the law lets it through."""
    changes = move.always + move.if_lawful
    for f in move.fields:
        chosen = fields.get(f.name, f.default)
        several = chosen if isinstance(chosen, (list, tuple)) else [chosen]
        changes += tuple(c for o in f.options if o.value in several for c in o.changes)
    bills = () if move.bill is None else move.bill.fixed or tuple(fields.get(move.bill.parts) or ())
    return worth.of((*changes, *law_changes(worth.state.deck, bills)), order_frame(worth.state, move, fields), move.id, bills)


def _value(worth: Worth, seat: str, slot: str, move: Move, fields: Mapping[str, Any]) -> float:
    """What a move would bring; one that the law stops, or that is not filled in, brings nothing."""
    value = _promised(worth, move, fields)
    if value <= 0 or move.act is None:
        return value
    (said,) = preview(worth.state, seat, {slot: {"move": move.id, "fields": fields}})["rulings"]
    return value if said["ruling"] and said["ruling"]["consequence"] in ("effective", "breach") else 0.0
