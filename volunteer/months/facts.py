"""What is counted: for each kind of thing a select of rows, each with the path of the unit that it counts for.

The same rows give the numbers of one unit, those of every unit of a network, and the lists behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Subquery,
    case,
    cast,
    exists,
    extract,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from volunteer.activities.models import Attendance
from volunteer.answers.models import Answer
from volunteer.answers.queries import counts
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.demands.models import Demand, Rating
from volunteer.demands.states import DemandStatus, Outcome
from volunteer.kernel.spans import Span
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal, HoursSource
from volunteer.organization.models import Unit
from volunteer.projects.models import Position, Project, ProjectDemand, ServiceSession
from volunteer.projects.states import ProjectStatus, SessionStatus

OPEN_DEMAND = (DemandStatus.SUBMITTED, DemandStatus.ACCEPTED, DemandStatus.RETURNED, DemandStatus.PUBLISHED)
SITE, RECIPIENT = "site", "recipient"  # who rates
RUN_PROJECT = (ProjectStatus.PUBLISHED, ProjectStatus.FINISHED)

Measures = Mapping[str, ColumnElement[Any]]


@dataclass(frozen=True)
class Fact:
    """A kind of thing: its rows of some days as they were known at an instant, what is summed, which ids are kept."""

    rows: Callable[[Span, datetime], Subquery]
    figures: Callable[[Any], Measures]
    subjects: Callable[[Any], Measures] = lambda columns: {}


def _held(days: Span, until: datetime) -> Subquery:
    """Sessions that took place and to which somebody came."""
    came = exists().where(Attendance.session_id == ServiceSession.id, Attendance.first_in.is_not(None))
    return (
        select(Unit.path, ServiceSession.id, ServiceSession.project_id)
        .join(Project, Project.id == ServiceSession.project_id)
        .join(Unit, Unit.id == Project.unit_id)
        .where(*_over(days, until), came)
        .subquery("held")
    )


def _empty(days: Span, until: datetime) -> Subquery:
    """Positions of sessions that are over, with the places nobody had; one that somebody stayed away from was had."""
    stayed_away = (
        select(func.count())
        .where(Claim.position_id == Position.id, Claim.status == ClaimStatus.NO_SHOW)
        .correlate(Position)
        .scalar_subquery()
    )
    places = Position.headcount - Position.taken - stayed_away
    length = cast(extract("epoch", ServiceSession.ends - ServiceSession.starts) / 60, BigInteger)
    return (
        select(Unit.path, Position.id, places.label("places"), (places * length).label("minutes"))
        .join(ServiceSession, ServiceSession.id == Position.session_id)
        .join(Project, Project.id == Position.project_id)
        .join(Unit, Unit.id == Project.unit_id)
        .where(*_over(days, until), Project.status.in_(RUN_PROJECT), places > 0)
        .subquery("empty")
    )


def _no_shows(days: Span, until: datetime) -> Subquery:
    """Claims of people who stayed away."""
    return (
        select(Unit.path, Claim.id)
        .join(ServiceSession, ServiceSession.id == Claim.session_id)
        .join(Project, Project.id == ServiceSession.project_id)
        .join(Unit, Unit.id == Project.unit_id)
        .where(*_over(days, until), Claim.status == ClaimStatus.NO_SHOW)
        .subquery("no_shows")
    )


def _ratings(days: Span, until: datetime) -> Subquery:
    """What sites and recipients said in these days."""
    sites = (
        select(Unit.path, Rating.id, literal(SITE).label("kind"), Rating.score)
        .join(Demand, Demand.id == Rating.demand_id)
        .join(Unit, Unit.id == Demand.responsible_unit_id)
        .where(Rating.at >= days.begins, Rating.at < days.ends, Rating.at <= until)
    )
    recipients = (
        select(Unit.path, Answer.id, literal(RECIPIENT), Answer.score)
        .join(Unit, Unit.id == Answer.unit_id)
        .where(Answer.at >= days.begins, Answer.at < days.ends, Answer.at <= until, counts(until))
    )
    return union_all(sites, recipients).subquery("ratings")


def _demands(days: Span, until: datetime) -> Subquery:
    """Demands that came to nothing in these days, or were struck off then without a rating."""
    wanted_then = (Demand.starts >= days.begins) & (Demand.starts < days.ends)
    ahead = (
        exists()
        .where(ProjectDemand.demand_id == Demand.id, ProjectDemand.project_id == ServiceSession.project_id)
        .where(ServiceSession.status == SessionStatus.PLANNED, ServiceSession.ends > until)
    )
    closed_then = (Demand.closed_at >= days.begins) & (Demand.closed_at < days.ends) & (Demand.closed_at <= until)
    what = case(
        (wanted_then & (Demand.status == DemandStatus.DECLINED), "declined"),
        (wanted_then & Demand.status.in_(OPEN_DEMAND) & (Demand.ends <= until) & ~ahead, "lapsed"),
        (closed_then & (Demand.outcome == Outcome.UNRATED), "unrated"),
    )
    return (
        select(Unit.path, Demand.id, what.label("what"))
        .join(Unit, Unit.id == Demand.responsible_unit_id)
        .where(what.is_not(None))
        .subquery("demands")
    )


def entries(days: Span, until: datetime | None, since: datetime | None = None) -> Subquery:
    """Rows of the ledger for service in these days, recorded until an instant, or only after one."""
    statement = (
        select(
            HoursEntry.unit_path.label("path"),
            HoursEntry.id,
            HoursEntry.proposal_id,
            HoursEntry.member_id,
            HoursEntry.minutes,
            HoursEntry.kind,
            HoursEntry.service_date,
            HoursEntry.recorded_at,
            (HoursProposal.source == HoursSource.BACKFILLED).label("backfilled"),
        )
        .join(HoursProposal, HoursProposal.id == HoursEntry.proposal_id)
        .where(HoursEntry.service_date >= days.first, HoursEntry.service_date <= days.last)
    )
    if until is not None:
        statement = statement.where(HoursEntry.recorded_at <= until)
    if since is not None:
        statement = statement.where(HoursEntry.recorded_at > since)
    return statement.subquery("entries")


def measured(rows: Any) -> Measures:
    """What rows of the ledger add up to."""
    corrected = func.count(rows.proposal_id.distinct()).filter(rows.kind == EntryKind.REVERSAL)
    return {
        "services": func.count(rows.proposal_id.distinct()),
        "people": func.count(rows.member_id.distinct()),
        "verified_minutes": _sum(rows.minutes).filter(~rows.backfilled),
        "backfilled_minutes": _sum(rows.minutes).filter(rows.backfilled),
        "corrections": corrected,
    }


def _over(days: Span, until: datetime) -> tuple[ColumnElement[bool], ...]:
    begun = (ServiceSession.starts >= days.begins, ServiceSession.starts < days.ends)
    return (*begun, ServiceSession.ends <= until, ServiceSession.status == SessionStatus.PLANNED)


def _sum(column: ColumnElement[Any]) -> Any:
    return func.sum(column)


def _ids(column: ColumnElement[Any], *which: ColumnElement[bool], distinct: bool = False) -> ColumnElement[Any]:
    found = func.array_agg(column.distinct() if distinct else aggregate_order_by(column, column))
    return func.to_jsonb(found.filter(*which) if which else found)


def _rating_figures(rows: Any) -> Measures:
    site, recipient = (rows.kind == kind for kind in (SITE, RECIPIENT))
    return {
        "site_ratings": func.count().filter(site),
        "site_score": _sum(rows.score).filter(site),
        "recipient_ratings": func.count().filter(recipient),
        "recipient_score": _sum(rows.score).filter(recipient),
    }


FACTS: tuple[Fact, ...] = (
    Fact(
        _held,
        lambda rows: {"sessions": func.count(), "projects": func.count(rows.project_id.distinct())},
        lambda rows: {"sessions": _ids(rows.id), "projects": _ids(rows.project_id, distinct=True)},
    ),
    Fact(
        _empty,
        lambda rows: {"empty_places": _sum(rows.places), "empty_minutes": _sum(rows.minutes)},
        lambda rows: {
            "empty": func.jsonb_agg(
                aggregate_order_by(func.jsonb_build_array(rows.id, rows.places, rows.minutes), rows.id)
            )
        },
    ),
    Fact(_no_shows, lambda rows: {"no_shows": func.count()}),
    Fact(
        _ratings,
        _rating_figures,
        lambda rows: {
            "site_ratings": _ids(rows.id, rows.kind == SITE),
            "recipient_ratings": _ids(rows.id, rows.kind == RECIPIENT),
        },
    ),
    Fact(
        _demands,
        lambda rows: {what: func.count().filter(rows.what == what) for what in ("declined", "lapsed", "unrated")},
        lambda rows: {what: _ids(rows.id, rows.what == what) for what in ("declined", "lapsed", "unrated")},
    ),
    Fact(lambda days, until: entries(days, until), measured),
)
