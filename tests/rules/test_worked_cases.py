"""Every worked case of law is ruled as expected; the commands that run cases and rule on one act."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from game.library import load_cases, load_statutes, run_case

STATUTES = Path(__file__).parents[2] / "scenarios" / "statutes"
statutes = load_statutes(STATUTES)
law = statutes.law()
worked = load_cases(statutes, law)
laws: dict = {}


@pytest.mark.parametrize("case", worked, ids=[w.id for w in worked])
def test_the_worked_case_is_ruled_as_expected(case):
    outcome = run_case(statutes, case, laws)
    assert outcome.passed, (outcome.differences, outcome.ruling["reason"])


def halifax(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "game", *map(str, words)], capture_output=True, text=True, cwd=STATUTES.parents[1], timeout=60
    )


def test_cases_command_counts(tmp_path):
    done = halifax("cases", STATUTES)
    assert done.returncode == 0
    assert done.stdout.strip().splitlines()[-1] == f"{len(worked)} passed, 0 failed"
    rows = json.loads(halifax("cases", STATUTES, "--json").stdout)
    assert [r["id"] for r in rows["cases"]] == [w.id for w in worked]


WAIVER = """
as_of: 2018-06-01
records: {ssm: {kind: person, is_state: false}}
act: {name: waive_231b, by: president, about: {person: ssm}, params: {ground: vital_interest, recipients: $set.acc6}}
"""


def test_a_waiver_without_the_cyber_certificate_is_defective_and_says_how_to_mend_it(tmp_path):
    file = tmp_path / "act.yaml"
    file.write_text(WAIVER)
    ruling = json.loads(halifax("rule", file).stdout)
    assert ruling["verdict"] == "defective"
    assert ruling["consequence"] == "void"
    assert "CAATSA 231(b)(2)" in ruling["decisive"]
    assert [[c["field"] for c in r] for r in ruling["repairs"]] == [["act.cyber_certificate"]]
    file.write_text(WAIVER.replace("ground:", "cyber_certificate: true, ground:"))
    assert json.loads(halifax("rule", file).stdout)["verdict"] == "lawful"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("waive_231b", "waive_231"),
        ("is_state", "is_stat"),
        ("person: ssm", "person: sm"),
        ("by: president", "by: presdent"),
        ("vital_interest", "vital"),
        ("as_of", "asof"),
        ("2018-06-01", "2018-06-31"),
    ],
)
def test_a_wrong_name_in_an_act_is_said_with_its_line(tmp_path, broken, said):
    file = tmp_path / "act.yaml"
    file.write_text(WAIVER.replace(broken, said, 1))
    done = halifax("rule", file)
    assert done.returncode == 2
    assert "act.yaml:" in done.stderr
    assert "Traceback" not in done.stderr
