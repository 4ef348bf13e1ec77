"""Messages to everybody who has not answered: one statement into the outbox, however many there are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, cast, exists, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.engine import CursorResult

from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.kernel.outbox import OutboxMessage
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.models import Unit
from volunteer.people.models import Member
from volunteer.surveys.models import Survey, SurveyAnswer
from volunteer.surveys.queries import asked_by

CHANNEL = "in_app"
LINK = "/me/start"


def write_to_unanswered(work: Work, survey: Survey, kind: str) -> int:
    """Write a message to each of them; at most one a day, however often it is called."""
    round_of_today = f"survey:{survey.id}:{local(work.now).date().isoformat()}:"
    payload: dict[str, Any] = {
        "kind": kind,
        "link": LINK,
        "parameters": {"title": survey.title, "date": survey.due_on.isoformat()},
    }
    messages = (
        select(
            func.concat(round_of_today, Member.account_id),
            literal(CHANNEL),
            cast(Member.account_id, String),
            literal(payload, JSONB),
            literal(work.now),
        )
        .join(Unit, Unit.id == Member.unit_id)
        .where(
            asked_by(survey),
            ~exists().where(SurveyAnswer.survey_id == survey.id, SurveyAnswer.member_id == Member.id),
        )
    )
    columns = ("dedupe_key", "channel", "recipient", "payload", "due_at")
    statement = insert(OutboxMessage).from_select(columns, messages)
    statement = statement.on_conflict_do_nothing(index_elements=["dedupe_key"])
    written = db.session.execute(statement, execution_options={"preserve_rowcount": True})
    assert isinstance(written, CursorResult)
    return written.rowcount
