"""How evenly help is spread when people look at recommendations, against newest-first and nearest-first lists.

A simulation of six weeks of the pilot city (``spread_simulation``) with half as many visits as places, as many, twice
and four times as many. Held to: with every number of visits, recommendations fill more places than either list and
reach more sites.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import mean

from benchmarks.figures import verdict
from benchmarks.spread_simulation import LISTS, Outcome, Shares, planned, season, simulate

VISITS = (0.5, 1.0, 2.0, 4.0)  # for each place
TITLES = ("places filled", "positions helped", "sites helped", "Gini over sites", "Gini over members")
RIVALS = ("newest first", "nearest first")
HELD = TITLES[0], TITLES[2]


@dataclass(frozen=True)
class Row:
    """The means of several cities for one kind of list, by title."""

    visits: float
    list: str
    figures: dict[str, float]

    def line(self) -> str:
        """One row of the table."""
        return f"| {self.visits:g} | {self.list} | {' | '.join(f'{figure:.3f}' for figure in self.figures.values())} |"


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench spread", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="how many cities are drawn")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    options = parser.parse_args(arguments)
    seeds = range(1, options.seeds + 1)
    print(f"| visits for each place | list | {' | '.join(TITLES)} |\n|---|---|{'---|' * len(TITLES)}")
    rows = []
    for visits in VISITS:
        rows += _rows(visits, seeds)
        print(*(row.line() for row in rows[-len(LISTS) :]), sep="\n", flush=True)
    whole = dict(zip(TITLES, _means(_figures(planned(season(seed, 0))) for seed in seeds), strict=False))
    print("a plan of the whole, all accepting:", ", ".join(f"{name} {figure:.3f}" for name, figure in whole.items()))
    if options.json:
        document = {"lists": [vars(row) for row in rows], "plan": whole}
        options.json.write_text(json.dumps(document, indent=2), encoding="utf-8")
    return verdict(True, _faults(rows))


def _rows(visits: float, seeds: Iterable[int]) -> list[Row]:
    """One row for each kind of list; all kinds meet the same visitors of the same cities."""
    outcomes: dict[str, list[Outcome]] = {name: [] for name in LISTS}
    for seed in seeds:
        drawn = season(seed, visits)
        for name, list_of in LISTS.items():
            outcomes[name].append(simulate(drawn, list_of))
    return [
        Row(visits, name, dict(zip(TITLES, _means(_all_figures(one) for one in found), strict=True)))
        for name, found in outcomes.items()
    ]


def _all_figures(outcome: Outcome) -> list[float]:
    return [*_figures(outcome.shares), outcome.gini_of_members]


def _figures(shares: Shares) -> list[float]:
    return [getattr(shares, field.name) for field in fields(shares)]


def _means(rows: Iterable[list[float]]) -> list[float]:
    return [mean(column) for column in zip(*rows, strict=True)]


def _faults(rows: Iterable[Row]) -> list[str]:
    ours = {row.visits: row for row in rows if row.list == "recommended"}
    return [
        f"{title}: {row.list} does as well with {row.visits:g} visits for each place"
        for row in rows
        if row.list in RIVALS
        for title in HELD
        if row.figures[title] >= ours[row.visits].figures[title]
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
