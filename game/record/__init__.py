"""DATABASE: events, never edited; the record file, and the check that a record is true.

Belongs here: append, read, seats' pass numbers (`Store`), entries and their chain (`Entry`), the file and `verify`.
Does not: deciding and folding (play), YAML (library), the wire (live).
Layers: codec < turns < file < verify; tables < schema < store < check.
"""

from __future__ import annotations

from . import schema
from .check import check_table
from .codec import FORMAT, BadRecord, Entry, chance, commitment, header_hash
from .dry import dry_fork, dry_record
from .file import Record, read_record, record_text, seat_text, write_whole
from .fork import fork
from .store import Head, Opened, Store, Turn
from .turns import FORK, OPEN, decided, written
from .verify import Report, last_state, moment, states_of, verify, verify_record

__all__ = [
    "BadRecord", "Entry", "FORK", "FORMAT", "Head", "OPEN", "Opened", "Record", "Report", "Store", "Turn", "chance", "check_table",
    "commitment", "decided", "dry_fork", "dry_record", "fork", "header_hash", "last_state", "moment", "read_record", "record_text",
    "schema", "seat_text", "states_of", "verify", "verify_record", "write_whole", "written",
]
