"""How evenly help is spread when people look at recommendations, against newest-first and nearest-first lists.

A simulation of six weeks of the pilot city (``spread_simulation``) with half as many visits as places, as many, twice
and four times as many. Held to: with every number of visits, recommendations fill more places than either list and
reach more sites.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, fields
from pathlib import Path
from statistics import mean

from benchmarks.figures import verdict
from benchmarks.spread_simulation import LISTS, Outcome, season, simulate

VISITS = (0.5, 1.0, 2.0, 4.0)  # for each place
TITLES = {
    "places_filled": "places filled",
    "positions_helped": "positions helped",
    "sites_helped": "sites helped",
    "gini_of_members": "Gini, members",
    "gini_of_sites": "Gini, sites",
}
HELD = ("places_filled", "sites_helped")

Table = dict[float, dict[str, Outcome]]


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench spread", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="how many cities are drawn")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    options = parser.parse_args(arguments)
    table = {visits: _means(visits, options.seeds) for visits in VISITS}
    _print(table)
    if options.json:
        figures = {f"{visits:g}": {name: asdict(row) for name, row in rows.items()} for visits, rows in table.items()}
        options.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")
    return verdict(True, _faults(table))


def _means(visits: float, seeds: int) -> dict[str, Outcome]:
    """The mean outcome of each kind of list over several cities; the kinds meet the same visitors."""
    outcomes: dict[str, list[Outcome]] = {name: [] for name in LISTS}
    for seed in range(1, seeds + 1):
        drawn = season(seed, visits)
        for name, list_of in LISTS.items():
            outcomes[name].append(simulate(drawn, list_of))
    names = [field.name for field in fields(Outcome)]
    return {
        kind: Outcome(**{name: mean(getattr(row, name) for row in rows) for name in names})
        for kind, rows in outcomes.items()
    }


def _print(table: Table) -> None:
    print(f"| visits for each place | list | {' | '.join(TITLES.values())} |")
    print(f"|---|---|{'---|' * len(TITLES)}")
    for visits, rows in table.items():
        for name, row in rows.items():
            print(f"| {visits:g} | {name} | {' | '.join(f'{getattr(row, key):.3f}' for key in TITLES)} |")


def _faults(table: Table) -> list[str]:
    return [
        f"{TITLES[key]}: {other} does better with {visits:g} visits for each place"
        for visits, (ours, *others) in ((visits, rows.items()) for visits, rows in table.items())
        for other, row in others
        for key in HELD
        if getattr(row, key) >= getattr(ours[1], key)
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
