"""Selects on skills, their groups and categories. Everybody who is signed in may read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Select, select

from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.taxonomy import lexicon
from volunteer.taxonomy.models import Category, Skill, SkillGroup

Entry = TypeVar("Entry", Skill, Category, SkillGroup)
Named = TypeVar("Named", Skill, Category)


def entries(kind: type[Named], *, q: str | None = None, retired: bool = False) -> Select[Named]:
    """Skills or categories by code; retired ones only when asked for. `q` may be a synonym, pinyin or initials."""
    statement = select(kind).order_by(kind.code)
    if not retired:
        statement = statement.where(kind.retired.is_(False))
    if q:
        known = lexicon.skills() if kind is Skill else lexicon.categories()
        statement = statement.where(kind.code.in_([one.code for one in known.named(q)]))
    return statement


def groups(*, retired: bool = False) -> Select[SkillGroup]:
    """The groups of skills in their order; retired ones only when asked for."""
    statement = select(SkillGroup).order_by(SkillGroup.rank, SkillGroup.code)
    return statement if retired else statement.where(SkillGroup.retired.is_(False))


def entry(kind: type[Entry], code: str, *, lock: bool = False) -> Entry:
    """One skill, category or group."""
    found = db.session.get(kind, code, with_for_update={"key_share": True} if lock else None)
    if found is None:
        raise NotVisible
    return found


def offered(kind: type[Named]) -> Sequence[Named]:
    """All that can be chosen in a form."""
    return db.session.scalars(entries(kind)).all()
