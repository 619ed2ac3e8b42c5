"""Files that want to hang, fill, crash or deceive their reader: what, and the file. As data, so that each can have its own process."""

from __future__ import annotations

from pathlib import Path

from game import limits

SMALL = (Path(__file__).parents[1] / "scenarios" / "small" / "deck.yaml").read_text()
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9))
MERGES = "".join(f"m{n}: &m{n}\n  <<: [*m{n - 1}, *m{n - 1}]\n" if n else "m0: &m0 {a: 1}\n" for n in range(30))


def small(was: str, now: str) -> str:
    """The small deck with one place changed."""
    assert was in SMALL
    return SMALL.replace(was, now, 1)


DECKS: list[tuple[str, str | bytes]] = [
    # to crash, fill or hang the reader
    ("lists in lists", "[" * 100_000),
    ("lists in lists, closed", "[" * 50_000 + "]" * 50_000),
    ("dashes", "- " * 100_000),
    ("mappings in mappings", "{a: " * 50_000),
    ("keys of keys", "? " * 100_000),
    ("a billion laughs", BOMB),
    ("merge keys that double", MERGES),
    ("an anchor that holds itself", "a: &a [*a]\n"),
    ("minutes without end", "a: " + ":".join(["10"] * 80_000)),
    ("a number without end", "a: " + "9" * 200_000),
    ("one long word", "a: " + "x" * 200_000),
    ("one long key", "x" * 100_000 + ": 1\n"),
    ("one long quoted text", 'a: "' + "x" * 200_000),
    ("quotes that never end", "a: 'x\n" + "\n" * 100_000),
    ("spaces", " " * 200_000 + "a: 1"),
    ("indentation that grows", "".join(f"{' ' * n}a:\n" for n in range(500))),
    ("many small pieces", "- 1\n" * 60_000),
    ("many keys", "".join(f"k{n}: {n}\n" for n in range(20_000))),
    ("many faults", "".join(f"k{n}: yes\n" for n in range(20_000))),
    ("many documents", "---\na\n" * 30_000),
    ("comments without end", "# x\n" * 65_000),
    ("too large a file", b"#" * (limits.FILE_BYTES + 1)),
    ("escapes", 'a: "' + "\\x41" * 40_000 + '"'),
    # to be something else than text
    ("zero bytes", b"a: \0\0\0\n"),
    ("no UTF-8", b"deck: \xff\xfe\n"),
    ("UTF-16", SMALL.encode("utf-16")),
    ("half a surrogate", b"a: \xed\xa0\x80\n"),
    ("an executable", b"\x7fELF" + bytes(range(256)) * 40),
    ("an archive", b"PK\x03\x04" + b"\0" * 1000),
    ("nothing", ""),
    ("only a comment", "# a deck\n"),
    # to run code, or to mean something else than it says
    ("a command of the system", "a: !!python/object/apply:os.system [id]\n"),
    ("an object", "a: !!python/object/new:type {args: [X, [], {}]}\n"),
    ("a tag of its own", "%TAG ! tag:evil.test,2000:\n---\na: !x 1\n"),
    ("a key twice", "deck: a\ndeck: b\n"),
    ("a text that turns around", small("title: Small", 'title: "Sm\\u202eall"')),
    ("a terminal's escape", small("title: Small", 'title: "\\x1b[2J"')),
    ("no for a text", small("text: Do nothing.", "text: no")),
    # well formed, and no deck
    ("a list", "- deck\n- seats\n"),
    ("a word", "deck"),
    ("seats that are a number", small("seats:\n  WH:", "seats: 5\nodd:\n  WH:")),
    ("a condition deeper than any", small("met: {cmp:", "met: " + "{not: " * 20 + "{cmp:").replace("]}}\n", "]}}" + "}" * 20 + "\n", 1)),
    ("an effect beyond all bounds", small("COH: -1", "COH: -99999999999999999999")),
    ("a move whose field is a pattern", small("kind: text}", "kind: text, pattern: '(a+)+$'}")),
    ("a template", small("title: Small", "title: '{0.__class__}'\n${jndi}: x")),
]
