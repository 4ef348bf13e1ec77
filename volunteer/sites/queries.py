"""Selects on sites. Their names, positions and duty phones are public knowledge inside the network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased, joinedload

from volunteer.accounts.models import Account
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.models import Grant, Place, PlaceKind, Unit
from volunteer.organization.permissions import Role
from volunteer.web.api import LARGEST_ID

Town = aliased(Place)
TOWN_AND_CODE = (Town.code, Place.code)


def sites(*, town: str | None = None, q: str | None = None) -> Select[Place]:
    """Sites by town and name; `town` is the town's code or name."""
    statement = (
        select(Place)
        .join(Town, Town.id == Place.parent_id)
        .where(Place.kind == PlaceKind.SITE)
        .options(joinedload(Place.parent))
        .order_by(*TOWN_AND_CODE)
    )
    if town:
        statement = statement.where(or_(Town.code == town, Town.name == town))
    if q:
        statement = statement.where(or_(Place.name.contains(q, autoescape=True), Place.code == q))
    return statement


def site(site_id: int, *, lock: bool = False) -> Place:
    """One site."""
    if site_id > LARGEST_ID:
        raise NotVisible
    statement = select(Place).where(Place.id == site_id, Place.kind == PlaceKind.SITE)
    if lock:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise NotVisible
    return found


def towns() -> Sequence[Place]:
    """All towns, streets and parks by code."""
    return db.session.scalars(select(Place).where(Place.kind == PlaceKind.TOWN).order_by(Place.code)).all()


def paired_names(places: Sequence[Place]) -> dict[int, str]:
    """The names of the units that answer for some sites, by the unit's id."""
    wanted = {place.paired_unit_id for place in places} - {None}
    named = select(Unit.id, Unit.name).where(Unit.id.in_(wanted))
    return {unit_id: name for unit_id, name in db.session.execute(named)} if wanted else {}


def operators(place_id: int, now: datetime) -> Sequence[str]:
    """The names of the accounts that run a site today."""
    return db.session.scalars(
        select(Account.name)
        .join(Grant, Grant.account_id == Account.id)
        .where(
            Grant.place_id == place_id,
            Grant.role == Role.SITE_OPERATOR,
            Grant.holds(now),
        )
        .order_by(Grant.since, Grant.id)
    ).all()
