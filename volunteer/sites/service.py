"""Changes to the records of sites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import REGCLASS

from volunteer.happenings.sites import SiteAdded, SiteChanged
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.sites.queries import site
from volunteer.sites.rules import may_keep

CHANGEABLE = ("name", "lon", "lat", "address", "duty_phone", "paired_unit_id")


@dataclass(frozen=True, kw_only=True)
class NewSite:
    """What a new site's record is made of."""

    town_id: int
    code: str
    name: str
    lon: float
    lat: float
    address: str | None = None
    duty_phone: str | None = None
    paired_unit_id: int | None = None


@use_case
def add_site(work: Work, actor: Actor, new: NewSite) -> Place:
    """Add a village or community to a town."""
    town = db.session.get(Place, new.town_id)
    if town is None or town.kind != PlaceKind.TOWN:
        raise Invalid({"town_id": str(_("没有这个镇街"))})
    _may(actor, town)
    if db.session.scalar(select(Place.id).where(Place.code == new.code)):
        raise Invalid({"code": str(_("这个代码已经有了"))})
    _check_paired(new.paired_unit_id)
    site_id = db.session.scalar(select(func.nextval(cast("place_id_seq", REGCLASS)))) or 0
    added = Place(
        id=site_id,
        parent_id=town.id,
        kind=PlaceKind.SITE,
        code=new.code,
        name=new.name,
        path=f"{town.path}{site_id}/",
        lon=new.lon,
        lat=new.lat,
        address=new.address,
        duty_phone=new.duty_phone,
        paired_unit_id=new.paired_unit_id,
    )
    db.session.add(added)
    db.session.flush()
    work.record(SiteAdded(subject_id=added.id, unit_id=added.paired_unit_id))
    return added


@use_case
def update_site(work: Work, actor: Actor, site_id: int, version: int, changes: Mapping[str, Any]) -> Place:
    """Correct a site's record or pair it with another team."""
    place = site(site_id, lock=True)
    _may(actor, place)
    if place.version != version:
        raise Refused("stale")
    _check_paired(changes.get("paired_unit_id"))
    changed = {key: changes[key] for key in CHANGEABLE if key in changes and changes[key] != getattr(place, key)}
    for key, value in changed.items():
        setattr(place, key, value)
    place.version += 1
    db.session.flush()
    details: dict[str, Any] = {"fields": sorted(changed)}
    if "paired_unit_id" in changed:
        details["paired_unit_id"] = changed["paired_unit_id"]
    work.record(SiteChanged(subject_id=place.id, unit_id=place.paired_unit_id, details=details))
    return place


def _may(actor: Actor, place: Place) -> None:
    if not may_keep(actor.reach(Permission.SITE_MANAGE), place.path):
        raise Forbidden


def _check_paired(unit_id: int | None) -> None:
    if unit_id is None:
        return
    unit = db.session.get(Unit, unit_id)
    if unit is None or unit.status != UnitStatus.ACTIVE:
        raise Invalid({"paired_unit_id": str(_("没有这个组织"))})
