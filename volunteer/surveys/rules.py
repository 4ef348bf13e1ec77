"""How a survey goes: its states, what it may ask, when it reminds by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from volunteer.kernel.clock import local
from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.permissions import Permission
from volunteer.surveys.models import SurveyStatus

MACHINE = Machine(
    "survey",
    SurveyStatus,
    SurveyStatus.OPEN,
    [
        Step("close", frozenset({SurveyStatus.OPEN}), SurveyStatus.CLOSED, Permission.SURVEY_RUN),
        Step("run_out", frozenset({SurveyStatus.OPEN}), SurveyStatus.CLOSED),
    ],
)

LONGEST = timedelta(days=180)
REMINDS_BEFORE = (timedelta(days=3), timedelta(0))


class Part(StrEnum):
    """The parts of a profile that a survey may ask for."""

    SKILLS = "skills"
    AVAILABILITY = "availability"
    PLACES = "places"
    QUALIFICATIONS = "qualifications"


def due_day_fits(due_on: date, today: date) -> bool:
    """From today on, no further than half a year."""
    return today <= due_on <= today + LONGEST


def reminded_today(reminded_at: datetime | None, now: datetime) -> bool:
    """Nobody is reminded twice on one day in Shanghai."""
    return reminded_at is not None and local(reminded_at).date() == local(now).date()


def reminds_by_itself(due_on: date, today: date) -> bool:
    """Three days before the last day, and on it."""
    return due_on - today in REMINDS_BEFORE
