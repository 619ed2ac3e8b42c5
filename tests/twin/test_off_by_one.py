"""A window one day off, in the kernel or in a pack: the worked cases, the twin and the boundary coverage each turn red by themselves."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from game.library import load_cases, load_statutes, run_case
from game.library.coverage import measure

from .corpus import cases_of, mismatch, on_a_bound

ROOT = Path(__file__).parents[2]
STATUTES = ROOT / "scenarios" / "statutes"
REVIEW = "CAATSA 216(b)(3)"
FAULTS = {
    "a window is compiled one day shorter": ("calendar", '== "next" else 1', '== "next" else 2'),
    "a window is tested one day shorter": ("calendar", "<= n - lag", "< n - lag"),
}


def about_the_review(folder):
    """The packs, and the kept cases whose act waits for the review by Congress, under the readings a table begins with."""
    statutes = load_statutes(folder)
    law = statutes.law()
    return statutes, [w for w in load_cases(statutes, law) if not w.readings and REVIEW in law.programs[w.act.name].norms]


def checks(folder):
    """(ids of the cases that fail, what boundary coverage lists as missing about the review) under the kernel on the path."""
    statutes, worked = about_the_review(folder)
    books = {}
    failed = [w.id for w in worked if not run_case(statutes, w, books).passed]
    missing = [i[2:] for i in measure(statutes, worked).missing("bound") if i[1] in (REVIEW, "CAATSA 216(b)(1)")]
    return failed, [" ".join(i) for i in missing]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """Runs a module under a copy of the kernel with one fault."""
    folder = tmp_path_factory.mktemp("kernel")
    for part in ("game", "tests", "scenarios"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))

    def run(fault, *words):
        room, old, new = FAULTS[fault]
        file = folder / "game" / "rules" / f"{room}.py"
        text = (ROOT / "game" / "rules" / file.name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"the line this fault changes is gone from {file.name}: {old}"
        file.write_text(text.replace(old, new), encoding="utf-8")
        env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run([sys.executable, "-m", *words], cwd=folder, env=env, capture_output=True, text=True)

    return run


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The twin's answers to those of the cases that lie on a bound."""
    made = {"conditions": [], "laws": [], "duties": [], "cases": cases_of(filter(on_a_bound, about_the_review(STATUTES)[1]))}
    file = tmp_path_factory.mktemp("corpus") / "corpus.pickle"
    file.write_bytes(pickle.dumps(made))
    assert mismatch(made) is None, "the kernel as it is gives the twin's answers"
    return file


def test_given_the_kernel_and_the_packs_as_they_are_then_nothing_is_red():
    assert checks(STATUTES) == ([], [])


@pytest.mark.parametrize("fault", FAULTS)
def test_given_a_window_one_day_short_in_the_kernel_then_the_cases_fail_and_the_twin_disagrees(faulty, corpus, fault):
    ran = faulty(fault, "tests.twin.test_off_by_one", str(corpus))
    assert ran.returncode == 0, ran.stderr
    failed, missing, other = json.loads(ran.stdout)
    assert "R-28" in failed, "the last day of the review is free too early"
    assert other.startswith("Act(name="), "the twin notices nothing"
    if "compiled" in fault:  # coverage looks at where a case lies, not at what the kernel makes of it
        assert "the review period is running one below" in missing


def test_given_a_review_of_twenty_nine_days_in_a_pack_then_the_cases_fail_and_coverage_names_the_boundary(tmp_path):
    shutil.copytree(STATUTES, tmp_path / "s")
    file = tmp_path / "s" / "us-caatsa" / "pack.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("  value: 30\n") == 1
    file.write_text(text.replace("  value: 30\n", "  value: 29\n"), encoding="utf-8")
    failed, missing = checks(tmp_path / "s")
    assert "R-28" in failed
    assert missing == ["value one below"]


if __name__ == "__main__":
    print(json.dumps([*checks(STATUTES), repr(mismatch(pickle.loads(Path(sys.argv[1]).read_bytes())))]))
