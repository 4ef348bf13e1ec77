"""What nobody answers for yet: units without a leader, communities without an operator or a team."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, select, true
from sqlalchemy.orm import joinedload

from volunteer.access import rules
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Grant, Place, PlaceKind, Tier, Unit, UnitStatus
from volunteer.organization.permissions import Permission, Role
from volunteer.organization.scope import place_within, visible

LED = (Tier.TEAM, Tier.SQUAD)
LEADERS = (Role.TEAM_LEADER, Role.SQUAD_LEADER)


def units_without_leader(actor: Actor, now: datetime) -> Select[Unit]:
    """Teams and squads within reach that nobody leads today."""
    return visible(Unit, actor, Permission.GRANT_MANAGE).where(unled(now)).order_by(Unit.path)


def unled(now: datetime) -> ColumnElement[bool]:
    """A team or squad that takes part, and that nobody leads or is going to."""
    led = exists().where(Grant.unit_id == Unit.id, Grant.role.in_(LEADERS), Grant.not_over(now))
    return and_(Unit.tier.in_(LED), Unit.status == UnitStatus.ACTIVE, ~led)


def sites_without_operator(actor: Actor, now: datetime) -> Select[Place]:
    """Communities within reach that nobody keeps today."""
    kept = exists().where(Grant.place_id == Place.id, Grant.role == Role.SITE_OPERATOR, Grant.not_over(now))
    return _sites(actor).where(~kept)


def sites_without_team(actor: Actor) -> Select[Place]:
    """Communities within reach whose demands no team answers by default (D5)."""
    return _sites(actor).where(Place.paired_unit_id.is_(None))


def _sites(actor: Actor) -> Select[Place]:
    within = _places_of(actor.reach(Permission.GRANT_MANAGE))
    return (
        select(Place).where(Place.kind == PlaceKind.SITE, within).options(joinedload(Place.parent)).order_by(Place.path)
    )


def _places_of(reach: Reach) -> ColumnElement[bool]:
    return true() if rules.covers_root(reach) else place_within(Place.id, reach)
