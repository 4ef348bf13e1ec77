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


def any_unit_source(permission: Permission, *tiers: Tier) -> Source:
    """Every active unit of some tiers, for whoever holds the permission anywhere."""

    def find(actor: Actor, q: str, most: int) -> list[Choice]:
        called = units_called(None, q, tiers=tiers).limit(most)
        return unit_choices(db.session.scalars(called)) if actor.may(permission) else []

    def known(actor: Actor, unit_id: int) -> Choice | None:
        wanted = select(Unit).where(Unit.id == unit_id, Unit.tier.in_(tiers), Unit.status == UnitStatus.ACTIVE)
        unit = db.session.scalar(wanted) if actor.may(permission) else None
        return unit_choices([unit])[0] if unit else None

    return Source(find, known)


def site_source() -> Source:
    """Every village and community."""

    def known(_actor: Actor, place_id: int) -> Choice | None:
        place = db.session.scalar(select(Place).where(Place.id == place_id, Place.kind == PlaceKind.SITE))
        return site_choice(place) if place else None

    def find(_actor: Actor, q: str, most: int) -> list[Choice]:
        return [site_choice(place) for place in db.session.scalars(sites_called(q).limit(most))]

    return Source(find, known)


def unit_choices(units: Iterable[Unit]) -> list[Choice]:
    """Units by their full names, with the short name of what is above them where the full name does not hold it."""
    found = list(units)
    parents = select(Unit.id, Unit.short_name).where(Unit.id.in_({unit.parent_id for unit in found}))
    names = {unit_id: name for unit_id, name in db.session.execute(parents)}
    above_each = ((unit, names.get(unit.parent_id or 0, "")) for unit in found)
    return [Choice(unit.id, unit.name, "" if parent in unit.name else parent) for unit, parent in above_each]


def site_choice(place: Place) -> Choice:
    """A site by its town and name, with its address."""
    return Choice(place.id, f"{place.parent.name} · {place.name}" if place.parent else place.name, place.address or "")
