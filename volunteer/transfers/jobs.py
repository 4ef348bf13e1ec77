"""Regular work on transfers."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from volunteer.happenings.transfers import TransferEscalated
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.transfers.models import Transfer
from volunteer.transfers.rules import common_parent
from volunteer.transfers.service import tell_of
from volunteer.transfers.states import TransferStatus

MOST = 500


def escalate(work: Work) -> int:
    """What nobody has answered in time goes to the leaders above both sides (D3)."""
    due = (
        select(Transfer)
        .where(Transfer.status == TransferStatus.ASKED, Transfer.escalated_at.is_(None), Transfer.answer_by <= work.now)
        .order_by(Transfer.id)
        .limit(MOST)
        .with_for_update(skip_locked=True)
    )
    late = db.session.scalars(due).all()
    for transfer in late:
        transfer.escalated_at = work.now
        transfer.version += 1
        above = common_parent(transfer.from_path, transfer.to_path)
        work.record(replace(tell_of(TransferEscalated, transfer), unit_id=above))
    return len(late)


ESCALATE = Job("transfers.escalate", escalate, "cron", {"hour": "8-18", "minute": 5})
