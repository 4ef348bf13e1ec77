"""The towns to choose from, kept in memory until a place changes."""

from __future__ import annotations

from sqlalchemy import select

from volunteer.kernel.changes import Kept
from volunteer.kernel.database import db
from volunteer.organization.models import Place, PlaceKind


def towns() -> tuple[tuple[str, str], ...]:
    """(code, name) of every town, by code."""
    return _KEPT.get()


def _load() -> tuple[tuple[str, str], ...]:
    statement = select(Place.code, Place.name).where(Place.kind == PlaceKind.TOWN).order_by(Place.code)
    return tuple((code, name) for code, name in db.session.execute(statement))


_KEPT = Kept((Place,), _load)
