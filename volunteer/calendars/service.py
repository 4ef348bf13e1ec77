"""Making the address of one's calendar, and taking it back."""

from __future__ import annotations

import secrets

from volunteer.accounts.rules import digest
from volunteer.calendars.models import CalendarFeed
from volunteer.calendars.queries import open_feed
from volunteer.happenings.calendars import CalendarFeedMade, CalendarFeedRevoked
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.people.models import Member
from volunteer.people.queries import own

TOKEN_BYTES = 32


@use_case
def make(work: Work, actor: Actor) -> str:
    """A new address; its secret part is told here and nowhere else. An earlier one stops working."""
    member = own(actor, lock=True)
    _end(work, member)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed(member_id=member.id, token_hash=digest(token), made_at=work.now)
    db.session.add(feed)
    db.session.flush()
    work.record(CalendarFeedMade(subject_id=feed.id, unit_id=member.unit_id))
    return token


@use_case
def revoke(work: Work, actor: Actor) -> None:
    """Whoever has the address reads nothing any more; without an address there is nothing to do."""
    _end(work, own(actor, lock=True))


def _end(work: Work, member: Member) -> None:
    feed = open_feed(member.id)
    if feed is not None:
        feed.revoked_at = work.now
        db.session.flush()
        work.record(CalendarFeedRevoked(subject_id=feed.id, unit_id=member.unit_id))
