"""Regular work on what nobody rated."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select

from volunteer.answers.call_backs import LAST_SERVED, called, calls_over
from volunteer.answers.models import Answer
from volunteer.answers.states import OWN_WORD
from volunteer.demands.models import Demand
from volunteer.demands.rating_service import close_by_recipient, close_unrated
from volunteer.demands.rules import OWN_WORD_FOR, UNRATED_AFTER
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work

MOST = 500


def close_silent(work: Work) -> int:
    """Close what the site did not rate in its time: by the recipient's word, or as unrated once they were called (D9).

    What nobody called about stays on the list, however long: no call is left out in silence.
    """
    found = db.session.execute(_silent(work.now)).all()
    for demand, score in found:
        if score is None:
            close_unrated(work, demand)
        else:
            close_by_recipient(work, demand, score)
    return len(found)


def _silent(now: datetime) -> Select[Demand, int | None]:
    own = and_(Answer.demand_id == Demand.id, Answer.round == Demand.times_reopened + 1, Answer.source.in_(OWN_WORD))
    return (
        select(Demand, Answer.score)
        .outerjoin(Answer, own)
        .where(
            Demand.status == DemandStatus.AWAITING_RATING,
            now - OWN_WORD_FOR > LAST_SERVED,
            or_(Answer.id.is_not(None), calls_over(), _late_and_called(now)),
        )
        .order_by(Demand.id)
        .limit(MOST)
        .with_for_update(of=Demand, skip_locked=True)
    )


def _late_and_called(now: datetime) -> ColumnElement[bool]:
    return and_(now - UNRATED_AFTER > LAST_SERVED, called())


CLOSE_SILENT = Job("answers.close_silent", close_silent, "cron", {"hour": 6, "minute": 10})
