"""Changes to the records of towns, streets and parks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import REGCLASS

from volunteer.happenings.sites import TownAdded, TownChanged
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind
from volunteer.organization.permissions import Permission
from volunteer.sites.rules import may_keep

CHANGEABLE = ("name", "lon", "lat", "address", "duty_phone")


@dataclass(frozen=True, kw_only=True)
class NewTown:
    """What a new town's record is made of."""

    code: str
    name: str
    lon: float
    lat: float
    address: str | None = None
    duty_phone: str | None = None


@use_case
def add_town(work: Work, actor: Actor, new: NewTown) -> Place:
    """Add a town to the city."""
    city = db.session.scalar(select(Place).where(Place.kind == PlaceKind.CITY).order_by(Place.id).limit(1))
    if city is None:
        raise Refused("no_city")
    _may(actor, city)
    if db.session.scalar(select(Place.id).where(Place.code == new.code)):
        raise Invalid({"code": str(_("这个代码已经有了"))})
    town_id = db.session.scalar(select(func.nextval(cast("place_id_seq", REGCLASS)))) or 0
    added = Place(
        id=town_id, parent_id=city.id, kind=PlaceKind.TOWN, path=f"{city.path}{town_id}/", code=new.code,
        name=new.name, lon=new.lon, lat=new.lat, address=new.address, duty_phone=new.duty_phone,
    )  # fmt: skip
    db.session.add(added)
    db.session.flush()
    work.record(TownAdded(subject_id=added.id))
    return added


@use_case
def update_town(work: Work, actor: Actor, town_id: int, version: int, changes: Mapping[str, Any]) -> Place:
    """Correct a town's record."""
    found = select(Place).where(Place.id == town_id, Place.kind == PlaceKind.TOWN).with_for_update(key_share=True)
    town = db.session.scalar(found.execution_options(populate_existing=True))
    if town is None:
        raise NotVisible
    _may(actor, town)
    if town.version != version:
        raise Refused("stale")
    changed = {key: changes[key] for key in CHANGEABLE if key in changes and changes[key] != getattr(town, key)}
    for key, value in changed.items():
        setattr(town, key, value)
    town.version += 1
    db.session.flush()
    work.record(TownChanged(subject_id=town.id, details={"fields": sorted(changed)}))
    return town


def _may(actor: Actor, place: Place) -> None:
    if not may_keep(actor.reach(Permission.SITE_MANAGE), place.path):
        raise Forbidden
