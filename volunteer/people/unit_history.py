"""What became of units and who came and went, as the database keeps it by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, literal, null, select, union_all
from sqlalchemy.orm import aliased, joinedload

from volunteer.kernel.database import db
from volunteer.organization.models import Unit, UnitPeriod, UnitStatus
from volunteer.people.models import Member, Membership

MOST_EVENTS = 200


@dataclass(frozen=True)
class Event:
    """Something that became of a unit; `unit` is the other one in it, where there is one to look at."""

    at: datetime
    label: str
    unit: Unit | None = None


def events_of(unit: Unit) -> list[Event]:
    """Set up, renamed, moved, closed, and what it took over, the earliest first."""
    kept = select(UnitPeriod).where(UnitPeriod.unit_id == unit.id).order_by(UnitPeriod.since.desc()).limit(MOST_EVENTS)
    periods = list(reversed(db.session.scalars(kept).all()))
    known = _units({period.parent_id for period in periods} | {unit.successor_id})
    found = [Event(periods[0].since, _("设立，名称为“%(name)s”", name=periods[0].name))] if periods else []
    for before, after in pairwise(periods):
        found += _changes(unit, before, after, known)
    return sorted([*found, *_taken_over(unit)], key=lambda event: event.at)


def movements(unit: Unit) -> Select[Any]:
    """(when, member id, name, "in" or "out", the other unit's id) of who came to a unit or left it, newest first."""
    before, after = aliased(Membership), aliased(Membership)
    came = (
        select(Membership.since.label("at"), Member.id, Member.name, literal("in").label("way"), before.unit_id)
        .join(Member, Member.id == Membership.member_id)
        .outerjoin(before, (before.member_id == Membership.member_id) & (before.until == Membership.since))
        .where(Membership.unit_id == unit.id)
    )
    left = (
        select(Membership.until, Member.id, Member.name, literal("out"), after.unit_id)
        .join(Member, Member.id == Membership.member_id)
        .outerjoin(after, (after.member_id == Membership.member_id) & (after.since == Membership.until))
        .where(Membership.unit_id == unit.id, Membership.until.is_not(null()))
    )
    both = union_all(came, left).subquery()
    return select(both).order_by(both.c.at.desc(), both.c.id)


def closed_below(unit: Unit) -> Select[Unit]:
    """The units that hung below a unit when they were closed."""
    closed = select(Unit).where(Unit.parent_id == unit.id, Unit.status == UnitStatus.CLOSED)
    return closed.order_by(Unit.id.desc())


def squads_of(member: Member) -> Sequence[Membership]:
    """The squads a member belonged to, the present one first."""
    kept = select(Membership).where(Membership.member_id == member.id).options(joinedload(Membership.unit))
    return db.session.scalars(kept.order_by(Membership.since.desc()).limit(MOST_EVENTS)).all()


def names_of(unit_ids: Iterable[int | None]) -> dict[int, str]:
    """The names of some units by id."""
    return {unit_id: unit.name for unit_id, unit in _units(set(unit_ids)).items()}


def _changes(unit: Unit, before: UnitPeriod, after: UnitPeriod, known: dict[int, Unit]) -> Iterable[Event]:
    if before.name != after.name:
        yield Event(after.since, _("更名为“%(name)s”，原名“%(before)s”", name=after.name, before=before.name))
    if before.parent_id != after.parent_id and after.parent_id in known:
        parent = known[after.parent_id]
        yield Event(after.since, _("改由“%(parent)s”管理", parent=parent.name), parent)
    if before.status != after.status and after.status == UnitStatus.CLOSED:
        successor = known.get(unit.successor_id or 0)
        yield Event(after.since, _("撤并，由“%(name)s”承接", name=successor.name if successor else ""), successor)


def _taken_over(unit: Unit) -> Iterable[Event]:
    """The units that this one answers for, by the day they were closed."""
    now = (UnitPeriod.unit_id == Unit.id) & UnitPeriod.until.is_(None)
    closed = select(Unit, UnitPeriod.since).join(UnitPeriod, now).where(Unit.successor_id == unit.id)
    for other, since in db.session.execute(closed.order_by(UnitPeriod.since.desc()).limit(MOST_EVENTS)):
        yield Event(since, _("承接撤并的“%(name)s”", name=other.name), other)


def _units(unit_ids: set[int | None]) -> dict[int, Unit]:
    return {unit.id: unit for unit in db.session.scalars(select(Unit).where(Unit.id.in_(unit_ids - {None})))}
