"""Units and sites as something to pick in a form."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.finding import sites_called, units_called
from volunteer.organization.models import Place, PlaceKind, Tier, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.web.picking import Choice, Source


def unit_source(*tiers: Tier, permission: Permission = Permission.UNIT_READ) -> Source:
    """Active units of some tiers (all without) within the reach of a permission."""

    def find(actor: Actor, q: str, most: int) -> list[Choice]:
        return unit_choices(db.session.scalars(units_called(actor, q, tiers=tiers, permission=permission).limit(most)))

    def known(actor: Actor, unit_id: int) -> Choice | None:
        wanted = visible(Unit, actor, permission).where(Unit.id == unit_id, Unit.status == UnitStatus.ACTIVE)
        unit = db.session.scalar(wanted.where(Unit.tier.in_(tiers)) if tiers else wanted)
        return unit_choices([unit])[0] if unit else None

    return Source(find, known)


def team_source() -> Source:
    """Every active team, whoever asks: for those who keep sites, which any team may be paired with."""

    def teams(actor: Actor) -> bool:
        return actor.may(Permission.SITE_MANAGE)

    def find(actor: Actor, q: str, most: int) -> list[Choice]:
        called = units_called(None, q, tiers=(Tier.TEAM,)).limit(most)
        return unit_choices(db.session.scalars(called)) if teams(actor) else []

    def known(actor: Actor, unit_id: int) -> Choice | None:
        wanted = select(Unit).where(Unit.id == unit_id, Unit.tier == Tier.TEAM, Unit.status == UnitStatus.ACTIVE)
        unit = db.session.scalar(wanted) if teams(actor) else None
        return unit_choices([unit])[0] if unit else None

    return Source(find, known)


def site_source() -> Source:
    """Every village and community."""

    def known(_actor: Actor, place_id: int) -> Choice | None:
        return _site(db.session.scalar(select(Place).where(Place.id == place_id, Place.kind == PlaceKind.SITE)))

    def find(_actor: Actor, q: str, most: int) -> list[Choice]:
        return [choice for place in db.session.scalars(sites_called(q).limit(most)) if (choice := _site(place))]

    return Source(find, known)


def unit_choices(units: Iterable[Unit]) -> list[Choice]:
    """Units by their full names, with the short name of what is above them where the full name does not hold it."""
    found = list(units)
    parents = select(Unit.id, Unit.short_name).where(Unit.id.in_({unit.parent_id for unit in found}))
    names = {unit_id: name for unit_id, name in db.session.execute(parents)}
    above_each = ((unit, names.get(unit.parent_id or 0, "")) for unit in found)
    return [Choice(unit.id, unit.name, "" if parent in unit.name else parent) for unit, parent in above_each]


def _site(place: Place | None) -> Choice | None:
    if place is None:
        return None
    town = place.parent.name if place.parent else ""
    return Choice(place.id, f"{town} · {place.name}" if town else place.name, place.address or "")
