"""JSON API of ratings."""

from __future__ import annotations

from typing import Any

from volunteer.demands import queries, rating_service
from volunteer.demands.models import Rating
from volunteer.demands.schemas import RatingFiltersIn, RatingIn, RatingOut, rating_of
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("ratings", __name__, "What sites and recipients say of the service")


@blp.route("/ratings", methods=["GET"])
@needs(Permission.DEMAND_READ)
@blp.arguments(RatingFiltersIn, location="query")
@blp.response(200, RatingOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_ratings(filters: dict[str, Any]) -> Listing:
    """Ratings of the demands in sight, newest first."""
    statement = visible(Rating, current_actor(), Permission.DEMAND_READ).order_by(Rating.at.desc(), Rating.id.desc())
    if "demand_id" in filters:
        statement = statement.where(Rating.demand_id == filters["demand_id"])
    return Listing(statement)


@blp.route("/ratings", methods=["POST"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.arguments(RatingIn)
@blp.response(201, RatingOut)
@documented(blp, 401, 403, 404, 409)
def post_rating(data: dict[str, Any]) -> Rating:
    """Rate a demand's service."""
    demand = rating_service.rate(current_actor(), data["demand_id"], **rating_of(data))
    return queries.ratings_of(demand.id)[-1]
