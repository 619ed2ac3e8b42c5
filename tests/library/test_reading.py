"""The reader of other people's YAML: what it means, what it refuses, with line and all faults at once."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from game import limits
from game.errors import Unreadable
from game.library.reading import read_yaml, spell


def faults(text: str | bytes) -> list[tuple[int, str, str]]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(Unreadable) as caught:
        read_yaml(data, "deck.yaml")
    for fault in caught.value.faults:
        assert fault.file == "deck.yaml" and fault.line >= 1
    return [(f.line, f.field, f.message) for f in caught.value.faults]


def test_values_mean_what_they_say():
    doc = read_yaml(
        b"a: true\nb: false\nc: null\nd:\ne: 12\nf: -3\ng: 2.50\nh: 2018-01-29\ni: 'yes'\nj: \"07\"\n"
        b"k: [1, two, 3.0]\nl: 1:30\nm: CAATSA 231(b)\n'1': x\no: |\n  text\n  more\n", "d.yaml")
    assert doc.value == {"a": True, "b": False, "c": None, "d": None, "e": 12, "f": -3, "g": 2.5, "h": "2018-01-29", "i": "yes",
                         "j": "07", "k": [1, "two", 3.0], "l": "1:30", "m": "CAATSA 231(b)", "1": "x", "o": "text\nmore\n"}


def test_every_path_has_its_line_and_else_its_nearest_parent():
    doc = read_yaml(b"# first\nnorms:\n- cite: a\n  text: x\n- cite: b\n  when:\n    all:\n      - fact: q\n", "d.yaml")
    assert doc.line_of(("norms",)) == 2
    assert doc.line_of(("norms", 1)) == 5
    assert doc.line_of(("norms", 1, "when", "all", 0, "fact")) == 8
    assert doc.line_of(("norms", 0, "unknown", "deeper")) == 3
    assert doc.line_of(("nothing",)) == 2
    assert str(doc.fault(("norms", 1, "cite"), "is bad", "fix it")) == "d.yaml:5: norms[1].cite: is bad; fix it"
    assert spell(("a", 0, 1, "b")) == "a[0][1].b"


def test_all_faults_are_told_at_once():
    found = faults("a: 1\nb: yes\na: 2\nc:\n  x: 1\n  x: 2\nd: &here 3\ne: *here\nf: !!str 4\ng: 007\n")
    assert [line for line, _, _ in found] == [2, 3, 6, 7, 8, 9, 10]
    assert found[1][1:] == ("a", "the key `a` appears twice, first on line 1")
    assert found[2][1] == "c.x"


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "y", "n", "~", "True", "TRUE", "NULL", "Null", "No", "ON", "False"])
def test_words_that_other_readers_take_for_booleans_must_be_quoted(word):
    assert "quotes" in faults(f"a: {word}\n")[0][2]
    assert read_yaml(f'a: "{word}"\n'.encode(), "d").value == {"a": word}
    assert "not text" in faults(f"{word}: 1\n")[0][2] or "quotes" in faults(f"{word}: 1\n")[0][2]


@pytest.mark.parametrize("number", ["007", "1_000", "0x1F", "0o17", "+1", "1e5", ".5", "1.", ".inf", ".nan", "-.inf", "1234567890123456"])
def test_unclear_numbers_must_be_quoted(number):
    assert faults(f"a:\n  - {number}\n") == [(2, "a[0]", f"`{number}` is an unclear number")]


@pytest.mark.parametrize("text, line, says", [
    ("a: &x 1\n", 1, "anchor"),
    ("a: &x [1]\n", 1, "anchor"),
    ("a: 1\nb: *x\n", 2, "alias"),
    ("*x : 1\n", 1, "alias"),
    ("a: !!python/object/apply:os.system [x]\n", 1, "tag"),
    ("a: ! x\n", 1, "tag"),
    ("%YAML 1.1\n---\na: 1\n", 1, "directive"),
    ("a: 1\n---\nb: 2\n", 2, "second document"),
    ("1: x\n", 1, "not text"),
    ("true: x\n", 1, "not text"),
    ("? [a, b]\n: x\n", 1, "key must be text"),
    ("? {a: b}\n: x\n", 1, "key must be text"),
    ("x:\n  <<: {a: 1}\n", 2, "merge"),
    ("<<: [*a, *a]\n", 1, "merge"),
    ("a: 1\nb: \"\\0\"\n", 2, "U+0000"),
    ("a: \"\\x1b[31m\"\n", 1, "U+001B"),
    ("a: \"\\u202e\"\n", 1, "U+202E"),
    ("a: 1\nb: 'never closed\n", 3, "not valid YAML"),
    ("a: b: c\n", 1, "not valid YAML"),
    ("a:\n\t- x\n", 2, "not valid YAML"),
    ("", 1, "empty"),
    ("# only a comment\n", 1, "empty"),
    (b"a: 1\nb: \x00\n", 2, "U+0000"),
    (b"a: 1\nb: \xed\xa0\x80\n", 2, "UTF-8"),
    (b"a: \xff\n", 1, "UTF-8"),
    ("a: 1\n".encode("utf-16"), 1, "UTF-8"),
    ("a: \"\\ud800\"\n", 1, ""),
    ("a: " + "x" * (limits.FILE_SCALAR_BYTES + 1), 1, "longer"),
    ("a: " + "é" * (limits.FILE_SCALAR_BYTES // 2 + 1), 1, "longer"),
    (b"#" * (limits.FILE_BYTES + 1), 1, "bytes"),
    ("[" * (limits.FILE_DEPTH + 1) + "]" * (limits.FILE_DEPTH + 1), 1, "deeper"),
    ("[" * 100_000, 1, "deeper"),
    ("- " * 100_000, 1, "deeper"),
    ("{a: " * 50_000, 1, "deeper"),
    ("? " * 100_000, 1, "key must be text"),
    ("- 1\n" * (limits.FILE_EVENTS - 1), limits.FILE_EVENTS - 2, "pieces"),
], ids=lambda v: str(v)[:24] if not isinstance(v, int) else None)
def test_8c_hostile_files_are_refused_with_their_line(text, line, says):
    began = time.monotonic()
    found = faults(text)
    assert time.monotonic() - began < 1
    assert any(says in message for _, _, message in found), found
    assert found[0][0] == line


def test_limits_are_exact():
    deep = "[" * limits.FILE_DEPTH + "]" * limits.FILE_DEPTH
    assert read_yaml(deep.encode(), "d").value is not None
    items = limits.FILE_EVENTS - 6                   # stream, document and list each begin and end
    assert len(read_yaml(b"- 1\n" * items, "d").value) == items
    assert read_yaml(("a: " + "x" * limits.FILE_SCALAR_BYTES).encode(), "d").value
    assert read_yaml(b"a: 1\n" + b"#" * (limits.FILE_BYTES - 5), "d").value == {"a": 1}
    assert read_yaml(b"a: 999999999999999\n", "d").value == {"a": 999999999999999}
    assert read_yaml(b"\xef\xbb\xbfa: 1\n", "d").value == {"a": 1}


def test_8c_no_file_ends_the_process():
    """libyaml's own composer dies of deep nesting; a fresh process shows that we do not."""
    code = ("import sys\nfrom game.errors import Unreadable\nfrom game.library.reading import read_yaml\n"
            "for t in ('[' * 100000, '- ' * 100000, '{a: ' * 60000, '? ' * 100000):\n"
            "    try: read_yaml(t.encode(), 'f')\n    except Unreadable as e: print(len(e.faults))\n")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0 and len(done.stdout.split()) == 4, done.stderr


def test_a_flood_of_faults_is_cut():
    assert len(faults("".join(f"k{i}: yes\n" for i in range(1000)))) == limits.FILE_FAULTS
