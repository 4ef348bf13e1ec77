"""JSON API of a hotline's lists: work orders in, looked over, let through; results out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from volunteer.demands.models import Demand
from volunteer.hotlines import queries, service
from volunteer.hotlines.models import HotlineList, HotlineRow
from volunteer.hotlines.results import outcome_of, stories
from volunteer.hotlines.schemas import (
    HotlineLetThroughIn,
    HotlineListIn,
    HotlineListOut,
    HotlineResultOut,
    HotlineRowOut,
    HotlineRowsQuery,
    as_cells,
    list_json,
    result_json,
    row_json,
)
from volunteer.hotlines.states import RowAction
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("hotlines", __name__, "Work orders of a hotline in, and what became of them out")


@blp.route("/hotlines", methods=["GET"])
@needs(Permission.HOTLINE_IMPORT)
@blp.response(200, HotlineListOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_hotlines() -> Listing:
    """The lists within reach, newest first."""
    return Listing(queries.lists(current_actor()), _lists)


@blp.route("/hotlines", methods=["POST"])
@needs(Permission.HOTLINE_IMPORT)
@idempotent
@blp.arguments(HotlineListIn)
@blp.response(201, HotlineListOut)
@documented(blp, 401, 403, 422)
def send_hotline(data: dict[str, Any]) -> dict[str, Any]:
    """Send work orders; they are checked at once, and become demands only when the list is let through."""
    orders = [as_cells(order) for order in data["orders"]]
    return list_json(service.take_in_orders(current_actor(), data["sender"], orders, data["name"]))


@blp.route("/hotlines/<int:hotline_id>", methods=["GET"])
@needs(Permission.HOTLINE_IMPORT)
@blp.response(200, HotlineListOut)
@documented(blp, 401, 403, 404)
def get_hotline(hotline_id: int) -> dict[str, Any]:
    """One list: how far it is, what its rows come to."""
    return list_json(queries.one_list(current_actor(), hotline_id))


@blp.route("/hotlines/<int:hotline_id>/rows", methods=["GET"])
@needs(Permission.HOTLINE_IMPORT)
@blp.arguments(HotlineRowsQuery, location="query")
@blp.response(200, HotlineRowOut(many=True))
@documented(blp, 401, 403, 404, 422)
@blp.paginate(ListingPage, max_page_size=100)
def list_hotline_rows(query: dict[str, Any], hotline_id: int) -> Listing:
    """The rows by line, perhaps only those that come to one thing."""
    made = queries.one_list(current_actor(), hotline_id)
    only = RowAction(query["action"]) if "action" in query else None

    def told(rows: Sequence[HotlineRow]) -> list[dict[str, Any]]:
        return [row_json(made, row) for row in rows]

    return Listing(queries.rows_of(made, only), told)


@blp.route("/hotlines/<int:hotline_id>/results", methods=["GET"])
@needs(Permission.HOTLINE_IMPORT)
@blp.response(200, HotlineResultOut(many=True))
@documented(blp, 401, 403, 404)
@blp.paginate(ListingPage, max_page_size=100)
def list_hotline_results(hotline_id: int) -> Listing:
    """What became of each work order, by line; nothing of persons."""
    made = queries.one_list(current_actor(), hotline_id)
    return Listing(queries.with_demands(made), _results, scalars=False)


@blp.route("/hotlines/<int:hotline_id>/apply", methods=["POST"])
@needs(Permission.HOTLINE_IMPORT)
@idempotent
@blp.arguments(HotlineLetThroughIn)
@blp.response(200, HotlineListOut)
@documented(blp, 401, 403, 404, 409, 422)
def apply_hotline(data: dict[str, Any], hotline_id: int) -> dict[str, Any]:
    """Let the good rows become demands, within seconds; wrong ones stay out until they come again."""
    return list_json(service.let_through(current_actor(), hotline_id, data["version"]))


@blp.route("/hotlines/<int:hotline_id>/discard", methods=["POST"])
@needs(Permission.HOTLINE_IMPORT)
@idempotent
@blp.response(200, HotlineListOut)
@documented(blp, 401, 403, 404, 409, 422)
def discard_hotline(hotline_id: int) -> dict[str, Any]:
    """Put a list aside."""
    return list_json(service.discard(current_actor(), hotline_id))


def _lists(lists: Sequence[HotlineList]) -> list[dict[str, Any]]:
    return [list_json(made) for made in lists]


def _results(found: Sequence[tuple[HotlineRow, Demand | None, Demand | None]]) -> list[dict[str, Any]]:
    told = stories((demand, lead) for _row, demand, lead in found)
    return [result_json(row, demand, outcome_of(demand, lead, told) if demand else None) for row, demand, lead in found]
