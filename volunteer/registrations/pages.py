"""Registrations as a site sees them: who waits to be received, who is registered, what they can do and did here."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel.clock import today
from volunteer.kernel.errors import NotVisible
from volunteer.organization.current import current_actor
from volunteer.organization.models import Place
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.people.models import Member, Registration
from volunteer.people.shown import shown
from volunteer.people.words import LEVELS
from volunteer.registrations import exporting, queries, service
from volunteer.registrations.rules import typed_slip
from volunteer.registrations.words import KINDS, free_times
from volunteer.sites.rules import may_keep
from volunteer.taxonomy.naming import names
from volunteer.web.guard import needs, signed_in
from volunteer.web.tables import page_of

LONGEST = 40

bp = Blueprint("registrations", __name__)


@bp.get("/registrations")
@needs(Permission.REGISTRATION_RECEIVE)
def index() -> str | BaseResponse:
    """The sites one answers for, those where somebody waits first; whoever has only one stands there at once."""
    q = _typed("q") or None
    found = page_of(queries.kept_sites(current_actor(), q), scalars=False)
    if found.total == 1 and not q:
        return redirect(url_for("registrations.at_site", site_id=found.items[0][0].id), 303)
    return render_template("pages/registrations/index.html", found=found)


@bp.get("/sites/<int:site_id>/registrations")
@needs(Permission.REGISTRATION_RECEIVE)
def at_site(site_id: int) -> str:
    """The members registered with a site; with `?show=waiting` those who wait to be received."""
    place = queries.kept_site(current_actor(), site_id)
    common = {"site": place, "numbers": queries.numbers_at(place.id, today()), "kinds": KINDS, "levels": LEVELS}
    if request.args.get("show") == "waiting":
        return _waiting_page(place, common)
    found = page_of(_narrowed(place))
    ids = [member.id for member in found.items]
    return render_template(
        "pages/registrations/site.html",
        **common,
        found=found,
        records=shown(current_actor(), found.items),
        held=queries.held_at(place.id, ids),
        service=queries.service_at(place.id, ids),
        nothing=queries.Service(),
        free_times=free_times,
        skills=names().skills.items(),
    )


@bp.post("/sites/<int:site_id>/registrations/export")
@needs(Permission.REGISTRATION_RECEIVE)
def export(site_id: int) -> BaseResponse:
    """The same list, all pages of it, as a file; masked, and on record."""
    place = queries.kept_site(current_actor(), site_id)
    return exporting.members_of_site(place, _narrowed(place))


@bp.get("/registrations/slip")
@needs(Permission.REGISTRATION_RECEIVE)
def find() -> BaseResponse:
    """From a typed code to its slip."""
    return redirect(url_for("registrations.slip", slip_code=typed_slip(_typed("code")) or "-"), 303)


@bp.get("/registrations/slips/<slip_code>")
@signed_in
def slip(slip_code: str) -> str | BaseResponse | tuple[str, int]:
    """What a scanned slip opens: the site sees who stands there, the member the own slip."""
    actor, registration = current_actor(), queries.by_slip(typed_slip(slip_code))
    if registration is not None and registration.member_id == actor.member_id:
        return redirect(url_for("own_registrations.slip", registration_id=registration.id), 303)
    if not actor.may(Permission.REGISTRATION_RECEIVE):
        raise NotVisible
    if registration is None or not may_keep(actor.reach(Permission.REGISTRATION_RECEIVE), registration.place.path):
        return render_template("pages/registrations/no_slip.html"), 404
    return _slip_page(registration)


@bp.get("/registrations/<int:registration_id>")
@needs(Permission.REGISTRATION_RECEIVE)
def look(registration_id: int) -> str:
    """The same from the list: a team's registrations have no slip."""
    return _slip_page(get_visible(Registration, current_actor(), Permission.REGISTRATION_RECEIVE, registration_id))


@bp.post("/registrations/<int:registration_id>/receive")
@needs(Permission.REGISTRATION_RECEIVE)
def receive(registration_id: int) -> BaseResponse:
    """Receive one member."""
    registration = service.receive(current_actor(), registration_id)
    flash(_("已接收，已告知本人"), "ok")
    return _to_waiting(registration.place_id)


@bp.post("/registrations/<int:registration_id>/refuse")
@needs(Permission.REGISTRATION_RECEIVE)
def refuse(registration_id: int) -> BaseResponse:
    """Do not receive one, and say why."""
    registration = service.refuse(current_actor(), registration_id, _reason())
    flash(_("已退回，原因已告知本人"), "ok")
    return _to_waiting(registration.place_id)


@bp.post("/registrations/<int:registration_id>/release")
@needs(Permission.REGISTRATION_RECEIVE)
def release(registration_id: int) -> BaseResponse:
    """End one that holds, and say why."""
    registration = service.release(current_actor(), registration_id, _reason())
    flash(_("已结束报到，原因已告知本人"), "ok")
    return redirect(url_for("registrations.at_site", site_id=registration.place_id), 303)


@bp.post("/sites/<int:site_id>/registrations/receive")
@needs(Permission.REGISTRATION_RECEIVE)
def receive_waiting(site_id: int) -> BaseResponse:
    """Receive everybody who waits, or those who were ticked."""
    ids = None if request.form.get("all") == "1" else request.form.getlist("ids", type=int)
    received = service.receive_waiting(current_actor(), site_id, ids)
    flash(_n_received(received) if received else _("没有勾选待接收的人"), "ok" if received else "warn")
    return _to_waiting(site_id)


def _n_received(number: int) -> str:
    return ngettext("已接收 %(num)s 人，已告知本人", "已接收 %(num)s 人，已告知本人", number)


def _slip_page(registration: Registration) -> str:
    (record,) = shown(current_actor(), [registration.member])
    return render_template(
        "pages/registrations/slip.html",
        registration=registration,
        record=record,
        kinds=KINDS,
        levels=LEVELS,
        free=free_times(registration.member.availability),
    )


def _waiting_page(place: Place, common: dict[str, object]) -> str:
    found = page_of(queries.waiting_at(place.id), size=50)
    records = shown(current_actor(), [one.member for one in found.items])
    return render_template(
        "pages/registrations/waiting.html", **common, found=found, rows=list(zip(found.items, records, strict=True))
    )


def _narrowed(place: Place) -> Select[Member]:
    kind = _typed("kind")
    return queries.registered_at(
        place.id,
        today(),
        skill=_typed("skill") or None,
        kind=kind if kind in KINDS else None,
        q=_typed("q") or None,
    )


def _to_waiting(site_id: int) -> BaseResponse:
    return redirect(url_for("registrations.at_site", site_id=site_id, show="waiting"), 303)


def _reason() -> str:
    return request.form.get("reason", "").replace("\x00", "").strip()[:200]


def _typed(name: str) -> str:
    return request.args.get(name, "").replace("\x00", "").strip()[:LONGEST]
