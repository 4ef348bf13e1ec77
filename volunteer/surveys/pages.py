"""Pages of surveys: what was asked, how far each unit is, who has not answered yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.queries import tops, way_to
from volunteer.people.shown import shown
from volunteer.surveys import exporting, queries, service
from volunteer.surveys.forms import ExtendForm, SurveyForm
from volunteer.surveys.models import Survey, SurveyStatus
from volunteer.surveys.rules import Part, reminded_today
from volunteer.surveys.words import PARTS
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.tables import page_of, page_of_list

USUALLY = timedelta(days=14)
UNITS = 50  # on one page

bp = Blueprint("surveys", __name__)


@bp.get("/surveys")
@needs(Permission.MEMBER_READ)
def index() -> str:
    """The surveys that ask people within reach, those under way first."""
    found = page_of(queries.surveys_seen(current_actor()))
    return render_template("pages/surveys/index.html", found=found, parts=PARTS)


@bp.get("/surveys/new")
@needs(Permission.SURVEY_RUN)
def new() -> str:
    """The form, filled in with what is usual: everybody, everything, two weeks."""
    highest = tops(current_actor())
    return _form_page(
        SurveyForm(
            unit_id=highest[0].id if highest else None,
            due_on=clock.today() + USUALLY,
            asks=list(Part),
        )
    )


@bp.post("/surveys/new")
@needs(Permission.SURVEY_RUN)
def create() -> BaseResponse | tuple[str, int]:
    """Open a survey; everybody is told."""
    form = SurveyForm()

    def act() -> Survey:
        values = {name: form[name].data for name in ("title", "unit_id", "due_on", "asks")}
        return service.open_survey(current_actor(), service.NewSurvey(**values, message=form.message.data or None))

    survey = carried_out(form, act, refused_at="unit_id")
    if survey is None:
        return _form_page(form), 422
    flash(_("已发起，通知正在送达每一位成员"), "ok")
    return redirect(url_for("surveys.show", survey_id=survey.id), 303)


@bp.get("/surveys/<int:survey_id>")
@needs(Permission.MEMBER_READ)
def show(survey_id: int) -> str:
    """How far the units are, in the order of the tree; `?unit=` goes down."""
    return _show_page(queries.survey_seen(current_actor(), survey_id))


@bp.get("/surveys/<int:survey_id>/people")
@needs(Permission.MEMBER_READ)
def people(survey_id: int) -> str:
    """Who of a unit has not answered: masked, by unit and name."""
    actor = current_actor()
    survey = queries.survey_seen(actor, survey_id)
    unit = queries.unit_seen(actor, survey, request.args.get("unit", type=int))
    if unit is None:
        return _show_page(survey)
    found = page_of(queries.unanswered(survey, unit))
    return render_template(
        "pages/surveys/people.html", survey=survey, unit=unit, found=found, records=shown(actor, found.items)
    )


@bp.post("/surveys/<int:survey_id>/export")
@needs(Permission.MEMBER_READ)
def export(survey_id: int) -> BaseResponse:
    """Progress by unit as a file: numbers only."""
    actor = current_actor()
    return exporting.progress(actor, queries.survey_seen(actor, survey_id))


@bp.post("/surveys/<int:survey_id>/remind")
@needs(Permission.SURVEY_RUN)
def remind(survey_id: int) -> BaseResponse:
    """Remind those who have not answered."""
    number = service.remind(current_actor(), survey_id)
    flash(ngettext("正在提醒 %(num)s 人", "正在提醒 %(num)s 人", number), "ok")
    return redirect(url_for("surveys.show", survey_id=survey_id), 303)


@bp.post("/surveys/<int:survey_id>/extend")
@needs(Permission.SURVEY_RUN)
def extend(survey_id: int) -> BaseResponse | tuple[str, int]:
    """Another last day."""
    actor, form = current_actor(), ExtendForm()
    version = int(form.version.data) if (form.version.data or "").isdecimal() else 0
    if carried_out(form, lambda: service.extend(actor, survey_id, form.due_on.data, version), "due_on") is None:
        return _show_page(queries.survey_seen(actor, survey_id), form), 422
    flash(_("截止日期已改"), "ok")
    return redirect(url_for("surveys.show", survey_id=survey_id), 303)


@bp.post("/surveys/<int:survey_id>/close")
@needs(Permission.SURVEY_RUN)
def close(survey_id: int) -> BaseResponse:
    """Take no more answers."""
    service.close(current_actor(), survey_id)
    flash(_("已结束，不再收集"), "ok")
    return redirect(url_for("surveys.show", survey_id=survey_id), 303)


def _show_page(survey: Survey, form: ExtendForm | None = None) -> str:
    actor = current_actor()
    unit = queries.unit_seen(actor, survey, request.args.get("unit", type=int))
    below = queries.units_below(actor, unit)
    found = page_of_list(below, size=UNITS)
    tallies = queries.tallies(survey, unit.path if unit else None)
    own = tallies.get(unit.id, queries.NOBODY) if unit else None
    runs = actor.reach(Permission.SURVEY_RUN).covers(unit_path=survey.unit.path)
    return render_template(
        "pages/surveys/show.html",
        survey=survey,
        unit=unit,
        way=_way(survey, unit),
        own=own if own is not None else sum((tallies.get(one.id, queries.NOBODY) for one in below), queries.NOBODY),
        found=found,
        rows=[(one, tallies.get(one.id, queries.NOBODY)) for one in found.items],
        parts=PARTS,
        may_run=runs and survey.status == SurveyStatus.OPEN,
        reminded_today=reminded_today(survey.reminded_at, clock.now()),
        form=form or ExtendForm(version=survey.version, due_on=survey.due_on),
    )


def _way(survey: Survey, unit: Any) -> list[Any]:
    """The units between the survey's own and the one looked at, for the way back up."""
    if unit is None or unit.id == survey.unit_id:
        return []
    return [above for above in way_to(unit) if above.path.startswith(survey.unit.path)]


def _form_page(form: SurveyForm) -> str:
    return render_template("pages/surveys/form.html", form=form)
