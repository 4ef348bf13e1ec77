"""Backfilled hours, public notice and missing hours over the API."""

from __future__ import annotations

from typing import Any

from volunteer.backfills import entering, missing_queries, missing_service, service
from volunteer.backfills.behind import behind
from volunteer.backfills.entering import Service
from volunteer.backfills.missing_models import MissingHours
from volunteer.backfills.public_notice import on_notice
from volunteer.backfills.schemas import (
    AgreedOut,
    BackfilledOut,
    BackfillIn,
    BackingOut,
    MissingIn,
    MissingOut,
    ObjectionAnswerIn,
    PublicNoticeOut,
)
from volunteer.kernel import clock
from volunteer.kernel.errors import NotVisible
from volunteer.ledger import queries as hours_queries
from volunteer.ledger.entered_later import EnteredLater
from volunteer.ledger.schemas import IdsIn, ReasonIn
from volunteer.ledger.service import BulkAnswer
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs, signed_in
from volunteer.web.idempotency import idempotent

blp = blueprint("backing", __name__, "Hours entered later: second person, public notice, objections; missing hours")


@blp.route("/hours/backfills", methods=["POST"])
@needs(Permission.HOURS_CONFIRM)
@idempotent
@blp.arguments(BackfillIn)
@blp.response(200, BackfilledOut)
@documented(blp, 401, 403, 404, 409, 422)
def backfill(body: dict[str, Any]) -> BulkAnswer:
    """Enter hours later; each member is entered or refused by itself."""
    minutes = {person["member_id"]: person["minutes"] for person in body.pop("people")}
    return entering.enter(current_actor(), Service(**body), minutes)


@blp.route("/hours/agree", methods=["POST"])
@needs(Permission.HOURS_CONFIRM)
@idempotent
@blp.arguments(IdsIn)
@blp.response(200, AgreedOut)
@documented(blp, 401, 403, 409, 422)
def agree(body: dict[str, Any]) -> BulkAnswer:
    """Be the second person: they go on public notice."""
    return service.agree(current_actor(), body["ids"])


@blp.route("/hours/<int:posted_id>/backing", methods=["GET"])
@signed_in
@blp.response(200, BackingOut)
@documented(blp, 401, 404)
def backing(posted_id: int) -> EnteredLater:
    """What backfilled hours rest on, and who may be the second person."""
    actor = current_actor()
    found = behind(actor, hours_queries.one(actor, posted_id))
    if found is None:
        raise NotVisible
    return found


@blp.route("/public-notices", methods=["GET"])
@signed_in
@blp.response(200, PublicNoticeOut(many=True))
@documented(blp, 401, 422)
@blp.paginate(ListingPage, max_page_size=100)
def notices() -> Listing:
    """What is on notice in one's network, what ends first on top."""
    return Listing(on_notice(current_actor(), clock.today()))


@blp.route("/hours/<int:posted_id>/objection", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(ReasonIn)
@blp.response(204)
@documented(blp, 401, 403, 404, 409, 422)
def object_to(body: dict[str, Any], posted_id: int) -> None:
    """Object to what is on notice."""
    service.object_to(current_actor(), posted_id, body["reason"])


@blp.route("/hours/<int:posted_id>/objection/answer", methods=["POST"])
@needs(Permission.HOURS_CONFIRM)
@idempotent
@blp.arguments(ObjectionAnswerIn)
@blp.response(204)
@documented(blp, 401, 403, 404, 409, 422)
def answer(body: dict[str, Any], posted_id: int) -> None:
    """Answer the objections."""
    decide = service.keep if body["kept"] else service.refuse_objected
    decide(current_actor(), posted_id, body["reason"])


@blp.route("/me/missing-hours", methods=["GET"])
@signed_in
@blp.response(200, MissingOut(many=True))
@documented(blp, 401, 422)
@blp.paginate(ListingPage, max_page_size=100)
def list_own() -> Listing:
    """What one declared, the latest first."""
    return Listing(missing_queries.own(current_actor()))


@blp.route("/me/missing-hours", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(MissingIn)
@blp.response(201, MissingOut)
@documented(blp, 401, 403, 404, 409, 422)
def declare(body: dict[str, Any]) -> MissingHours:
    """Declare missing hours."""
    minutes = body.pop("minutes")
    return missing_service.declare(current_actor(), Service(**body), minutes)


@blp.route("/missing-hours", methods=["GET"])
@needs(Permission.HOURS_CONFIRM)
@blp.response(200, MissingOut(many=True))
@documented(blp, 401, 403, 422)
@blp.paginate(ListingPage, max_page_size=100)
def list_to_answer() -> Listing:
    """What waits for one's answer, the most urgent first."""
    return Listing(missing_queries.to_answer(current_actor()))


@blp.route("/missing-hours/<int:missing_id>/accept", methods=["POST"])
@needs(Permission.HOURS_CONFIRM)
@idempotent
@blp.response(200, MissingOut)
@documented(blp, 401, 403, 404, 409, 422)
def accept(missing_id: int) -> MissingHours:
    """Find it to be so: the hours go on public notice."""
    missing_service.accept(current_actor(), missing_id)
    return missing_queries.one(current_actor(), missing_id)


@blp.route("/missing-hours/<int:missing_id>/refuse", methods=["POST"])
@needs(Permission.HOURS_CONFIRM)
@idempotent
@blp.arguments(ReasonIn)
@blp.response(200, MissingOut)
@documented(blp, 401, 403, 404, 409, 422)
def refuse(body: dict[str, Any], missing_id: int) -> MissingHours:
    """Say no, and why."""
    missing_service.refuse(current_actor(), missing_id, body["reason"])
    return missing_queries.one(current_actor(), missing_id)


@blp.route("/me/missing-hours/<int:missing_id>/raise", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(ReasonIn)
@blp.response(200, MissingOut)
@documented(blp, 401, 403, 404, 409, 422)
def take_higher(body: dict[str, Any], missing_id: int) -> MissingHours:
    """Take a refusal to the next tier."""
    missing_service.take_higher(current_actor(), missing_id, body["reason"])
    return missing_queries.one(current_actor(), missing_id)
