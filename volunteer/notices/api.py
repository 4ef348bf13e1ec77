"""One's own notices over JSON."""

from __future__ import annotations

from typing import Any

from volunteer.notices import queries, service
from volunteer.notices.models import Notice
from volunteer.notices.outbox_queries import listed
from volunteer.notices.outbox_showing import shown
from volunteer.notices.preferences import Preferences, Wanted, choose, preferences
from volunteer.notices.schemas import (
    MessageFilter,
    MessageOut,
    NoticeFilter,
    NoticeOut,
    PreferencesIn,
    PreferencesOut,
)
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs, signed_in
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


@blp.route("/me/notice-preferences", methods=["GET"])
@signed_in
@blp.response(200, PreferencesOut)
@documented(blp, 401)
def get_preferences() -> Preferences:
    """Over which channels one is told about what, quiet hours, and the evening's summary."""
    return preferences(current_actor())


@blp.route("/me/notice-preferences", methods=["PUT"])
@signed_in
@idempotent
@blp.arguments(PreferencesIn)
@blp.response(200, PreferencesOut)
@documented(blp, 401, 409)
def put_preferences(wanted: dict[str, Any]) -> Preferences:
    """Choose them; urgent call-outs come through at any hour."""
    choose(current_actor(), Wanted(**wanted))
    return preferences(current_actor())


@blp.route("/outbox-messages", methods=["GET"])
@needs(Permission.SETTING_MANAGE)
@blp.arguments(MessageFilter, location="query")
@blp.response(200, MessageOut(many=True))
@blp.paginate(ListingPage, max_page_size=100)
@documented(blp, 401, 403, 422)
def list_messages(wanted: dict[str, Any]) -> Listing:
    """What waits in the outbox or got stuck there, newest first."""
    return Listing(listed(wanted.get("state"), wanted.get("channel")), convert=shown)
