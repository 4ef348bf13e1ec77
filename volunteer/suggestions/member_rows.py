"""Reading members for matching: everything about each of them in one statement, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Row,
    ScalarSelect,
    Select,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range, aggregate_order_by

from volunteer.claims.models import Claim
from volunteer.claims.queries import lapsed
from volunteer.claims.states import COUNTS_OPEN, LIVE, ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger.models import HoursEntry
from volunteer.matching.problem import Point
from volunteer.organization.models import Organ, Place, Unit
from volunteer.organization.queries import organ_of_unit
from volunteer.people.models import (
    SERVING,
    Absence,
    Member,
    MemberInterest,
    MemberSkill,
    Registration,
    RegistrationStatus,
)
from volunteer.suggestions.adapter import HORIZON, LOAD_DAYS, MemberRow, PositionRow
from volunteer.suggestions.models import NotForMe
from volunteer.taxonomy.models import Skill

SAID_NO = frozenset({ClaimStatus.DECLINED, ClaimStatus.REFUSED})
# A session that starts on the last day of the horizon may end after it.
BUSY_AHEAD = HORIZON + timedelta(days=7)
NOW = bindparam("now", type_=DateTime(timezone=True))
TODAY = bindparam("today", type_=Date)
AHEAD = bindparam("ahead", type_=TSTZRANGE)


def read_members(which: Sequence[ColumnElement[bool]], now: datetime) -> list[MemberRow]:
    """The members that meet the conditions, by id. Conditions may name Member, Unit and Organ."""
    statement = _members().where(*which).order_by(Member.id)
    return [_row(row) for row in db.session.execute(statement, _at(now))]


@dataclass(frozen=True)
class Closed:
    """What one member is not suggested: positions held, waited for or declined; projects they do not want to see."""

    positions: frozenset[int]
    projects: frozenset[int]

    def holds(self, position: PositionRow) -> bool:
        """Whether this position is among it."""
        return position.id in self.positions or position.project_id in self.projects


def read_member(member_id: int, now: datetime) -> tuple[MemberRow, Closed]:
    """One member, and what is closed to them."""
    row = db.session.execute(_one_member(), {**_at(now), "member": member_id}).one()
    return _row(row), Closed(frozenset(row.closed or ()), frozenset(row.not_for_me or ()))


@cache
def _members() -> Select[Any]:
    """The statement without its conditions, built once; it takes what `_at` gives."""
    return (
        select(
            Member.id,
            Member.name,
            Member.unit_id,
            Member.kind,
            Member.availability,
            Member.profile_assumed,
            Member.radius_km,
            Member.paused_until,
            Member.recommendations_on,
            Member.max_positions,
            Member.home_lon,
            Member.home_lat,
            Unit.name.label("unit_name"),
            func.coalesce(Member.office_lon, Organ.lon).label("office_lon"),
            func.coalesce(Member.office_lat, Organ.lat).label("office_lat"),
            Organ.working_time,
            _skills(TODAY).label("skills"),
            _interests().label("interests"),
            _registered().label("registered"),
            _within_time(Claim, Claim.blocks.is_(True)).label("claimed"),
            _within_time(Absence).label("away"),
            _load().label("load"),
            _open_claims().label("open_claims"),
        )
        .join(Unit, Unit.id == Member.unit_id)
        .outerjoin(Organ, Organ.id == organ_of_unit())
    )


@cache
def _one_member() -> Select[Any]:
    kept_from = Claim.status.in_(LIVE | SAID_NO)
    closed = (
        select(func.array_agg(Claim.position_id))
        .where(Claim.member_id == Member.id, kept_from, ~lapsed(NOW))
        .scalar_subquery()
    )
    not_for_me = select(func.array_agg(NotForMe.project_id)).where(NotForMe.member_id == Member.id).scalar_subquery()
    columns = (closed.label("closed"), not_for_me.label("not_for_me"))
    return _members().add_columns(*columns).where(Member.id == bindparam("member"))


def _at(now: datetime) -> dict[str, Any]:
    """The values of the statement's parameters."""
    today = clock.local(now).date()
    return {
        "now": now,
        "today": today,
        "load_since": today - timedelta(days=LOAD_DAYS),
        "ahead": Range(now, now + BUSY_AHEAD),
    }


