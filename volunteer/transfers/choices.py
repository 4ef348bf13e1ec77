"""Squads as somewhere to go: every active one of the asker's network, whose names are no secret."""

from __future__ import annotations

from sqlalchemy import Select, select

from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.choices import unit_choices
from volunteer.organization.finding import units_called
from volunteer.organization.models import Tier, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import ids_of
from volunteer.organization.scope import under
from volunteer.web.picking import Choice, Source


def squad_source() -> Source:
    """Any squad of the network one belongs to, or where one manages members."""

    def find(actor: Actor, q: str, most: int) -> list[Choice]:
        return unit_choices(db.session.scalars(_within(actor, units_called(None, q, tiers=(Tier.SQUAD,))).limit(most)))

    def known(actor: Actor, unit_id: int) -> Choice | None:
        wanted = select(Unit).where(Unit.id == unit_id, Unit.tier == Tier.SQUAD, Unit.status == UnitStatus.ACTIVE)
        unit = db.session.scalar(_within(actor, wanted))
        return unit_choices([unit])[0] if unit else None

    return Source(find, known)


def _within(actor: Actor, statement: Select[Unit]) -> Select[Unit]:
    paths = (actor.unit_path or "", *actor.reach(Permission.MEMBER_MANAGE).unit_paths)
    return statement.where(under(Unit.path, tuple({f"{ids_of(path)[0]}/" for path in paths if path})))
