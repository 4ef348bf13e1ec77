"""Open positions by JSON; readable by everybody, as the public list is."""

from __future__ import annotations

from typing import Any

from volunteer.claims import board
from volunteer.claims.board import Card
from volunteer.claims.reader import reader_of
from volunteer.claims.schemas import PositionOut, PositionQuery
from volunteer.kernel import clock
from volunteer.kernel.errors import Invalid
from volunteer.organization.current import current_actor
from volunteer.projects.finding import PositionFilters
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import public

blp = blueprint("positions", __name__, "Open positions")


@blp.route("/positions", methods=["GET"])
@public
@blp.doc(security=[])
@blp.arguments(PositionQuery, location="query")
@blp.response(200, PositionOut(many=True))
@documented(blp, 422)
@blp.paginate(ListingPage, max_page_size=100)
def positions(query: dict[str, Any]) -> Listing:
    """The positions that can be claimed now, full ones last."""
    actor = current_actor()
    near = _point(query.get("near"))
    wanted = PositionFilters(
        town=query.get("town"),
        category=query.get("category"),
        skill=query.get("skill"),
        on=query.get("on"),
        near=near,
        within_km=query.get("within"),
        q=query.get("q"),
        free_only=query.get("free", False),
    )
    reader = reader_of(actor, clock.now())
    found = board.listed(wanted, reader)
    return Listing(found, lambda rows: [_out(card) for card in board.cards(rows, actor, reader, near)])


@blp.route("/positions/<int:position_id>", methods=["GET"])
@public
@blp.doc(security=[])
@blp.response(200, PositionOut)
@documented(blp, 404)
def position(position_id: int) -> dict[str, Any]:
    """One position, also after it closed."""
    return _out(board.one_card(position_id, current_actor()))


def _point(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    lon, lat = (float(part) for part in text.split(","))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Invalid({"near": "lon,lat"})
    return lon, lat


def _out(card: Card) -> dict[str, Any]:
    row = card.row
    return {
        "id": row.id,
        "title": row.title,
        "project_id": row.project_id,
        "project_title": row.project_title,
        "session": {"id": row.session_id, "starts": row.starts, "ends": row.ends},
        "site": {
            "id": row.site_id,
            "name": row.site_name,
            "town": row.town_name,
            "lon": row.lon,
            "lat": row.lat,
        },
        "category": row.category,
        "skill": row.skill,
        "level": row.level,
        "headcount": row.headcount,
        "free": card.numbers.free,
        "free_for_my_unit": card.numbers.free_for_my_unit,
        "waiting": card.numbers.waiting,
        "distance_m": None if card.distance_m is None else round(card.distance_m),
    }
