"""Pages of sites."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from volunteer.kernel import clock
from volunteer.kernel.errors import Forbidden
from volunteer.organization.current import current_actor
from volunteer.organization.models import Place
from volunteer.organization.named_for import named_for
from volunteer.organization.permissions import Permission
from volunteer.organization.queries import responsible_unit_for
from volunteer.sites import queries, service
from volunteer.sites.forms import SiteForm
from volunteer.sites.rules import may_keep
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs, signed_in
from volunteer.web.tables import Sorting, page_of, sorting

bp = Blueprint("sites", __name__)


@bp.get("/sites")
@signed_in
def index() -> str:
    """Sites by town and name."""
    statement, order = listed()
    found = page_of(statement)
    return render_template(
        "pages/sites/index.html",
        found=found,
        sorting=order,
        towns=queries.towns(),
        paired=queries.paired_names(found.items),
    )


def listed() -> tuple[Select[Place], Sorting]:
    """The sites the address asks for, in its order."""
    town, q = (request.args.get(name, "").replace("\x00", "").strip() or None for name in ("town", "q"))
    order = sorting({"place": queries.TOWN_AND_CODE, "name": Place.name, "code": Place.code}, Place.id, "place")
    return order.apply(queries.sites(town=town, q=q)), order


@bp.get("/sites/<int:site_id>")
@signed_in
def show(site_id: int) -> str:
    """One site: who runs it, who answers its demands."""
    place = queries.site(site_id)
    return render_template(
        "pages/sites/show.html",
        site=place,
        responsible=responsible_unit_for(place.id),
        operators=queries.operators(place.id, clock.now()),
        may_edit=_may_keep(place),
        designations=named_for(place_id=place.id),
        may_receive=may_keep(current_actor().reach(Permission.REGISTRATION_RECEIVE), place.path),
        may_post=may_keep(current_actor().reach(Permission.DEMAND_ASK), place.path),
    )


@bp.get("/sites/new")
@needs(Permission.SITE_MANAGE)
def new() -> str:
    """The form of a new site."""
    return _form_page(_form())


@bp.post("/sites/new")
@needs(Permission.SITE_MANAGE)
def create() -> BaseResponse | tuple[str, int]:
    """Add a site."""
    form = _form()

    def add() -> Place:
        wanted = service.NewSite(town_id=form.town_id.data, code=form.code.data, **_values(form))
        return service.add_site(current_actor(), wanted)

    place = carried_out(form, add)
    if place is None:
        return _form_page(form), 422
    flash(_("已添加%(name)s", name=place.name), "ok")
    return redirect(url_for("sites.show", site_id=place.id), 303)


@bp.get("/sites/<int:site_id>/edit")
@needs(Permission.SITE_MANAGE)
def edit(site_id: int) -> str:
    """The form of a site."""
    place = _kept(site_id)
    return _form_page(_form(place), site=place)


@bp.post("/sites/<int:site_id>/edit")
@needs(Permission.SITE_MANAGE)
def update(site_id: int) -> BaseResponse | tuple[str, int]:
    """Save a site's record."""
    place = _kept(site_id)
    form = _form(place)

    def save() -> Place:
        return service.update_site(current_actor(), place.id, int(form.version.data or 0), _values(form))

    if carried_out(form, save) is None:
        return _form_page(form, site=place), 422
    flash(_("已保存"), "ok")
    return redirect(url_for("sites.show", site_id=site_id), 303)


def _may_keep(place: Place) -> bool:
    return may_keep(current_actor().reach(Permission.SITE_MANAGE), place.path)


def _kept(site_id: int) -> Place:
    place = queries.site(site_id)
    if not _may_keep(place):
        raise Forbidden
    return place


def _values(form: SiteForm) -> dict[str, Any]:
    values = {name: form[name].data for name in ("name", "lon", "lat", "address", "duty_phone")}
    return {**values, "paired_unit_id": form.paired_unit_id.data}


def _form(place: Place | None = None) -> SiteForm:
    form = SiteForm(obj=place)
    if place is None:
        form.town_id.choices = [SelectChoice(town.id, town.name) for town in queries.towns() if _may_keep(town)]
    else:
        del form.town_id, form.code
    return form


def _form_page(form: SiteForm, **context: Any) -> str:
    return render_template("pages/sites/form.html", form=form, **context)
