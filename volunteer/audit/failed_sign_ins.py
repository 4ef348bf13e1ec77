"""The trail's answer to an owner who asks where somebody tried to get into the account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from volunteer.accounts.failures import FailedSignIn
from volunteer.audit.models import AuditEvent
from volunteer.happenings.accounts import SignInFailed
from volunteer.kernel.database import db


def failed_sign_ins(account_id: int, since: datetime, most: int) -> Sequence[FailedSignIn]:
    """The latest failures of one account, newest first."""
    found = db.session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.subject_kind == "account",
            AuditEvent.subject_id == account_id,
            AuditEvent.action == SignInFailed.action,
            AuditEvent.at >= since,
        )
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(most)
    )
    return [
        FailedSignIn(
            at=event.at,
            address=event.address,
            way=event.details.get("way"),
            second_factor=event.details.get("second_factor", False),
            locked=event.reason == "locked",
        )
        for event in found
    ]
