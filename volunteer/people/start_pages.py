"""The first time: 会什么, 什么时候, 在哪儿, each on a page of its own that can be skipped, and 资料都对 at the end."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel.errors import Invalid
from volunteer.organization.current import current_actor
from volunteer.people import own_profile, places, queries, skills
from volunteer.people.own_skill_pages import papers_wanted
from volunteer.people.own_summary import own_summary
from volunteer.people.painting import asked_bits, week_page
from volunteer.people.skill_choices import asked_levels, chooser
from volunteer.taxonomy.naming import names
from volunteer.web.guard import signed_in

RADII = (3, 5, 10, 20, 50)  # kilometres
LONGEST_NAME = 40

bp = Blueprint("me_start", __name__)


@bp.get("/me/start")
@signed_in
def can() -> str:
    """会什么: skills, and the kinds of service one likes."""
    member_id = queries.own(current_actor()).id
    held = queries.skills_of([member_id])[member_id]
    return _step(
        0,
        "can",
        held=held,
        interests=queries.interests_of(member_id),
        categories=names().categories_in_use,
        **chooser({one.code for one in held}, request.args.get("q", "")),
    )


@bp.post("/me/start")
@signed_in
def say_can() -> BaseResponse:
    """Keep what was ticked."""
    wanted = asked_levels(request.form)
    try:
        own_profile.change_profile(current_actor(), {"interests": request.form.getlist("interests")})
        papers = skills.add_skills(current_actor(), wanted) if wanted else []
    except Invalid as invalid:
        flash(_("；").join(map(str, invalid.fields.values())), "error")
        return redirect(url_for(".can"), 303)
    if papers:
        flash(papers_wanted(papers), "info")
    return redirect(url_for(".when"), 303)


@bp.get("/me/start/when")
@signed_in
def when() -> str:
    """什么时候: the week."""
    member = queries.own(current_actor())
    return _step(1, "when", assumed=member.profile_assumed, **week_page(member))


@bp.post("/me/start/when")
@signed_in
def say_when() -> BaseResponse:
    """Keep the painted week."""
    bits = asked_bits(request.form)
    if bits is None:
        flash(_("请按页面上的格子勾选"), "error")
        return redirect(url_for(".when"), 303)
    own_profile.paint_availability(current_actor(), bits)
    return redirect(url_for(".where"), 303)


@bp.get("/me/start/where")
@signed_in
def where() -> str:
    """在哪儿: the community one lives near, and how far one goes."""
    summary = own_summary(current_actor())
    q = request.args.get("q", "").replace("\x00", "").strip()[:LONGEST_NAME]
    return _step(
        2,
        "where",
        summary=summary,
        q=q,
        found=places.sites_called(q) if q else places.likely_sites(summary.member),
        radii=sorted({*RADII, summary.member.radius_km}),
    )


@bp.post("/me/start/where")
@signed_in
def say_where() -> BaseResponse:
    """Keep the place, if one was chosen, and the distance."""
    changes: dict[str, Any] = {}
    chosen = request.form.get("place", 0, type=int)
    if chosen:
        site = places.site(chosen)
        changes["home"] = {"lon": site.lon, "lat": site.lat}
    radius = request.form.get("radius_km", type=float)
    if radius in RADII:
        changes["radius_km"] = radius
    own_profile.change_profile(current_actor(), changes)
    return redirect(url_for(".done"), 303)


@bp.get("/me/start/done")
@signed_in
def done() -> str:
    """All of it once more, to be confirmed with one tap."""
    return _step(3, "done", summary=own_summary(current_actor()))


@bp.post("/me/start/done")
@signed_in
def finish() -> BaseResponse:
    """资料都对."""
    own_profile.confirm_profile(current_actor())
    flash(_("填好了，谢谢！以后按这些推荐，随时可以改"), "ok")
    return redirect("/home", 303)


def _step(number: int, page: str, **context: Any) -> str:
    return render_template(f"pages/me/start/{page}.html", step=number, **context)
