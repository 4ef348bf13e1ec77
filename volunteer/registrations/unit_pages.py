"""How far a unit is registered, counted by the units below it, and 单位报到 for a team that is paired with a site."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.people import unit_tree
from volunteer.people.shown import shown
from volunteer.registrations import queries, teams
from volunteer.web.guard import needs
from volunteer.web.tables import page_of

bp = Blueprint("unit_registrations", __name__)


@bp.get("/units/<int:unit_id>/registrations")
@needs(Permission.MEMBER_READ)
def show(unit_id: int) -> str:
    """Numbers of the unit and of each below it, in the order of the tree."""
    actor = current_actor()
    unit = get_visible(Unit, actor, Permission.MEMBER_READ, unit_id)
    found = page_of(unit_tree.children_of(unit))
    rates = queries.rates([unit.id, *(child.id for child in found.items)])
    nobody = queries.Rate()
    manages = actor.reach(Permission.MEMBER_MANAGE).covers(unit_path=unit.path)
    return render_template(
        "pages/registrations/unit.html",
        unit=unit,
        own=rates.get(unit.id, nobody),
        found=found,
        rows=[(child, rates.get(child.id, nobody)) for child in found.items],
        sites=queries.paired_sites(unit.id) if manages else (),
    )


@bp.get("/units/<int:unit_id>/registrations/new")
@needs(Permission.MEMBER_MANAGE)
def choose(unit_id: int) -> str:
    """Who of the team is to be registered with the paired site."""
    actor = current_actor()
    unit = get_visible(Unit, actor, Permission.MEMBER_MANAGE, unit_id)
    sites = queries.paired_sites(unit.id)
    wanted = request.args.get("site", type=int)
    site = next((one for one in sites if one.id == wanted), sites[0] if sites else None)
    found = page_of(queries.unregistered(unit, site.id), size=100) if site else None
    return render_template(
        "pages/registrations/unit_choose.html",
        unit=unit,
        sites=sites,
        site=site,
        found=found,
        records=shown(actor, found.items) if found else [],
    )


@bp.post("/units/<int:unit_id>/registrations")
@needs(Permission.MEMBER_MANAGE)
def register(unit_id: int) -> BaseResponse:
    """Ask the site to receive everybody, or those who were ticked."""
    ids = None if request.form.get("all") == "1" else request.form.getlist("ids", type=int)
    number = teams.register_team(current_actor(), unit_id, request.form.get("site", 0, type=int), ids)
    flash(ngettext("已为 %(num)s 人报到，等社区接收", "已为 %(num)s 人报到，等社区接收", number), "ok")
    return redirect(url_for("unit_registrations.show", unit_id=unit_id), 303)
