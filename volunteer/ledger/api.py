"""Hours: proposals and ledger under one id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from volunteer.ledger import late_entries, queries, service, totals
from volunteer.ledger.queries import HoursFilter, HoursView
from volunteer.ledger.schemas import (
    ConfirmedOut,
    CorrectionIn,
    CountersignedOut,
    HoursOut,
    HoursQuery,
    IdsIn,
    ReasonIn,
    ReportQuery,
    TotalOut,
)
from volunteer.ledger.service import BulkAnswer
from volunteer.ledger.totals import Total
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs, signed_in
from volunteer.web.idempotency import idempotent

blp = blueprint("ledger", __name__, "Service hours: proposals, confirmation, disputes, corrections, totals")


@blp.route("/hours", methods=["GET"])
@needs(Permission.HOURS_READ, Permission.HOURS_COUNTERSIGN)
@blp.arguments(HoursQuery, location="query")
@blp.response(200, HoursOut(many=True))
@documented(blp, 401, 403, 422)
@blp.paginate(ListingPage, max_page_size=100)
def list_hours(query: dict[str, Any]) -> Listing:
    """Hours in reach, the newest service first."""
    return Listing(queries.hours(current_actor(), HoursFilter(**query)), queries.views)


@blp.route("/me/hours", methods=["GET"])
@signed_in
@blp.arguments(HoursQuery, location="query")
@blp.response(200, HoursOut(many=True))
@documented(blp, 401, 422)
@blp.paginate(ListingPage, max_page_size=100)
def list_own(query: dict[str, Any]) -> Listing:
    """One's own hours."""
    return Listing(queries.own_hours(current_actor(), HoursFilter(**query)), queries.views)


@blp.route("/hours/<int:hours_id>", methods=["GET"])
@signed_in
@blp.response(200, HoursOut)
@documented(blp, 401, 404)
def show(hours_id: int) -> HoursView:
    """One member's hours for one service."""
    return queries.one(current_actor(), hours_id)


@blp.route("/hours/confirm", methods=["POST"])
@needs(Permission.HOURS_CONFIRM)
@idempotent
@blp.arguments(IdsIn)
@blp.response(200, ConfirmedOut)
@documented(blp, 401, 403, 409, 422)
def confirm_many(body: dict[str, Any]) -> BulkAnswer:
    """Confirm many; each is confirmed or refused by itself."""
    return service.confirm(current_actor(), body["ids"])


@blp.route("/hours/countersign", methods=["POST"])
@needs(Permission.HOURS_COUNTERSIGN)
@idempotent
@blp.arguments(IdsIn)
@blp.response(200, CountersignedOut)
@documented(blp, 401, 403, 409, 422)
def countersign_many(body: dict[str, Any]) -> BulkAnswer:
    """Vouch for what a leader ticked."""
    return service.countersign(current_actor(), body["ids"])


@blp.route("/hours/<int:hours_id>/confirm", methods=["POST"])
@needs(Permission.HOURS_CONFIRM)
@idempotent
@blp.response(200, HoursOut)
@documented(blp, 401, 403, 404, 409, 422)
def confirm_one(hours_id: int) -> HoursView:
    """Confirm one."""
    service.confirm_one(current_actor(), hours_id)
    return queries.one(current_actor(), hours_id)


@blp.route("/hours/<int:hours_id>/refuse", methods=["POST"])
@needs(Permission.HOURS_CONFIRM)
@idempotent
@blp.arguments(ReasonIn)
@blp.response(200, HoursOut)
@documented(blp, 401, 403, 404, 409, 422)
def refuse(body: dict[str, Any], hours_id: int) -> HoursView:
    """Turn pending minutes down."""
    service.refuse(current_actor(), hours_id, body["reason"])
    return queries.one(current_actor(), hours_id)


@blp.route("/hours/<int:hours_id>/dispute", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(ReasonIn)
@blp.response(200, HoursOut)
@documented(blp, 401, 403, 404, 409, 422)
def dispute(body: dict[str, Any], hours_id: int) -> HoursView:
    """Say that confirmed minutes are wrong."""
    service.dispute(current_actor(), hours_id, body["reason"])
    return queries.one(current_actor(), hours_id)


@blp.route("/hours/<int:hours_id>/uphold", methods=["POST"])
@needs(Permission.HOURS_CONFIRM)
@idempotent
@blp.arguments(ReasonIn)
@blp.response(200, HoursOut)
@documented(blp, 401, 403, 404, 409, 422)
def uphold(body: dict[str, Any], hours_id: int) -> HoursView:
    """Answer a dispute without change."""
    service.uphold(current_actor(), hours_id, body["reason"])
    return queries.one(current_actor(), hours_id)


@blp.route("/hours/<int:hours_id>/correct", methods=["POST"])
@needs(Permission.HOURS_CONFIRM)
@idempotent
@blp.arguments(CorrectionIn)
@blp.response(200, HoursOut)
@documented(blp, 401, 403, 404, 409, 422)
def correct(body: dict[str, Any], hours_id: int) -> HoursView:
    """Say what the minutes should be."""
    service.correct(current_actor(), hours_id, body["minutes"], body["reason"])
    return queries.one(current_actor(), hours_id)


@blp.route("/hours/<int:hours_id>/take-counted", methods=["POST"])
@needs(Permission.HOURS_CONFIRM)
@idempotent
@blp.response(200, HoursOut)
@documented(blp, 401, 403, 404, 409, 422)
def take_counted(hours_id: int) -> HoursView:
    """Take what all entries add up to, where some came in after a leader had set the minutes."""
    late_entries.take_counted(current_actor(), hours_id)
    return queries.one(current_actor(), hours_id)


@blp.route("/reports/hours", methods=["GET"])
@needs(Permission.REPORT_READ)
@blp.arguments(ReportQuery, location="query")
@blp.response(200, TotalOut(many=True))
@documented(blp, 401, 403, 422)
def report(query: dict[str, Any]) -> Sequence[Total]:
    """Totals of the units in reach, by month, unit or member."""
    actor, since, until = current_actor(), query.get("since"), query.get("until")
    if query["by"] == "unit":
        return totals.by_unit(actor, since, until, query.get("tier"))
    return (totals.by_member if query["by"] == "member" else totals.by_month)(actor, since, until)
