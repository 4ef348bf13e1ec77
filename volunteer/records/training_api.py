"""JSON API of trainings: one entry for all who took part; a mistaken one is taken back, not changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.records import trainings as service
from volunteer.records.models import Training
from volunteer.records.training_schemas import EnteredTrainingOut, TookPartOut, TrainingIn
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("trainings", __name__, "Trainings that members took part in")


@blp.route("/trainings", methods=["GET"])
@needs(Permission.RECORD_KEEP)
@blp.response(200, EnteredTrainingOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_trainings() -> Listing:
    """The trainings of the units in reach, the latest first; those taken back among them."""
    return Listing(service.trainings(current_actor()), _counted, scalars=False)


@blp.route("/trainings", methods=["POST"])
@needs(Permission.RECORD_KEEP)
@idempotent
@blp.arguments(TrainingIn)
@blp.response(201, EnteredTrainingOut)
@documented(blp, 401, 403, 404)
def enter_training(new: service.NewTraining) -> dict[str, Any]:
    """Enter a training for all who took part."""
    return _with_count(service.enter(current_actor(), new))


@blp.route("/trainings/<int:training_id>", methods=["GET"])
@needs(Permission.RECORD_KEEP)
@blp.response(200, EnteredTrainingOut)
@documented(blp, 401, 403, 404)
def get_training(training_id: int) -> dict[str, Any]:
    """One training."""
    return _with_count(_visible(training_id))


@blp.route("/trainings/<int:training_id>/members", methods=["GET"])
@needs(Permission.RECORD_KEEP)
@blp.response(200, TookPartOut(many=True))
@documented(blp, 401, 403, 404)
@blp.paginate(ListingPage, max_page_size=100)
def list_members(training_id: int) -> Listing:
    """Who took part, by name."""
    return Listing(service.took_part(_visible(training_id).id))


@blp.route("/trainings/<int:training_id>/withdraw", methods=["POST"])
@needs(Permission.RECORD_KEEP)
@idempotent
@blp.response(200, EnteredTrainingOut)
@documented(blp, 401, 403, 404, 409)
def withdraw_training(training_id: int) -> dict[str, Any]:
    """Take back one that was entered by mistake; it leaves every record."""
    return _with_count(service.withdraw(current_actor(), training_id))


def _visible(training_id: int) -> Training:
    return get_visible(Training, current_actor(), Permission.RECORD_KEEP, training_id)


def _with_count(training: Training) -> dict[str, Any]:
    return _shown(training, service.how_many(training.id))


def _counted(rows: Sequence[Row[tuple[Training, int]]]) -> list[dict[str, Any]]:
    return [_shown(training, members) for training, members in rows]


def _shown(training: Training, members: int) -> dict[str, Any]:
    columns = {column.key: getattr(training, column.key) for column in Training.__table__.columns}
    return {**columns, "members": members}
