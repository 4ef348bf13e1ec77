"""Everybody who takes part and everything that is open, read at once: what plans, lists and reports are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select

from volunteer import matching
from volunteer.kernel import clock
from volunteer.kernel.spans import Span
from volunteer.organization.calendar import day_types
from volunteer.organization.models import Place, Unit
from volunteer.people.models import Member
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.open_rows import stays_open
from volunteer.suggestions.adapter import POLICY, MemberRow, PositionRow, member_of, position_of
from volunteer.suggestions.member_rows import read_members, takes_part
from volunteer.suggestions.position_rows import read_positions


@dataclass(frozen=True)
class Market:
    """Members and positions by id, and the same as the problem that `volunteer.matching` solves.

    Members without home, office or registered site stand in none of the two: nothing is near to them.
    """

    members: Mapping[int, MemberRow]
    positions: Mapping[int, PositionRow]
    problem: matching.Problem


def read_market(
    who: Iterable[ColumnElement[bool]], what: Iterable[ColumnElement[bool]], window: Span, now: datetime
) -> Market:
    """Who serves, does not pause and wants suggestions; what begins in the window after `now` and can be claimed.

    `who` may name Member, Unit and Organ; `what` Position, ServiceSession, Project and Place (the site). Full positions
    are among them. One statement reads the members, one the positions.
    """
    members = {row.id: row for row in read_members([*takes_part(clock.local(now).date()), *who], now) if row.anchors}
    positions = {row.id: row for row in read_positions([*_open_in(window, now), *what], now)}
    types = day_types(clock.local(now).date())
    problem = matching.Problem(
        members=tuple(member_of(row) for row in members.values()),
        positions=tuple(position_of(row, types) for row in positions.values()),
        policy=POLICY,
    )
    return Market(members, positions, problem)


def members_below(unit_path: str) -> ColumnElement[bool]:
    """Members of the unit at a path, or of one below it."""
    return Member.unit_id.in_(_units_below(unit_path))


def organized_below(unit_path: str) -> ColumnElement[bool]:
    """Positions of projects that the unit at a path organizes, or one below it."""
    return Project.unit_id.in_(_units_below(unit_path))


def held_in(place_path: str) -> ColumnElement[bool]:
    """Positions whose session takes place there: in a town, or at a site."""
    return Place.path.startswith(place_path, autoescape=True)


def _units_below(path: str) -> Select[int]:
    return select(Unit.id).where(Unit.path.startswith(path, autoescape=True))


def _open_in(window: Span, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """D18: published, planned, ahead, and claims are open by now."""
    return (
        *stays_open(now),
        ~ServiceSession.hour_open,
        ServiceSession.starts >= window.begins,
        ServiceSession.starts < window.ends,
        or_(Project.opens_at.is_(None), Project.opens_at <= now),
    )
