"""What an import comes to, counted: for the page, for the audit trail, and for asking before many leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from volunteer.kernel.database import db
from volunteer.organization.models import Tier, Unit
from volunteer.organization.rules import ids_of
from volunteer.rosters import members
from volunteer.rosters.decisions import ACTIONS
from volunteer.rosters.members_apply import absent_members
from volunteer.rosters.models import RosterImport, RosterRow
from volunteer.rosters.squads import Meant, new_ones

Told = dict[str, Any]


def counted(made: RosterImport) -> Told:
    """Rows by what they would do, and how much is wrong."""
    clean = RosterRow.problems == []
    of = RosterRow.import_id == made.id
    by_action = select(RosterRow.action, func.count()).where(of, clean).group_by(RosterRow.action)
    found: dict[str | None, int] = {action: count for action, count in db.session.execute(by_action)}
    wrong = select(func.count(), func.coalesce(func.sum(func.jsonb_array_length(RosterRow.problems)), 0))
    rows, problems = db.session.execute(wrong.where(of, ~clean)).one()
    return {**{action: found.get(action, 0) for action in ACTIONS}, "wrong_rows": rows, "problems": int(problems)}


def of_members(made: RosterImport, meant: Sequence[Meant]) -> Told:
    """The squads to be made, who is not in the file, and how many of those leave because their unit's list is complete.

    `complete` lists units that could be declared complete, each with its members and how many of them are not named;
    `members` counts those of the units declared, or of all.
    """
    units = {unit.id: unit for unit in _units(made.unit)}
    by_squad = members.lacking(made)
    chosen = [units[one] for one in made.options.get("complete", ()) if one in units]
    paths = tuple(unit.path for unit in chosen) or made.unit.path
    inside = [by_squad[one] for one in by_squad if units[one].path.startswith(paths)]
    return {
        "new_units": new_ones(meant, members.named_pairs(made)),
        "complete": list(_could_be_complete(made, meant, units, by_squad)),
        "absent": len(absent_members(made, [unit.id for unit in chosen])),
        "members": sum(here for here, _missing in inside),
    }


def _could_be_complete(
    made: RosterImport, meant: Iterable[Meant], units: Mapping[int, Unit], by_squad: Mapping[int, tuple[int, int]]
) -> Iterable[Told]:
    """The whole unit, then the teams the file names (squads, where it is a team's file), if they miss anybody."""
    below = Tier.TEAM if made.unit.tier == Tier.BRIGADE else Tier.SQUAD
    named = {one.unit_id for one in meant if one.unit_id is not None}
    offered = {id_ for squad in named if squad in units for id_ in ids_of(units[squad].path)} & units.keys()
    sums: dict[int, Counter[str]] = {}
    for squad, (here, missing) in by_squad.items():
        for id_ in ids_of(units[squad].path):
            sums.setdefault(id_, Counter()).update(members=here, missing=missing)
    for id_ in (made.unit_id, *sorted(offered - {made.unit_id}, key=lambda one: units[one].path)):
        if sums.get(id_, Counter())["missing"] and (id_ == made.unit_id or units[id_].tier == below):
            yield {"id": id_, "name": units[id_].name, **sums[id_]}


def _units(unit: Unit) -> Iterable[Unit]:
    return db.session.scalars(select(Unit).where(Unit.path.startswith(unit.path, autoescape=True)))


def leaving(made: RosterImport) -> int:
    """How many would leave: by the word of their row, and because they are not named."""
    return int(made.summary.get("left", 0)) + int(made.summary.get("absent", 0))
