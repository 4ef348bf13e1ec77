"""``python -m volunteer.matching recommend`` as a user starts it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.matching.golden_pairs import PLAIN_MEMBER, PLAIN_POSITION

PROJECT = Path(__file__).parents[2]
PROBLEM = {
    "members": [
        PLAIN_MEMBER,
        PLAIN_MEMBER | {"id": 2, "registered_sites": [7]},
        PLAIN_MEMBER | {"id": 3, "skills": {}},
    ],
    "positions": [PLAIN_POSITION, PLAIN_POSITION | {"id": 101, "taken": 1}, PLAIN_POSITION | {"id": 102, "taken": 2}],
}
PLAIN_REASONS = {"proximity": 350, "skill": 125, "registered": 0, "need": 150, "interest": 0, "load": 0}


@pytest.fixture
def problem_file(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(PROBLEM), encoding="utf-8")
    return path


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "volunteer.matching", *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)


def answer(*arguments: str | Path) -> Any:
    finished = run(*arguments)
    assert (finished.returncode, finished.stderr) == (0, "")
    return json.loads(finished.stdout)


def test_positions_for_a_member(problem_file: Path) -> None:
    assert answer("recommend", problem_file, "--member", "1") == [
        {"position": 100, "score": 625, "reasons": PLAIN_REASONS, "distance_m": 0},
        {"position": 101, "score": 550, "reasons": PLAIN_REASONS | {"need": 75}, "distance_m": 0},
    ]


def test_members_for_a_position(problem_file: Path) -> None:
    found = answer("recommend", problem_file, "--position", "100")
    assert [(entry["member"], entry["score"]) for entry in found] == [(2, 775), (1, 625), (3, 625)]


def test_everybody_into_a_file(problem_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.json"

    finished = run("recommend", problem_file, "--all", "-o", output)

    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")
    assert json.loads(output.read_text(encoding="utf-8")) == {
        "1": [[100, 625], [101, 550]],
        "2": [[100, 775], [101, 700]],
        "3": [[100, 625], [101, 550]],
    }


def refused(*arguments: str | Path) -> str:
    """The one line that a refused call leaves on standard error."""
    finished = run(*arguments)
    assert (finished.returncode, finished.stdout) == (2, "")
    (line,) = finished.stderr.splitlines()
    return line


def test_a_fault_in_the_file_names_row_and_field(tmp_path: Path) -> None:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(PROBLEM | {"members": [PLAIN_MEMBER | {"radius_km": 0}]}), encoding="utf-8")

    line = refused("recommend", path, "--all")

    assert line.endswith("members[0].radius_km: must be greater than 0")


def test_a_file_that_is_no_json(tmp_path: Path) -> None:
    path = tmp_path / "problem.json"
    path.write_text("{\n]", encoding="utf-8")
    assert "not valid JSON" in refused("recommend", path, "--all")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "nowhere.json" in refused("recommend", tmp_path / "nowhere.json", "--all")


def test_an_output_that_cannot_be_written(problem_file: Path, tmp_path: Path) -> None:
    assert str(tmp_path) in refused("recommend", problem_file, "--all", "-o", tmp_path)


@pytest.mark.parametrize("whom", ["--member", "--position"])
def test_an_unknown_id(problem_file: Path, whom: str) -> None:
    assert "no " in refused("recommend", problem_file, whom, "999")


def test_malformed_calls(problem_file: Path) -> None:
    for arguments in ([], ["recommend"], ["recommend", problem_file], ["recommend", problem_file, "--member", "x"]):
        refused(*arguments)
    refused("recommend", problem_file, "--member", "1", "--all")
