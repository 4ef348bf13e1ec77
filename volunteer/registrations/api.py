"""JSON API of registrations (报到)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.people import queries as people
from volunteer.people.models import Registration
from volunteer.registrations import queries, service, teams
from volunteer.registrations.schemas import (
    OwnRegistrationOut,
    RegistrationFilters,
    RegistrationIn,
    RegistrationOut,
    RegistrationReason,
    TeamRegistrationIn,
    TeamRegistrationOut,
)
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs, signed_in
from volunteer.web.idempotency import idempotent

blp = blueprint(
    "registrations", __name__, "Members registered with the sites where they live or that their team is paired with"
)


@blp.route("/me/registrations", methods=["GET"])
@signed_in
@blp.response(200, OwnRegistrationOut(many=True))
@documented(blp, 401, 404)
def own_registrations() -> Sequence[Registration]:
    """All of one's own, newest first."""
    return queries.own(people.own(current_actor()).id)


@blp.route("/me/registrations", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(RegistrationIn)
@blp.response(201, OwnRegistrationOut)
@documented(blp, 401, 404, 409)
def ask(data: dict[str, Any]) -> Registration:
    """Ask the site where one lives to receive one."""
    return service.ask(current_actor(), data["site_id"])


@blp.route("/me/registrations/<int:registration_id>/leave", methods=["POST"])
@signed_in
@idempotent
@blp.response(200, OwnRegistrationOut)
@documented(blp, 401, 404, 409)
def leave(registration_id: int) -> Registration:
    """Take a request back, or end what holds."""
    return service.leave(current_actor(), registration_id)


@blp.route("/registrations", methods=["GET"])
@needs(Permission.REGISTRATION_RECEIVE)
@blp.arguments(RegistrationFilters, location="query")
@blp.response(200, RegistrationOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_registrations(filters: dict[str, Any]) -> Listing:
    """Those at the sites one answers for, newest first."""
    return Listing(queries.seen(current_actor(), **filters))


@blp.route("/registrations/<int:registration_id>/receive", methods=["POST"])
@needs(Permission.REGISTRATION_RECEIVE)
@idempotent
@blp.response(200, RegistrationOut)
@documented(blp, 401, 403, 404, 409)
def receive(registration_id: int) -> Registration:
    """Receive a member; what held at another site ends today."""
    return service.receive(current_actor(), registration_id)


@blp.route("/registrations/<int:registration_id>/refuse", methods=["POST"])
@needs(Permission.REGISTRATION_RECEIVE)
@idempotent
@blp.arguments(RegistrationReason)
@blp.response(200, RegistrationOut)
@documented(blp, 401, 403, 404, 409)
def refuse(data: dict[str, Any], registration_id: int) -> Registration:
    """Do not receive a member."""
    return service.refuse(current_actor(), registration_id, data["reason"])


@blp.route("/registrations/<int:registration_id>/release", methods=["POST"])
@needs(Permission.REGISTRATION_RECEIVE)
@idempotent
@blp.arguments(RegistrationReason)
@blp.response(200, RegistrationOut)
@documented(blp, 401, 403, 404, 409)
def release(data: dict[str, Any], registration_id: int) -> Registration:
    """End a registration that holds."""
    return service.release(current_actor(), registration_id, data["reason"])


@blp.route("/units/<int:unit_id>/registrations", methods=["POST"])
@needs(Permission.MEMBER_MANAGE)
@idempotent
@blp.arguments(TeamRegistrationIn)
@blp.response(201, TeamRegistrationOut)
@documented(blp, 401, 403, 404, 409)
def register_team(data: dict[str, Any], unit_id: int) -> dict[str, int]:
    """Register a team's members with the site it is paired with."""
    number = teams.register_team(current_actor(), unit_id, data["site_id"], data.get("member_ids"))
    return {"registered": number}
