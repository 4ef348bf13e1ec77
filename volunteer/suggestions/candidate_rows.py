"""Everybody who could take one position: only what its score needs of each, as columns, however many there are.

What a yes or no decides (skill, availability, other appointments, working time) is decided by the database; distance
and score are left to `volunteer.matching`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, Exists, Select, Subquery, case, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range, array

from volunteer import matching
from volunteer.claims.models import Claim
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger.models import HoursEntry
from volunteer.matching.bands import OFF_WORK_BIT
from volunteer.matching.geo import nearest_km
from volunteer.matching.problem import Point
from volunteer.organization.models import Organ, Place, Unit, WorkingTimeRule
from volunteer.organization.queries import organ_of_unit
from volunteer.people.models import Absence, Member, MemberInterest, MemberKind, Registration, RegistrationStatus
from volunteer.suggestions.adapter import LOAD_DAYS, POLICY, PositionRow
from volunteer.suggestions.candidate_filters import EVERYBODY, CandidateFilters


def candidate_table(
    position: PositionRow,
    which: Sequence[ColumnElement[bool]],
    now: datetime,
    filters: CandidateFilters = EVERYBODY,
) -> matching.MemberTable:
    """The members that meet the conditions and filters, have an anchor and no other appointment then, by id.

    Their skills, interests and sites are told as far as the position asks for them.
    """
    today = clock.local(now).date()
    wanted = [*which, *filters.conditions(position, today)]
    rows = [_Candidate._make(row) for row in db.session.execute(_candidates(position, wanted, today))]
    near = [(row, points) for row in rows if (points := _anchors(row)) and _meets(filters, row, points, position)]
    found = [row for row, _points in near]
    return matching.MemberTable.from_columns(
        ids=[row.id for row in found],
        points=[(points[0], points[-1]) for _row, points in near],
        radius_km=[row.radius_km for row in found],
        availability=np.array([row.availability for row in found], dtype=np.int64) | OFF_WORK_BIT,
        load_minutes=[max(0, int(row.load)) for row in found],
        max_positions=np.ones(len(found)),
        skills={position.skill: [(n, position.level) for n in range(len(found))]} if position.skill else {},
        interests={position.category: [n for n, row in enumerate(found) if row.interested]},
        sites=[(n, position.site_id) for n, row in enumerate(found) if row.here],
        busy=[],
    )


class _Candidate(NamedTuple):
    """One row of the statement."""

    id: int
    home_lon: float | None
    home_lat: float | None
    office_lon: float | None
    office_lat: float | None
    stand_in: Sequence[float] | None
    radius_km: float
    availability: int
    load: int
    here: bool
    interested: bool


def _candidates(position: PositionRow, which: Sequence[ColumnElement[bool]], today: date) -> Select[Any]:
    here = exists().where(*_registered(), Registration.place_id == position.site_id)
    interested = exists().where(MemberInterest.member_id == Member.id, MemberInterest.category == position.category)
    load = _load(today)
    statement = (
        select(
            Member.id,
            Member.home_lon,
            Member.home_lat,
            func.coalesce(Member.office_lon, Organ.lon).label("office_lon"),
            func.coalesce(Member.office_lat, Organ.lat).label("office_lat"),
            _stand_in().label("stand_in"),
            Member.radius_km,
            Member.availability,
            func.coalesce(load.c.minutes, 0).label("load"),
            here.label("here"),
            interested.label("interested"),
        )
        .join(Unit, Unit.id == Member.unit_id)
        .outerjoin(Organ, Organ.id == organ_of_unit())
        .outerjoin(load, load.c.member_id == Member.id)
        .where(*which, ~_elsewhere(Claim, position, Claim.blocks.is_(True)), ~_elsewhere(Absence, position))
        .order_by(Member.id)
    )
    return statement if position.off_hours else statement.where(_free_in_working_time())


def _elsewhere(table: type[Claim] | type[Absence], position: PositionRow, *which: ColumnElement[bool]) -> Exists:
    rest = timedelta(minutes=POLICY.rest_minutes)
    meanwhile = cast(Range(position.starts - rest, position.ends + rest), TSTZRANGE)
    return exists().where(table.member_id == Member.id, table.period.op("&&")(meanwhile), *which)


def _free_in_working_time() -> ColumnElement[bool]:
    """`MemberRow.off_hours_only` turned round, for a session inside working time (D17)."""
    bound = (WorkingTimeRule.HIDDEN, WorkingTimeRule.APPROVAL)
    return or_(Organ.working_time.is_(None), Organ.working_time.not_in(bound), Member.kind == MemberKind.RETIRED)


def _registered() -> tuple[ColumnElement[bool], ...]:
    return Registration.member_id == Member.id, Registration.status == RegistrationStatus.RECEIVED


def _stand_in() -> ColumnElement[Any]:
    """The registered site that stands in for a home nobody told (D24)."""
    site = (
        select(array([Place.lon, Place.lat]))
        .select_from(Registration)
        .join(Place, Place.id == Registration.place_id)
        .where(*_registered())
        .order_by(Registration.kind.desc(), Registration.id)  # residence first
        .limit(1)
        .scalar_subquery()
    )
    return case((or_(Member.home_lon.is_(None), Member.home_lat.is_(None)), site))


def _load(today: date) -> Subquery:
    """Minutes by member, summed in one pass: asking for each of thousands costs three times as much."""
    return (
        select(HoursEntry.member_id, func.sum(HoursEntry.minutes).label("minutes"))
        .where(HoursEntry.service_date > today - timedelta(days=LOAD_DAYS))
        .group_by(HoursEntry.member_id)
        .subquery()
    )


def _meets(filters: CandidateFilters, row: _Candidate, points: tuple[Point, ...], position: PositionRow) -> bool:
    """The filters that are left to the rows at hand."""
    if filters.under_minutes is not None and row.load >= filters.under_minutes:
        return False
    return filters.within_km is None or nearest_km(points, position.at) <= filters.within_km


def _anchors(row: _Candidate) -> tuple[Point, ...]:
    """As `MemberRow.anchors`: home, or what stands in for it, and office."""
    _id, home_lon, home_lat, office_lon, office_lat, stand_in, *_rest = row
    points: list[Point] = []
    if home_lon is not None and home_lat is not None:
        points.append((home_lon, home_lat))
    elif stand_in is not None:
        points.append((stand_in[0], stand_in[1]))
    if office_lon is not None and office_lat is not None:
        points.append((office_lon, office_lat))
    return tuple(points)
