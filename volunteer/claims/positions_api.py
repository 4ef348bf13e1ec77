"""Open positions by JSON; readable by everybody, as the public list is."""

from __future__ import annotations

from typing import Any

from volunteer.claims import board
from volunteer.claims.board import Entry
from volunteer.claims.schemas import PositionOut, PositionQuery
from volunteer.kernel.errors import Invalid
from volunteer.organization.current import current_actor
from volunteer.projects.queries import PositionFilters
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
    wanted = PositionFilters(
        town=query.get("town"),
        category=query.get("category"),
        skill=query.get("skill"),
        on=query.get("on"),
        near=_point(query.get("near")),
        within_km=query.get("within"),
        q=query.get("q"),
        free_only=query.get("free", False),
    )
    return Listing(
        board.listed(wanted, actor), lambda rows: [_out(entry) for entry in board.entries(rows, actor)], scalars=False
    )


@blp.route("/positions/<int:position_id>", methods=["GET"])
@public
@blp.doc(security=[])
@blp.response(200, PositionOut)
@documented(blp, 404)
def position(position_id: int) -> dict[str, Any]:
    """One position, also after it closed."""
    return _out(board.one_entry(position_id, current_actor()))


def _point(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    lon, lat = (float(part) for part in text.split(","))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Invalid({"near": "lon,lat"})
    return lon, lat


def _out(entry: Entry) -> dict[str, Any]:
    position, session = entry.position, entry.position.session
    site = session.site
    return {
        "id": position.id,
        "title": position.title,
        "project_id": position.project_id,
        "project_title": position.project.title,
        "session": session,
        "site": {
            "id": site.id,
            "name": site.name,
            "town": site.parent.name if site.parent else None,
            "lon": site.lon,
            "lat": site.lat,
        },
        "category": position.project.category,
        "skill": position.skill,
        "level": position.level,
        "headcount": position.headcount,
        "free": entry.numbers.free,
        "free_for_my_unit": entry.numbers.free_for_my_unit,
        "waiting": entry.numbers.waiting,
        "distance_m": None if entry.distance_m is None else round(entry.distance_m),
    }
