"""Which squad a row means by the names it gives: a squad by its full name, or by its short name with its team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from volunteer.kernel.database import db
from volunteer.organization.models import Organ, Tier, Unit, UnitStatus
from volunteer.rosters.headings import LISTED, MORE

Pair = tuple[str | None, str]  # team, squad as a row names them
MOST_CANDIDATES = 4


@dataclass(frozen=True)
class Node:
    """A squad or team that rows may mean."""

    id: int
    name: str
    short_name: str
    parent_id: int | None
    organs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meant:
    """What a pair of names means: a squad, one to be made below a team (`None`: that is to be made, too), or neither.

    `told` lists what stands to choose from.
    """

    team: str | None
    squad: str
    unit_id: int | None = None
    problem: str | None = None
    told: str = ""
    team_id: int | None = None

    def row(self) -> dict[str, Any]:
        """As the database is told."""
        return {"team": self.team or "", "squad": self.squad, "unit_id": self.unit_id, "problem": self.problem,
                "told": self.told}  # fmt: skip


class Squads:
    """The teams and squads below one unit, found by name."""

    def __init__(self, unit: Unit) -> None:
        self._root = unit
        self._teams: dict[str, list[Node]] = {}
        for team in _nodes(unit, Tier.TEAM):
            for name in {team.name, team.short_name, *team.organs}:
                self._teams.setdefault(name, []).append(team)
        self._squads: dict[str, list[Node]] = {}
        for squad in _nodes(unit, Tier.SQUAD):
            for name in {squad.name, squad.short_name}:
                self._squads.setdefault(name, []).append(squad)

    def meant(self, pairs: Iterable[Pair], wanted: Iterable[Sequence[str | None]]) -> list[Meant]:
        """What each pair means. Those in `wanted` are to be made where there is no such squad."""
        made = {(team or None, squad or "") for team, squad in wanted}
        return [self._one(team, squad, made) for team, squad in pairs]

    def _one(self, team: str | None, squad: str, made: set[Pair]) -> Meant:
        found = self._squads.get(squad, [])
        teams = self._teams.get(team or "", [])
        if team:
            parents = {one.id for one in teams}
            of_teams = [node for node in found if node.parent_id in parents]
            # A full name says it all; whatever stands under "unit" beside it is how that office calls itself.
            found = of_teams or ([node for node in found if node.name == squad] if not teams else [])
        if len(found) == 1:
            return Meant(team, squad, unit_id=found[0].id)
        if found:
            return Meant(team, squad, problem="several_units", told=_named(found))
        return self._unknown(team, squad, teams, (team, squad) in made)

    def _unknown(self, team: str | None, squad: str, teams: Sequence[Node], wanted: bool) -> Meant:
        own = [node for node in teams if team in (node.name, node.short_name)] or teams
        if len(own) > 1:
            return Meant(team, squad, problem="several_teams", told=_named(own))
        parent = own[0].id if own else None
        if self._root.tier == Tier.TEAM and not team:
            parent = self._root.id
        if parent is None and (not team or self._root.tier != Tier.BRIGADE):
            return Meant(team, squad, problem="no_such_squad" if not team else "no_such_team")
        return Meant(team, squad, problem=None if wanted else "unknown_unit", team_id=parent)


def _nodes(unit: Unit, tier: Tier) -> list[Node]:
    below = aliased(Unit)
    statement = (
        select(below.id, below.name, below.short_name, below.parent_id, Organ.name, Organ.short_name)
        .join(Organ, Organ.id == below.organ_id, isouter=True)
        .where(below.path.startswith(unit.path, autoescape=True), below.tier == tier)
        .where(below.status == UnitStatus.ACTIVE)
        .order_by(below.path)
    )
    return [
        Node(unit_id, name, short, parent, tuple(organ for organ in organs if organ))
        for unit_id, name, short, parent, *organs in db.session.execute(statement)
    ]


def _named(nodes: Sequence[Node]) -> str:
    names = LISTED.join(node.name for node in nodes[:MOST_CANDIDATES])
    return names + (MORE if len(nodes) > MOST_CANDIDATES else "")


def new_ones(meant: Iterable[Meant], people: Mapping[Pair, int]) -> list[dict[str, Any]]:
    """The squads that would have to be made, with how many people each would have."""
    return [
        {"team": one.team, "squad": one.squad, "team_id": one.team_id, "people": people[(one.team, one.squad)],
         "wanted": one.problem is None}
        for one in meant
        if one.unit_id is None and one.problem in (None, "unknown_unit")
    ]  # fmt: skip
