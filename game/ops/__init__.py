"""FILES and DATABASE, for whoever runs a server: is all well, backup, restore, passes from the command line.

Belongs here: what is done beside a running server or instead of it. Does not: serving (live), how the log is kept (record),
what may be set (settings). Knows every other room; none knows it.
"""

from __future__ import annotations

from .backup import back_up, restore
from .doctor import Finding, examine
from .passes import holders, revoke, rotate

__all__ = ["Finding", "back_up", "examine", "holders", "restore", "revoke", "rotate"]
