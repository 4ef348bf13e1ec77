"""The services behind the hours of a month, session by session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from volunteer.home.rows import HoursOf, HoursSums
from volunteer.kernel.database import db
from volunteer.kernel.spans import Span
from volunteer.ledger.models import HoursEntry, HoursProposal
from volunteer.ledger.totals import BACKFILLED
from volunteer.organization.actor import Reach
from volunteer.organization.models import Place
from volunteer.organization.scope import under
from volunteer.projects.models import Project, ServiceSession


def sums(reach: Reach, span: Span, backfilled: bool | None) -> HoursSums:
    """All the services of the list together, and how many rows it has."""
    grouped = _sessions(reach, span, backfilled).subquery()
    columns = (func.count(), *(func.coalesce(func.sum(grouped.c[name]), 0) for name in ("services", "minutes")))
    return HoursSums(*(int(value) for value in db.session.execute(select(*columns).select_from(grouped)).one()))


def by_session(reach: Reach, span: Span, backfilled: bool | None, page: int, size: int) -> Sequence[HoursOf]:
    """One page of sessions, the latest first; hours of no session stand together by day."""
    grouped = _sessions(reach, span, backfilled).subquery()
    statement = (
        select(grouped, Project.id, Project.title, Place.name)
        .outerjoin(ServiceSession, ServiceSession.id == grouped.c.session_id)
        .outerjoin(Project, Project.id == ServiceSession.project_id)
        .outerjoin(Place, Place.id == ServiceSession.site_id)
        .order_by(grouped.c.service_date.desc(), grouped.c.session_id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return [
        HoursOf(day, int(services), int(minutes), project_id, title, site)
        for day, _session, services, minutes, project_id, title, site in db.session.execute(statement)
    ]


def _sessions(reach: Reach, span: Span, backfilled: bool | None) -> Select[Any]:
    statement: Select[Any] = (
        select(
            HoursEntry.service_date,
            HoursEntry.session_id,
            func.count(HoursEntry.proposal_id.distinct()).label("services"),
            func.sum(HoursEntry.minutes).label("minutes"),
        )
        .join(HoursProposal, HoursProposal.id == HoursEntry.proposal_id)
        .where(
            HoursEntry.service_date >= span.first,
            HoursEntry.service_date <= span.last,
            under(HoursEntry.unit_path, reach.unit_paths),
        )
        .group_by(HoursEntry.service_date, HoursEntry.session_id)
    )
    return statement if backfilled is None else statement.where(BACKFILLED if backfilled else ~BACKFILLED)
