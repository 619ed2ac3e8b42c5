"""vector -> what a person reads: the reason, the citations, what is missing, the duties, the receipt.

Nothing is decided here: every value comes from the ruling's vector. The proof is in tree.py, repairs in repairs.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from json import JSONEncoder
from typing import Any

from .adjudicate import Ruling, adjudicate
from .blame import blame
from .compile import Law
from .duties import DutyStatus, duty_changes, duty_json
from .frame import Frame, Node
from .law import Act, Case, json_of
from .program import Grant, Program
from .repairs import repairs
from .settle import CONFLICT
from .tree import folded


def explain(law: Law, case: Case, act: Act, ruling: Ruling) -> dict[str, Any]:
    """The ruling in full, as JSON: reason, proof, missing facts, repairs, duties, readings, receipt."""
    program = law.programs[act.name]
    frame = program.frame(case, act.date, act.actor, act.about, act.params)
    vec = ruling.vector
    blamed = blame(program, frame, vec, ruling.verdict)
    teller = _Teller(law, program, frame, vec, blamed)
    spec = law.acts[act.name]
    changed = duty_changes(law, case, act, ruling)
    return {
        "act": act.name,
        "label": spec.label,
        "actor": act.actor,
        "date": act.date.isoformat(),
        "about": dict(act.about),
        "params": json_of(dict(act.params)),
        "verdict": ruling.verdict,
        "consequence": ruling.consequence,
        "reason": teller.reason(ruling, changed),
        "decisive": teller.decisive(ruling.verdict),
        "proof": folded(law, program, case, frame, teller.vec, teller.blamed),
        "missing": [teller.missing(var, name) for var, name in ruling.missing],
        "repairs": repairs(law, case, act, ruling) if ruling.verdict in ("defective", "unlawful", "not_applicable") else [],
        "duties": [duty_json(law, d) for d in changed],
        "readings": {q: law.readings[q] for q in program.questions},
        "receipt": teller.receipt(ruling),
        "law": law.digest[:16],
    }


def explain_to(law: Law, known: Case, act: Act, ruling: Ruling) -> dict[str, Any]:
    """The ruling as it may be told to somebody who knows no more than *known*: everything but the verdict comes from that.

    Where the verdict turns on what they do not know, they learn it and no reason. No receipt: it is over facts they
    may not know.
    """
    own = adjudicate(law, known, act)
    told = {**explain(law, known, act, own), "receipt": ""}
    if (own.verdict, own.consequence) == (ruling.verdict, ruling.consequence):
        return told
    told |= {"verdict": ruling.verdict, "consequence": ruling.consequence, "reason": UNTOLD}
    return told | {"missing": [], "repairs": [], "duties": []}


UNTOLD = "It turns on something that is not known to you."


def in_words(day: date) -> str:
    """A day as a sentence says it: 29 January 2018."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


