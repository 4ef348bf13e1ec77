"""我的报到: where I am registered, the slip, moving on, leaving."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.accounts.rules import grouped
from volunteer.kernel.errors import NotVisible
from volunteer.organization.current import current_actor
from volunteer.people import places
from volunteer.people import queries as people
from volunteer.people.models import Registration, RegistrationKind, RegistrationStatus
from volunteer.registrations import queries, service
from volunteer.registrations.near import nearest_sites
from volunteer.registrations.words import KINDS
from volunteer.web.guard import signed_in
from volunteer.web.qr import qr_svg

LONGEST_NAME = 40

bp = Blueprint("own_registrations", __name__)


@bp.get("/me/registrations")
@signed_in
def index() -> str:
    """What holds, what waits, and what was."""
    member = people.own(current_actor())
    found = queries.own(member.id)
    live = [one for one in found if one.status in queries.LIVE]
    at_home = [one for one in live if one.kind == RegistrationKind.RESIDENCE]
    return render_template(
        "pages/registrations/own.html",
        live=sorted(live, key=lambda one: (one.status, one.kind), reverse=True),
        past=[one for one in found if one not in live],
        received=any(one.status == RegistrationStatus.RECEIVED for one in at_home),
        asked=any(one.status == RegistrationStatus.REQUESTED for one in at_home),
        kinds=KINDS,
    )


@bp.get("/me/registrations/new")
@signed_in
def new() -> str:
    """The sites nearest to home, or those by name, to ask one of them."""
    member = people.own(current_actor())
    q = request.args.get("q", "").replace("\x00", "").strip()[:LONGEST_NAME]
    live = [one for one in queries.own(member.id) if one.status in queries.LIVE]
    return render_template(
        "pages/registrations/choose.html",
        q=q,
        found=[(place, None) for place in places.sites_called(q)] if q else nearest_sites(member),
        home_known=member.home_lon is not None,
        now_at=next((one.place for one in live if one.kind == RegistrationKind.RESIDENCE), None),
    )


@bp.post("/me/registrations")
@signed_in
def ask() -> BaseResponse:
    """Ask a site; the answer is the slip to take there."""
    asked = service.ask(current_actor(), request.form.get("place", 0, type=int))
    flash(_("已向%(site)s发出报到，出示报到单即可当场接收，也可以等社区在线接收", site=asked.place.name), "ok")
    return redirect(url_for("own_registrations.index"), 303)


@bp.get("/me/registrations/<int:registration_id>/slip")
@signed_in
def slip(registration_id: int) -> str:
    """The slip: a page of A4, or a screen to be shown."""
    member = people.own(current_actor())
    registration = _own(member.id, registration_id)
    if registration.slip is None:
        raise NotVisible
    base = current_app.config["PUBLIC_BASE_URL"].rstrip("/")
    address = base + url_for("registrations.slip", slip_code=registration.slip)
    return render_template(
        "pages/registrations/own_slip.html",
        registration=registration,
        member=member,
        kinds=KINDS,
        code=grouped(registration.slip),
        qr=qr_svg(address),
    )


@bp.post("/me/registrations/<int:registration_id>/leave")
@signed_in
def leave(registration_id: int) -> BaseResponse:
    """Take a request back, or end what holds."""
    service.leave(current_actor(), registration_id)
    flash(_("已撤回或退出，社区会看到"), "ok")
    return redirect(url_for("own_registrations.index"), 303)


def _own(member_id: int, registration_id: int) -> Registration:
    found = next((one for one in queries.own(member_id) if one.id == registration_id), None)
    if found is None:
        raise NotVisible
    return found
