"""Claiming by JSON, and the answers to claims and offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from volunteer.claims import answering, explaining, hours, queries, service, teams
from volunteer.claims.models import AbsenceExplanation, Claim, Reservation
from volunteer.claims.outcomes import Taken, as_read
from volunteer.claims.schemas import (
    ClaimIn,
    ClaimOut,
    ClaimReasonIn,
    ExplanationIn,
    ExplanationOut,
    InviteIn,
    ReservationOut,
    SeriesIn,
    SeriesOut,
    TeamClaimIn,
)
from volunteer.kernel import clock
from volunteer.kernel.errors import Forbidden
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs, signed_in
from volunteer.web.idempotency import idempotent

blp = blueprint("claims", __name__, "Claims, offers, waitlists and team claims")


@blp.route("/positions/<int:position_id>/claims", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(ClaimIn)
@blp.response(201, ClaimOut)
@documented(blp, 401, 403, 404, 409, 422)
def claim(wanted: dict[str, Any], position_id: int) -> Taken:
    """Claim a place for oneself, join the waitlist, or claim for a member of one's own unit."""
    actor = current_actor()
    if "member_id" not in wanted:
        if "hour" in wanted:
            return hours.claim_at(actor, position_id, wanted["hour"])
        return service.claim(actor, position_id, waitlist=wanted.get("waitlist", False))
    if not actor.may(Permission.CLAIM_MANAGE):
        raise Forbidden
    return service.claim_for(actor, position_id, wanted["member_id"], consented=wanted.get("consented", False))


@blp.route("/positions/<int:position_id>/invitations", methods=["POST"])
@needs(Permission.CLAIM_MANAGE)
@idempotent
@blp.arguments(InviteIn)
@blp.response(201, SeriesOut)
@documented(blp, 401, 403, 404, 409, 422)
def invite(wanted: dict[str, Any], position_id: int) -> dict[str, Any]:
    """Ask several members; the invitations hold no places."""
    return _series(service.invite_all(current_actor(), position_id, wanted["member_ids"]))


@blp.route("/me/claims", methods=["POST"])
@signed_in
@blp.arguments(SeriesIn)
@blp.response(201, SeriesOut)
@documented(blp, 401, 403, 404, 422)
def claim_series(wanted: dict[str, Any]) -> dict[str, Any]:
    """Claim several positions, each granted or refused by itself."""
    return _series(service.claim_series(current_actor(), wanted["position_ids"]))


@blp.route("/me/claims", methods=["GET"])
@signed_in
@blp.response(200, ClaimOut(many=True))
@documented(blp, 401, 422)
@blp.paginate(ListingPage, max_page_size=100)
def my_claims() -> Listing:
    """One's own claims, by the time of their sessions."""
    return Listing(queries.claims_of_member(current_actor().member_id, clock.now()), _listed)


@blp.route("/offers", methods=["GET"])
@signed_in
@blp.response(200, ClaimOut(many=True))
@documented(blp, 401, 422)
@blp.paginate(ListingPage, max_page_size=100)
def offers() -> Listing:
    """Offers and invitations that wait for an answer: one's own, and those of members one leads."""
    return Listing(queries.offers_to(current_actor(), clock.now()), _listed)


@blp.route("/claims/<int:claim_id>", methods=["GET"])
@signed_in
@blp.response(200, ClaimOut)
@documented(blp, 401, 404)
def show(claim_id: int) -> Taken:
    """One claim, for the member and the leaders who have to do with it."""
    return _listed([answering.seen(current_actor(), claim_id).claim])[0]


@blp.route("/claims/<int:claim_id>/accept", methods=["POST"])
@signed_in
@idempotent
@blp.response(200, ClaimOut)
@documented(blp, 401, 404, 409, 422)
def accept(claim_id: int) -> Taken:
    """Say yes to an offer, an invitation or a changed time."""
    return answering.accept(current_actor(), claim_id)


@blp.route("/claims/<int:claim_id>/decline", methods=["POST"])
@signed_in
@idempotent
@blp.response(200, ClaimOut)
@documented(blp, 401, 404, 409, 422)
def decline(claim_id: int) -> Taken:
    """Say no; nothing follows from it."""
    return answering.decline(current_actor(), claim_id)


@blp.route("/claims/<int:claim_id>/release", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(ClaimReasonIn)
@blp.response(200, ClaimOut)
@documented(blp, 401, 404, 409, 422)
def release(said: dict[str, Any], claim_id: int) -> Taken:
    """Give the place back."""
    return answering.release(current_actor(), claim_id, reason=said.get("reason"))


@blp.route("/claims/<int:claim_id>/explanation", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(ExplanationIn)
@blp.response(200, ExplanationOut)
@documented(blp, 401, 404, 409, 422)
def explain(said: dict[str, Any], claim_id: int) -> AbsenceExplanation:
    """Say why one did not come, or came late; the own leaders and the organizer read it, nobody else."""
    return explaining.explain(current_actor(), claim_id, said["text"])


@blp.route("/claims/<int:claim_id>/confirm", methods=["POST"])
@needs(Permission.CLAIM_MANAGE)
@idempotent
@blp.response(200, ClaimOut)
@documented(blp, 401, 403, 404, 409, 422)
def confirm(claim_id: int) -> Taken:
    """Agree to a member's service in working time."""
    return answering.confirm(current_actor(), claim_id)


@blp.route("/claims/<int:claim_id>/refuse", methods=["POST"])
@needs(Permission.CLAIM_MANAGE)
@idempotent
@blp.arguments(ClaimReasonIn)
@blp.response(200, ClaimOut)
@documented(blp, 401, 403, 404, 409, 422)
def refuse(said: dict[str, Any], claim_id: int) -> Taken:
    """Do not agree; the place goes to the next in line."""
    return answering.refuse(current_actor(), claim_id, reason=said.get("reason"))


@blp.route("/projects/<int:project_id>/claim", methods=["POST"])
@needs(Permission.CLAIM_MANAGE)
@idempotent
@blp.arguments(TeamClaimIn)
@blp.response(201, ReservationOut(many=True))
@documented(blp, 401, 403, 404, 409, 422)
def claim_for_team(wanted: dict[str, Any], project_id: int) -> list[Reservation]:
    """Hold places for a team until a date."""
    places = {line["position_id"]: line["places"] for line in wanted["places"]}
    return teams.reserve(current_actor(), project_id, wanted["unit_id"], places, wanted["release_at"])


def _listed(claims: Sequence[Claim]) -> list[Taken]:
    places = queries.waitlist_places(claims)
    return [as_read(claim, clock.now(), places.get(claim.id)) for claim in claims]


def _series(answers: list[service.SeriesAnswer]) -> dict[str, Any]:
    return {
        "claimed": [answer.claim for answer in answers if answer.claim],
        "refused": [
            {"position_id": answer.position_id, "member_id": answer.member_id, "reason": answer.refusal.reason}
            for answer in answers
            if answer.refusal
        ],
    }
