"""vector -> what a person reads: the reason, the proof tree, what is missing, the duties, the receipt.

Nothing is decided here: every value comes from the ruling's vector. Repairs are in repairs.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from game.canonical import canonical

from .adjudicate import Ruling
from .blame import blame
from .compile import Law
from .duties import DutyStatus, duty_changes, duty_json
from .frame import ABSENT, Frame, Node, add_days, matching
from .law import Act, Case, Value, json_of
from .program import Grant, Program
from .repairs import repairs

Shown = Callable[[str, str], bool]
"""May the reader know this fact? (record id, field) -> yes or no."""


def explain(law: Law, case: Case, act: Act, ruling: Ruling, shown: Shown | None = None) -> dict[str, Any]:
    """The ruling in full, as JSON: reason, proof, missing facts, repairs, duties, readings, receipt.

    shown: which facts the reader may know; the value and the source of others are left out of the proof.
    """
    program = law.programs[act.name]
    frame = program.frame(case, act.date, act.actor, act.about, act.params)
    vec = ruling.vector
    blamed = blame(program, frame, vec, ruling.verdict)
    teller = _Teller(law, program, case, frame, vec, blamed, shown or (lambda record, name: True))
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
        "proof": teller.proof(),
        "missing": [teller.missing(var, name) for var, name in ruling.missing],
        "repairs": repairs(law, case, act, ruling) if ruling.verdict in ("defective", "unlawful", "not_applicable") else [],
        "duties": [duty_json(law, d) for d in changed],
        "readings": {q: law.readings[q] for q in program.questions},
        "receipt": teller.receipt(ruling),
        "law": law.digest[:16],
    }


_SILENT = frozenset({"all", "any", "not", "norm", "grant", "delegate"})


def in_words(day: date) -> str:
    """A day as a sentence says it: 29 January 2018."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


