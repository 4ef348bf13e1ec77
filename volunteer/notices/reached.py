"""By which ways people can be reached: the channels that are set up here and for which there is an address."""

from __future__ import annotations

from collections.abc import Collection

from flask import current_app
from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select

from volunteer.kernel.database import db
from volunteer.notices.channels.settings import ways_set_up
from volunteer.notices.models import Contact, NoticePreference
from volunteer.notices.states import Group, Way
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


def may_be_asked(group: Group) -> ColumnElement[bool]:
    """The same in SQL for a `Member` of a query: some way reaches them that they did not refuse for this group."""
    open_ways = ways_set_up(current_app.config)
    found: list[ColumnElement[bool]] = [false()]
    for way in open_ways:
        has = Member.phone.is_not(None) if way is Way.SMS else _has_contact(way)
        found.append(and_(has, not_(_refused(group, way))))
    return or_(*found)


def _has_contact(way: Way) -> ColumnElement[bool]:
    return exists().where(Contact.account_id == Member.account_id, Contact.kind == way.value)


def _refused(group: Group, way: Way) -> ColumnElement[bool]:
    said = NoticePreference.choices[group.value][way.value].as_boolean()
    return exists().where(NoticePreference.account_id == Member.account_id, said.is_(False))
