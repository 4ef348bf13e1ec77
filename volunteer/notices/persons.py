"""Who is to be told, and what they chose: asked for many at once."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select

from volunteer.accounts.models import Account
from volunteer.accounts.states import AccountStatus
from volunteer.kernel.database import db
from volunteer.notices.models import NoticePreference
from volunteer.notices.reached import ways_to
from volunteer.notices.rules import Person
from volunteer.notices.states import Way
from volunteer.people.models import SERVING, Member


def persons(account_ids: Collection[int]) -> dict[int, Person]:
    """By account; left out are disabled accounts, and members who have left or died."""
    statement = (
        select(Account.id, NoticePreference)
        .outerjoin(NoticePreference, NoticePreference.account_id == Account.id)
        .outerjoin(Member, Member.account_id == Account.id)
        .where(
            Account.id.in_(account_ids),
            Account.status != AccountStatus.DISABLED,
            or_(Member.id.is_(None), Member.kind.in_(SERVING)),
        )
    )
    chosen = {account_id: preference for account_id, preference in db.session.execute(statement)}
    ways = ways_to(chosen)
    return {account_id: person_of(ways[account_id], preference) for account_id, preference in chosen.items()}


def person_of(ways: frozenset[Way], preference: NoticePreference | None) -> Person:
    """What holds for somebody: their choices, or the defaults."""
    if preference is None:
        return Person(ways)
    return Person(ways, preference.choices, preference.quiet_from, preference.quiet_until, preference.digest)
