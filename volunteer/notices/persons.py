"""Who is to be told, and what they chose: asked for many at once."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from volunteer.accounts.models import Account
from volunteer.accounts.states import AccountStatus
from volunteer.kernel.database import db
from volunteer.notices.models import NoticePreference
from volunteer.notices.reached import ways_to
from volunteer.notices.rules import Person
from volunteer.notices.states import Way


def persons(account_ids: Collection[int]) -> dict[int, Person]:
    """By account; those whose account is disabled are left out."""
    statement = (
        select(Account.id, NoticePreference)
        .outerjoin(NoticePreference, NoticePreference.account_id == Account.id)
        .where(Account.id.in_(account_ids), Account.status != AccountStatus.DISABLED)
    )
    chosen = {account_id: preference for account_id, preference in db.session.execute(statement)}
    ways = ways_to(chosen)
    return {account_id: person_of(ways[account_id], preference) for account_id, preference in chosen.items()}


def person_of(ways: frozenset[Way], preference: NoticePreference | None) -> Person:
    """What holds for somebody: their choices, or the defaults."""
    if preference is None:
        return Person(ways)
    return Person(ways, preference.choices, preference.quiet_from, preference.quiet_until, preference.digest)
