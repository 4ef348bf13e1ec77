"""By which ways people can be reached: the channels that are set up here and for which there is an address."""

from __future__ import annotations

from collections.abc import Collection

from flask import current_app
from sqlalchemy import select

from volunteer.kernel.database import db
from volunteer.notices.channels.settings import ways_set_up
from volunteer.notices.models import Contact
from volunteer.notices.states import Way
from volunteer.people.models import Member


def ways_to(account_ids: Collection[int]) -> dict[int, frozenset[Way]]:
    """For each of the accounts its ways, asked for all of them at once."""
    open_ways = ways_set_up(current_app.config)
    found: dict[int, set[Way]] = {account_id: set() for account_id in account_ids}
    contacts = select(Contact.account_id, Contact.kind).where(Contact.account_id.in_(account_ids))
    for account_id, kind in db.session.execute(contacts):
        found[account_id].add(Way(kind))
    if Way.SMS in open_ways:
        phones = select(Member.account_id).where(Member.account_id.in_(account_ids), Member.phone.is_not(None))
        for account_id in db.session.scalars(phones):
            found[account_id].add(Way.SMS)
    return {account_id: frozenset(ways & open_ways) for account_id, ways in found.items()}
