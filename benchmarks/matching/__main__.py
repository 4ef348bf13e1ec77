"""What the matching engine reaches: lists, plans and changes, all in one run.

Held to what ratios and seconds each line says after its figure; every answer is checked. Each measurement has a
process of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.figures import verdict
from benchmarks.matching.changes import changes
from benchmarks.matching.lists import LARGE, everybody, single
from benchmarks.matching.measured import Figure, Report, in_own_process
from benchmarks.matching.plans import LEAST_REACHED, PLAN_HEADER, TIME_LIMIT_S, PlanRow, large_plan, plan_row
from benchmarks.matching_problems import SCALES, SHAPES, SUPPLIES

PARTS = ("lists", "single", "changes", "plans")


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    options = _options(arguments)
    found = Report()
    rows: list[PlanRow] = []
    for part in options.parts:
        if part == "plans" and options.scale not in LARGE:
            rows = list(_plans(options))
            found += _summary(rows)
        else:
            found += _measured(part, options)
    if options.json:
        document = {"figures": [figure.row() for figure in found.figures], "plans": [asdict(row) for row in rows]}
        options.json.write_text(json.dumps(document, indent=2, ensure_ascii=False), encoding="utf-8")
    return verdict(all(figure.met for figure in found.figures), found.faults)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench matching", description=__doc__)
    parser.add_argument("--scale", choices=SCALES, default="pilot")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=None, help="default: all, or the pilot if large")
    parser.add_argument("--supplies", nargs="+", choices=SUPPLIES, default=SUPPLIES)
    parser.add_argument("--seeds", nargs="+", type=int, default=(1, 2), help="of the plans at pilot scale")
    parser.add_argument("--plan-seconds", type=float, default=300.0, help="time of a plan at larger scales")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    options = parser.parse_args(arguments)
    options.shapes = options.shapes or (["pilot"] if options.scale in LARGE else list(SHAPES))
    return options


def _measured(part: str, options: argparse.Namespace) -> Report:
    found = Report()
    for shape in options.shapes:
        if part == "plans":
            reports = [
                in_own_process(large_plan, options.scale, shape, supply, 1, options.plan_seconds)
                for supply in options.supplies
            ]
        else:
            work = {"lists": everybody, "single": single, "changes": changes}[part]
            reports = [in_own_process(work, options.scale, shape, 1)]
        for report in reports:
            print(*(figure.line() for figure in report.figures), sep="\n", flush=True)
            found += report
    return found


def _plans(options: argparse.Namespace) -> Iterator[PlanRow]:
    print(f"\n{PLAN_HEADER}")
    for shape in options.shapes:
        for supply in options.supplies:
            for seed in options.seeds:
                row = in_own_process(plan_row, options.scale, shape, supply, seed)
                print(row.line(), flush=True)
                yield row
    print()


def _summary(rows: Sequence[PlanRow]) -> Report:
    figures = (
        Figure("plans: lowest value / bound", min(row.reached for row in rows), least=LEAST_REACHED),
        Figure("plans: longest", max(row.seconds for row in rows), "s", most=TIME_LIMIT_S),
    )
    for figure in figures:
        print(figure.line())
    return Report(figures, tuple(f"{row.name}: {fault}" for row in rows for fault in row.faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
