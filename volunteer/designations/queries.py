"""Designations by unit, person and place; those that ended are kept and can be looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from volunteer.designations.models import Designation
from volunteer.designations.words import KINDS
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Unit
from volunteer.organization.named_for import NamedFor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import scoped, unit_within, visible
from volunteer.web.api import LARGEST_ID

SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the list can be narrowed by; what is None does not matter. `unit_id` takes in what is below it."""

    kind: str | None = None
    unit_id: int | None = None
    member_id: int | None = None
    place_id: int | None = None
    ended: bool = False
    q: str | None = None


@scoped(Designation)
def _designations(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    return unit_within(Designation.unit_id, reach)


def in_force(day: date) -> ColumnElement[bool]:
    """It holds on the day, or is going to."""
    return or_(Designation.until.is_(None), Designation.until >= day)


def designations(actor: Actor, wanted: Wanted) -> Select[Designation]:
    """What the actor may see, the latest first."""
    today = clock.today()
    conditions = (
        true() if wanted.kind is None else Designation.kind == wanted.kind,
        Designation.until < today if wanted.ended else in_force(today),
        *_whose(wanted),
    )
    whole = (joinedload(Designation.unit), joinedload(Designation.member), joinedload(Designation.place))
    statement = visible(Designation, actor, Permission.UNIT_READ).where(*conditions).options(*whole)
    return statement.order_by(Designation.since.desc(), Designation.id.desc())


def named_for(
    *, unit_id: int | None = None, member_id: int | None = None, place_id: int | None = None
) -> Sequence[NamedFor]:
    """What a unit and those in it, a member or a place has today, for their own pages (organization/named_for)."""
    today = clock.today()
    if unit_id is not None:
        whose = _below(unit_id)
    elif member_id is not None:
        whose = Designation.member_id == member_id
    else:
        whose = Designation.place_id == place_id
    statement = (
        select(Designation)
        .where(whose, Designation.since <= today, in_force(today))
        .options(joinedload(Designation.unit), joinedload(Designation.member), joinedload(Designation.place))
        .order_by(Designation.kind, Designation.since, Designation.id)
        .limit(SHOWN)
    )
    return [_shown(designation) for designation in db.session.scalars(statement)]


def _shown(designation: Designation) -> NamedFor:
    return NamedFor(
        kind=str(KINDS[designation.kind]),
        title=designation.title,
        unit=designation.unit.short_name,
        member=designation.member.name if designation.member else None,
        place=designation.place.name if designation.place else None,
        since=designation.since,
        url=url_for("designations.show", designation_id=designation.id),
        unit_path=designation.unit.path,
    )


def _whose(wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.unit_id is not None:
        conditions.append(_below(wanted.unit_id))
    if wanted.member_id is not None:
        conditions.append(Designation.member_id == min(wanted.member_id, LARGEST_ID))
    if wanted.place_id is not None:
        conditions.append(Designation.place_id == min(wanted.place_id, LARGEST_ID))
    if wanted.q:
        conditions.append(Designation.title.contains(wanted.q, autoescape=True))
    return conditions


def _below(unit_id: int) -> ColumnElement[bool]:
    if unit_id > LARGEST_ID:
        return false()
    top = select(Unit.path).where(Unit.id == unit_id).scalar_subquery()
    return Designation.unit_id.in_(select(Unit.id).where(func.starts_with(Unit.path, top)))
