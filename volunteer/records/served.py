"""The services behind a record or a certificate: what the ledger says of one member, a row for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, select

from volunteer.kernel.database import db
from volunteer.ledger.models import HoursEntry, HoursProposal, HoursSource
from volunteer.organization.models import Place, Unit
from volunteer.organization.queries import from_top
from volunteer.projects.models import Project, ServiceSession


@dataclass(frozen=True)
class Served:
    """One service that counts: minutes with all corrections; the id is that of the hours."""

    id: int
    on: date
    title: str | None
    place: str | None
    organizer: str | None
    minutes: int
    backfilled: bool


@dataclass(frozen=True)
class Sum:
    """Services and minutes of a year, or of all of them."""

    year: int | None
    services: int
    verified: int
    backfilled: int

    @property
    def minutes(self) -> int:
        """Verified and backfilled together."""
        return self.verified + self.backfilled


def served(
    member_id: int, since: date | None = None, until: date | None = None, organizer_id: int | None = None
) -> list[Served]:
    """A member's services of some days, the earliest first; only those that a unit or those below it organized."""
    minutes = cast(func.sum(HoursEntry.minutes), BigInteger)
    site_id = func.coalesce(ServiceSession.site_id, HoursEntry.place_id)
    conditions: list[ColumnElement[bool]] = [HoursEntry.member_id == member_id]
    if since is not None:
        conditions.append(HoursEntry.service_date >= since)
    if until is not None:
        conditions.append(HoursEntry.service_date <= until)
    if organizer_id is not None:
        conditions.append(Project.unit_id.in_(_answering(organizer_id)))
    title = func.coalesce(Project.title, HoursProposal.note)
    columns = (
        HoursProposal.id,
        HoursEntry.service_date,
        title,
        Place.name,
        Unit.name,
        minutes,
        HoursProposal.source == HoursSource.BACKFILLED,
    )
    statement = (
        select(*columns)
        .select_from(HoursEntry)
        .join(HoursProposal, HoursProposal.id == HoursEntry.proposal_id)
        .outerjoin(ServiceSession, ServiceSession.id == HoursProposal.session_id)
        .outerjoin(Project, Project.id == ServiceSession.project_id)
        .outerjoin(Unit, Unit.id == Project.unit_id)
        .outerjoin(Place, Place.id == site_id)
        .where(*conditions)
        .group_by(HoursProposal.id, HoursEntry.service_date, title, Place.name, Unit.name)
        .having(minutes > 0)
        .order_by(HoursEntry.service_date, HoursProposal.id)
    )
    return [Served(*row) for row in db.session.execute(statement)]


def sum_of(services: Iterable[Served], year: int | None = None) -> Sum:
    """Some services together."""
    rows = list(services)
    backfilled = sum(row.minutes for row in rows if row.backfilled)
    return Sum(year, len(rows), sum(row.minutes for row in rows) - backfilled, backfilled)


def by_year(services: Iterable[Served]) -> list[Sum]:
    """A line for each year of service, the earliest first."""
    return [sum_of(rows, year) for year, rows in groupby(services, lambda row: row.on.year)]


def _answering(unit_id: int) -> Select[int]:
    """The unit and what is below it, and closed ones that it certifies for, one after the other (D3)."""
    own = select(Unit.id, Unit.path).where(Unit.id == unit_id).cte(recursive=True)
    chain = own.union(select(Unit.id, Unit.path).join(own, Unit.successor_id == own.c.id))
    return select(Unit.id).join(chain, from_top(chain.c.path))
