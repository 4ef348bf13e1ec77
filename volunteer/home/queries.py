"""What the home pages of visitors, members and administrators show: one statement a block."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from volunteer.home.rows import FirstThings, Totals
from volunteer.kernel.database import db
from volunteer.ledger.models import EntryKind, HoursEntry
from volunteer.organization.models import Grant, Place, PlaceKind, Tier, Unit, UnitStatus
from volunteer.people.models import SERVING, Member
from volunteer.projects.finding import PositionFilters, find
from volunteer.projects.open_board import open_board
from volunteer.projects.open_rows import OpenPosition

OPEN_SHOWN = 6


def totals(year_begins: date) -> Totals:
    """The numbers of the public home."""
    members = select(func.count()).where(Member.kind.in_(SERVING)).scalar_subquery()
    teams = select(func.count()).where(Unit.tier == Tier.TEAM, Unit.status == UnitStatus.ACTIVE).scalar_subquery()
    sites = select(func.count()).where(Place.kind == PlaceKind.SITE).scalar_subquery()
    this_year = HoursEntry.service_date >= year_begins
    services = services_counted()
    row = db.session.execute(
        select(members, teams, sites, services, func.coalesce(func.sum(HoursEntry.minutes), 0)).where(this_year)
    ).one()
    return Totals(*(int(value) for value in row))


def services_counted() -> ColumnElement[int]:
    """人次 of the ledger rows grouped: each credit counts once, unless reversed."""
    credits, reversals = (
        func.count().filter(HoursEntry.kind == kind) for kind in (EntryKind.CREDIT, EntryKind.REVERSAL)
    )
    return credits - reversals


def services_to_see(now: datetime) -> Sequence[OpenPosition]:
    """The next open positions with free places."""
    return find(open_board(), PositionFilters(free_only=True), now)[:OPEN_SHOWN]


def first_things(now: datetime) -> FirstThings:
    """How far the installation has come: units below the root, people, sites, grants."""
    counts = (
        select(func.count()).where(Unit.parent_id.is_not(None), Unit.status == UnitStatus.ACTIVE),
        select(func.count()).where(Member.kind.in_(SERVING)),
        select(func.count()).where(Place.kind == PlaceKind.SITE),
        select(func.count()).where(Grant.not_over(now)),
    )
    row = db.session.execute(select(*(count.scalar_subquery() for count in counts))).one()
    return FirstThings(*row)
