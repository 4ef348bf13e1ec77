"""JSON API of the words that leaders write on a member's year; one's own stand in one's record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.people.models import Member
from volunteer.records import evaluations as service
from volunteer.records.evaluation_schemas import EvaluationIn, WrittenOut
from volunteer.records.record import Words, words_of
from volunteer.web.api import blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("evaluations", __name__, "The words of unit leaders on a member's year")


@blp.route("/members/<int:member_id>/evaluations", methods=["GET"])
@needs(Permission.MEMBER_READ)
@blp.response(200, WrittenOut(many=True))
@documented(blp, 401, 403, 404)
def list_evaluations(member_id: int) -> Sequence[Words]:
    """The latest words of each year with those before them, the latest year first."""
    return words_of(get_visible(Member, current_actor(), Permission.MEMBER_READ, member_id).id)


@blp.route("/members/<int:member_id>/evaluations", methods=["POST"])
@needs(Permission.RECORD_KEEP)
@idempotent
@blp.arguments(EvaluationIn)
@blp.response(201, WrittenOut)
@documented(blp, 401, 403, 404)
def write_evaluation(data: dict[str, Any], member_id: int) -> Words:
    """Write the words of a year; those written before stay beside them."""
    written = service.write(current_actor(), member_id, data["year"], data["text"])
    return next(words for words in words_of(written.member_id) if words.year == written.year)
