"""Thanks and commendations: given, objected to while on notice, answered by somebody else, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from flask_babel import gettext as _

from volunteer.backfills.public_notice import NOTICE_DAYS, days_left, notice_until
from volunteer.happenings.records import (
    HonourGiven,
    HonourHappening,
    HonourObjected,
    HonourUpheld,
    HonourWithdrawn,
)
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.calendar import day_types
from volunteer.organization.models import Place, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.settings import KNOBS, setting_at
from volunteer.people.models import Member
from volunteer.records import honour_queries as queries
from volunteer.records.choices import may_thank
from volunteer.records.models import Honour, HonourObjection
from volunteer.records.rules import HONOUR, OBJECTION
from volunteer.records.states import HonourKind, ObjectionStatus

H = TypeVar("H", bound=HonourHappening)


@dataclass(frozen=True, kw_only=True)
class NewHonour:
    """Thanks or a commendation, from a unit or a site, for a member or a unit."""

    kind: str
    title: str
    text: str
    by_unit_id: int | None = None
    by_place_id: int | None = None
    member_id: int | None = None
    unit_id: int | None = None


@use_case
def give(work: Work, actor: Actor, new: NewHonour) -> Honour:
    """Say thanks, which counts at once, or commend, which goes on public notice first."""
    by_unit, by_place = _giver(actor, new)
    member, unit = _honoured(actor, new)
    today = clock.today()
    honour = Honour(
        kind=new.kind,
        unit_id=unit.id,
        member_id=member.id if member else None,
        by_unit_id=by_unit.id if by_unit else None,
        by_place_id=by_place.id if by_place else None,
        title=new.title,
        text=new.text,
        given_by=actor.account_id,
        given_at=work.now,
        given_on=today,
        notice_until=_notice(unit, today) if new.kind == HonourKind.COMMENDATION else None,
    )
    db.session.add(honour)
    db.session.flush()
    work.record(_told(HonourGiven, honour))
    return honour


@use_case
def withdraw(work: Work, actor: Actor, honour_id: int, reason: str) -> Honour:
    """Take back what was given in error."""
    honour = queries.honour(actor, honour_id, lock=True)
    if not speaks_for_giver(actor, honour):
        raise Forbidden
    _take_back(work, honour, _words(reason))
    work.record(_told(HonourWithdrawn, honour, reason=honour.withdrawn_reason))
    return honour


@use_case
def object_to(work: Work, actor: Actor, honour_id: int, text: str) -> HonourObjection:
    """Object to a commendation on notice; it stands still until somebody answers."""
    honour = queries.honour(actor, honour_id, lock=True)
    if honour.kind != HonourKind.COMMENDATION or honour.notice_until is None or honour.notice_until < clock.today():
        raise Refused("notice_over")
    objection = HonourObjection(
        honour_id=honour.id,
        text=_words(text, "text"),
        made_by=actor.account_id,
        made_on=clock.today(),
        made_at=work.now,
    )
    db.session.add(objection)
    with refusing({"uq_honour_objection_open": "objection_open"}):
        db.session.flush()
    work.record(_told(HonourObjected, honour))
    return objection


@use_case
def answer(work: Work, actor: Actor, honour_id: int, *, uphold: bool, text: str) -> Honour:
    """Answer the open objection: keep the commendation on notice for the days that were left, or take it back."""
    honour = queries.honour(actor, honour_id, lock=True)
    objection = queries.objection_to(honour.id)
    if not may_answer(actor, honour):
        raise Forbidden
    if objection is None or objection.status != ObjectionStatus.OPEN:
        raise Refused("not_in_this_state", step="answer", status=honour.status)
    if actor.account_id in (honour.given_by, objection.made_by):
        raise Refused("same_person")
    OBJECTION.move(objection, "uphold" if uphold else "reject")
    objection.answer = _words(text)
    objection.answered_by, objection.answered_at = actor.account_id, work.now
    if uphold:
        _take_back(work, honour, objection.answer)
        work.record(_told(HonourWithdrawn, honour, reason=objection.answer, objected_by=objection.made_by))
    else:
        honour.notice_until = _resumed(honour, objection.made_on)
        honour.version += 1
        work.record(_told(HonourUpheld, honour, reason=objection.answer, objected_by=objection.made_by))
    return honour


def speaks_for_giver(actor: Actor, honour: Honour) -> bool:
    """Whether the actor may take it back: whoever keeps records of the unit, or asks for the site, that gave it."""
    if honour.by_unit is not None:
        return actor.reach(Permission.RECORD_KEEP).covers(unit_path=honour.by_unit.path)
    place = honour.by_place
    return place is not None and actor.reach(Permission.DEMAND_ASK).covers(place_path=place.path)


def may_answer(actor: Actor, honour: Honour) -> bool:
    """Whether the actor may answer objections: another leader of the unit that commends, or one above."""
    return speaks_for_giver(actor, honour) and actor.account_id != honour.given_by


def _giver(actor: Actor, new: NewHonour) -> tuple[Unit | None, Place | None]:
    unit = db.session.get(Unit, new.by_unit_id) if new.by_unit_id is not None else None
    place = db.session.get(Place, new.by_place_id) if new.by_place_id is not None else None
    if unit is not None and actor.reach(Permission.RECORD_KEEP).covers(unit_path=unit.path):
        return unit, None
    asks = place is not None and actor.reach(Permission.DEMAND_ASK).covers(place_path=place.path)
    if asks and new.kind == HonourKind.THANKS:
        return None, place
    raise Invalid({"giver": str(_("请选择由谁给予；表彰只能由队伍提出"))})


def _honoured(actor: Actor, new: NewHonour) -> tuple[Member | None, Unit]:
    """Who is honoured: commended are those one leads, thanked also those who served for one."""
    reach = actor.reach(Permission.RECORD_KEEP)
    if new.member_id is not None:
        member = db.session.get(Member, new.member_id)
        within = member is not None and reach.covers(unit_path=member.unit.path)
        if member is None or not (within or (new.kind == HonourKind.THANKS and may_thank(actor, member.id))):
            raise Invalid({"member_id": str(_("请选择本队伍的成员，或在你这里服务过的成员"))})
        if member.account_id == actor.account_id:
            raise Refused("own_honour")
        return member, member.unit
    unit = db.session.get(Unit, new.unit_id) if new.unit_id is not None else None
    if unit is None or unit.status != UnitStatus.ACTIVE:
        raise Invalid({"unit_id": str(_("请选择一名成员或一支队伍"))})
    if new.kind == HonourKind.COMMENDATION and not reach.covers(unit_path=unit.path):
        raise Invalid({"unit_id": str(_("只能表彰本队伍或下级队伍"))})
    return None, unit


def _notice(unit: Unit, day: date) -> date:
    days = setting_at(unit.path, NOTICE_DAYS, KNOBS[NOTICE_DAYS].default)
    return notice_until(day, days, day_types(day))


def _resumed(honour: Honour, stopped: date) -> date:
    """The notice goes on for the days that were left when the objection came."""
    until, today = honour.notice_until or stopped, clock.today()
    left = days_left(stopped, until, day_types(min(stopped, until)))
    return max(until, notice_until(today, left, day_types(today)))


def _take_back(work: Work, honour: Honour, reason: str) -> None:
    HONOUR.move(honour, "withdraw")
    honour.withdrawn_at, honour.withdrawn_reason = work.now, reason
    honour.version += 1


def _words(text: str, field: str = "reason") -> str:
    if not text.strip():
        raise Invalid({field: str(_("请写明原因"))})
    return text.strip()


def _told(kind: type[H], honour: Honour, **more: Any) -> H:
    member = db.session.get(Member, honour.member_id) if honour.member_id is not None else None
    return kind(
        subject_id=honour.id,
        unit_id=honour.unit_id,
        title=honour.title,
        member_account_id=member.account_id if member else None,
        given_by=honour.given_by,
        details={"kind": honour.kind, "member_id": honour.member_id},
        **more,
    )
