"""Finding a service on the map: towns shaded by free places, sites with their number, the same filters as the list."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.claims import board, finding
from volunteer.claims.openings import SiteOpenings, by_site, by_town
from volunteer.claims.reader import Reader, reader_of
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.current import current_actor
from volunteer.organization.models import Place, PlaceKind
from volunteer.web.guard import public
from volunteer.web.town_maps import MapPoint, TownMark, map_data

SITES_LISTED = 20

bp = Blueprint("positions_map", __name__)


@bp.get("/positions/map")
@public
def page() -> str:
    """The map, and the nearest or neediest sites as a list."""
    reader = reader_of(current_actor(), clock.now())
    sites = _sites(reader)
    around = finding.bar(reader.home)
    return render_template(
        "pages/positions/map.html",
        sites=sites[:SITES_LISTED],
        links=[_link(site, around["asked"]) for site in sites[:SITES_LISTED]],
        total=sum(site.free for site in sites),
        sites_in_all=len(sites),
        data_url=url_for("positions_map.data", **around["asked"]),
        **around,
    )


@bp.get("/positions/map-data")
@public
def data() -> Response:
    """What the map draws: every town, and every site with a free place."""
    asked = finding.asked_for()
    sites = _sites(reader_of(current_actor(), clock.now()))
    return jsonify(map_data(_towns(sites, asked), [_point(site, asked) for site in sites]))


def _sites(reader: Reader) -> list[SiteOpenings]:
    wanted = finding.filters_of(request.args, reader.home)
    return by_site(board.listed(wanted, reader), wanted.near)


def _towns(sites: list[SiteOpenings], asked: dict[str, Any]) -> list[TownMark]:
    free, counted = by_town(sites)
    towns = (
        select(Place.code, Place.name, Place.lon, Place.lat).where(Place.kind == PlaceKind.TOWN).order_by(Place.code)
    )
    return [
        TownMark(
            code,
            name,
            lon,
            lat,
            value=free[code],
            text=_("%(free)s 个空位，%(sites)s 个地点", free=free[code], sites=counted[code])
            if free[code]
            else _("没有空位"),
            url=url_for("positions.index", **{**asked, "town": code}) if free[code] else None,
        )
        for code, name, lon, lat in db.session.execute(towns.order_by(Place.code))
    ]


def _point(site: SiteOpenings, asked: dict[str, Any]) -> MapPoint:
    return MapPoint(
        site.lon,
        site.lat,
        count=site.free,
        label=f"{site.town_name} {site.name}" if site.town_name else site.name,
        text=_("%(free)s 个空位", free=site.free),
        url=_link(site, asked),
    )


def _link(site: SiteOpenings, asked: dict[str, Any]) -> str:
    """To the one position, or to the list of the site's."""
    if site.only is not None:
        return url_for("positions.detail", position_id=site.only)
    return url_for("positions.index", **{**asked, "site": str(site.site_id)})
