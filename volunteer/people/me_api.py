"""JSON API of oneself."""

from __future__ import annotations

from typing import Any

from volunteer.organization.current import current_actor
from volunteer.people import own_profile, queries
from volunteer.people.models import Member
from volunteer.people.rules import cells_of
from volunteer.people.schemas import AvailabilityIn, AvailabilityOut, MeIn, MeOut
from volunteer.people.shown import shown
from volunteer.web.api import blueprint, documented
from volunteer.web.guard import signed_in
from volunteer.web.idempotency import idempotent

blp = blueprint("me", __name__, "Oneself")


@blp.route("/me", methods=["GET"])
@signed_in
@blp.response(200, MeOut)
@documented(blp, 401)
def get_me() -> dict[str, Any]:
    """Who is signed in, and what matching knows of the member."""
    return _me()


@blp.route("/me", methods=["PUT"])
@signed_in
@idempotent
@blp.arguments(MeIn)
@blp.response(200, MeOut)
@documented(blp, 401, 404, 409)
def change_me(changes: dict[str, Any]) -> dict[str, Any]:
    """Change what one says of oneself."""
    own_profile.change_profile(current_actor(), changes)
    return _me()


@blp.route("/me/confirm", methods=["POST"])
@signed_in
@idempotent
@blp.response(200, MeOut)
@documented(blp, 401, 404, 409)
def confirm_me() -> dict[str, Any]:
    """Say that all that is known of oneself is right."""
    own_profile.confirm_profile(current_actor())
    return _me()


@blp.route("/me/availability", methods=["GET"])
@signed_in
@blp.response(200, AvailabilityOut)
@documented(blp, 401, 404)
def get_availability() -> dict[str, Any]:
    """When one is usually free."""
    return _availability(queries.own(current_actor()))


@blp.route("/me/availability", methods=["PUT"])
@signed_in
@idempotent
@blp.arguments(AvailabilityIn)
@blp.response(200, AvailabilityOut)
@documented(blp, 401, 404, 409)
def paint_availability(bits: int) -> dict[str, Any]:
    """Paint when one is usually free."""
    return _availability(own_profile.paint_availability(current_actor(), bits))


def _availability(member: Member) -> dict[str, Any]:
    bands = [{"weekday": weekday, "band": band} for weekday, band in cells_of(member.availability)]
    return {"availability": member.availability, "bands": bands, "assumed": member.profile_assumed}


def _me() -> dict[str, Any]:
    actor = current_actor()
    account = {
        "account_id": actor.account_id,
        "name": actor.name,
        "roles": sorted(actor.roles),
        "locale": actor.locale,
        "skills": {},
        "pending_skills": [],
        "interests": [],
    }
    if actor.member_id is None:
        return {**account, "id": None}
    member = queries.own(actor)
    (record,) = shown(actor, [member])
    return account | {
        "id": member.id,
        "name": member.name,
        "number": member.number,
        "kind": member.kind,
        "unit_id": member.unit_id,
        "phone": member.phone,
        "skills": record.skills,
        "pending_skills": record.pending_skills,
        "radius_km": member.radius_km,
        "paused_until": member.paused_until,
        "home": _point(member.home_lon, member.home_lat),
        "office": _point(member.office_lon, member.office_lat),
        "precise_places": member.precise_places,
        "interests": queries.interests_of(member.id),
        "recommendations_on": member.recommendations_on,
        "availability": member.availability,
        "assumed": member.profile_assumed,
        "checked_at": member.profile_checked_at,
    }


def _point(lon: float | None, lat: float | None) -> dict[str, float] | None:
    return None if lon is None or lat is None else {"lon": lon, "lat": lat}
