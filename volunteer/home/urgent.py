"""What goes before everything else: emergencies that hold, and call-outs under way. Asked along with the actor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.people.identity import asked_along
from volunteer.task_forces import board
from volunteer.task_forces.models import CallOut

HOLDING, CALLING, CALLED = "emergencies", "call_outs", "called"
FEW = 5

# Few rows or none: both stand in the statement that every page sends anyway.
ALONG = {
    HOLDING: "(SELECT jsonb_agg(jsonb_build_array(e.id, p.name, p.path, e.ends_at) ORDER BY e.id) FROM emergency e"
    " JOIN place p ON p.id = e.place_id WHERE e.closed_at IS NULL AND e.ends_at > :now)",
    CALLING: "EXISTS (SELECT 1 FROM call_out WHERE closed_at IS NULL)",
    CALLED: "EXISTS (SELECT 1 FROM call_out o JOIN claim c ON c.position_id = o.position_id"
    " WHERE o.closed_at IS NULL AND c.member_id = m.id AND c.status IN ('invited', 'offered', 'confirmed'))",
}


@dataclass(frozen=True)
class Holding:
    """An emergency as the strip above every page names it."""

    id: int
    town: str
    place_path: str
    ends_at: datetime


def emergencies_for(actor: Actor) -> list[Holding]:
    """Those that concern the actor: all for leaders, the own town's for towns and sites; members hear by a call."""
    rows = asked_along(HOLDING) or ()
    held = [Holding(number, town, path, datetime.fromisoformat(ends)) for number, town, path, ends in rows]
    if actor.may(Permission.MEMBER_READ):
        return held
    reach = actor.reach(Permission.DEMAND_ASK)
    return [one for one in held if _touches(reach.place_paths, one.place_path)]


def is_called() -> bool:
    """Whether whoever makes this request is called out, or has said yes to it."""
    return bool(asked_along(CALLED))


def call_outs_for(actor: Actor) -> list[tuple[CallOut, board.Numbers]]:
    """Call-outs under way that the actor makes or whose people the actor leads, with their numbers."""
    if not asked_along(CALLING) or not actor.may(Permission.MEMBER_READ):
        return []
    return board.under_way(actor, FEW)


def _touches(paths: tuple[str, ...], town: str) -> bool:
    """Whether a place of the reach lies in the town, or the town in it."""
    return any(path.startswith(town) or town.startswith(path) for path in paths)
