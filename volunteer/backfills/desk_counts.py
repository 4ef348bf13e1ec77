"""How much waits behind each part of a leader's work on hours: one statement for all of them."""

from __future__ import annotations

from sqlalchemy import ScalarSelect, Select, func, select

from volunteer.backfills import missing_queries, queries
from volunteer.backfills.missing_models import MissingHours
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor


def desk_counts(actor: Actor) -> dict[str, int]:
    """By part: backfills that wait for the actor's word, missing hours that wait for the actor's answer."""
    waiting = {
        "backfills": queries.to_agree(actor),
        "missing": missing_queries.to_answer(actor).with_only_columns(MissingHours.id),
    }
    row = db.session.execute(select(*map(_count, waiting.values()))).one()
    return dict(zip(waiting, row, strict=True))


def _count(rows: Select[int]) -> ScalarSelect[int]:
    return select(func.count()).select_from(rows.order_by(None).subquery()).scalar_subquery()
