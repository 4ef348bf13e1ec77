"""Needs that come back: made from a demand, changed, a date left out, ended. The next dates are handed in ahead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from volunteer.demands.board import permits
from volunteer.demands.content import CONTENT, PRIVATE
from volunteer.demands.models import Demand
from volunteer.demands.orders import ordered_from
from volunteer.demands.proposals import next_free_week
from volunteer.demands.queries import one_demand
from volunteer.demands.rules import LONGEST, MOST_SMALL
from volunteer.demands.service import open_private
from volunteer.demands.steps import cover
from volunteer.happenings.recurring import (
    SeriesDateRestored,
    SeriesDateSkipped,
    SeriesDateTakenOut,
    SeriesEdited,
    SeriesHappening,
    SeriesMade,
    SeriesPaused,
    SeriesResumed,
)
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import PrivatePlace
from volunteer.organization.permissions import Permission
from volunteer.organization.private_places import is_open
from volunteer.recurring.handing_in import end_series, hand_in_ahead, make_demand, pause_series
from volunteer.recurring.models import DemandSeries, SeriesOccurrence
from volunteer.recurring.queries import dates_of, one_series, series_of_demand, settled_dates
from volunteer.recurring.rules import MACHINE, OPEN, Occasion
from volunteer.recurring.states import SeriesStatus

DAY = timedelta(days=1)
SAID = tuple(name for name in (*CONTENT, "level") if name not in ("starts", "ends"))
RHYTHM = ("rhythm", "every", "until", "times", "holidays", "days_ahead")
EDITABLE = frozenset(
    {"title", "text", "headcount", "starts", "minutes", "public_place", "contact_name", "contact_phone"}
)


@use_case
def repeat(work: Work, actor: Actor, demand_id: int, plan: Mapping[str, Any]) -> DemandSeries:
    """Ask for the same again and again. A demand that is still ahead is the first date; else the next free week's."""
    demand = one_demand(actor, demand_id, lock=True)
    cover(actor, demand, Permission.DEMAND_ASK)
    if series_of_demand(demand.id) is not None:
        raise Refused("already_repeated")
    if ordered_from(demand.id) is not None:
        raise Refused("ordered_not_repeated")
    if demand.number is None:
        raise Refused("not_in_this_state", step="repeat", status=demand.status)
    ahead = demand.starts > work.now
    first_day = local(demand.starts).date() if ahead else next_free_week(demand, work.now)
    _check(plan, first_day)
    series = DemandSeries(
        site_id=demand.site_id,
        asker_id=actor.account_id if demand.asked_by_unit_id else demand.asker_id or actor.account_id,
        content=_content_of(demand),
        private_place_id=_own_copy(actor, work, demand),
        first_day=first_day,
        done_until=local(work.now).date(),
        created_at=work.now,
        **{name: plan[name] for name in RHYTHM if plan.get(name) is not None},
    )
    db.session.add(series)
    db.session.flush()
    if ahead:
        db.session.add(
            SeriesOccurrence(series_id=series.id, planned=first_day, day=first_day, demand_id=demand.id, at=work.now)
        )
        db.session.flush()
    work.record(_tell(SeriesMade, series))
    hand_in_ahead(work, series)
    return series


@use_case
def edit(work: Work, actor: Actor, series_id: int, version: int, changes: Mapping[str, Any]) -> DemandSeries:
    """What is handed in from now on; demands that are in already are changed one by one on their own pages."""
    series = _open(actor, series_id)
    if series.version != version:
        raise Refused("stale")
    _check({**{name: getattr(series, name) for name in RHYTHM}, **changes}, series.first_day)
    words = {name: value for name, value in changes.items() if name in EDITABLE and series.content.get(name) != value}
    rhythm = {name: value for name, value in changes.items() if name in RHYTHM and getattr(series, name) != value}
    series.content = {**series.content, **words}
    _check_content(series.content)
    for name, value in rhythm.items():
        setattr(series, name, value)
    series.version += 1
    series.done_until = local(work.now).date()
    work.record(_tell(SeriesEdited, series, details={"changed": sorted([*words, *rhythm])}))
    _go_on(work, series)
    return series


@use_case
def skip(work: Work, actor: Actor, series_id: int, planned: date) -> DemandSeries:
    """Leave one date out that has not been handed in yet."""
    series = _open(actor, series_id)
    occasion = _unsettled(work, series, planned)
    db.session.add(SeriesOccurrence(series_id=series.id, planned=planned, day=occasion.day, at=work.now))
    series.version += 1
    work.record(_tell(SeriesDateSkipped, series, details={"day": planned.isoformat()}))
    return series


