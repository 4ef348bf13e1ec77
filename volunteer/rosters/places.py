"""Files of towns and of sites: added and corrected by the use cases of sites."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind, Tier, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.rosters.decisions import CHANGED, CREATED, Decision, begun, changed_fields, rows_of
from volunteer.rosters.headings import LISTED
from volunteer.rosters.models import RosterImport, RosterRow
from volunteer.rosters.staging import Tell
from volunteer.rosters.states import RosterKind
from volunteer.sites.rules import may_keep
from volunteer.sites.service import NewSite, add_site, update_site
from volunteer.sites.towns import NewTown, add_town, update_town

PLAIN = ("name", "lon", "lat", "address", "duty_phone")


class Known:
    """Places by code, towns and teams by name, one of each."""

    def __init__(self) -> None:
        places = db.session.scalars(select(Place)).all()
        self.by_code = {place.code: place for place in places}
        self.city = next((place for place in places if place.kind == PlaceKind.CITY), None)
        self.towns = _by_name([place for place in places if place.kind == PlaceKind.TOWN])
        teams = select(Unit).where(Unit.tier.in_((Tier.TEAM, Tier.BRIGADE)), Unit.status == UnitStatus.ACTIVE)
        self.teams: dict[str, list[Unit]] = {}
        for unit in db.session.scalars(teams):
            for name in {unit.name, unit.short_name}:
                self.teams.setdefault(name, []).append(unit)


def _by_name(places: Sequence[Place]) -> dict[str, Place]:
    return {place.name: place for place in places}


def compare(actor: Actor, made: RosterImport) -> list[Decision]:
    """What each row would do."""
    known = Known()
    decide = _town if made.kind == RosterKind.TOWNS else _site
    return [decide(actor, known, row, decision) for row, decision in begun(rows_of(made), "code")]


def _town(actor: Actor, known: Known, row: RosterRow, decision: Decision) -> Decision:
    if "code" not in row.cells:
        return decision
    target = _target(known, row, decision, PlaceKind.TOWN)
    if known.city is None:
        decision.against("code", "no_city")
    elif not may_keep(actor.reach(Permission.SITE_MANAGE), (target or known.city).path):
        decision.against("code", "not_yours", row.cells["code"])
    if target is not None:
        decision.to_change(changed_fields(row.cells, target, PLAIN))
    return decision


def _site(actor: Actor, known: Known, row: RosterRow, decision: Decision) -> Decision:
    cells = row.cells
    if "code" not in cells:
        return decision
    target = _target(known, row, decision, PlaceKind.SITE)
    town = known.towns.get(cells.get("town", ""))
    if town is None:
        if "town" in cells:
            decision.against("town", "no_such_town", cells["town"])
    elif target is not None and target.parent_id != town.id:
        decision.against("town", "another_town", cells["town"])
    elif not may_keep(actor.reach(Permission.SITE_MANAGE), (target or town).path):
        decision.against("code", "not_yours", cells["code"])
    teams = known.teams.get(cells.get("team", ""), [])
    if "team" in cells and len(teams) != 1:
        problem = "several_units" if teams else "no_such_team"
        decision.against("team", problem, cells["team"], LISTED.join(unit.name for unit in teams[:4]))
    if target is not None:
        paired = ["paired_unit_id"] if teams and teams[0].id != target.paired_unit_id else []
        decision.to_change([*changed_fields(cells, target, PLAIN), *paired])
    return decision


def _target(known: Known, row: RosterRow, decision: Decision, kind: PlaceKind) -> Place | None:
    """The place of the row's code, if there is one; one of another kind stands in the way."""
    target = known.by_code.get(row.cells["code"])
    if target is None:
        decision.action = CREATED
        return None
    if target.kind != kind:
        decision.against("code", "taken", row.cells["code"], target.name)
        return None
    decision.target_id = target.id
    return target


def apply(actor: Actor, made: RosterImport, tell: Tell) -> None:
    """Do it, row by row."""
    known, rows = Known(), rows_of(made)
    for done, row in enumerate(rows, 1):
        if made.kind == RosterKind.TOWNS:
            _apply_town(actor, row)
        else:
            _apply_site(actor, known, row)
        tell(done, len(rows))


def _apply_town(actor: Actor, row: RosterRow) -> None:
    cells = row.cells
    if row.action == CREATED:
        add_town(actor, NewTown(**cells))
    elif row.action == CHANGED:
        town = db.session.get_one(Place, row.target_id)
        update_town(actor, town.id, town.version, {name: cells[name] for name in row.fields})


def _apply_site(actor: Actor, known: Known, row: RosterRow) -> None:
    team = known.teams[row.cells["team"]][0].id if "team" in row.cells else None
    values = {**{name: row.cells[name] for name in PLAIN if name in row.cells}, "paired_unit_id": team}
    if row.action == CREATED:
        town = known.towns[row.cells["town"]]
        add_site(actor, NewSite(town_id=town.id, code=row.cells["code"], **values))
    elif row.action == CHANGED:
        site = db.session.get_one(Place, row.target_id)
        update_site(actor, site.id, site.version, {name: values[name] for name in row.fields})
