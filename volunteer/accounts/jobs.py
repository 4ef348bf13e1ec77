"""What the clock does for accounts."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import CursorResult, Delete, delete

from volunteer.accounts import devices
from volunteer.accounts.admitting import GUESSES_KEPT
from volunteer.accounts.models import ApiToken, IdempotencyKey, OneTimeCode
from volunteer.accounts.sign_in_models import Device, NameGuess, WaitingSignIn
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work

KEYS_KEPT = timedelta(hours=24)
SECRETS_KEPT = timedelta(days=30)  # the digests; that they were given out stays in the audit trail


def forget_expired(work: Work) -> int:
    """Drop what nobody can use any more: answers kept for repetition, tokens, printed codes, old sign-ins."""
    return sum(
        _count(statement)
        for statement in (
            delete(IdempotencyKey).where(IdempotencyKey.created_at < work.now - KEYS_KEPT),
            delete(ApiToken).where(ApiToken.expires_at < work.now - SECRETS_KEPT),
            delete(OneTimeCode).where(OneTimeCode.expires_at < work.now - SECRETS_KEPT),
            delete(Device).where(Device.seen_at < devices.forgotten_before(work.now)),
            delete(WaitingSignIn).where(WaitingSignIn.expires_at < work.now),
            delete(NameGuess).where(NameGuess.last_at < work.now - GUESSES_KEPT),
        )
    )


def _count(statement: Delete) -> int:
    result = db.session.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0


FORGET_EXPIRED = Job("accounts.forget_expired", forget_expired, "cron", {"minute": 35})
