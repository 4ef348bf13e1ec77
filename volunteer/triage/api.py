"""The queue of a triager over the API: what waits, what was found about it, and the steps that need a look at it.

Accepting, returning and passing on are steps of every demand (demands/api.py).
"""

from __future__ import annotations

from typing import Any

from volunteer.demands import merging, queries
from volunteer.demands.schemas import DemandOut, ReasonGiven, demand_json, demands_json
from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.triage import queue, rows, service
from volunteer.triage.schemas import ApartIn, BesideOut, MergeIn, QueueFiltersIn, SortIn
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("triage", __name__, "What came in is sorted, told from doubles, seen to before it is public")


@blp.route("/triage/demands", methods=["GET"])
@needs(Permission.DEMAND_FORWARD)
@blp.arguments(QueueFiltersIn, location="query")
@blp.response(200, DemandOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_waiting(filters: dict[str, Any]) -> Listing:
    """What waits for an answer and may be passed on by oneself, the most pressing first."""
    order = filters.pop("order")
    return Listing(queue.ordered(current_actor(), queue.QueueFilters(**filters), clock.now(), order), demands_json)


@blp.route("/triage/demands/<int:demand_id>", methods=["GET"])
@needs(Permission.DEMAND_FORWARD)
@blp.response(200, BesideOut)
@documented(blp, 401, 403, 404)
def look_at(demand_id: int) -> rows.Row:
    """What its words suggest and give away, what it resembles, which units should take it and why."""
    actor = current_actor()
    (row,) = rows.rows_of(actor, [queries.one_demand(actor, demand_id)], clock.now())
    return row


@blp.route("/triage/demands/<int:demand_id>/sort", methods=["POST"])
@needs(Permission.DEMAND_FORWARD)
@idempotent
@blp.arguments(SortIn)
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def sort(data: dict[str, Any], demand_id: int) -> dict[str, Any]:
    """Correct category, skill, urgency or number of helpers while it waits."""
    return demand_json(service.sort(current_actor(), demand_id, data))


@blp.route("/triage/demands/<int:demand_id>/merge", methods=["POST"])
@needs(Permission.DEMAND_FORWARD)
@idempotent
@blp.arguments(MergeIn)
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def merge(data: dict[str, int], demand_id: int) -> dict[str, Any]:
    """The same need as another: done with it, until it is split off."""
    return demand_json(merging.merge(current_actor(), demand_id, data["lead_id"]))


@blp.route("/triage/demands/<int:demand_id>/split", methods=["POST"])
@needs(Permission.DEMAND_FORWARD)
@idempotent
@blp.arguments(ReasonGiven)
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def split(data: dict[str, str], demand_id: int) -> dict[str, Any]:
    """A need of its own after all: it waits again, with a new clock."""
    return demand_json(merging.split(current_actor(), demand_id, data["reason"]))


@blp.route("/triage/demands/<int:demand_id>/apart", methods=["POST"])
@needs(Permission.DEMAND_FORWARD)
@idempotent
@blp.arguments(ApartIn)
@blp.response(204)
@documented(blp, 401, 403, 404, 409)
def tell_apart(data: dict[str, int], demand_id: int) -> None:
    """The two are no doubles, and are not shown as such again."""
    service.tell_apart(current_actor(), demand_id, data["other_id"])


@blp.route("/triage/demands/<int:demand_id>/alike", methods=["POST"])
@needs(Permission.DEMAND_FORWARD)
@idempotent
@blp.arguments(ApartIn)
@blp.response(204)
@documented(blp, 401, 403, 404, 409)
def tell_alike(data: dict[str, int], demand_id: int) -> None:
    """They may be doubles after all, and are shown side by side again."""
    service.tell_alike(current_actor(), demand_id, data["other_id"])


@blp.route("/triage/demands/<int:demand_id>/mask", methods=["POST"])
@needs(Permission.DEMAND_FORWARD)
@idempotent
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409, 422)
def mask(demand_id: int) -> dict[str, Any]:
    """Take out what is too personal in its public words."""
    return demand_json(service.take_out(current_actor(), demand_id))


@blp.route("/triage/demands/<int:demand_id>/harmless", methods=["POST"])
@needs(Permission.DEMAND_FORWARD)
@idempotent
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409, 422)
def declare_harmless(demand_id: int) -> dict[str, Any]:
    """Its public words may be public as they are, on record."""
    return demand_json(service.declare_harmless(current_actor(), demand_id))


@blp.route("/triage/demands/<int:demand_id>/personal", methods=["POST"])
@needs(Permission.DEMAND_FORWARD)
@idempotent
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409, 422)
def declare_personal(demand_id: int) -> dict[str, Any]:
    """Take back that its public words may be public as they are."""
    return demand_json(service.declare_not_harmless(current_actor(), demand_id))
