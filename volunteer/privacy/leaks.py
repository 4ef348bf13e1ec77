"""Leaks of personal data, and drills: how many people are concerned, whom the law has told, and by when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select

from volunteer.accounts.models import Account
from volunteer.demands.models import Demand
from volunteer.happenings.privacy import LeakClosed, LeakOpened, LeakTold
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.ledger.models import HoursEntry
from volunteer.notices.models import Contact
from volunteer.organization.actor import Actor
from volunteer.organization.models import PrivatePlace, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, require
from volunteer.people.models import Member
from volunteer.privacy.models import Leak
from volunteer.privacy.states import LeakKind

# 《国家网络安全事件报告管理办法》: within four hours where the incident is "relatively serious" or worse.
AUTHORITY_WITHIN = timedelta(hours=4)
# 《个人信息保护法》 57: at once. One working day is what the platform holds itself to.
PEOPLE_WITHIN = timedelta(days=1)
MEMBERS, RESIDENTS = "members", "residents"


@dataclass(frozen=True, kw_only=True)
class NewLeak:
    """What is known when it is found. `since` and `until`: the days of which data may have been seen."""

    title: str
    drill: bool
    unit_id: int
    kinds: Collection[str]
    since: date
    until: date
    found_at: datetime


@use_case
def enter(work: Work, actor: Actor, new: NewLeak) -> Leak:
    """Enter it; how many are concerned is counted now, as the data may be gone later."""
    unit = get_visible(Unit, actor, Permission.UNIT_READ, new.unit_id)
    require(actor, Permission.PRIVACY_HANDLE, unit_path=unit.path)
    kinds = [kind for kind in LeakKind if kind in new.kinds]
    problems = {}
    if not kinds:
        problems["kinds"] = str(_("至少选一种信息"))
    if new.until < new.since:
        problems["until"] = str(_("结束日期不能早于开始日期"))
    if new.found_at > work.now:
        problems["found_at"] = str(_("发现时间不能在以后"))
    if problems:
        raise Invalid(problems)
    leak = Leak(
        drill=new.drill,
        title=new.title.strip(),
        unit_id=unit.id,
        kinds=[str(kind) for kind in kinds],
        since=new.since,
        until=new.until,
        found_at=new.found_at,
        counts=concerned(unit, kinds, new.since, new.until),
        entered_by=actor.account_id,
    )
    db.session.add(leak)
    db.session.flush()
    details = {"drill": leak.drill, "kinds": leak.kinds, "counts": leak.counts}
    work.record(LeakOpened(subject_id=leak.id, unit_id=unit.id, details=details))
    return leak


@use_case
def told(work: Work, actor: Actor, leak_id: int, whom: str) -> Leak:
    """The authority or the people have been told."""
    leak = get_visible(Leak, actor, Permission.PRIVACY_HANDLE, leak_id, lock=True)
    field = {"authority": "authority_told_at", "people": "people_told_at"}[whom]
    if leak.closed_at is not None or getattr(leak, field) is not None:
        raise Refused("not_in_this_state")
    setattr(leak, field, work.now)
    work.record(LeakTold(subject_id=leak.id, unit_id=leak.unit_id, details={"whom": whom, "drill": leak.drill}))
    return leak


@use_case
def close(work: Work, actor: Actor, leak_id: int, lesson: str) -> Leak:
    """Write down what was learned; a leak closes only when everybody has been told."""
    leak = get_visible(Leak, actor, Permission.PRIVACY_HANDLE, leak_id, lock=True)
    if leak.closed_at is not None:
        raise Refused("not_in_this_state")
    if leak.authority_told_at is None or leak.people_told_at is None:
        raise Refused("leak_not_told")
    if not lesson.strip():
        raise Invalid({"lesson": str(_("请写明原因和改进"))})
    leak.closed_at, leak.lesson = work.now, lesson.strip()
    work.record(LeakClosed(subject_id=leak.id, unit_id=leak.unit_id, details={"drill": leak.drill}))
    return leak


def concerned(unit: Unit, kinds: Collection[str], since: date, until: date) -> dict[str, int]:
    """How many people of which group: members with any of the kinds, and residents who are still known."""
    counts = {}
    ways = [which for kind in kinds if (which := _members(kind, since, until)) is not None]
    if ways:
        statement = select(func.count()).select_from(Member).join(Unit, Unit.id == Member.unit_id)
        counts[MEMBERS] = db.session.scalar(statement.where(_below(unit), or_(*ways))) or 0
    if LeakKind.RECIPIENTS in kinds:
        begins, ends = _instant(since), _instant(until) + timedelta(days=1)
        known = or_(PrivatePlace.recipient.is_not(None), PrivatePlace.phone.is_not(None))
        statement = (
            select(func.count(func.distinct(PrivatePlace.id)))
            .join(Demand, Demand.private_place_id == PrivatePlace.id)
            .join(Unit, Unit.id == Demand.responsible_unit_id)
            .where(_below(unit), known, Demand.created_at >= begins, Demand.created_at < ends)
        )
        counts[RESIDENTS] = db.session.scalar(statement) or 0
    return counts


def authority_by(leak: Leak) -> datetime:
    """By when the authority is to be told."""
    return leak.found_at + AUTHORITY_WITHIN


def people_by(leak: Leak) -> datetime:
    """By when the people are to be told."""
    return leak.found_at + PEOPLE_WITHIN


def _below(unit: Unit) -> ColumnElement[bool]:
    return Unit.path.startswith(unit.path, autoescape=True)


def _members(kind: str, since: date, until: date) -> ColumnElement[bool] | None:
    """Which members a kind concerns; those who came after the days are not."""
    before = Member.created_at < _instant(until) + timedelta(days=1)
    if kind in (LeakKind.MEMBERS, LeakKind.PROFILES):
        return before
    if kind == LeakKind.ACCOUNTS:
        signs_in = select(Account.id).where(Account.password_hash.is_not(None))
        return before & Member.account_id.in_(signs_in)
    if kind == LeakKind.CONTACTS:
        return before & Member.account_id.in_(select(Contact.account_id))
    if kind == LeakKind.HOURS:
        served = select(HoursEntry.member_id).where(HoursEntry.service_date.between(since, until))
        return Member.id.in_(served)
    return None


def _instant(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)
