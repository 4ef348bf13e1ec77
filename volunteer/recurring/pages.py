"""Pages of needs that come back: made from a demand, the list, the dates of one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.demands.models import Demand
from volunteer.demands.queries import one_demand
from volunteer.demands.steps import cover
from volunteer.kernel import clock
from volunteer.kernel.errors import NotVisible
from volunteer.organization.calendar import years_not_seen_to
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.recurring import queries, service
from volunteer.recurring.forms import RepeatForm, SeriesForm
from volunteer.recurring.models import DemandSeries
from volunteer.recurring.rules import FARTHEST_MOVE, nth_of_month
from volunteer.recurring.states import HolidayRule, Rhythm
from volunteer.recurring.words import HOLIDAYS, STATUSES, TONES, rhythm_of, rhythm_words, times_of
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.humanize import weekday
from volunteer.web.tables import page_of

SHOWN, LOOKED_AHEAD = 10, timedelta(days=370)

Form = TypeVar("Form", bound=RepeatForm)

bp = Blueprint("series", __name__)


@bp.get("/series")
@needs(Permission.DEMAND_ASK)
def index() -> str:
    """The series of the actor's sites."""
    found = page_of(queries.series_list(current_actor()))
    rows = [(series, rhythm_words(series)) for series in found.items]
    return render_template("pages/recurring/index.html", found=found, rows=rows, statuses=STATUSES, tones=TONES)


@bp.get("/demands/<int:demand_id>/repeat")
@needs(Permission.DEMAND_ASK)
def new(demand_id: int) -> Response | str:
    """How often a demand is to come back."""
    demand = _asked(demand_id)
    series_id = queries.series_of_demand(demand_id)
    if series_id is not None:
        return redirect(url_for(".show", series_id=series_id))
    return _repeat_page(_suited(RepeatForm(), clock.local(demand.starts).date()), demand)


@bp.post("/demands/<int:demand_id>/repeat")
@needs(Permission.DEMAND_ASK)
def create(demand_id: int) -> Response | tuple[str, int]:
    """From now on it comes back."""
    demand = _asked(demand_id)
    form = _suited(RepeatForm(), clock.local(demand.starts).date())
    made = carried_out(form, lambda: service.repeat(current_actor(), demand_id, form.plan()))
    if made is None:
        return _repeat_page(form, demand), 422
    flash(_("已设为定期需求，到时候会自动提交"), "ok")
    return redirect(url_for(".show", series_id=made.id), 303)


@bp.get("/series/<int:series_id>")
@needs(Permission.DEMAND_ASK)
def show(series_id: int) -> str:
    """What comes, what is in already, and what can be left out."""
    series = queries.one_series(current_actor(), series_id)
    return render_template(
        "pages/recurring/show.html",
        series=series,
        rhythm=rhythm_words(series),
        holidays=HOLIDAYS[HolidayRule(series.holidays)],
        statuses=STATUSES,
        times=times_of(series),
        dates=_coming(series),
    )


@bp.get("/series/<int:series_id>/edit")
@needs(Permission.DEMAND_ASK)
def edit_form(series_id: int) -> str:
    """The form with what stands."""
    series = queries.one_series(current_actor(), series_id)
    plan = {name: getattr(series, name) for name in (*service.RHYTHM, "version")}
    data = {**series.content, **plan, **times_of(series)}
    return _edit_page(_suited(SeriesForm(data=data), series.first_day), series)


@bp.post("/series/<int:series_id>/edit")
@needs(Permission.DEMAND_ASK)
def edit(series_id: int) -> Response | tuple[str, int]:
    """What is handed in from now on."""
    series = queries.one_series(current_actor(), series_id)
    form = _suited(SeriesForm(), series.first_day)
    version = int(form.version.data) if str(form.version.data or "").isdecimal() else 0
    if carried_out(form, lambda: service.edit(current_actor(), series_id, version, form.changes())) is None:
        return _edit_page(form, series), 422
    return _done(series_id, _("已保存，以后提交的按新的来；已经提交的请到各自页面改"))


@bp.post("/series/<int:series_id>/dates/<day>/skip")
@needs(Permission.DEMAND_ASK)
def skip(series_id: int, day: str) -> Response:
    """Leave one date out."""
    service.skip(current_actor(), series_id, _date(day))
    return _done(series_id, _("这一次不办了"))


@bp.post("/series/<int:series_id>/dates/<day>/restore")
@needs(Permission.DEMAND_ASK)
def restore(series_id: int, day: str) -> Response:
    """It takes place after all."""
    service.restore(current_actor(), series_id, _date(day))
    return _done(series_id, _("这一次照常办"))


@bp.post("/series/<int:series_id>/dates/<day>/change")
@needs(Permission.DEMAND_ASK)
def take_out(series_id: int, day: str) -> Response:
    """One date in a form of its own."""
    demand = service.take_out(current_actor(), series_id, _date(day))
    flash(_("改好后点“提交需求”；别的日期不变"), "info")
    return redirect(url_for("demand_forms.edit_form", demand_id=demand.id), 303)


@bp.post("/series/<int:series_id>/pause")
@needs(Permission.DEMAND_ASK)
def pause(series_id: int) -> Response:
    """Nothing is handed in for a while."""
    service.pause(current_actor(), series_id)
    return _done(series_id, _("已暂停，恢复前不再自动提交"))


@bp.post("/series/<int:series_id>/resume")
@needs(Permission.DEMAND_ASK)
def resume(series_id: int) -> Response:
    """It goes on."""
    service.resume(current_actor(), series_id)
    return _done(series_id, _("已恢复，到时候会自动提交"))


@bp.post("/series/<int:series_id>/end")
@needs(Permission.DEMAND_ASK)
def end(series_id: int) -> Response:
    """Nothing more is handed in."""
    service.end(current_actor(), series_id)
    return _done(series_id, _("已结束，不再自动提交"))


def _done(series_id: int, message: str) -> Response:
    flash(message, "ok")
    return redirect(url_for(".show", series_id=series_id), 303)


def _asked(demand_id: int) -> Demand:
    demand = one_demand(current_actor(), demand_id)
    cover(current_actor(), demand, Permission.DEMAND_ASK)
    return demand


def _suited(form: Form, first_day: date) -> Form:
    day, nth = weekday(first_day), nth_of_month(first_day)
    form.offer(rhythm_of(Rhythm.WEEKLY, 1, day, nth), rhythm_of(Rhythm.MONTHLY, 1, day, nth))
    return form


def _repeat_page(form: RepeatForm, demand: Demand) -> str:
    return render_template("pages/recurring/repeat.html", form=form, demand=demand)


def _edit_page(form: SeriesForm, series: DemandSeries) -> str:
    return render_template("pages/recurring/edit.html", form=form, series=series)


def _coming(series: DemandSeries) -> list[dict[str, Any]]:
    """The next dates: handed in with a link, left out, or still to come."""
    today = clock.today()
    settled = queries.settled_dates(series.id)
    unseen = years_not_seen_to(clock.now(), clock.now() + LOOKED_AHEAD + FARTHEST_MOVE)
    ahead = [one for one in queries.dates_of(series, today + LOOKED_AHEAD) if one.day > today][:SHOWN]
    return [
        {
            "planned": one.planned,
            "day": one.day,
            "demand_id": settled[one.planned].demand_id if one.planned in settled else None,
            "skipped": one.planned in settled and settled[one.planned].demand_id is None,
            "guessed": one.day.year in unseen,
        }
        for one in ahead
    ]


def _date(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise NotVisible from None
