"""Naming a unit or a member for a post or an area, and ending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from volunteer.designations.models import Designation, DesignationKind
from volunteer.happenings.designations import DesignationEnded, DesignationNamed
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, require, visible
from volunteer.people.models import SERVING, Member


@dataclass(frozen=True, kw_only=True)
class NewDesignation:
    """What is named: a unit, or one member of it; an area has a place, a post may have one."""

    kind: str
    title: str
    unit_id: int | None = None
    member_id: int | None = None
    place_id: int | None = None
    since: date | None = None
    until: date | None = None
    note: str | None = None


@use_case
def name(work: Work, actor: Actor, new: NewDesignation) -> Designation:
    """Name somebody; the member's unit is where it shows."""
    member = _member(actor, new.member_id)
    unit = _unit(actor, member.unit_id if member else new.unit_id)
    since = new.since or clock.today()
    if new.kind == DesignationKind.RESPONSIBILITY_AREA and new.place_id is None:
        raise Invalid({"place_id": str(_("责任区要选择社区"))})
    if new.until is not None and new.until < since:
        raise Invalid({"until": str(_("结束日期不能早于开始日期"))})
    named = Designation(
        kind=new.kind,
        title=new.title,
        unit_id=unit.id,
        member_id=member.id if member else None,
        place_id=_place_id(new.place_id),
        since=since,
        until=new.until,
        note=new.note,
        named_by=actor.account_id,
        named_at=work.now,
    )
    db.session.add(named)
    db.session.flush()
    work.record(_told(DesignationNamed, named))
    return named


@use_case
def end(work: Work, actor: Actor, designation_id: int, version: int, until: date | None = None) -> Designation:
    """Set the last day: today unless told otherwise. One that has not begun keeps only its first day."""
    designation = get_visible(Designation, actor, Permission.UNIT_READ, designation_id, lock=True)
    require(actor, Permission.MEMBER_MANAGE, unit_path=designation.unit.path)
    today = clock.today()
    if designation.version != version:
        raise Refused("stale")
    if designation.until is not None and designation.until < today:
        raise Refused("not_in_this_state", step="end", status="ended")
    last = until or today
    if last < designation.since and until is not None:
        raise Invalid({"until": str(_("结束日期不能早于开始日期"))})
    end_on(work, designation, max(last, designation.since))
    return designation


def end_on(work: Work, designation: Designation, last: date) -> None:
    """Write the last day, and tell of it."""
    designation.until = last
    designation.version += 1
    work.record(_told(DesignationEnded, designation))


def _member(actor: Actor, member_id: int | None) -> Member | None:
    if member_id is None:
        return None
    within = visible(Member, actor, Permission.MEMBER_MANAGE).where(Member.id == member_id, Member.kind.in_(SERVING))
    member = db.session.scalar(within)
    if member is None:
        raise Invalid({"member_id": str(_("请选择本队伍的成员"))})
    return member


def _unit(actor: Actor, unit_id: int | None) -> Unit:
    within = visible(Unit, actor, Permission.MEMBER_MANAGE).where(Unit.status == UnitStatus.ACTIVE)
    unit = db.session.scalar(within.where(Unit.id == unit_id)) if unit_id is not None else None
    if unit is None:
        raise Invalid({"unit_id": str(_("请选择由谁承担：一支队伍或一名成员"))})
    return unit


def _place_id(place_id: int | None) -> int | None:
    place = db.session.get(Place, place_id) if place_id is not None else None
    if place_id is not None and (place is None or place.kind not in (PlaceKind.SITE, PlaceKind.GRID)):
        raise Invalid({"place_id": str(_("没有这个社区"))})
    return place_id


def _told(
    kind: type[DesignationNamed] | type[DesignationEnded], designation: Designation
) -> DesignationNamed | DesignationEnded:
    member = db.session.get(Member, designation.member_id) if designation.member_id is not None else None
    return kind(
        subject_id=designation.id,
        unit_id=designation.unit_id,
        holder_account_id=member.account_id if member else None,
        kind=designation.kind,
        title=designation.title,
        details={"member_id": designation.member_id, "place_id": designation.place_id},
    )
