"""Recommendations from a file, without a database: ``python -m volunteer.matching recommend PROBLEM.json …``.

Exit status 0, or 2 with one line on standard error for a malformed call or file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from volunteer.matching.lists import top_of_everybody
from volunteer.matching.problem import Problem, ProblemError
from volunteer.matching.reading import parse_problem
from volunteer.matching.recommend import Recommendation, top_members, top_positions

MALFORMED = 2


class OneLineParser(argparse.ArgumentParser):
    """Complains in one line, without the usage text."""

    def error(self, message: str) -> NoReturn:
        self.exit(MALFORMED, f"{self.prog}: {' '.join(message.split())}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        answer = _recommend(parse_problem(options.problem.read_bytes()), options)
        _write(json.dumps(answer), options.output)
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}")
    except ProblemError as error:
        parser.error(str(error))
    return 0


def _parser() -> OneLineParser:
    parser = OneLineParser(prog="python -m volunteer.matching", description="Match members and positions.")
    commands = parser.add_subparsers(dest="command", required=True)
    recommend = commands.add_parser("recommend", help="best positions of a member, best members of a position")
    recommend.add_argument("problem", type=Path, metavar="PROBLEM.json")
    whom = recommend.add_mutually_exclusive_group(required=True)
    whom.add_argument("--member", type=int, metavar="ID", help="positions for this member")
    whom.add_argument("--position", type=int, metavar="ID", help="members for this position")
    whom.add_argument("--all", action="store_true", help="the 20 best positions of every member")
    recommend.add_argument("-o", dest="output", type=Path, metavar="OUT.json", help="default: standard output")
    return parser


def _recommend(problem: Problem, options: argparse.Namespace) -> object:
    if options.all:
        return top_of_everybody(problem)
    if options.member is not None:
        for member in problem.members:
            if member.id == options.member:
                return _entries("position", top_positions(member, problem.positions, problem.policy))
        raise ProblemError("--member", f"no member has the id {options.member}")
    for position in problem.positions:
        if position.id == options.position:
            return _entries("member", top_members(position, problem.members, problem.policy))
    raise ProblemError("--position", f"no position has the id {options.position}")


def _entries(kind: str, recommendations: Sequence[Recommendation]) -> list[dict[str, object]]:
    return [
        {kind: entry.id, "score": entry.score, "reasons": entry.contributions, "distance_m": entry.distance_m}
        for entry in recommendations
    ]


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text + "\n")
    else:
        output.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
