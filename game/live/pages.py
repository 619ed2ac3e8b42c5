"""The browser's files: read once, under a path with their hash, gzipped; pages with their Content-Security-Policy.

No table is known here. Files are read again when one of them has changed, so that "edit, reload" works.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["API_CSP", "Pages", "StaticFile"]

_MAP = re.compile(r'<script type="importmap">(.*?)</script>', re.DOTALL)
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
          ".txt": "text/plain; charset=utf-8", ".json": "application/json", ".html": "text/html; charset=utf-8"}
API_CSP = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as sent. gzipped: None where it would not be smaller."""

    data: bytes
    gzipped: bytes | None
    type: str


class Pages:
    """The files of *folder*. Everything but the pages themselves lives under ``/s/<hash>/``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hash = ""
        self.files: dict[str, StaticFile] = {}
        self._pages: dict[str, tuple[str, str]] = {}
        self._signature: object = None
        self.refresh()

    def refresh(self) -> None:
        """Read the folder again if anything in it has changed."""
        paths = sorted(p for p in self.folder.rglob("*") if p.is_file() and not p.name.startswith("."))
        signature = [(str(p), s.st_mtime_ns, s.st_size) for p in paths for s in (p.stat(),)]
        if signature == self._signature:
            return
        whole = hashlib.sha256()
        files: dict[str, StaticFile] = {}
        for path in paths:
            name, data = path.relative_to(self.folder).as_posix(), path.read_bytes()
            whole.update(f"{name}\0{len(data)}\0".encode() + data)
            small = gzip.compress(data, 6, mtime=0) if len(data) > 200 else None
            type = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
            files[name] = StaticFile(data, small if small and len(small) < len(data) else None, type)
        self.files, self.hash, self._signature = files, whole.hexdigest()[:16], signature
        self._pages.clear()

    def page(self, name: str) -> tuple[str, str]:
        """The text of the page and its CSP. Raises KeyError if there is no such page."""
        if name not in self._pages:
            text = self.files[name].data.decode().replace('"/static/', f'"/s/{self.hash}/')
            self._pages[name] = text, csp(text)
        return self._pages[name]

    def asset(self, path: str) -> str:
        """The address of a file."""
        return f"/s/{self.hash}/{path}"


def csp(page: str) -> str:
    """The policy of a page: our own files, and its import map by digest. No inline script, no style attribute."""
    digests = "".join(
        " 'sha256-" + base64.b64encode(hashlib.sha256(found.encode()).digest()).decode() + "'" for found in _MAP.findall(page))
    return (f"default-src 'none'; script-src 'self'{digests}; style-src 'self'; img-src 'self'; connect-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
