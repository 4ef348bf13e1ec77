"""A file of units: made, changed and hung under another parent, by the use cases of the unit tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Organ, Unit, UnitStatus
from volunteer.organization.rules import may_hang_under
from volunteer.organization.service import NewUnit, create_unit, update_unit
from volunteer.rosters.decisions import CHANGED, CREATED, MOVED, Decision, begun, changed_fields, rows_of
from volunteer.rosters.headings import LISTED
from volunteer.rosters.models import RosterImport, RosterRow
from volunteer.rosters.staging import Tell

DEPTH = {"brigade": 0, "team": 1, "squad": 2}


class Known:
    """The units below one, and the organs, by name."""

    def __init__(self, unit: Unit) -> None:
        below = select(Unit).where(Unit.path.startswith(unit.path, autoescape=True), Unit.status == UnitStatus.ACTIVE)
        self.units: Sequence[Unit] = db.session.scalars(below.order_by(Unit.path)).all()
        self.organs = {
            name: organ.id for organ in db.session.scalars(select(Organ)) for name in (organ.short_name, organ.name)
        }

    def named(self, name: str) -> list[Unit]:
        """Units of this full name; failing that, of this short name."""
        return [unit for unit in self.units if unit.name == name] or [
            unit for unit in self.units if unit.short_name == name
        ]


def compare(_actor: Actor, made: RosterImport) -> list[Decision]:
    """What each row would do."""
    known, rows = Known(made.unit), rows_of(made)
    coming = {row.cells["name"]: row.cells["tier"] for row in rows if {"name", "tier"} <= row.cells.keys()}
    return [_decide(known, coming, row, decision) for row, decision in begun(rows, "name")]


def _decide(known: Known, coming: dict[str, str], row: RosterRow, decision: Decision) -> Decision:
    cells = row.cells
    if not {"name", "tier", "parent"} <= cells.keys():
        return decision
    targets = [unit for unit in known.units if unit.name == cells["name"]]
    target = targets[0] if len(targets) == 1 else None
    if len(targets) > 1:
        decision.against("name", "several_units", cells["name"])
    parent = _parent(known, coming, cells, decision)
    if "organ" in cells and cells["organ"] not in known.organs:
        decision.against("organ", "no_such_organ", cells["organ"])
    if target is None:
        decision.action = CREATED
        return decision
    decision.target_id = target.id
    if target.tier != cells["tier"]:
        decision.against("tier", "tier_differs", cells["name"])
    changes = changed_fields(cells, target, ("short_name", "duty_phone"))
    if "organ" in cells and known.organs.get(cells["organ"], target.organ_id) != target.organ_id:
        changes.append("organ_id")
    if parent is None or parent.id != target.parent_id:
        changes.append("parent_id")
        if parent is not None and parent.path.startswith(target.path):
            decision.against("parent", "under_itself", cells["parent"])
    decision.to_change(changes, moving=("parent_id",))
    return decision


def _parent(known: Known, coming: dict[str, str], cells: dict[str, Any], decision: Decision) -> Unit | None:
    """The unit a row hangs under; None while it is still to be made."""
    found = known.named(cells["parent"])
    tier = found[0].tier if found else coming.get(cells["parent"])
    if len(found) > 1:
        decision.against("parent", "several_units", cells["parent"], LISTED.join(unit.name for unit in found[:4]))
    elif tier is None:
        decision.against("parent", "no_such_parent", cells["parent"])
    elif not may_hang_under(cells["tier"], tier):
        decision.against("parent", "wrong_tier", cells["parent"])
    return found[0] if found else None


def apply(actor: Actor, made: RosterImport, tell: Tell) -> None:
    """Do it, parents before what hangs under them."""
    rows = sorted(rows_of(made), key=lambda row: (DEPTH[row.cells["tier"]], row.line))
    known = Known(made.unit)
    by_name = {unit.name: unit.id for unit in known.units}
    for done, row in enumerate(rows, 1):
        cells = row.cells
        above = known.named(cells["parent"])
        parent_id = above[0].id if above else by_name[cells["parent"]]
        organ_id = known.organs.get(cells.get("organ", ""))
        if row.action == CREATED:
            names = {name: cells[name] for name in ("name", "short_name", "duty_phone", "tier") if name in cells}
            by_name[cells["name"]] = create_unit(actor, NewUnit(parent_id=parent_id, organ_id=organ_id, **names)).id
        elif row.action in (CHANGED, MOVED):
            values = {**cells, "parent_id": parent_id, "organ_id": organ_id}
            unit = db.session.get_one(Unit, row.target_id)
            update_unit(actor, unit.id, unit.version, {name: values[name] for name in row.fields})
        tell(done, len(rows))
