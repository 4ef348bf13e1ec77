"""Selects on templates. Whoever asks may read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select

from volunteer.demand_templates.models import DemandTemplate
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.taxonomy.models import Category


def templates(*, retired: bool = False) -> Select[DemandTemplate]:
    """The templates in their order; retired ones only when asked for."""
    statement = select(DemandTemplate).order_by(DemandTemplate.rank, DemandTemplate.code)
    return statement if retired else statement.where(DemandTemplate.retired.is_(False))


def offered() -> Sequence[DemandTemplate]:
    """The templates whose category can be chosen."""
    in_use = select(Category.code).where(Category.retired.is_(False))
    return db.session.scalars(templates().where(DemandTemplate.category.in_(in_use))).all()


def one_template(code: str, *, lock: bool = False) -> DemandTemplate:
    """One template by its code."""
    found = db.session.get(DemandTemplate, code, with_for_update={"key_share": True} if lock else None)
    if found is None:
        raise NotVisible
    return found