class _Teller:
    """Words for one ruling. Holds what all its parts need; lives for one call of explain."""

    def __init__(self, law: Law, program: Program, case: Case, frame: Frame, vec: Sequence[bool | None], blamed: set[int], shown: Shown):
        self.law, self.program, self.case, self.frame, self.vec = law, program, case, frame, list(vec)
        self.shapes, self.nodes = program.shapes, program.nodes
        self.blamed, self.shown = blamed, shown

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
            when = f"since {in_words(d.due)}" if d.state == "breached" and d.due else f"by {in_words(d.due)}" if d.due else ""
            return f"{d.norm.heading}: {d.state.replace('_', ' ')} {when}".strip() + "."
        if verdict == "lawful":
            for g in program.grants:
                if vec[g.root] is True:
                    return g.norm.reason or g.norm.sense
            return (program.covers >= 0 and self._norm_sentence(program.covers)) or spec.unmet or "Nothing in the law stands in the way."
        if verdict == "unlawful":
            for g in program.grants:
                if vec[g.power] is False:
                    return self._no_power(g)
            for b in program.bars:
                if vec[b.root] is True:
                    return b.norm.reason
            for b in program.bars:
                if vec[b.root] is not False:
                    return b.norm.reason
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
        for node in self.program.nodes:
            if node.index in self.blamed and self.vec[node.index] is False:
                if node.op == "in_force":
                    return self._in_force(node)
                if node.otherwise and not (node.op in ("norm", "grant") and self._told_below(node)):
                    return node.otherwise
        return ""

    def _told_below(self, node: Node) -> bool:
        return any(
            n.index in self.blamed and self.vec[n.index] is False and (n.otherwise or n.op == "in_force")
            for n in self.program.nodes
            if n.norm == node.norm and n.index != node.index
        )

    def _in_force(self, node: Node) -> str:
        start, until = node.detail["start"], node.detail["until"]
        if start and self.frame.today < start:
            return f"{node.cite} operates only from {in_words(start)}."
        return f"{node.cite} has not been in force since {in_words(until)}."

    # ------------------------------------------------------------ citations
    def decisive(self, verdict: str) -> list[str]:
        """Citations of what decided, the provision first, no doubles."""
        program, found = self.program, []
        if verdict == "unlawful" and any(i in self.blamed for i in (g.power for g in program.grants)):
            for g in program.grants:
                if g.power in self.blamed:
                    found += [g.norm.cite, *(d.cite for d in program.nodes[g.power].detail["delegations"])]
            return list(dict.fromkeys(found))
        for node in program.nodes:
            if node.index in self.blamed:
                found.append(node.cite or (self.law.norms[node.norm].cite if node.norm else ""))
        spec = program.spec
        if spec is not None and not any(found):
            found.append(spec.cite or (self.law.norms[spec.asserts].cite if spec.asserts else ""))
        return [c for c in dict.fromkeys(found) if c]

    # ---------------------------------------------------------------- proof
    def proof(self) -> list[dict[str, Any]]:
        """The tree: each power with its stages, each bar, the duty; every step with its value and source."""
        program = self.program
        tops = [g.root for g in program.grants] + [b.root for b in program.bars]
        if program.duty is not None:
            tops.append(program.duty.root)
        if program.covers >= 0:
            tops.append(program.covers)
        return [self._step(i, 0) for i in tops]

    def _step(self, index: int, depth: int) -> dict[str, Any]:
        fixed, below = self.shapes[index]
        step = fixed.copy()
        step["holds"], step["decisive"] = self.vec[index], index in self.blamed
        node = self.nodes[index]
        step["value"], step["source"] = (None, None) if node.op in _SILENT else self._value(node)
        step["steps"] = [self._step(i, depth + 1) for i in below] if below and depth < 20 else []
        return step

    def _value(self, node: Node) -> tuple[str | None, str | None]:
        if node.op == "in_force":
            return self.frame.today.isoformat(), "calendar"
        if node.op in ("holder", "actor"):
            return self.law.office(self.frame.actor), "this act"
        if node.op == "reading":
            return str(node.detail["chosen"]), "this table's reading"
        if node.op in ("event", "event_since", "event_within"):
            if not all(self._may_see(*o.read) for o in node.operands if o.read is not None):
                return None, "established, not shown to you"
            return self._event_value(node), "record"
        for operand in node.operands:
            if operand.read is not None:
                var, name = operand.read
                if not self._may_see(var, name):
                    return None, "established, not shown to you"
                got = operand.get(self.frame, self.vec)
                counted = (
                    f"; {self._counted(node, got)} count, {node.detail['low']} needed"
                    if node.op == "count" and isinstance(got, frozenset)
                    else ""
                )
                return self._text(got) + counted, self._source(var, name)
        return None, None

    def _counted(self, node: Node, chosen: frozenset[Value]) -> int:
        within = node.detail["within"](self.frame, self.vec) if node.detail["within"] else chosen
        ifs = node.detail["ifs"]
        return sum(1 for i in chosen & within if i not in ifs or self.vec[ifs[i]] is True)

    def _text(self, got: Value) -> str:
        if got is None:
            return "not established"
        if got is ABSENT:
            return "nothing on the record"
        if isinstance(got, bool):
            return "yes" if got else "no"
        if isinstance(got, frozenset):
            return ", ".join(str(v).replace("_", " ") for v in json_of(got)) or "none"
        return str(json_of(got))

    def _source(self, var: str, name: str) -> str:
        if var == "act":
            return "this act"
        if var in self.law.names.bindings:
            return "record"
        return self.case.sources.get((self.frame.refs.get(var, ""), name), "record")

    def _may_see(self, var: str, name: str) -> bool:
        return var == "act" or var in self.law.names.bindings or self.shown(self.frame.refs.get(var, ""), name)

    def _event_value(self, node: Node) -> str:
        found = matching(self.frame, node.detail["event"], node.detail["about"], node.detail["where"], self.vec)
        if not found:
            return "not on the record"
        last = max(o.date for _, o in found)
        days = node.detail["days"](self.frame, self.vec) if node.op == "event_within" else None
        if not isinstance(days, int):  # no window, or how long it is turns on an open fact
            return last.isoformat()
        return f"{last.isoformat()}, through {add_days(last, days - node.detail['lag']).isoformat()}"

    # -------------------------------------------------------------- missing
    def missing(self, var: str, name: str) -> dict[str, Any]:
        """One fact that can still part the verdict: whose it is and the question to ask."""
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

    # -------------------------------------------------------------- receipt
    def receipt(self, ruling: Ruling) -> str:
        """Digest over act, actor, date, law in force and every input read: same input, same receipt."""
        act = ruling.act
        read = {}
        for name, get in self.program.inputs:
            got = get(self.frame, self.vec)
            read[name] = None if got is ABSENT else json_of(got)
        events = [
            [name, o.date.isoformat(), dict(o.about), json_of(dict(o.data))]
            for name in self.program.events
            for _, o in self.frame.events.get(name, ())
            if o.date <= act.date
        ]
        whole = [act.name, act.actor, act.date.isoformat(), dict(act.about), json_of(dict(act.params)), self.law.digest, read, events]
        return sha256(canonical(whole).encode()).hexdigest()[:16]
