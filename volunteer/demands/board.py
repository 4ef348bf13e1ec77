"""What the pages show of demands to an actor: the sections of a site's board, the buttons, the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, or_

from volunteer.demands import queries
from volunteer.demands.models import Demand
from volunteer.demands.rules import CHANGEABLE, EDITABLE, MACHINE, overdue
from volunteer.demands.states import DemandStatus
from volunteer.demands.wording import STEPS
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission, Role
from volunteer.organization.scope import visible
from volunteer.web.humanize import moment

SECTION_SIZE = 20


@dataclass(frozen=True)
class Card:
    """A demand with what its card says beside its own words."""

    demand: Demand
    late: bool
    reason: str | None = None


def works_at_a_site(actor: Actor) -> bool:
    """Whether the actor only asks, from a site: the board instead of the desk's table."""
    return actor.roles == {Role.SITE_OPERATOR}


def permits(actor: Actor, demand: Demand, permission: Permission) -> bool:
    """Whether the permission reaches the demand's unit or site."""
    unit = demand.responsible_unit
    return actor.reach(permission).covers(unit.path if unit else None, demand.site.path)


def open_steps(actor: Actor, demand: Demand) -> set[str]:
    """The buttons: the steps that this actor can take now, editing and changing among them."""
    steps = {
        step.name
        for step in MACHINE.open_steps(demand.status)
        if step.permission and permits(actor, demand, Permission(step.permission))
    }
    if permits(actor, demand, Permission.DEMAND_ASK):
        steps |= {"edit"} if demand.status in EDITABLE else set()
        steps |= {"change"} if demand.status in CHANGEABLE else set()
    return steps


def group(actor: Actor, name: str, now: datetime) -> Select[Demand]:
    """The demands of one of the board's numbers, or all of them."""
    groups = queries.board_groups(now)
    return _listed(actor, groups.get(name)).order_by(Demand.starts.desc(), Demand.id.desc())


def sections(actor: Actor, now: datetime) -> dict[str, list[Card]]:
    """What the site has to do itself, and what is under way; the first of each."""
    groups = queries.board_groups(now)
    first = case(
        (Demand.status == DemandStatus.RETURNED, 0), (Demand.status == DemandStatus.AWAITING_RATING, 1), else_=2
    )
    yours = _listed(actor, or_(groups["returned"], groups["to_rate"])).order_by(first, Demand.id.desc())
    underway = _listed(actor, groups["underway"]).order_by(Demand.starts, Demand.id)
    return {
        name: cards(db.session.scalars(statement.limit(SECTION_SIZE)).all(), now)
        for name, statement in (("yours", yours), ("underway", underway))
    }


def cards(demands: Sequence[Demand], now: datetime) -> list[Card]:
    """The demands with why they were returned and whether an answer is late."""
    returned = [demand.id for demand in demands if demand.status == DemandStatus.RETURNED]
    timelines = queries.timelines(returned) if returned else {}
    reasons = {
        demand_id: next((entry.reason for entry in reversed(entries) if entry.step == "return"), None)
        for demand_id, entries in timelines.items()
    }
    return [Card(d, overdue(d.status, d.deadline, now), reasons.get(d.id)) for d in demands]


def story(demand: Demand) -> list[dict[str, Any]]:
    """The timeline in words, the last step marked as the present one."""
    entries = queries.timelines([demand.id])[demand.id]
    return [
        {
            "label": STEPS[entry.step],
            "at": moment(entry.at),
            "by": entry.by,
            "note": entry.reason,
            "state": "now" if entry is entries[-1] else "done",
        }
        for entry in entries
    ]


def _listed(actor: Actor, condition: ColumnElement[bool] | None) -> Select[Demand]:
    statement = visible(Demand, actor, Permission.DEMAND_READ).options(*queries.LOADED)
    return statement if condition is None else statement.where(condition)
