"""Members found as people type them: Chinese, full pinyin, initials, or the whole number."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, false, or_, select, union_all
from sqlalchemy.orm import contains_eager

from volunteer.kernel.database import db
from volunteer.kernel.prefix import as_typed, begins_with
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import unit_within
from volunteer.people.models import SERVING, Member

PHONE_DIGITS = 11

# Each way of writing a name has an index that also holds the order its matches are read in.
_WAYS = (
    (Member.name, (Member.name, Member.id)),
    (Member.pinyin, (Member.pinyin, Member.id)),
    (Member.initials, (Member.initials, Member.pinyin, Member.id)),
)


def find_members(actor: Actor, q: str, most: int, permission: Permission = Permission.MEMBER_READ) -> list[Member]:
    """At most so many serving members within reach whose name begins with the text, by pinyin; with their units."""
    q = q.replace("\x00", "")
    typed = as_typed(q)
    if not typed:
        return []
    within = unit_within(Member.unit_id, actor.reach(permission))
    branches = [
        _first(begins_with(column, typed), within, most).order_by(*order)
        for column, order in _WAYS
        if typed.isascii() or column is Member.name
    ]
    branches.append(_first(Member.number == q.strip().upper(), within, most))
    found = union_all(*(branch.subquery().select() for branch in branches)).subquery()
    statement = (
        select(Member)
        .join(Member.unit)
        .options(contains_eager(Member.unit))
        .where(Member.id.in_(select(found.c.id)))
        .order_by(Member.pinyin, Member.id)
        .limit(most)
    )
    return list(db.session.scalars(statement))


def _first(matches: ColumnElement[bool], within: ColumnElement[bool], most: int) -> Select[int]:
    return select(Member.id).where(matches, within, Member.kind.in_(SERVING)).limit(most)


def as_named(typed: str) -> str:
    """A phone or member number as it is stored."""
    return typed.replace("\x00", "").strip().upper()


def is_phone(word: str) -> bool:
    """Whether this can be a whole phone number; anything else is looked for as a member number."""
    return word.isdecimal() and len(word) == PHONE_DIGITS


def named_exactly(words: Collection[str]) -> Select[Member]:
    """Serving members whose whole phone or number is among these, in everybody's reach: ask first who may know."""
    phones = [word for word in words if is_phone(word)]
    numbers = [word for word in words if not is_phone(word)]
    ways = [column.in_(these) for column, these in ((Member.phone, phones), (Member.number, numbers)) if these]
    return select(Member).where(or_(false(), *ways), Member.kind.in_(SERVING)).order_by(Member.id)
