"""A member's service record (志愿服务记录) of a year or of all: its five parts, each read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from volunteer.demands.recipients import all_scores
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger.models import HoursProposal, ProposalStatus
from volunteer.organization.models import Place
from volunteer.people.models import Member
from volunteer.people.queries import HeldSkill, registered_places, skills_of
from volunteer.projects.models import ProjectDemand, ServiceSession
from volunteer.records.honour_queries import counting_for
from volunteer.records.models import Evaluation, Honour, Training
from volunteer.records.served import Served, Sum, by_year, served, sum_of
from volunteer.records.stars import Stars, stars_at
from volunteer.records.trainings import trainings_of

FIRST_YEAR = 2000


@dataclass(frozen=True)
class Period:
    """The days of a record: one year, or all of them."""

    year: int | None

    def within(self, day: ColumnElement[date]) -> list[ColumnElement[bool]]:
        """The day of a row lies in it."""
        return [day.between(date(self.year, 1, 1), date(self.year, 12, 31))] if self.year else []

    def holds(self, day: date) -> bool:
        """A day lies in it."""
        return self.year is None or day.year == self.year


@dataclass(frozen=True)
class Ratings:
    """How the sites and recipients rated the projects that a member served in: never a rating of the person."""

    count: int
    average: float | None


@dataclass(frozen=True)
class Words:
    """What a unit's leader wrote on a year; `earlier` are the versions before."""

    year: int
    unit: str
    text: str
    at: datetime
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """The five parts: person, service, training, awards, evaluation. Stars count all service, whatever the period."""

    member: Member
    skills: Sequence[HeldSkill]
    places: Sequence[Place]
    period: Period
    years: Sequence[int]  # that have something to show
    services: Sequence[Served]  # the latest first
    total: Sum
    by_year: Sequence[Sum]
    stars: Stars
    trainings: Sequence[Training]
    honours: Sequence[Honour]
    ratings: Ratings
    words: Sequence[Words]

    @property
    def training_minutes(self) -> int:
        """All the trainings of the period together."""
        return sum(training.minutes for training in self.trainings)


def record_of(member: Member, year: int | None) -> Record:
    """The record of a member, whoever reads it."""
    period = Period(year)
    everything, honours, trainings = served(member.id), counting_for(member.id), trainings_of(member.id)
    words, whole = words_of(member.id), sum_of(everything)
    within = [row for row in everything if period.holds(row.on)]
    shown_years = {row.on.year for row in everything} | {one.held_on.year for one in trainings}
    shown_years |= {one.given_on.year for one in honours} | {one.year for one in words}
    return Record(
        member=member,
        skills=[held for held in skills_of([member.id])[member.id] if held.counts],
        places=registered_places(member.id),
        period=period,
        years=sorted(shown_years | {clock.today().year}, reverse=True),
        services=within[::-1],
        total=sum_of(within),
        by_year=by_year(within)[::-1],
        stars=stars_at(member.unit.path, whole.verified, whole.backfilled),
        trainings=[training for training in trainings if period.holds(training.held_on)],
        honours=[honour for honour in honours if period.holds(honour.given_on)],
        ratings=_ratings(member.id, period),
        words=[one for one in words if period.year in (None, one.year)],
    )


def own_stars(member: Member, verified: int, backfilled: int) -> Stars:
    """The level for totals that the page has read already."""
    return stars_at(member.unit.path, verified, backfilled)


def _ratings(member_id: int, period: Period) -> Ratings:
    demands = (
        select(ProjectDemand.demand_id)
        .join(ServiceSession, ServiceSession.project_id == ProjectDemand.project_id)
        .join(HoursProposal, HoursProposal.session_id == ServiceSession.id)
        .where(HoursProposal.member_id == member_id, HoursProposal.status == ProposalStatus.CONFIRMED)
        .where(*period.within(HoursProposal.service_date))  # type: ignore[arg-type]  # a column of days
    )
    said = all_scores().subquery("said")
    statement = select(func.count(), func.avg(said.c.score)).where(said.c.demand_id.in_(demands))
    count, average = db.session.execute(statement).one()
    return Ratings(count, float(average) if average is not None else None)


def words_of(member_id: int) -> list[Words]:
    """The latest words of each year, with those before them."""
    written = select(Evaluation).where(Evaluation.member_id == member_id).options(joinedload(Evaluation.unit))
    years: dict[int, list[Evaluation]] = {}
    for row in db.session.scalars(written.order_by(Evaluation.year.desc(), Evaluation.id.desc())):
        years.setdefault(row.year, []).append(row)
    return [
        Words(year, latest.unit.name, latest.text, latest.written_at, tuple(one.text for one in earlier))
        for year, (latest, *earlier) in years.items()
    ]
