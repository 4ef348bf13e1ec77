"""Use cases on surveys: open, remind, extend, close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.happenings.base import Happening
from volunteer.happenings.surveys import SurveyClosed, SurveyExtended, SurveyOpened, SurveyReminded
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.surveys.models import Survey, SurveyStatus
from volunteer.surveys.reaching import write_to_unanswered
from volunteer.surveys.rules import MACHINE, Part, due_day_fits, reminded_today, reminds_by_itself

ASKED, REMINDED = "survey.asked", "survey.reminder"


@dataclass(frozen=True, kw_only=True)
class NewSurvey:
    """What a survey is made of."""

    unit_id: int
    title: str
    due_on: date
    asks: Sequence[str]
    message: str | None = None


@use_case
def open_survey(work: Work, actor: Actor, new: NewSurvey) -> Survey:
    """Ask everybody who serves in a unit or below to bring the profile up to date by a day; all are told."""
    unit = get_visible(Unit, actor, Permission.SURVEY_RUN, new.unit_id)
    if unit.status != UnitStatus.ACTIVE:
        raise Refused("unit_closed")
    _check_day(work, new.due_on)
    if not new.asks or set(new.asks) - set(Part):
        raise Invalid({"asks": str(_("请至少选一项要核对的内容"))})
    survey = Survey(
        unit=unit,
        status=MACHINE.initial,
        title=new.title,
        message=new.message,
        asks=[part for part in Part if part in new.asks],
        due_on=new.due_on,
        created_by=actor.account_id,
        created_at=work.now,
        reminded_at=work.now,
    )
    db.session.add(survey)
    db.session.flush()
    people = write_to_unanswered(work, survey, ASKED)
    work.record(_told(SurveyOpened, survey, {"people": people, "due_on": survey.due_on.isoformat()}))
    return survey


@use_case
def remind(work: Work, actor: Actor, survey_id: int) -> int:
    """Remind those who have not answered; how many. At most once a day."""
    survey = _run(actor, survey_id)
    MACHINE.target(survey.status, "close")  # only an open one reminds
    if reminded_today(survey.reminded_at, work.now):
        raise Refused("reminded_today")
    return _remind(work, survey)


@use_case
def extend(work: Work, actor: Actor, survey_id: int, due_on: date, version: int) -> Survey:
    """Let it run until another day."""
    survey = _run(actor, survey_id)
    MACHINE.target(survey.status, "close")
    if survey.version != version:
        raise Refused("stale")
    _check_day(work, due_on)
    before, survey.due_on = survey.due_on, due_on
    survey.version += 1
    db.session.flush()
    work.record(_told(SurveyExtended, survey, {"due_on": [before.isoformat(), due_on.isoformat()]}))
    return survey


@use_case
def close(work: Work, actor: Actor, survey_id: int) -> Survey:
    """Take no more answers from now on."""
    survey = _run(actor, survey_id)
    _close(work, survey, "close")
    return survey


def close_overdue(work: Work) -> int:
    """Close those whose last day is over; how many."""
    over = select(Survey).where(Survey.status == SurveyStatus.OPEN, Survey.due_on < clock.local(work.now).date())
    found = db.session.scalars(over.with_for_update(skip_locked=True)).all()
    for survey in found:
        _close(work, survey, "run_out")
    return len(found)


def remind_due(work: Work) -> int:
    """Remind where three days are left, and on the last day; how many people."""
    today = clock.local(work.now).date()
    running = select(Survey).where(Survey.status == SurveyStatus.OPEN).with_for_update(skip_locked=True)
    due = [
        survey
        for survey in db.session.scalars(running).all()
        if reminds_by_itself(survey.due_on, today) and not reminded_today(survey.reminded_at, work.now)
    ]
    return sum(_remind(work, survey) for survey in due)


def _run(actor: Actor, survey_id: int) -> Survey:
    return get_visible(Survey, actor, Permission.SURVEY_RUN, survey_id, lock=True)


def _remind(work: Work, survey: Survey) -> int:
    survey.reminded_at = work.now
    people = write_to_unanswered(work, survey, REMINDED)
    work.record(_told(SurveyReminded, survey, {"people": people}))
    return people


def _close(work: Work, survey: Survey, step: str) -> None:
    MACHINE.move(survey, step)
    survey.closed_at = work.now
    survey.version += 1
    db.session.flush()
    work.record(_told(SurveyClosed, survey, {"step": step}))


def _check_day(work: Work, due_on: date) -> None:
    if not due_day_fits(due_on, clock.local(work.now).date()):
        raise Invalid({"due_on": str(_("请选今天起半年以内的日期"))})


def _told(kind: type[Happening], survey: Survey, details: dict[str, Any]) -> Happening:
    return kind(subject_id=survey.id, unit_id=survey.unit_id, details=details)
