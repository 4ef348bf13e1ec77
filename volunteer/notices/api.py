"""One's own notices over JSON."""

from __future__ import annotations

from typing import Any

from volunteer.notices import queries, service
from volunteer.notices.models import Notice
from volunteer.notices.schemas import NoticeFilter, NoticeOut
from volunteer.organization.current import current_actor
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import signed_in
from volunteer.web.idempotency import idempotent

blp = blueprint("notices", __name__, "What one is told")


@blp.route("/notices", methods=["GET"])
@signed_in
@blp.arguments(NoticeFilter, location="query")
@blp.response(200, NoticeOut(many=True))
@blp.paginate(ListingPage, max_page_size=100)
@documented(blp, 401, 422)
def list_notices(wanted: dict[str, Any]) -> Listing:
    """One's notices, newest first."""
    return Listing(queries.own(current_actor(), unread_only=wanted["unread"]))


@blp.route("/notices/<int:notice_id>/read", methods=["POST"])
@signed_in
@idempotent
@blp.response(200, NoticeOut)
@documented(blp, 401, 404)
def read(notice_id: int) -> Notice:
    """Mark a notice as read."""
    return service.read(current_actor(), notice_id)
