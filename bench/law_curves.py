"""How the cost of a ruling grows with the law: the same act under libraries of about 60, 240 and 1 000 norms.

The packs that come with Halifax are copied under other names until there are enough of them. In the same run the same act is
put to clingo (the twin's answer-set program of the whole library, grounded and solved) and, as far as its language goes, to
Cedar (one policy for each norm, parsed once). `bill of one` and `of ten`: an amendment of that many operations made law.
Needs the bench extra. Run: python bench/law_curves.py
"""

from __future__ import annotations

import platform
import re
import sys
from pathlib import Path

import cedarpy

from game import rules
from game.library import load_cases, load_statutes
from game.library.packs import statutes_from_texts
from game.rules.amend import amended

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.rules import STATUTES, median_us, processor
from tests.twin.test_twin import twin_of

COPIES = (1, 4, 15)
CASE = "P-024"


def copied(texts: dict[str, str], law: rules.Law, n: int) -> dict[str, str]:
    """The packs once more with every name of their own changed: provisions, acts, events, bindings, questions, delegations."""
    own = [*law.acts, *law.names.events, *law.names.bindings, *law.names.interpretations, *(d.id for d in law.library.delegations)]
    word = re.compile(r"(?<![\w.])(" + "|".join(map(re.escape, sorted(own, key=len, reverse=True))) + r")(?![\w])")
    made = {}
    for id, text in texts.items():
        text = re.sub(r"\b(CAATSA|AECA) (?=\d)", rf"\1 C{n} ", text)
        text = word.sub(lambda m: f"{m[1]}x{n}", text)
        for other in texts:
            text = re.sub(rf"(?<![\w-]){other}(?![\w-])", f"{other}-{n}", text)
        made[f"{id}-{n}"] = text
    return made


def cedar(count: int) -> cedarpy.PolicySet:
    """As many policies as there are norms, one of them the waiver of section 231(b)."""
    waiver = """permit(principal == Office::"president", action == Action::"waive_231b", resource) when {
        context.day >= 20180129 && context.determined && !context.imposed && context.cyber_certificate &&
        (context.ground == "vital_interest" || context.ground == "furthers_enforcement") &&
        context.recipients.containsAll(["a", "b", "c", "d", "e", "f"]) };"""
    return cedarpy.PolicySet.from_str("\n".join([waiver, *(waiver.replace("waive_231b", f"waive_{n}") for n in range(count - 1))]))


def main() -> None:
    statutes = load_statutes(STATUTES)
    original, book = statutes.law(), statutes.book()
    worked = next(w for w in load_cases(statutes, original) if w.id == CASE)
    print(f"python {platform.python_version()} on {processor()}; act: {worked.act.name} ({CASE}); medians in microseconds")
    columns = ("norms", "ruled", "explained", "duties", "bill of one", "of ten", "loaded", "clingo", "Cedar")
    print("  ".join(f"{c:>12}" for c in columns))
    historical = book.amendments[0]
    words = rules.Pack("bill", "A bill of one operation", historical.enacted, "")
    operation = rules.Operation("replace", "CAATSA 231(b)", changes={"elements": original.norms["CAATSA 231(b)"].elements[:1]})
    bill = rules.Amendment("bill", "Fewer elements", "P.L. 999-1", historical.enacted, historical.effective, (operation,), words)
    for copies in COPIES:
        texts = dict(statutes.texts)
        for n in range(1, copies):
            texts |= copied(statutes.texts, original, n)
        law = rules.compile_law(statutes_from_texts(texts).packs, None, historical.brings)
        with_words = rules.Book(statutes_from_texts(texts).packs, book.amendments).original
        ruling = rules.adjudicate(law, worked.case, worked.act)
        policies, entities = cedar(len(law.norms)), []
        request = {
            "principal": 'Office::"president"', "action": 'Action::"waive_231b"', "resource": 'Person::"ssm"',
            "context": {"day": 20180601, "determined": True, "imposed": False, "cyber_certificate": True, "ground": "vital_interest",
                        "recipients": list("abcdef")},
        }  # fmt: skip

        def asked(law: rules.Law = law) -> None:
            twin = twin_of(law, worked.case, worked.act)
            for name, spec in law.acts.items():
                if name != worked.act.name and not spec.asserts:
                    twin.act(name, spec.kind)
            twin.lines = [line for line in twin.lines if not line.startswith(("verdict", "best", "of("))]
            twin.solve()

        figures = (
            median_us(lambda law=law: rules.adjudicate(law, worked.case, worked.act), 300),
            median_us(lambda law=law, r=ruling: rules.explain(law, worked.case, worked.act, r), 100),
            median_us(lambda law=law: rules.duties(law, worked.case, worked.act.date), 50),
            median_us(lambda law=law: amended(law, bill), 3, 9),
            median_us(lambda law=with_words: amended(law, historical), 1, 9),
            median_us(lambda t=texts: rules.compile_law(statutes_from_texts(t).packs, None, historical.brings), 1, 3),
            median_us(asked, 1, 3),
            median_us(lambda p=policies, r=request, e=entities: cedarpy.is_authorized(r, p, e), 100),
        )
        print("  ".join([f"{len(law.norms):>12}", *(f"{f:>12,.1f}" for f in figures)]))


if __name__ == "__main__":
    main()
