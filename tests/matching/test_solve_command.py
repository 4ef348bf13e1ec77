"""``python -m volunteer.matching solve`` as a user starts it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.matching_problems import draw
from benchmarks.matching_problems.document import document_of
from tests.matching.test_command import PROBLEM, PROJECT, refused, run
from volunteer.matching import Assignment, Ending, Plan, Snapshot, check, load_problem


def sound(document: Any, answer: Any) -> None:
    """The answer is a plan of the document, with the bound and gap it states."""
    assignments = tuple(Assignment(**one) for one in answer["assignments"])
    plan = Plan(assignments, answer["objective"], answer["bound"], Ending.TIME)
    verdict = check(Snapshot.of(load_problem(document)), plan)
    assert verdict.faults == ()
    assert answer["gap"] == pytest.approx(verdict.gap, abs=1e-12)


def write(document: Any, path: Path) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_a_plan_in_a_file(tmp_path: Path) -> None:
    problem, output = write(PROBLEM, tmp_path / "problem.json"), tmp_path / "plan.json"

    finished = run("solve", problem, "-o", output)

    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")
    answer = json.loads(output.read_text(encoding="utf-8"))
    sound(PROBLEM, answer)
    assert sorted(one["member"] for one in answer["assignments"]) == [1, 2, 3]
    assert {key: answer[key] for key in answer if key != "assignments"} == {
        "objective": 3450,
        "bound": 3450,
        "gap": 0.0,
        "unfilled": [],
    }


def test_what_stays_unfilled_says_where_members_were_lost(tmp_path: Path) -> None:
    position = PROBLEM["positions"][0] | {"headcount": 5, "skill": "first_aid", "level": 2}
    members = [PROBLEM["members"][0], PROBLEM["members"][2] | {"skills": {"first_aid": 2}}]
    document = {"members": members, "positions": [position]}

    finished = run("solve", write(document, tmp_path / "problem.json"))

    answer = json.loads(finished.stdout)
    sound(document, answer)
    (unfilled,) = answer["unfilled"]
    assert (unfilled["position"], unfilled["missing"]) == (100, 4)
    assert {code: count for code, count in unfilled["reasons"].items() if count} == {"no_skill": 1}


@pytest.mark.parametrize("document", [{"members": [], "positions": []}, PROBLEM | {"members": []}])
def test_nothing_to_match(tmp_path: Path, document: Any) -> None:
    answer = json.loads(run("solve", write(document, tmp_path / "problem.json")).stdout)
    assert (answer["assignments"], answer["objective"], answer["bound"], answer["gap"]) == ([], 0, 0, 0)


def test_a_fault_in_the_file_names_row_and_field(tmp_path: Path) -> None:
    faulty = PROBLEM | {"positions": [PROBLEM["positions"][0] | {"headcount": 0}]}
    line = refused("solve", write(faulty, tmp_path / "problem.json"))
    assert line.endswith("positions[0].headcount: must be greater than 0")


@pytest.mark.parametrize("seconds", ["-1", "soon", "nan", "inf"])
def test_a_time_limit_that_is_none(tmp_path: Path, seconds: str) -> None:
    problem = write(PROBLEM, tmp_path / "problem.json")
    assert "--time-limit" in refused("solve", problem, "--time-limit", seconds)


@pytest.mark.slow
def test_ctrl_c_writes_the_best_so_far(tmp_path: Path) -> None:
    """A whole city takes seconds; the signal goes to the process as a terminal would send it."""
    document = document_of(draw("pilot", "far_villages", 1, "scarce"))
    problem, output = write(document, tmp_path / "problem.json"), tmp_path / "plan.json"
    command = [sys.executable, "-m", "volunteer.matching", "solve", str(problem), "-o", str(output)]
    with subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        assert " of at most " in line
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
    answer = json.loads(output.read_text(encoding="utf-8"))
    sound(document, answer)
    assert answer["assignments"]
