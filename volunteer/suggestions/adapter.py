"""From rows of the database to the members and positions of `volunteer.matching`. Pure: rows in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from volunteer import matching
from volunteer.matching.problem import Interval, Point
from volunteer.organization.models import WorkingTimeRule
from volunteer.people.models import MemberKind

# How far ahead anything is recommended, how far back service counts as load, and the product's grace (D25).
HORIZON = timedelta(days=42)
LOAD_DAYS = 90
POLICY = matching.Policy(band_grace_minutes=60)


class Anchor(StrEnum):
    """What a distance is measured from."""

    HOME = "home"
    ORGAN = "organ"
    REGISTERED = "registered"


@dataclass(frozen=True)
class MemberRow:
    """What one statement tells about a member."""

    id: int
    name: str
    unit_id: int
    unit_name: str
    kind: str
    availability: int
    profile_assumed: bool
    radius_km: float
    paused_until: date | None
    recommendations_on: bool
    places_left: int
    home: Point | None
    office: Point | None
    working_time: str | None
    skills: Mapping[str, int]
    interests: frozenset[str]
    registered: Mapping[int, Point]
    busy: tuple[Interval, ...]
    load_minutes: int

    @cached_property
    def anchors(self) -> dict[Anchor, Point]:
        """Home and office; while no home is known, the registered site stands in for it (D24). At most two.

        The office is the member's own, else the organ's address.
        """
        registered = next(iter(self.registered.values()), None)
        first = {Anchor.HOME: self.home} if self.home else {Anchor.REGISTERED: registered}
        return {name: point for name, point in {**first, Anchor.ORGAN: self.office}.items() if point is not None}

    @property
    def off_hours_only(self) -> bool:
        """Whether the organ keeps recommendations out of its working time (D17)."""
        bound = self.working_time in (WorkingTimeRule.HIDDEN, WorkingTimeRule.APPROVAL)
        return bound and self.kind != MemberKind.RETIRED


@dataclass(frozen=True)
class PositionRow:
    """What one statement tells about an open position."""

    id: int
    project_id: int
    session_id: int
    site_id: int
    at: Point
    starts: datetime
    ends: datetime
    off_hours: bool
    category: str
    skill: str | None
    level: int
    headcount: int
    gone: int  # taken, or reserved for a team
    excluded: frozenset[int]

    @property
    def missing(self) -> int:
        """Places that anybody may still take."""
        return self.headcount - self.gone


def member_of(row: MemberRow) -> matching.Member:
    """The member as matching sees it; the row must have an anchor."""
    return matching.Member(
        id=row.id,
        anchors=tuple(row.anchors.values()),
        skills=row.skills,
        availability=row.availability,
        radius_km=row.radius_km,
        interests=row.interests,
        registered_sites=frozenset(row.registered),
        max_positions=max(0, row.places_left),
        load_minutes=max(0, row.load_minutes),
        busy=row.busy,
        off_hours_only=row.off_hours_only,
    )


def position_of(row: PositionRow, day_types: Mapping[date, int]) -> matching.Position:
    """The position as matching sees it; `day_types` are the dates that count as another weekday (D25)."""
    return matching.Position(
        id=row.id,
        session=row.session_id,
        site=row.site_id,
        at=row.at,
        starts=row.starts,
        ends=row.ends,
        category=row.category,
        skill=row.skill,
        level=row.level,
        headcount=row.headcount,
        taken=row.gone,
        excluded=row.excluded,
        day_types=day_types,
        off_hours=row.off_hours,
    )
