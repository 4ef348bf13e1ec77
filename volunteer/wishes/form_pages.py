"""Pages on which a wish is written down, and rewritten before it is verified."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.demands.answering import unit_answering
from volunteer.demands.queries import single_site
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.queries import root_brigade
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.idempotency import once
from volunteer.wishes import queries, service
from volunteer.wishes.forms import WishForm
from volunteer.wishes.models import Wish
from volunteer.wishes.rules import EDITABLE
from volunteer.wishes.steps import cover

bp = Blueprint("wish_forms", __name__)


@bp.get("/wishes/new")
@needs(Permission.DEMAND_ASK)
def new() -> str:
    """An empty form."""
    actor = current_actor()
    return _form_page(_form(actor, WishForm(form_key=secrets.token_urlsafe(16))), _unit_of(actor))


@bp.post("/wishes/new")
@needs(Permission.DEMAND_ASK)
def collect() -> Response | tuple[str, int]:
    """Keep it; the same form sent twice makes one wish."""
    actor = current_actor()
    form = _form(actor, WishForm())

    def act() -> int:
        return once(form.form_key.data, lambda: service.collect(actor, form.content()).id)

    wish_id = carried_out(form, act, refused_at="title")
    if wish_id is None:
        return _form_page(form, _unit_of(actor)), 422
    flash(_("已提交，核实后按编号公布，不公开是谁的心愿"), "ok")
    return redirect(url_for("wishes.show", wish_id=wish_id), 303)


@bp.get("/wishes/<int:wish_id>/edit")
@needs(Permission.DEMAND_ASK)
def edit_form(wish_id: int) -> Response | str:
    """The form with what was written; the guarded part is not shown again."""
    wish = _kept_by_actor(wish_id)
    if wish.status not in EDITABLE:
        return redirect(url_for("wishes.show", wish_id=wish_id), 303)
    known = {name: getattr(wish, name) for name in (*service.CONTENT, "version")}
    form = WishForm(data=known)
    del form.site_id
    return _form_page(form, wish.unit, wish)


@bp.post("/wishes/<int:wish_id>/edit")
@needs(Permission.DEMAND_ASK)
def edit(wish_id: int) -> Response | tuple[str, int]:
    """Save; what was returned is handed in again."""
    actor, wish = current_actor(), _kept_by_actor(wish_id)
    form = WishForm(guarded=service.guarded_part(wish))
    del form.site_id
    saved = carried_out(form, lambda: service.edit(actor, wish_id, form.version.data, form.content()), "title")
    if saved is None:
        return _form_page(form, wish.unit, wish), 422
    flash(_("已保存"), "ok")
    return redirect(url_for("wishes.show", wish_id=wish_id), 303)


def _kept_by_actor(wish_id: int) -> Wish:
    actor = current_actor()
    wish = queries.one_wish(actor, wish_id)
    cover(actor, wish, Permission.DEMAND_ASK)
    return wish


def _form(actor: Actor, form: WishForm) -> WishForm:
    """Whoever works for one site is not asked for which."""
    if single_site(actor) is not None:
        del form.site_id
    return form


def _unit_of(actor: Actor) -> Unit:
    """Who verifies, as far as it is known beforehand."""
    site_id = single_site(actor)
    return unit_answering(site_id) if site_id is not None else root_brigade()


def _form_page(form: WishForm, unit: Unit, wish: Wish | None = None) -> str:
    return render_template("pages/wishes/form.html", form=form, wish=wish, most=service.most_yuan(unit))
