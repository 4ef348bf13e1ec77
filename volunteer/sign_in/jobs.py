"""What the clock does for sign-ins under way."""

from __future__ import annotations

from sqlalchemy import CursorResult, delete

from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.sign_in.models import SignInAttempt


def forget_attempts(work: Work) -> int:
    """Drop those that can come back no longer."""
    result = db.session.execute(delete(SignInAttempt).where(SignInAttempt.expires_at < work.now))
    return result.rowcount if isinstance(result, CursorResult) else 0


FORGET = Job("sign_in.forget_attempts", forget_attempts, "cron", {"minute": 5})
