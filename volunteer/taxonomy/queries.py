"""Selects on skills and categories. Everybody who is signed in may read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Select, or_, select

from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.taxonomy.models import Category, Skill

Entry = TypeVar("Entry", Skill, Category)


def entries(kind: type[Entry], *, q: str | None = None, retired: bool = False) -> Select[Entry]:
    """Skills or categories by code; retired ones only when asked for."""
    statement = select(kind).order_by(kind.code)
    if not retired:
        statement = statement.where(kind.retired.is_(False))
    if q:
        statement = statement.where(
            or_(kind.name.contains(q, autoescape=True), kind.name_en.icontains(q, autoescape=True))
        )
    return statement


def entry(kind: type[Entry], code: str, *, lock: bool = False) -> Entry:
    """One skill or category."""
    found = db.session.get(kind, code, with_for_update={"key_share": True} if lock else None)
    if found is None:
        raise NotVisible
    return found


def offered(kind: type[Entry]) -> Sequence[Entry]:
    """All that can be chosen in a form."""
    return db.session.scalars(entries(kind)).all()
