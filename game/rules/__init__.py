"""What the law says of an act. Pure: values in, values out; knows no table, file, clock or network.

Belongs here: norms and cases as values, the condition language, verdicts, proofs, duties. Does not:
reading packs (library), what a table does with a ruling (play).
"""

from .adjudicate import Ruling, adjudicate, occurrences_of
from .amend import OPERATIONS, Amendment, Operation, amended
from .bill import Asked, Preview, Shift, previewed
from .book import Book, Change, differences
from .checks import check_act, fits, typed
from .compare import alike, outcome
from .compile import Law, compile_law
from .conditions import Condition, compile_condition
from .duties import DutyStatus, duties, duty_json
from .frame import Frame, Names
from .law import (
    CONSEQUENCES,
    KINDS,
    VERDICTS,
    Act,
    ActSpec,
    Binding,
    Case,
    Delegation,
    Emission,
    EventSpec,
    FactSpec,
    Interpretation,
    LawError,
    LawFault,
    Norm,
    Occurrence,
    Pack,
    Raw,
    Record,
    Value,
    json_of,
    parse_citation,
    value_of,
)
from .proof import UNTOLD, explain, explain_to
from .tree import opened, shape
from .whatif import what_if

__all__ = [
    "CONSEQUENCES",
    "KINDS",
    "OPERATIONS",
    "UNTOLD",
    "VERDICTS",
    "Act",
    "ActSpec",
    "Amendment",
    "Asked",
    "Binding",
    "Book",
    "Case",
    "Change",
    "Condition",
    "Delegation",
    "DutyStatus",
    "Emission",
    "EventSpec",
    "FactSpec",
    "Frame",
    "Interpretation",
    "Law",
    "LawError",
    "LawFault",
    "Names",
    "Norm",
    "Occurrence",
    "Operation",
    "Pack",
    "Preview",
    "Raw",
    "Record",
    "Ruling",
    "Shift",
    "Value",
    "adjudicate",
    "alike",
    "amended",
    "check_act",
    "compile_condition",
    "compile_law",
    "differences",
    "duties",
    "duty_json",
    "explain",
    "explain_to",
    "fits",
    "json_of",
    "occurrences_of",
    "opened",
    "outcome",
    "parse_citation",
    "previewed",
    "shape",
    "typed",
    "value_of",
    "what_if",
]
