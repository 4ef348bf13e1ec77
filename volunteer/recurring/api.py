"""JSON API of needs that come back."""

from __future__ import annotations

from typing import Any

from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.recurring import queries, service
from volunteer.recurring.models import DemandSeries
from volunteer.recurring.schemas import DemandSeriesIn, DemandSeriesOut
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("series", __name__, "Needs that come back")


@blp.route("/series", methods=["GET"])
@needs(Permission.DEMAND_ASK)
@blp.response(200, DemandSeriesOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_series() -> Listing:
    """The series of one's sites: those that run first."""
    return Listing(queries.series_list(current_actor()))


@blp.route("/demands/<int:demand_id>/series", methods=["POST"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.arguments(DemandSeriesIn)
@blp.response(201, DemandSeriesOut)
@documented(blp, 401, 403, 404, 409)
def repeat_demand(plan: dict[str, Any], demand_id: int) -> DemandSeries:
    """Let a demand come back; the dates that are near are handed in at once."""
    return service.repeat(current_actor(), demand_id, plan)


@blp.route("/series/<int:series_id>", methods=["GET"])
@needs(Permission.DEMAND_ASK)
@blp.response(200, DemandSeriesOut)
@documented(blp, 401, 403, 404)
def get_series(series_id: int) -> DemandSeries:
    """One series."""
    return queries.one_series(current_actor(), series_id)


@blp.route("/series/<int:series_id>/pause", methods=["POST"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.response(200, DemandSeriesOut)
@documented(blp, 401, 403, 404, 409)
def pause_series(series_id: int) -> DemandSeries:
    """Hand nothing in until it goes on."""
    return service.pause(current_actor(), series_id)


@blp.route("/series/<int:series_id>/resume", methods=["POST"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.response(200, DemandSeriesOut)
@documented(blp, 401, 403, 404, 409)
def resume_series(series_id: int) -> DemandSeries:
    """Go on with the dates that are still ahead."""
    return service.resume(current_actor(), series_id)


@blp.route("/series/<int:series_id>/end", methods=["POST"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.response(200, DemandSeriesOut)
@documented(blp, 401, 403, 404, 409)
def end_series(series_id: int) -> DemandSeries:
    """Hand nothing more in."""
    return service.end(current_actor(), series_id)
