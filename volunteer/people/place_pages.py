"""Where I live and work, roughly: chosen by the name of a community or on a map, or not kept at all."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel.database import db
from volunteer.organization.current import current_actor
from volunteer.organization.models import Place, PlaceKind
from volunteer.people import own_profile, places
from volunteer.people.own_summary import own_summary
from volunteer.web.guard import signed_in
from volunteer.web.town_maps import MapPoint, TownMark, map_data

LONGEST_NAME = 40
HOME, OFFICE = "home", "office"

bp = Blueprint("me_place", __name__)


@bp.get("/me/place")
@signed_in
def show() -> str:
    """Where I am known to live and work, and communities to choose another: likely ones, by name, on a map."""
    q = request.args.get("q", "").replace("\x00", "").strip()[:LONGEST_NAME]
    summary = own_summary(current_actor())
    tapped = request.args.get("site", type=int)
    return render_template(
        "pages/me/place.html",
        summary=summary,
        what=_what(request.args),
        q=q,
        found=places.sites_called(q) if q else places.likely_sites(summary.member),
        tapped=places.site(tapped) if tapped else None,
    )


@bp.get("/me/place/map-data")
@signed_in
def map_points() -> Response:
    """Every community as a point that can be chosen."""
    what = _what(request.args)
    points = [
        MapPoint(lon, lat, 0, name, town or "", url_for(".show", site=place_id, **{"for": what}), tone="plain")
        for place_id, name, town, lon, lat in places.all_sites()
    ]
    towns = select(Place.code, Place.name, Place.lon, Place.lat).where(Place.kind == PlaceKind.TOWN)
    marks = [TownMark(code, name, lon, lat, 0, "") for code, name, lon, lat in db.session.execute(towns)]
    return jsonify(map_data(marks, points))


@bp.post("/me/place")
@signed_in
def choose() -> BaseResponse:
    """Live or work near this community from now on, or where the device is now."""
    what = _what(request.form)
    lon, lat = request.form.get("lon", type=float), request.form.get("lat", type=float)
    if lon is not None and lat is not None:
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            abort(404)
        point, said = {"lon": lon, "lat": lat}, _("现在的位置")
    else:
        site = places.site(request.form.get("place", 0, type=int))
        point, said = {"lon": site.lon, "lat": site.lat}, _("%(site)s附近", site=site.name)
    own_profile.change_profile(current_actor(), {what: point})
    text = _("住处已设在%(place)s", place=said) if what == HOME else _("办公地点已设在%(place)s", place=said)
    flash(text, "ok")
    return redirect(url_for("me.show"), 303)


@bp.post("/me/place/forget")
@signed_in
def forget() -> BaseResponse:
    """Keep no place at all; distances are then measured from what stands in for it."""
    what = _what(request.form)
    own_profile.change_profile(current_actor(), {what: None})
    flash(_("不再记录住处") if what == HOME else _("办公地点改回单位地址"), "ok")
    return redirect(url_for(".show", **{"for": what}), 303)


@bp.post("/me/place/precision")
@signed_in
def set_precision() -> BaseResponse:
    """Keep places to a metre, or only to about a hundred."""
    precise = request.form.get("precise") == "1"
    own_profile.change_profile(current_actor(), {"precise_places": precise})
    flash(_("以后记到约 1 米，重新选一次位置后生效") if precise else _("已改为只记到约 100 米"), "ok")
    return redirect(url_for(".show"), 303)


def _what(values: MultiDict[str, str]) -> str:
    """Whether the home or the office is meant."""
    return OFFICE if values.get("for") == OFFICE else HOME
