"""What the pages show of demands to an actor: the columns of a site's board, the buttons, the timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select

from volunteer.demands import queries
from volunteer.demands.asking_units import asks_by_unit, may_take_on, rates_own_service
from volunteer.demands.completing import completable
from volunteer.demands.models import Demand
from volunteer.demands.rules import CHANGEABLE, MACHINE, overdue
from volunteer.demands.services import NextService, next_services
from volunteer.demands.states import DemandStatus
from volunteer.demands.vouching import may_rewrite, may_vouch
from volunteer.demands.wording import PROGRESS, STEPS
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission, Role
from volunteer.organization.scope import visible
from volunteer.web.humanize import moment

FIRST_SHOWN = 5
ASKING = frozenset({Role.SITE_OPERATOR, Role.TOWN_OFFICER})
# What the site has to do itself comes first, then the services that begin soonest.
COLUMNS = ("returned", "to_rate", "this_week", "underway")
CLAIMING = PROGRESS[DemandStatus.PUBLISHED]
ALL = 100
OF_ASKING_UNITS = frozenset({"submit", "withdraw"})  # beside the site's
NEWEST_FIRST = frozenset({"returned", "to_rate"})


@dataclass(frozen=True)
class Card:
    """A demand with what its card says beside its own words."""

    demand: Demand
    late: bool
    steps: set[str]
    reason: str | None = None
    service: NextService | None = None

    @property
    def steps_behind(self) -> int:
        """How many of 受理 发布 认领 服务 销号 are behind; every place taken means that 认领 is."""
        behind = PROGRESS.get(DemandStatus(self.demand.status), 0)
        return behind + 1 if behind == CLAIMING and self.share_of_next == ALL else behind

    @property
    def share_of_next(self) -> int:
        """How much of the next step is done, in percent: the places taken, while they are being claimed."""
        if self.service is None or self.demand.status != DemandStatus.PUBLISHED:
            return 0
        return ALL * self.service.taken // self.service.headcount


def keeps_a_board(actor: Actor) -> bool:
    """Whether the actor asks for a site or the sites of a town: the board instead of the desk's table."""
    return bool(actor.roles) and actor.roles <= ASKING


def permits(actor: Actor, demand: Demand, permission: Permission) -> bool:
    """Whether the permission reaches the demand's unit or site."""
    unit = demand.responsible_unit
    return actor.reach(permission).covers(unit.path if unit else None, demand.site.path)


def open_steps(actor: Actor, demand: Demand) -> set[str]:
    """The buttons: the steps that this actor can take now, editing, changing and asking once more among them."""
    steps = {
        step.name
        for step in MACHINE.open_steps(demand.status)
        if step.permission and permits(actor, demand, Permission(step.permission))
    }
    if permits(actor, demand, Permission.DEMAND_ASK):
        steps |= {"change"} if demand.status in CHANGEABLE else set()
        steps |= {"repeat"} if demand.status != DemandStatus.DRAFT else set()
        steps |= {"complete"} if completable(demand) else set()
        steps |= {"vouch"} if may_vouch(actor, demand) else set()
    if permits(actor, demand, Permission.DEMAND_ASK) or asks_by_unit(actor, demand):
        steps |= {step.name for step in MACHINE.open_steps(demand.status) if step.name in OF_ASKING_UNITS}
        steps |= {"edit"} if may_rewrite(actor, demand) else set()
        steps |= {"again"} if demand.status != DemandStatus.DRAFT else set()
    steps -= {"accept"} if not may_take_on(actor, demand) else set()
    return steps - {"rate"} if rates_own_service(actor, demand) else steps


def group(actor: Actor, name: str, now: datetime, site_id: int | None = None) -> Select[Demand]:
    """The demands of one of the board's columns, or all of them."""
    groups = queries.board_groups(now)
    return _listed(actor, groups.get(name), site_id).order_by(Demand.starts.desc(), Demand.id.desc())


def columns(actor: Actor, numbers: Mapping[str, int], now: datetime, site_id: int | None) -> dict[str, list[Card]]:
    """The first cards of each column; an empty column is not asked for."""
    groups = queries.board_groups(now)
    found: dict[str, Sequence[Demand]] = {}
    for name in COLUMNS:
        first = Demand.id.desc() if name in NEWEST_FIRST else Demand.starts
        statement = _listed(actor, groups[name], site_id).order_by(first, Demand.id).limit(FIRST_SHOWN)
        found[name] = db.session.scalars(statement).all() if numbers[name] else []
    made = {card.demand.id: card for card in cards(actor, [one for column in found.values() for one in column], now)}
    return {name: [made[demand.id] for demand in column] for name, column in found.items()}


def cards(actor: Actor, demands: Sequence[Demand], now: datetime) -> list[Card]:
    """The demands with what can be done, why they were returned, and how their service fills."""
    returned = [demand.id for demand in demands if demand.status == DemandStatus.RETURNED]
    timelines = queries.timelines(returned) if returned else {}
    reasons = {
        demand_id: next((entry.reason for entry in reversed(entries) if entry.step == "return"), None)
        for demand_id, entries in timelines.items()
    }
    services = next_services([demand.id for demand in demands if demand.status in CHANGEABLE], now)
    return [
        Card(
            demand,
            late=overdue(demand.status, demand.deadline, now),
            steps=open_steps(actor, demand),
            reason=reasons.get(demand.id),
            service=services.get(demand.id),
        )
        for demand in demands
    ]


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


def _listed(actor: Actor, condition: ColumnElement[bool] | None, site_id: int | None) -> Select[Demand]:
    statement = visible(Demand, actor, Permission.DEMAND_READ).options(*queries.LOADED)
    if site_id is not None:
        statement = statement.where(Demand.site_id == site_id)
    return statement if condition is None else statement.where(condition)
