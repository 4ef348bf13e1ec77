"""Pages of trainings: what was entered, and the form for all who took part."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.queries import tops
from volunteer.organization.scope import get_visible
from volunteer.people.models import Member
from volunteer.records import trainings as service
from volunteer.records.forms import TrainingForm
from volunteer.records.models import Training
from volunteer.web.api import LARGEST_ID
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.tables import page_of

bp = Blueprint("trainings", __name__)


@bp.get("/trainings")
@needs(Permission.RECORD_KEEP)
def index() -> str:
    """The trainings of the units one leads, the latest first."""
    found = page_of(service.trainings(current_actor()), scalars=False)
    return render_template("pages/records/trainings.html", found=found)


@bp.get("/trainings/<int:training_id>")
@needs(Permission.RECORD_KEEP)
def show(training_id: int) -> str:
    """One training and who took part, masked."""
    training = get_visible(Training, current_actor(), Permission.RECORD_KEEP, training_id)
    found = page_of(service.took_part(training.id))
    return render_template("pages/records/training.html", training=training, found=found)


@bp.get("/trainings/new")
@needs(Permission.RECORD_KEEP)
def new() -> str:
    """The form; `?unit=` says whose people can be ticked."""
    unit = _unit()
    return _form_page(TrainingForm(data={"organizer": unit.name}), unit, set())


@bp.post("/trainings/new")
@needs(Permission.RECORD_KEEP)
def enter() -> BaseResponse | tuple[str, int]:
    """Enter it for all who were ticked or listed."""
    unit, form = _unit(), TrainingForm()
    ticked = {int(text) for text in request.form.getlist("member") if text.isascii() and text.isdigit()}
    ticked = {member_id for member_id in ticked if member_id <= LARGEST_ID}
    entered = carried_out(
        form,
        lambda: service.enter(
            current_actor(),
            service.NewTraining(
                unit_id=unit.id,
                title=form.title.data,
                held_on=form.held_on.data,
                minutes=form.minutes.data,
                organizer=form.organizer.data,
                member_ids=tuple(ticked),
                numbers=tuple(dict.fromkeys((form.numbers.data or "").upper().split())),
            ),
        ),
    )
    if entered is None:
        return _form_page(form, unit, ticked), 422
    flash(_("已登记，参加的成员会在服务记录里看到"), "ok")
    return redirect(url_for("trainings.show", training_id=entered.id), 303)


@bp.post("/trainings/<int:training_id>/withdraw")
@needs(Permission.RECORD_KEEP)
def withdraw(training_id: int) -> BaseResponse:
    """Take back one that was entered by mistake."""
    service.withdraw(current_actor(), training_id)
    flash(_("已撤销，不再计入成员的服务记录"), "ok")
    return redirect(url_for("trainings.show", training_id=training_id), 303)


def _unit() -> Unit:
    """Whose people the form shows: the unit asked for, or the highest that the actor leads."""
    actor = current_actor()
    wanted = request.args.get("unit", type=int)
    if wanted is not None:
        return get_visible(Unit, actor, Permission.RECORD_KEEP, wanted)
    return get_visible(Unit, actor, Permission.RECORD_KEEP, next(unit.id for unit in tops(actor)))


def _form_page(form: TrainingForm, unit: Unit, ticked: set[int]) -> str:
    people: Sequence[Member] = service.people_of(current_actor(), unit)
    return render_template(
        "pages/records/training_form.html",
        form=form,
        unit=unit,
        below=service.units_below(unit),
        people=people,
        ticked=ticked,
        cut=len(people) == service.MOST_AT_ONCE,
    )
