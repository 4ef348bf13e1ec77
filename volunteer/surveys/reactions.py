"""What surveys do when something happens elsewhere."""

from __future__ import annotations

from sqlalchemy import exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from volunteer.happenings.people import ProfileConfirmed
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.models import Unit
from volunteer.people.models import Member
from volunteer.surveys.models import Survey, SurveyAnswer, SurveyStatus


def profile_confirmed(happening: ProfileConfirmed, work: Work) -> None:
    """Whoever says that the profile is right has answered every open survey that asks them; the first answer stays."""
    own, asking = aliased(Unit), aliased(Unit)
    asked = (
        select(Survey.id, literal(happening.subject_id), literal(work.now), literal(happening.changed))
        .join(asking, asking.id == Survey.unit_id)
        .where(
            Survey.status == SurveyStatus.OPEN,
            exists()
            .where(Member.id == happening.subject_id, own.id == Member.unit_id, func.starts_with(own.path, asking.path))
            .correlate(asking),
        )
    )
    answers = insert(SurveyAnswer).from_select(["survey_id", "member_id", "answered_at", "changed"], asked)
    db.session.execute(answers.on_conflict_do_nothing())
