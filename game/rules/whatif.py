"""What a ruling would have been had the table read an open question otherwise.

Belongs here: one question at a time, each of its other readings, against the ruling as it is. Does not: who may see it
(play), what a reading changes in the law (compile).
"""

from __future__ import annotations

from typing import Any

from .compare import alike, outcome_of
from .compile import Law
from .law import Act, Case


def what_if(law: Law, case: Case, act: Act) -> list[dict[str, Any]]:
    """The ruling on *act* under each other reading of each question its program asks, all else alike.

    One entry a question and reading: {question, asked, cite, read, reading, text, differs, verdict, consequence, reason,
    decisive, duties}. question, read and reading are ids, the reading it stands on and the other one; asked and text are
    their words; the rest is as `explain` gives it. differs: whether verdict, consequence or duties are others than under
    the reading it stands on; one that only gives another reason does not differ. Raises KeyError if the law has no such act.
    """
    found = []
    now = outcome_of(law, case, act)
    for question in law.programs[act.name].questions:
        asked, read = law.names.interpretations[question], law.readings[question]
        for reading, text in asked.readings.items():
            if reading == read:
                continue
            then = outcome_of(law.under(question, reading), case, act)
            entry = {"question": question, "asked": asked.question, "cite": asked.cite, "read": read, "reading": reading, "text": text}
            found.append({**entry, "differs": not alike(now, then), **then})
    return found
