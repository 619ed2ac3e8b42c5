"""The papers of a table: the list of events and the evaluator's marks for the white cell, the statute desk's answers for who may hear."""

from __future__ import annotations

from typing import Any

from .desk import GRADES
from .msel import msel
from .reader import Reader

__all__ = ["desk", "evaluation", "plan"]


def plan(r: Reader) -> list[dict[str, Any]]:
    """The list of events, `msel`; for everybody else there is none."""
    return msel(r.state) if r.is_white else []


def evaluation(r: Reader) -> dict[str, Any] | None:
    """{grades, aims: [{aim, behaviours}], marks: [{aim, behaviour, grade, quote, seq, by}]}, newest last; None for everybody else."""
    if not r.is_white:
        return None
    aims = [{"aim": aim, "behaviours": list(watch)} for aim, watch in r.state.deck.kit.evaluation]
    return {"grades": GRADES, "aims": aims, "marks": [dict(m) for m in r.state.evaluated]}


def desk(r: Reader) -> list[dict[str, Any]]:
    """[{question, round, seat, text, answer, by, everyone}], oldest first.

    To the white cell all of them, to others their own and those answered to everyone.

    question: the reader's own place of the event by which it learned of the question.
    """
    return [
        {
            "question": r.place(q.seq) or r.place(q.answered),
            "round": q.round,
            "seat": q.seat,
            "text": q.text,
            "answer": q.answer,
            "by": q.by,
            "everyone": q.everyone,
        }
        for q in r.state.asked
        if r.may((q.seat,)) or q.everyone
    ]
