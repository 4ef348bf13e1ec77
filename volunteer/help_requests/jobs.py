"""What is kept of residents goes when it is not needed any more."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from volunteer.demands.models import Demand
from volunteer.help_requests.models import HelpRequest, PhoneCode
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.models import PrivatePlace

CODES_KEPT = timedelta(days=2)
HASHES_KEPT = timedelta(days=30)
PRIVATE_KEPT = timedelta(days=90)  # after the guarded part has closed (D23)


def forget(work: Work) -> int:
    """Codes after two days, hashes after a month, who asked and where they live three months after the end."""
    codes = delete(PhoneCode).where(PhoneCode.sent_at < work.now - CODES_KEPT).returning(PhoneCode.id)
    hashes = (
        update(HelpRequest)
        .where(HelpRequest.asked_at < work.now - HASHES_KEPT, HelpRequest.phone_hash.is_not(None))
        .values(phone_hash=None, address_hash=None)
        .returning(HelpRequest.id)
    )
    kept = [getattr(PrivatePlace, name) for name in ("recipient", "phone", "address", "access_notes")]
    guarded = (
        update(PrivatePlace)
        .where(
            PrivatePlace.closes_at < work.now - PRIVATE_KEPT,
            PrivatePlace.id.in_(select(Demand.private_place_id).where(Demand.asker_id.is_(None))),
            or_(*(column.is_not(None) for column in kept)),
        )
        .values({column: None for column in kept})
        .returning(PrivatePlace.id)
    )
    return sum(len(db.session.execute(statement).all()) for statement in (codes, hashes, guarded))


FORGET = Job("help_requests.forget", forget, "cron", {"hour": 3, "minute": 40})
