"""Faults put into the kernel on purpose: the twin's answers must tell every one of them from the kernel as it is."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .corpus import collect

pytestmark = pytest.mark.thorough                        # each fault is a process of its own over the whole corpus
ROOT = Path(__file__).parents[2]
_THEN = "\n        else:\n            value = "
MUTANTS = {
    "a window one day shorter": ("calendar", "<= n - lag", "< n - lag"),
    "a window counted from the other day": ("calendar", '== "next" else 1', '!= "next" else 1'),
    "events that have not happened yet count": ("frame", "if o.date > today:", "if False:"),
    "what follows on the same day does not end it": ("calendar", "(one[1].date, one[0]) <", "(one[1].date, 0) <"),
    "what ends it for one ends it for all": ("calendar", " if _alike(t, o, about)", ""),
    "a last performance moves the day it was in time for": ("due", "(at := (o.date, n)) < last]", "(at := (o.date, n))]"),
    "a sum one day longer": ("calendar", "if o.date > since", "if o.date >= since"),
    "a season that ends with the year": ("calendar", "at >= first or at <= last", "at >= first"),
    "the last day of a season left out": ("calendar", "first <= at <= last if", "first <= at < last if"),
    "an event that only may match counts as none": ("calendar", "else None if perhaps(frame, vec) else False", "else False"),
    "the day itself is not on or after it": ("calendar", "(frame.today >= d) is after", "(frame.today > d) is after"),
    "a month from the 31st runs over": ("frame", "min(day.day, monthrange(year, month + 1)[1])", "min(day.day, 28)"),
    "any record an event is about will do": ("frame", "(got != want and not", "(False and not"),
    "not of unknown is true": ("operators", "value = None if got is None else not got", "value = not got"),
    "unknown beats false in all": ("operators", "if got is not True and value is not False:", "if got is not True:"),
    "unknown beats true in any": ("operators", "if got is not False and value is not True:", "if got is not False:"),
    "comparing with the unknown is false": ("operators", f"None{_THEN}test(", f"False{_THEN}test("),
    "includes the wrong way round": ("operators", "two <= one if", "one <= two if"),
    "a count one too high": ("operators", "low <= sure and maybe <= high", "low < sure and maybe <= high"),
    "what only may count counts": ("operators", "if holds is False:\n                        maybe -= 1", "pass"),
    "unknown exceptions do not defeat": ("operators", "value = None if got is None else False", "value = value if got is None else False"),
    "an exception ignored": ("operators", "for d in against:", "for d in against[1:]:"),
    "an exception's value ignored": ("builder", "found = value\n                elif", "found = base\n                elif"),
    "in force a day too long": ("builder", "frame.today < until)", "frame.today <= until)"),
    "in force a day too late": ("builder", "value = start <= frame.today", "value = start < frame.today"),
    "conduct on the first day of a law left to the law before": ("compile", '(norm.start, ">=",', '(norm.start, ">",'),
    "delegated before its day": ("builder", "and frame.today >= start and", "and"),
    "what is asked of the delegate asked of the holder": ("builder", "True if frame.actor != to or frame.actor in holders else got", "got"),
    "what is not known to be reached is reached": ("settle", 'found = [] if reach is True else ["not_applicable"]', "found = []"),
    "the worst of several powers": ("settle", "min(combo, key=_RANK", "max(combo, key=_RANK"),
    "the first settlement decides": ("settle", 'if len(set(verdicts.values())) == 1 and "" not in verdicts.values():', "if verdicts:"),
    "an open yes or no is tried one way": ("candidates", "return [True, False]", "return [True]"),
    "a clock that never stops": ("course", "if held is not True:", "if True:"),
    "a clock that stops a day sooner": ("course", "add_days(start, 1), known", "start, known"),
    "a stopped clock is not at rest": ("course", "or (held is True and due is not None and on < due)", ""),
    "in breach on the last day": ("course", "due is None or on <= due else", "due is None or on < due else"),
    "late a day later": ("course", "frame, add_days(due, 1), frame.today", "frame, add_days(due, 2), frame.today"),
    "a clock that starts anew after its deadline": ("course", "if start < day <= due:", "if start < day:"),
    "a clock that never starts anew": ("course", "if start < day <= due:", "if False:"),
    "what has ended is owed all the same": ("course", "if over is True:", "if False:"),
    "what ends after a breach is forgiven": ("course", 'if state in ("discharged", "expired") and', 'if state == "discharged" and'),
    "an exception does not suspend": ("course", "if True in suspended or", "if"),
    "days taken for alike that are not": ("course", "vec == program.run(program.at(frame, end, dawn)):", "True:"),
    "dawn knows what the day will bring": ("program", "if p[1].date < day)", "if p[1].date <= day)"),
    "a discharge dated before the events of its day": ("course", "done, nth + MANY", "done, nth - MANY"),
    "a breach dated after the events of its day": ("course", "breached, nth - MANY", "breached, nth + MANY"),
    "how a duty stands at dawn": ("operators", "course.state(frame.today, frame.dawn)", "course.state(frame.today, True)"),
    "a change of state that is open did not happen": ("program", "if open_:", "if False:"),
    "an open fact leaves a state as it is": ("course", "None if found.undecided else found.state", "found.state"),
    "every breach is the first": ("course", "before not in states]", "True]"),
    "numbers tried on one side of a bound": ("candidates", "[bound + n for n in (-2, -1,", "[bound + n for n in ("),
}  # fmt: skip


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    file = tmp_path_factory.mktemp("corpus") / "corpus.pickle"
    file.write_bytes(pickle.dumps(collect(conditions=500, laws=180, duties=60, neighbours=1)))
    return file


def answered(folder, corpus):
    """Does the kernel in *folder* give every answer of the corpus?"""
    env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([sys.executable, "-m", "tests.twin.corpus", str(corpus)], cwd=folder, env=env, capture_output=True, text=True)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kernel")
    for part in ("game", "tests", "scenarios"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_the_kernel_as_it_is_gives_every_answer(copy, corpus):
    ran = answered(copy, corpus)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("name", MUTANTS)
def test_a_fault_in_the_kernel_is_found(name, copy, corpus):
    room, old, new = MUTANTS[name]
    file = copy / "game" / "rules" / f"{room}.py"
    text = file.read_text(encoding="utf-8")
    assert old in text, f"the line this fault changes is gone from {room}.py: {old}"
    file.write_text(text.replace(old, new), encoding="utf-8")
    try:
        ran = answered(copy, corpus)
    finally:
        file.write_text(text, encoding="utf-8")
    assert ran.returncode == 3, f"{name}: every answer was the same, or none was asked for: {ran.stderr}"
    assert "SyntaxError" not in ran.stdout
