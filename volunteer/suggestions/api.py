"""JSON API of suggestions."""

from __future__ import annotations

from typing import Any

from volunteer.kernel.errors import NotVisible
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.suggestions import refusing, service
from volunteer.suggestions.candidate_filters import CandidateFilters
from volunteer.suggestions.fitting import fit_of
from volunteer.suggestions.schemas import (
    CandidateOut,
    CandidateQuery,
    HowMany,
    NotForMeOut,
    RecommendationOut,
    WhyOut,
    candidate_json,
    recommendation_json,
    why_json,
)
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs, signed_in

blp = blueprint("suggestions", __name__, "Who could take which position, with reasons")


@blp.route("/me/recommendations", methods=["GET"])
@signed_in
@blp.arguments(HowMany, location="query")
@blp.response(200, RecommendationOut(many=True))
@documented(blp, 401, 403, 422)
def recommendations(wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """The positions that suit the member best, with reasons; empty when they turned recommendations off."""
    found = service.recommend_for(current_actor(), wanted["limit"])
    return [recommendation_json(one) for one in found.items]


@blp.route("/positions/<int:position_id>/why", methods=["GET"])
@signed_in
@blp.response(200, WhyOut)
@documented(blp, 401, 403, 404)
def why(position_id: int) -> dict[str, Any]:
    """Why an open position is suggested to the member, or the reasons against it and what would change them."""
    fit = fit_of(current_actor(), position_id)
    if fit is None:
        raise NotVisible
    return why_json(fit)


@blp.route("/me/not-for-me", methods=["GET"])
@signed_in
@blp.response(200, NotForMeOut(many=True))
@blp.paginate(ListingPage, max_page_size=100)
@documented(blp, 401, 404, 422)
def not_for_me() -> Listing:
    """The projects that the member does not want suggested, newest first."""
    return Listing(refusing.refused_by(current_actor()))


@blp.route("/me/not-for-me/<int:project_id>", methods=["PUT"])
@signed_in
@blp.response(204)
@documented(blp, 401, 404)
def say_not_for_me(project_id: int) -> None:
    """Suggest no session of this project to the member again; nobody is told, claiming stays open."""
    refusing.say_not_for_me(current_actor(), project_id)


@blp.route("/me/not-for-me/<int:project_id>", methods=["DELETE"])
@signed_in
@blp.response(204)
@documented(blp, 401, 404)
def take_back_not_for_me(project_id: int) -> None:
    """Suggest the project again where it suits."""
    refusing.take_back(current_actor(), project_id)


@blp.route("/positions/<int:position_id>/candidates", methods=["GET"])
@needs(Permission.CLAIM_MANAGE)
@blp.arguments(CandidateQuery, location="query")
@blp.response(200, CandidateOut(many=True))
@documented(blp, 401, 403, 404, 422)
def candidates(wanted: dict[str, Any], position_id: int) -> list[dict[str, Any]]:
    """The members within reach who suit the position best, with reasons."""
    narrowed = CandidateFilters(**{name: value for name, value in wanted.items() if name != "limit"})
    found = service.candidates_for(current_actor(), position_id, wanted["limit"], filters=narrowed)
    return [candidate_json(one) for one in found.items]
