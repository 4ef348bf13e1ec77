"""Where I live, roughly: chosen by the name of a community, kept to about 100 metres, or not kept at all."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.organization.current import current_actor
from volunteer.people import own_profile, places, queries
from volunteer.web.guard import signed_in

LONGEST_NAME = 40

bp = Blueprint("me_place", __name__)


@bp.get("/me/place")
@signed_in
def show() -> str:
    """Where I am known to live, and communities by name to choose another."""
    member = queries.own(current_actor())
    q = request.args.get("q", "").replace("\x00", "").strip()[:LONGEST_NAME]
    return render_template(
        "pages/me/place.html",
        home=places.nearest_site(member.home_lon, member.home_lat),
        q=q,
        found=places.sites_called(q) if q else [],
    )


@bp.post("/me/place")
@signed_in
def choose() -> BaseResponse:
    """Live near this community from now on."""
    site = places.site(request.form.get("place", 0, type=int))
    own_profile.change_profile(current_actor(), {"home": {"lon": site.lon, "lat": site.lat}})
    flash(_("常住地点已设在%(site)s附近", site=site.name), "ok")
    return redirect(url_for("me.show"), 303)


@bp.post("/me/place/forget")
@signed_in
def forget() -> BaseResponse:
    """Keep no place at all."""
    own_profile.change_profile(current_actor(), {"home": None})
    flash(_("不再记录常住地点"), "ok")
    return redirect(url_for("me.show"), 303)
