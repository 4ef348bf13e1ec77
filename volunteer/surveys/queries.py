"""Selects on surveys: who sees them, how far they are. Numbers belong to units, never to persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, or_, select
from sqlalchemy.orm import contains_eager

from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.queries import tops
from volunteer.organization.rules import ids_of
from volunteer.organization.scope import scoped, under, unit_within, visible
from volunteer.people.models import SERVING, Member
from volunteer.surveys.models import Survey, SurveyAnswer
from volunteer.web.api import LARGEST_ID


@dataclass(frozen=True)
class Tally:
    """How many members were asked, how many answered, how many of these had something to change."""

    asked: int = 0
    answered: int = 0
    changed: int = 0

    @property
    def missing(self) -> int:
        """Those who have not answered."""
        return self.asked - self.answered

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.asked + other.asked, self.answered + other.answered, self.changed + other.changed)


NOBODY = Tally()


@scoped(Survey)
def _surveys(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """Who runs a survey holds the permission over its unit."""
    return unit_within(Survey.unit_id, reach)


def surveys_seen(actor: Actor) -> Select[Survey]:
    """Surveys of units within reach, and those of units above that ask people within reach; open ones first."""
    paths = actor.reach(Permission.MEMBER_READ).unit_paths
    covering = [func.starts_with(literal(path), Unit.path) for path in paths]
    return (
        select(Survey)
        .join(Survey.unit)
        .where(or_(false(), under(Unit.path, paths), *covering))
        .options(contains_eager(Survey.unit))
        .order_by(Survey.status.desc(), Survey.due_on.desc(), Survey.id.desc())
    )


def survey_seen(actor: Actor, survey_id: int) -> Survey:
    """One of them, or NotVisible."""
    found = db.session.scalar(surveys_seen(actor).where(Survey.id == min(survey_id, LARGEST_ID)))
    if found is None:
        raise NotVisible
    return found


def unit_seen(actor: Actor, survey: Survey, unit_id: int | None) -> Unit | None:
    """The unit whose progress is looked at: one asked for, else the survey's own.

    None where the reader reaches only some units below it: they look at these.
    """
    wanted = survey.unit_id if unit_id is None else min(unit_id, LARGEST_ID)
    statement = visible(Unit, actor, Permission.MEMBER_READ).where(
        Unit.id == wanted, Unit.path.startswith(survey.unit.path, autoescape=True)
    )
    found = db.session.scalar(statement)
    if found is None and unit_id is not None:
        raise NotVisible
    return found


def units_below(actor: Actor, unit: Unit | None) -> Sequence[Unit]:
    """The active units directly below, in the order of the tree; without a unit the highest that the reader reaches."""
    if unit is None:
        return tops(actor)
    return db.session.scalars(
        select(Unit).where(Unit.parent_id == unit.id, Unit.status == UnitStatus.ACTIVE).order_by(Unit.id)
    ).all()


def units_within(actor: Actor, survey: Survey) -> Sequence[Unit]:
    """Every active unit that a survey covers within the reader's reach, in the order of the tree."""
    statement = visible(Unit, actor, Permission.MEMBER_READ).where(
        Unit.path.startswith(survey.unit.path, autoescape=True), Unit.status == UnitStatus.ACTIVE
    )
    return sorted(db.session.scalars(statement), key=lambda unit: ids_of(unit.path))


def tallies(survey: Survey, top_path: str | None = None) -> dict[int, Tally]:
    """By unit, each with everything below it, in one statement: counted by squad and added up the way to the top."""
    answered = and_(SurveyAnswer.survey_id == survey.id, SurveyAnswer.member_id == Member.id)
    statement = (
        select(
            Unit.path,
            func.count(),
            func.count(SurveyAnswer.member_id),
            func.count().filter(SurveyAnswer.changed),
        )
        .select_from(Member)
        .join(Unit, Unit.id == Member.unit_id)
        .outerjoin(SurveyAnswer, answered)
        .where(asked_by(survey, top_path))
        .group_by(Unit.path)
    )
    found: dict[int, Tally] = defaultdict(Tally)
    for path, *counts in db.session.execute(statement):
        for unit_id in ids_of(path):
            found[unit_id] += Tally(*counts)
    return found


def unanswered(survey: Survey, unit: Unit) -> Select[Member]:
    """Who of a unit has not answered, by unit and name."""
    return (
        select(Member)
        .join(Member.unit)
        .where(asked_by(survey, unit.path), ~_answered(survey))
        .options(contains_eager(Member.unit))
        .order_by(Unit.path, Member.pinyin, Member.id)
    )


def asked_by(survey: Survey, top_path: str | None = None) -> ColumnElement[bool]:
    """In a join of Member and Unit: whom the survey asks, only below a unit if given."""
    return and_(Member.kind.in_(SERVING), Unit.path.startswith(top_path or survey.unit.path, autoescape=True))


def _answered(survey: Survey) -> ColumnElement[bool]:
    return exists().where(SurveyAnswer.survey_id == survey.id, SurveyAnswer.member_id == Member.id)