def takes_part(today: date) -> tuple[ColumnElement[bool], ...]:
    """Serving, not pausing, and willing to be suggested things."""
    going_on = or_(Member.paused_until.is_(None), Member.paused_until < today)
    return (Member.kind.in_(SERVING), going_on, Member.recommendations_on.is_(True))


def able(skill: str, level: int, today: date) -> ColumnElement[bool]:
    """Members who hold a skill at a level or above."""
    holders = (
        select(MemberSkill.member_id)
        .join(Skill, Skill.code == MemberSkill.skill)
        .where(MemberSkill.skill == skill, MemberSkill.level >= level, *_counts(today))
    )
    return Member.id.in_(holders)


def free_in(bands: int) -> ColumnElement[bool]:
    """Members whose availability holds all of these bits."""
    return Member.availability.bitwise_and(bands) == bands


def _counts(today: date | ColumnElement[date]) -> tuple[ColumnElement[bool], ...]:
    """A skill held that has not expired and is approved where it must be."""
    valid = or_(MemberSkill.expires_on.is_(None), MemberSkill.expires_on >= today)
    return (valid, or_(~Skill.needs_approval, MemberSkill.approved_at.is_not(None)))


def _skills(today: ColumnElement[date]) -> ScalarSelect[Any]:
    return (
        select(func.jsonb_object_agg(MemberSkill.skill, MemberSkill.level))
        .join(Skill, Skill.code == MemberSkill.skill)
        .where(MemberSkill.member_id == Member.id, *_counts(today))
        .scalar_subquery()
    )


def _interests() -> ScalarSelect[Any]:
    return (
        select(func.array_agg(MemberInterest.category)).where(MemberInterest.member_id == Member.id).scalar_subquery()
    )


def _registered() -> ScalarSelect[Any]:
    pairs = func.jsonb_build_array(Place.id, Place.lon, Place.lat)
    return (
        select(func.jsonb_agg(aggregate_order_by(pairs, Registration.kind.desc(), Registration.id)))
        .select_from(Registration)
        .join(Place, Place.id == Registration.place_id)
        .where(Registration.member_id == Member.id, Registration.status == RegistrationStatus.RECEIVED)
        .scalar_subquery()
    )


def _within_time(table: type[Claim] | type[Absence], *which: ColumnElement[bool]) -> ScalarSelect[Any]:
    """[[from, until], …] of a table's periods, cut to the time that matters so that each has both ends."""
    cut = table.period.op("*")(AHEAD)
    bounds = func.jsonb_build_array(func.extract("epoch", func.lower(cut)), func.extract("epoch", func.upper(cut)))
    return (
        select(func.jsonb_agg(bounds))
        .where(table.member_id == Member.id, table.period.op("&&")(AHEAD), *which)
        .scalar_subquery()
    )


def _load() -> ScalarSelect[Any]:
    return (
        select(func.coalesce(func.sum(HoursEntry.minutes), 0))
        .where(HoursEntry.member_id == Member.id, HoursEntry.service_date > bindparam("load_since", type_=Date))
        .scalar_subquery()
    )


def _open_claims() -> ScalarSelect[Any]:
    return select(func.count()).where(Claim.member_id == Member.id, Claim.status.in_(COUNTS_OPEN)).scalar_subquery()


def _row(row: Row[Any]) -> MemberRow:
    return MemberRow(
        id=row.id,
        name=row.name,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        kind=row.kind,
        availability=row.availability,
        profile_assumed=row.profile_assumed,
        radius_km=row.radius_km,
        paused_until=row.paused_until,
        recommendations_on=row.recommendations_on,
        places_left=row.max_positions - row.open_claims,
        home=_point(row.home_lon, row.home_lat),
        office=_point(row.office_lon, row.office_lat),
        working_time=row.working_time,
        skills=row.skills or {},
        interests=frozenset(row.interests or ()),
        registered={place: (lon, lat) for place, lon, lat in row.registered or ()},
        busy=tuple((_instant(starts), _instant(ends)) for starts, ends in [*(row.claimed or ()), *(row.away or ())]),
        load_minutes=int(row.load),
    )


def _point(lon: float | None, lat: float | None) -> Point | None:
    return None if lon is None or lat is None else (lon, lat)


def _instant(epoch: float) -> datetime:
    return datetime.fromtimestamp(epoch, tz=clock.SHANGHAI)
