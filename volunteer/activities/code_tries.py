"""Wrong codes of a member at a session are counted: six digits must not be guessed.

The count outlives the refusal, so a wrong code is an answer of the use case and not an exception of it, as a wrong
password is. Everything here runs under the lock of the member's row: guesses at once are counted each.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from volunteer.activities.models import WrongCode
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused

MOST_WRONG = 5
WITHIN = timedelta(minutes=10)


def wait_left(tries: int, since: datetime, now: datetime) -> timedelta | None:
    """How long somebody still has to wait who tried so many wrong codes since then; None if they may try."""
    left = since + WITHIN - now
    return left if tries >= MOST_WRONG and left > timedelta(0) else None


def check(session_id: int, member_id: int, now: datetime) -> None:
    """Refuse a member who has to wait, whatever code they type."""
    counted = _counted(session_id, member_id)
    if counted is not None:
        _refuse_waiting(counted, now)


def note(session_id: int, member_id: int, now: datetime) -> None:
    """Count one wrong code; Refused once it was one too many. The count begins anew after ten minutes."""
    counted = _counted(session_id, member_id)
    if counted is None:
        counted = WrongCode(session_id=session_id, member_id=member_id, tries=0, since=now)
        db.session.add(counted)
    elif now - counted.since >= WITHIN:
        counted.tries, counted.since = 0, now
    counted.tries += 1
    _refuse_waiting(counted, now)


def _counted(session_id: int, member_id: int) -> WrongCode | None:
    return db.session.get(WrongCode, (member_id, session_id), populate_existing=True)


def _refuse_waiting(counted: WrongCode, now: datetime) -> None:
    left = wait_left(counted.tries, counted.since, now)
    if left is not None:
        raise Refused("too_many_tries", num=-(-left // timedelta(minutes=1)))
