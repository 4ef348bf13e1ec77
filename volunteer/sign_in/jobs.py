"""What the clock does for sign-ins under way."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import CursorResult, delete

from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.sign_in.models import ProviderLogout, SignInAttempt

LOGOUTS_KEPT = timedelta(days=1)  # far longer than a logout token is taken


def forget_attempts(work: Work) -> int:
    """Drop those that can come back no longer, and what providers said a day ago."""
    return sum(
        result.rowcount if isinstance(result, CursorResult) else 0
        for result in (
            db.session.execute(delete(SignInAttempt).where(SignInAttempt.expires_at < work.now)),
            db.session.execute(delete(ProviderLogout).where(ProviderLogout.at < work.now - LOGOUTS_KEPT)),
        )
    )


FORGET = Job("sign_in.forget_attempts", forget_attempts, "cron", {"minute": 5})
