"""Is a record true? Chain, promises and every decision made again.

The first difference is named by seq, or as header or footer. Rebuilding deck and law from the header's texts is the
library's work and comes in as a function: this room reads no YAML.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from game.canonical import canonical, digest
from game.errors import GameError
from game.play import State, apply, view

from .codec import BadRecord, Entry, commitment, header_hash, leaf, link, seed_at
from .file import Record, footer_of, is_hex, read_record
from .turns import decided, written

__all__ = ["Report", "last_state", "moment", "states_of", "verify", "verify_record"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. where: a seq, "header", "footer", or None. sealed: the game goes on, so decisions were not made again."""

    ok: bool
    events: int
    commands: int
    head: str
    where: int | str | None = None
    message: str = ""
    sealed: bool = False


def verify(data: bytes, opening: Callable[[Mapping[str, Any]], State]) -> Report:
    """Check the record file in *data*. opening: header -> the state before the first event (`library`).

    Never raises for anything a file can hold.
    """
    try:
        record = read_record(data)
    except BadRecord as e:
        return Report(False, 0, 0, "", e.where, str(e))
    return verify_record(record, opening)


def verify_record(record: Record, opening: Callable[[Mapping[str, Any]], State]) -> Report:
    """Check a record that has been read."""
    commands = sum(entry.command is not None for entry in record.entries)
    try:
        _header(record)
        head = _chain(record)
        sealed = record.footer["seed"] is None
        if not sealed and commitment(str(record.footer["seed"])) != record.header["seed_commitment"]:
            raise BadRecord("footer", "the seed is not the one promised in the header")
        if not sealed:
            state = _decided(record, _opened(record, opening))
        else:
            state = deque(states_of(record, opening), maxlen=1).pop()
            if state.status == "closed":
                raise BadRecord("footer", "the game has ended, so the seed must be there")
        if canonical(footer_of(state, head, record.footer["seed"] or "")) != canonical(record.footer):
            raise BadRecord("footer", "it does not say how this game ended")
    except BadRecord as e:
        return Report(False, len(record.entries), commands, "", e.where, str(e))
    return Report(True, len(record.entries), commands, head.hex(), sealed=sealed)


def states_of(record: Record, opening: Callable[[Mapping[str, Any]], State]) -> Iterator[State]:
    """The state before the first event, then after each, without deciding again. Raises BadRecord where an event cannot be."""
    state = _opened(record, opening)
    yield state
    for entry in record.entries:
        state = _applied(state, entry)
        yield state


def last_state(data: bytes, opening: Callable[[Mapping[str, Any]], State]) -> State:
    """The table after the last event of the record file in *data*. Raises BadRecord where it is damaged."""
    return deque(states_of(read_record(data), opening), maxlen=1).pop()


def moment(record: Record, opening: Callable[[Mapping[str, Any]], State], seat: str, at: int | None = None) -> dict[str, Any]:
    """{seq, total, as, view}: the table right after event *at* (0: before the first, None: after the last) as *seat* sees it.

    Raises BadRecord where an event does not fit the table, GameError where there is no such seat or event.
    """
    total = len(record.entries)
    at = total if at is None else at
    if at > total:
        raise GameError(f"there is no event {at}: the record has {total}")
    state = deque(islice(states_of(record, opening), at + 1), maxlen=1).pop()
    if seat not in state.places:
        raise GameError(f"there is no seat `{seat[:40]}`; there are {', '.join(state.places)}")
    try:
        seen = view(state, seat)
        canonical(seen)
    except Exception as e:              # as in _applied: what was folded was never decided
        raise BadRecord(at or "header", f"the table after it cannot be shown ({_words(e)})") from None
    return {"seq": at, "total": total, "as": seat, "view": seen}


def _opened(record: Record, opening: Callable[[Mapping[str, Any]], State]) -> State:
    try:
        return opening(record.header)
    except GameError as e:
        raise BadRecord("header", f"deck and law cannot be rebuilt from it: {str(e)[:300]}") from None


def _applied(state: State, entry: Entry) -> State:
    try:
        return apply(state, entry.event)
    except Exception as e:              # what the fold makes of data that nobody decided is not to be foreseen
        raise BadRecord(entry.seq, f"the event `{entry.kind[:40]}` does not fit this table ({_words(e)})") from None


def _words(error: Exception) -> str:
    return f"{type(error).__name__} {str(error)[:80]}".strip()


def _header(record: Record) -> None:
    for part in (record.header["deck"], *record.header["law"]):
        if digest(part["text"]) != part["digest"]:
            raise BadRecord("header", f"the text of `{part.get('id') or part.get('pack')}` does not have the digest it names")


def _chain(record: Record) -> bytes:
    """The head. Where a link does not fit, the culprit is the entry before it or the link itself: the next link tells."""
    prev = header_hash(record.header)
    links = [*record.prevs, bytes.fromhex(record.footer["head"]) if is_hex(record.footer["head"], 32) else b""]
    for index, entry in enumerate(record.entries):
        stated = record.prevs[index]
        mine = leaf(entry.salt, entry.body())
        if stated != prev:
            before: int | str = entry.seq - 1 if index else "header"
            if link(stated, entry.seq, mine) == links[index + 1]:
                raise BadRecord(before, "it was changed: what follows was chained to something else")
            raise BadRecord(entry.seq, "its link to what was before was changed")
        prev = link(prev, entry.seq, mine)
    if links[-1] != prev:
        last: int | str = len(record.entries) or "header"
        raise BadRecord("footer", f"its head is not the chain's: the footer or {f'seq {last}' if record.entries else last} was changed")
    return prev


def _decided(record: Record, state: State) -> State:
    """Decide every command again and compare each event with the record's."""
    seed = record.footer["seed"]
    index = 0

    def salt(seq: int) -> bytes:
        return record.entries[min(seq, len(record.entries)) - 1].salt

    while index < len(record.entries):
        first = record.entries[index]
        command = first.to_command(seed_at(record.header, seed, first.seq))
        if command is None:
            raise BadRecord(first.seq, "no command caused it")
        try:
            state, again = written(state, command, decided(state, command), salt)
        except GameError as e:
            raise BadRecord(first.seq, f"the command would be refused: {str(e)[:200]}") from None
        except Exception as e:          # as in _applied: no command of this shape was ever checked
            raise BadRecord(first.seq, f"the command cannot be decided ({_words(e)})") from None
        for entry in again:
            if index >= len(record.entries):
                raise BadRecord("footer", f"the record ends before event {entry.seq} of a command")
            _compare(record.entries[index], entry)
            index += 1
        if not again:
            raise BadRecord(first.seq, "the command would cause nothing")
        if index < len(record.entries) and record.entries[index].command is None:
            raise BadRecord(record.entries[index].seq, "the command before it would not cause it")
    return state


def _compare(stands: Entry, decided: Entry) -> None:
    if stands.body() == decided.body():
        return
    left, right = stands.fields(), decided.fields()
    for key in sorted(set(left) | set(right)):
        here, again = canonical(left.get(key)), canonical(right.get(key))
        if here != again:
            raise BadRecord(stands.seq, f"`{key}` is {here[:160]}, decided again it is {again[:160]}")