@use_case
def take_out(work: Work, actor: Actor, series_id: int, planned: date) -> Demand:
    """One date is to be at another time, or something else: its demand is a draft to be changed and handed in."""
    series = _open(actor, series_id)
    demand = make_demand(work, series, _unsettled(work, series, planned))
    series.version += 1
    work.record(_tell(SeriesDateTakenOut, series, details={"day": planned.isoformat(), "demand": demand.id}))
    return demand


@use_case
def restore(work: Work, actor: Actor, series_id: int, planned: date) -> DemandSeries:
    """A date that was left out takes place after all."""
    series = _open(actor, series_id)
    settled = settled_dates(series.id).get(planned)
    if settled is None or settled.demand_id is not None or settled.day <= local(work.now).date():
        raise NotVisible
    db.session.delete(settled)
    db.session.flush()
    series.version += 1
    series.done_until = min(series.done_until, planned - DAY)
    work.record(_tell(SeriesDateRestored, series, details={"day": planned.isoformat()}))
    _go_on(work, series)
    return series


@use_case
def pause(work: Work, actor: Actor, series_id: int) -> DemandSeries:
    """Nothing is handed in until it goes on; the demands that are in stay as they are."""
    series = one_series(actor, series_id, lock=True)
    pause_series(work, series, SeriesPaused)
    return series


@use_case
def resume(work: Work, actor: Actor, series_id: int) -> DemandSeries:
    """It goes on with what is still ahead; dates that passed meanwhile are not made up for."""
    series = one_series(actor, series_id, lock=True)
    MACHINE.move(series, "resume")
    series.version += 1
    work.record(_tell(SeriesResumed, series))
    hand_in_ahead(work, series)
    return series


@use_case
def end(work: Work, actor: Actor, series_id: int) -> DemandSeries:
    """Nothing more is handed in; the demands that are in stay as they are."""
    series = _open(actor, series_id)
    end_series(work, series)
    return series


def _open(actor: Actor, series_id: int) -> DemandSeries:
    series = one_series(actor, series_id, lock=True)
    if series.status not in OPEN:
        raise Refused("not_in_this_state", step="edit", status=series.status)
    return series


def _go_on(work: Work, series: DemandSeries) -> None:
    if series.status == SeriesStatus.RUNNING:
        hand_in_ahead(work, series)


def _unsettled(work: Work, series: DemandSeries, planned: date) -> Occasion:
    """A date ahead that has neither been handed in nor left out."""
    occasion = next((one for one in dates_of(series, planned) if one.planned == planned), None)
    if occasion is None or occasion.day <= local(work.now).date():
        raise NotVisible
    if planned in settled_dates(series.id):
        raise Refused("date_settled")
    return occasion


def _check(plan: Mapping[str, Any], first_day: date) -> None:
    until = plan.get("until")
    if until is not None and until < first_day:
        raise Invalid({"until": _("要晚于第一次（%(day)s）", day=first_day.isoformat())})


def _check_content(content: Mapping[str, Any]) -> None:
    """What is handed in unseen must be sound by itself."""
    minutes, window = content["minutes"], content.get("window_minutes")
    if not 0 < minutes <= LONGEST.total_seconds() // 60:
        raise Invalid({"ends": _("结束时间要晚于开始时间")})
    if window is not None and window > minutes:
        raise Invalid({"ends": _("时间段里放不下这么久，请改短一点，或把时间段放宽")})
    if window is not None and content["headcount"] > MOST_SMALL:
        raise Invalid({"headcount": _("小事直办只用 1 到 2 人；需要更多人请写明整段时间")})


def _content_of(demand: Demand) -> dict[str, Any]:
    """What each demand says, with the time of the day and how long it takes."""
    starts = local(demand.starts)
    minutes = int((demand.ends - demand.starts).total_seconds() // 60)
    said = {name: getattr(demand, name) for name in SAID}
    said["on_behalf"] = demand.on_behalf and demand.asked_by_unit_id is None
    return {**said, "starts": f"{starts:%H:%M}", "minutes": minutes}


def _own_copy(actor: Actor, work: Work, demand: Demand) -> int | None:
    """The guarded part, kept for the demands to come; taking it is on record."""
    place = demand.private_place
    if place is None or not is_open(place, work.now) or not permits(actor, demand, Permission.PRIVATE_PLACE_READ):
        return None
    opened = open_private(actor, demand.id)
    copied = PrivatePlace(**{name: getattr(opened, name) for name in PRIVATE})
    db.session.add(copied)
    db.session.flush()
    return copied.id


def _tell(kind: type[SeriesHappening], series: DemandSeries, **fields: Any) -> SeriesHappening:
    return kind(subject_id=series.id, site_id=series.site_id, **fields)