class _Teller:
    """Words for one ruling. Holds what all its parts need; lives for one call of explain."""

    def __init__(self, law: Law, program: Program, frame: Frame, vec: Sequence[bool | None], blamed: set[int]):
        self.law, self.program, self.frame, self.vec = law, program, frame, list(vec)
        self.blamed = sorted(blamed)

    # --------------------------------------------------------------- reason
    def reason(self, ruling: Ruling, changed: Sequence[DutyStatus]) -> str:
        """One sentence: the pack's own words for what decided."""
        program, vec, verdict = self.program, self.vec, ruling.verdict
        spec = self.law.acts[ruling.act.name]
        if verdict == "undetermined":
            asks = self.missing(*ruling.missing[0]) if ruling.missing else None
            return (
                f"It turns on a fact that is not established: {asks['question']}" if asks else "It turns on facts that are not established."
            )
        if program.duty is not None and changed:
            d = changed[0]
            when = f"{' by' if d.state == 'due' else '; it was due by'} {in_words(d.due)}" if d.due else ""
            return f"{d.norm.heading}: {d.state.replace('_', ' ')}{when}."
        if verdict == "lawful":
            for g in program.grants:
                if vec[g.root] is True:
                    return g.norm.reason or g.norm.sense
            return (program.covers >= 0 and self._norm_sentence(program.covers)) or spec.unmet or "Nothing in the law stands in the way."
        if verdict == "unlawful":
            for g in program.grants:
                if vec[g.power] is False:
                    return self._no_power(g)
            biting = [b for b in program.bars if vec[b.root] is not False]
            if biting:  # of several the first by name, wherever they stand in their files
                return min(biting, key=lambda b: (vec[b.root] is None, b.norm.id)).norm.reason
        return self._failing() or spec.unmet or "No provision in force reaches this act."

    def _norm_sentence(self, index: int) -> str:
        norm = self.law.norms[self.program.nodes[index].norm]
        return norm.reason or norm.sense

    def _no_power(self, g: Grant) -> str:
        holders = [self.law.office(h) for h in g.norm.holder]
        passed = [
            self.law.office(d.to) for d in self.program.nodes[g.power].detail["delegations"] if (d.start or date.min) <= self.frame.today
        ]
        whose = " or ".join(holders) + (", delegated to " + " and ".join(passed) if passed else "")
        return f"This power belongs to {whose}; {self.law.office(self.frame.actor)} does not hold it."

    def _failing(self) -> str:
        """The sentence of the first failing node that has one, deepest first."""
        nodes, vec = self.program.nodes, self.vec
        failing = [nodes[i] for i in self.blamed if vec[i] is False]
        for node in failing:
            if node.op == "in_force":
                return self._in_force(node)
            if node.otherwise and not (
                node.op in ("norm", "grant")
                and any(n is not node and n.norm == node.norm and (n.otherwise or n.op == "in_force") for n in failing)
            ):
                return node.otherwise
        return ""

    def _in_force(self, node: Node) -> str:
        start, until = node.detail["start"], node.detail["until"]
        if start and self.frame.today < start:
            return f"{node.cite} operates only from {in_words(start)}."
        return f"{node.cite} has not been in force since {in_words(until)}."

    # ------------------------------------------------------------ citations
    def decisive(self, verdict: str) -> list[str]:
        """Citations of what decided, the provision first, no doubles."""
        program = self.program
        powers = [g for g in program.grants if g.power in self.blamed] if verdict == "unlawful" else []
        if powers:
            found = [c for g in powers for c in (g.norm.cite, *(d.cite for d in program.nodes[g.power].detail["delegations"]))]
            return list(dict.fromkeys(found))
        cites = program.cites
        cited = dict.fromkeys([cites[i] for i in self.blamed])
        cited.pop("", None)
        spec = program.spec
        if spec is not None and not cited and (spec.cite or spec.asserts):
            return [spec.cite or self.law.norms[spec.asserts].cite]
        return list(cited)

    # -------------------------------------------------------------- missing
    def missing(self, var: str, name: str) -> dict[str, Any]:
        """One fact that can still part the verdict: whose it is and the question to ask. Of a conflict: which of two governs."""
        if var == CONFLICT:
            return self.conflict(name)
        spec = self.law.names.vars.get(var, {}).get(name) or (
            self.program.spec.params.get(name) if self.program.spec and var == "act" else None
        )
        question = (spec.question or spec.label) if spec else ""
        return {
            "fact": f"{var}.{name}",
            "about": self.frame.refs.get(var, ""),
            "by": list(spec.by) if spec else [],
            "question": question or f"what is {var}.{name}?",
            "type": spec.type if spec else "bool",
        }

    def conflict(self, id: str) -> dict[str, Any]:
        norms = self.law.norms
        given = [(d.cite, d.value) for d in self.law.library.defeaters.get(id, ()) if d.value is not None and d.value != norms[id].value]
        said = " or ".join(f"{json_of(value)} ({cite})" for cite, value in given)
        question = f"Which governs here of what replaces {norms[id].cite}, {norms[id].heading.lower() or 'its value'}: {said}?"
        return {"fact": f"{CONFLICT}.{id}", "about": "", "by": ["white_cell"], "question": question, "type": CONFLICT}

    # -------------------------------------------------------------- receipt
    def receipt(self, ruling: Ruling) -> str:
        """Digest over act, actor, date, law in force, every fact read and every event looked at: same input, same receipt."""
        act, frame = ruling.act, self.frame
        facts = []
        for var, names in self.program.inputs:
            held = frame.vars.get(var)
            facts.append(None if held is None else [held.get(name) for name in names])
        events = [
            [name, o.date.isoformat(), o.about, o.data]
            for name in self.program.events
            if name in frame.events
            for _, o in frame.events[name]
            if o.date <= act.date
        ]
        whole = [act.name, act.actor, act.date.isoformat(), act.about, act.params, self.law.digest, facts, events]
        return sha256(_encode(whole).encode()).hexdigest()[:16]


_encode = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=json_of).encode
