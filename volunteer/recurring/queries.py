"""Selects on series: those of the sites that somebody asks for, and those with something due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, literal, select, true
from sqlalchemy.orm import joinedload

from volunteer.kernel.database import db
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.calendar import day_types
from volunteer.organization.models import Place
from volunteer.organization.permissions import Permission
from volunteer.organization.queries import root_brigade
from volunteer.organization.scope import get_visible, place_within, scoped, visible
from volunteer.recurring.models import DemandSeries, SeriesOccurrence
from volunteer.recurring.rules import Occasion, Recurrence, occasions
from volunteer.recurring.states import SeriesStatus


@scoped(DemandSeries)
def _series(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """Whoever posts for the whole network posts for all of its sites."""
    return true() if reach.covers(root_brigade().path) else place_within(DemandSeries.site_id, reach)


def one_series(actor: Actor, series_id: int, *, lock: bool = False) -> DemandSeries:
    """One series of the actor's sites, or NotVisible."""
    return get_visible(DemandSeries, actor, Permission.DEMAND_ASK, series_id, lock=lock)


def series_list(actor: Actor) -> Select[DemandSeries]:
    """The series of the actor's sites: those that ended last, else the newest first."""
    return (
        visible(DemandSeries, actor, Permission.DEMAND_ASK)
        .options(joinedload(DemandSeries.site).joinedload(Place.parent))
        .order_by(DemandSeries.status == SeriesStatus.ENDED, DemandSeries.id.desc())
    )


def due(today: date, most: int) -> Sequence[DemandSeries]:
    """Running series that have not been looked at as far ahead as they want, each held by one process."""
    statement = (
        select(DemandSeries)
        .where(
            DemandSeries.status == SeriesStatus.RUNNING,
            DemandSeries.days_ahead > DemandSeries.done_until - literal(today),
        )
        .order_by(DemandSeries.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return db.session.scalars(statement).all()


def settled_dates(series_id: int) -> dict[date, SeriesOccurrence]:
    """The dates that were handed in or left out, by what the rhythm had planned."""
    statement = select(SeriesOccurrence).where(SeriesOccurrence.series_id == series_id)
    return {one.planned: one for one in db.session.scalars(statement)}


def series_of_demand(demand_id: int) -> int | None:
    """The series that a demand was handed in for."""
    return db.session.scalar(select(SeriesOccurrence.series_id).where(SeriesOccurrence.demand_id == demand_id))


def recurrence_of(series: DemandSeries) -> Recurrence:
    """The rhythm of a series."""
    return Recurrence(series.rhythm, series.every, series.first_day, series.until, series.times, series.holidays)


def dates_of(series: DemandSeries, last: date) -> list[Occasion]:
    """Every date of a series until a day, past ones too."""
    return list(occasions(recurrence_of(series), day_types(series.first_day), last))
