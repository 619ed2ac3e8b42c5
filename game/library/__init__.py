"""Files under `scenarios/` to values of the rules and play rooms. The only room that reads YAML.

Belongs here: strict reading of YAML, the shapes of decks, packs and cases, faults with file, line and
field. Does not: what a deck or a law means (play, rules), the database (record).
"""

from .cases import Books, Outcome, Worked, law_of, load_cases, read_act, run_case
from .chart import chart
from .deckrules import RULES as DECK_RULES
from .decks import check_deck, tables_in
from .jsonschema import json_schema
from .packs import Filed, Statutes, amendment_of, load_statutes, statutes_from_texts
from .reading import Document, Path, read_yaml, spell
from .shelf import Shelf, header_of, opening_of
from .vocabulary import vocabulary

__all__ = [
    "DECK_RULES",
    "Books",
    "Document",
    "Filed",
    "Outcome",
    "Path",
    "Shelf",
    "Statutes",
    "Worked",
    "amendment_of",
    "chart",
    "check_deck",
    "header_of",
    "json_schema",
    "law_of",
    "load_cases",
    "load_statutes",
    "opening_of",
    "read_act",
    "read_yaml",
    "run_case",
    "spell",
    "statutes_from_texts",
    "tables_in",
    "vocabulary",
]
