"""How much city is made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Counts of one demo city."""

    organs: int
    teams: int
    squads: int
    members: int
    sites: int | None  # None: all
    past_projects: int
    attendances: int
    open_items: int  # open demands and projects of the coming six weeks


SCALES = {
    "small": Scale(organs=10, teams=31, squads=90, members=1400, sites=60, past_projects=80, attendances=2000,
                   open_items=60),
    "pilot": Scale(organs=100, teams=310, squads=900, members=14000, sites=None, past_projects=800, attendances=20000,
                   open_items=300),
}  # fmt: skip
