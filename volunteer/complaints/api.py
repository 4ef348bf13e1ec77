"""Complaints over the API, for those who handle them."""

from __future__ import annotations

from typing import Any

from volunteer.complaints import queries, service
from volunteer.complaints.models import Complaint, ComplaintContent
from volunteer.complaints.schemas import ComplaintContentOut, ComplaintOut, ComplaintWordsIn
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("complaints", __name__, "Complaints and suggestions, handled above whoever is named")


@blp.route("/complaints", methods=["GET"])
@needs(Permission.COMPLAINT_HANDLE)
@blp.response(200, ComplaintOut(many=True))
@documented(blp, 401, 403, 422)
@blp.paginate(ListingPage, max_page_size=100)
def list_to_answer() -> Listing:
    """What waits for one's answer, the most urgent first."""
    return Listing(queries.to_answer(current_actor()))


@blp.route("/complaints/<int:complaint_id>", methods=["GET"])
@needs(Permission.COMPLAINT_HANDLE)
@blp.response(200, ComplaintOut)
@documented(blp, 401, 403, 404)
def one(complaint_id: int) -> Complaint:
    """One that one handles."""
    return queries.one(current_actor(), complaint_id)


@blp.route("/complaints/<int:complaint_id>/content", methods=["POST"])
@needs(Permission.COMPLAINT_HANDLE)
@blp.response(200, ComplaintContentOut)
@documented(blp, 401, 403, 404)
def open_content(complaint_id: int) -> ComplaintContent | dict[str, None]:
    """The words as written and how to reach who wrote them, put on record."""
    return service.open_content(current_actor(), complaint_id) or dict.fromkeys(("text", "contact", "contested"))


@blp.route("/complaints/<int:complaint_id>/take", methods=["POST"])
@needs(Permission.COMPLAINT_HANDLE)
@idempotent
@blp.response(200, ComplaintOut)
@documented(blp, 401, 403, 404, 409, 422)
def take(complaint_id: int) -> Complaint:
    """Say that one is at it."""
    service.take(current_actor(), complaint_id)
    return queries.one(current_actor(), complaint_id)


@blp.route("/complaints/<int:complaint_id>/pass-on", methods=["POST"])
@needs(Permission.COMPLAINT_HANDLE)
@idempotent
@blp.arguments(ComplaintWordsIn)
@blp.response(200, ComplaintOut)
@documented(blp, 401, 403, 404, 409, 422)
def pass_on(body: dict[str, Any], complaint_id: int) -> Complaint:
    """Tell the unit named, in own words."""
    service.pass_on(current_actor(), complaint_id, body["words"], body.get("version"))
    return queries.one(current_actor(), complaint_id)


@blp.route("/complaints/<int:complaint_id>/answer", methods=["POST"])
@needs(Permission.COMPLAINT_HANDLE)
@idempotent
@blp.arguments(ComplaintWordsIn)
@blp.response(200, ComplaintOut)
@documented(blp, 401, 403, 404, 409, 422)
def answer(body: dict[str, Any], complaint_id: int) -> Complaint:
    """Answer it under the private link."""
    service.answer(current_actor(), complaint_id, body["words"], body.get("version"))
    return queries.one(current_actor(), complaint_id)
