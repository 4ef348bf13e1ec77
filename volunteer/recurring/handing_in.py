"""The dates of a series that come near, as ordinary demands: each once, none for a day that has passed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from volunteer.demands.answering import unit_answering
from volunteer.demands.content import PRIVATE
from volunteer.demands.models import Demand
from volunteer.demands.service import hand_in
from volunteer.demands.steps import tell
from volunteer.happenings.demands import DemandPosted
from volunteer.happenings.recurring import SeriesEnded, SeriesForsaken, SeriesHappening
from volunteer.kernel.clock import SHANGHAI, local
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.models import PrivatePlace
from volunteer.recurring.handing_over import has_asker
from volunteer.recurring.models import DemandSeries, SeriesOccurrence
from volunteer.recurring.queries import dates_of, settled_dates
from volunteer.recurring.rules import FARTHEST_MOVE, MACHINE, Occasion


def hand_in_ahead(work: Work, series: DemandSeries) -> int:
    """Hand in what lies ahead and is not settled; the series is locked. How many demands were made.

    After days without a scheduler only what is still ahead is handed in. The last date ends the series; where nobody
    speaks for the site any more it is paused.
    """
    if not has_asker(work, series):
        pause_series(work, series, SeriesForsaken)
        return 0
    today = local(work.now).date()
    until = today + timedelta(days=series.days_ahead)
    dates, settled = dates_of(series, until), settled_dates(series.id)
    due = [one for one in dates if today < one.day and one.planned not in settled]
    if due:
        unit = unit_answering(series.site_id)
        for occasion in due:
            hand_in(work, make_demand(work, series, occasion), unit)
    series.done_until = until
    if _is_over(series, len(dates), until):
        end_series(work, series)
    db.session.flush()
    return len(due)


def end_series(work: Work, series: DemandSeries) -> None:
    """Nothing more is handed in, and what was kept for that closes; the demands have guarded parts of their own."""
    MACHINE.move(series, "end")
    series.ended_at = work.now
    series.version += 1
    if series.private_place_id is not None:
        db.session.get_one(PrivatePlace, series.private_place_id).closes_at = work.now
    work.record(SeriesEnded(subject_id=series.id, site_id=series.site_id))


def pause_series(work: Work, series: DemandSeries, kind: type[SeriesHappening]) -> None:
    """Nothing is handed in until somebody lets it go on."""
    MACHINE.move(series, "pause")
    series.version += 1
    work.record(kind(subject_id=series.id, site_id=series.site_id))


def _is_over(series: DemandSeries, dates: int, until: date) -> bool:
    """Whether every date there will ever be is settled."""
    all_times = series.times is not None and dates >= series.times
    return all_times or (series.until is not None and series.until + FARTHEST_MOVE <= until)


def make_demand(work: Work, series: DemandSeries, occasion: Occasion) -> Demand:
    """An ordinary demand of one date, by whoever asked for the series; still a draft."""
    said = dict(series.content)
    starts = datetime.combine(occasion.day, time.fromisoformat(said.pop("starts")), SHANGHAI).astimezone(UTC)
    ends = starts + timedelta(minutes=said.pop("minutes"))
    demand = Demand(
        **said,
        starts=starts,
        ends=ends,
        site_id=series.site_id,
        asker_id=series.asker_id,
        private_place_id=_private_part(series),
        created_at=work.now,
    )
    db.session.add(demand)
    db.session.flush()
    settled = SeriesOccurrence(series_id=series.id, planned=occasion.planned, day=occasion.day, demand_id=demand.id)
    settled.at = work.now
    db.session.add(settled)
    work.record(tell(DemandPosted, demand))
    return demand


def _private_part(series: DemandSeries) -> int | None:
    """A guarded part of its own: each closes with its own demand."""
    if series.private_place_id is None:
        return None
    kept = db.session.get_one(PrivatePlace, series.private_place_id)
    copied = PrivatePlace(**{name: getattr(kept, name) for name in PRIVATE})
    db.session.add(copied)
    db.session.flush()
    return copied.id
