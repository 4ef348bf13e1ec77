"""Matching from a file, without a database: ``python -m volunteer.matching solve|recommend PROBLEM.json …``.

Exit status 0, or 2 with one line on standard error for a malformed call or file. A plan that takes long says on
standard error how far it is; Ctrl-C ends it with the best so far.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from volunteer.matching.gaps import unfilled
from volunteer.matching.lists import top_of_everybody
from volunteer.matching.planning import DEFAULT_TIME_LIMIT_S, Progress, gap_of, plan
from volunteer.matching.problem import Problem, ProblemError
from volunteer.matching.reading import parse_problem
from volunteer.matching.recommend import Recommendation, top_members, top_positions
from volunteer.matching.snapshot import Snapshot

MALFORMED = 2
INTERRUPTED = 130
QUIET_S = 2.0


class OneLineParser(argparse.ArgumentParser):
    """Complains in one line, without the usage text."""

    def error(self, message: str) -> NoReturn:
        self.exit(MALFORMED, f"{self.prog}: {' '.join(message.split())}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        problem = parse_problem(options.problem.read_bytes())
        _write(json.dumps(options.answer(problem, options)), options.output)
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}")
    except ProblemError as error:
        parser.error(str(error))
    except KeyboardInterrupt:
        parser.exit(INTERRUPTED, f"{parser.prog}: interrupted before there was anything to tell\n")
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
    recommend.set_defaults(answer=_recommend)
    solve = commands.add_parser("solve", help="the best plan as a whole, with a proven bound")
    solve.add_argument("problem", type=Path, metavar="PROBLEM.json")
    solve.add_argument("-o", dest="output", type=Path, metavar="PLAN.json", help="default: standard output")
    solve.add_argument(
        "--time-limit",
        type=_seconds,
        default=DEFAULT_TIME_LIMIT_S,
        metavar="SECONDS",
        help=f"end with the best so far (default {DEFAULT_TIME_LIMIT_S:g})",
    )
    solve.set_defaults(answer=_solve)
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < math.inf:
        raise argparse.ArgumentTypeError("must be a number of seconds, 0 or more")
    return seconds


def _solve(problem: Problem, options: argparse.Namespace) -> object:
    snapshot = Snapshot.of(problem)
    found = plan(snapshot, options.time_limit, progress=ProgressLines())
    return {
        "assignments": [asdict(one) for one in found.assignments],
        "objective": found.objective,
        "bound": found.bound,
        "gap": found.gap,
        "unfilled": [
            {"position": one.position, "missing": one.missing, "reasons": one.reasons}
            for one in unfilled(snapshot, found.assignments)
        ],
    }


class ProgressLines:
    """A line on standard error every few seconds of a long run."""

    def __init__(self) -> None:
        self._next = QUIET_S

    def __call__(self, progress: Progress) -> None:
        """Say how far it is, if it is time to."""
        if progress.seconds < self._next:
            return
        self._next = progress.seconds + QUIET_S
        gap = gap_of(progress.objective, progress.bound)
        line = f"{progress.seconds:.0f} s: {progress.objective} of at most {progress.bound} (gap {gap:.4%})"
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


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
