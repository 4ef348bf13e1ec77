"""Pages on which a resource is written: a new one, a copy of another, one that is changed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.models import Place, PlaceKind, Unit
from volunteer.organization.permissions import Permission
from volunteer.resources import queries, service
from volunteer.resources.forms import ResourceForm
from volunteer.resources.models import Resource
from volunteer.resources.service import CONTENT
from volunteer.resources.states import ResourceKind
from volunteer.resources.words import ABOUT, EXAMPLES, KINDS
from volunteer.taxonomy.naming import names
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.idempotency import once

bp = Blueprint("resource_forms", __name__)


@bp.get("/resources/new")
@needs(Permission.RESOURCE_MANAGE)
def new() -> str:
    """The form of one kind (`?kind=`), or a copy of what a unit offers already (`?copy=ID`)."""
    actor = current_actor()
    copied = request.args.get("copy", type=int)
    like = queries.own_resource(actor, copied) if copied else None
    kind = like.kind if like else _kind()
    data = _values_of(like) if like else _usual(actor)
    return _form_page(_form(kind, data={**data, "form_key": secrets.token_urlsafe(16)}), kind)


@bp.post("/resources/new")
@needs(Permission.RESOURCE_MANAGE)
def make() -> Response | tuple[str, int]:
    """Keep the draft, or publish it at once; the same form sent twice makes one resource."""
    actor, kind = current_actor(), _kind()
    form = _form(kind)

    def written() -> int:
        content = {**form.content(), "kind": kind}
        return service.make(actor, content, publish_now="draft" not in request.form).id

    made = carried_out(form, lambda: once(form.form_key.data, written), refused_at="title")
    if made is None:
        return _form_page(form, kind), 422
    flash(_("草稿已保存，发布后社区才能点单") if "draft" in request.form else _("已发布，社区现在可以点单"), "ok")
    return redirect(url_for("resources.show", resource_id=made), 303)


@bp.get("/resources/<int:resource_id>/edit")
@needs(Permission.RESOURCE_MANAGE)
def edit_form(resource_id: int) -> str:
    """The form with what was written."""
    resource = queries.own_resource(current_actor(), resource_id)
    return _form_page(_form(resource.kind, data=_values_of(resource)), resource.kind, resource)


@bp.post("/resources/<int:resource_id>/edit")
@needs(Permission.RESOURCE_MANAGE)
def edit(resource_id: int) -> Response | tuple[str, int]:
    """Save the changes; the orders that stand stay as they were agreed."""
    actor = current_actor()
    resource = queries.own_resource(actor, resource_id)
    form = _form(resource.kind)

    def rewrite() -> Resource:
        return service.edit(actor, resource_id, form.version.data, form.content())

    if carried_out(form, rewrite, refused_at="title") is None:
        return _form_page(form, queries.own_resource(actor, resource_id).kind, resource), 422
    flash(_("已保存"), "ok")
    return redirect(url_for("resources.show", resource_id=resource_id), 303)


def _kind() -> str:
    wanted = request.args.get("kind")
    return wanted if wanted in set(ResourceKind) else ResourceKind.SERVICE


def _form(kind: str, data: dict[str, Any] | None = None) -> ResourceForm:
    form = ResourceForm(data=data)
    form.suit(kind, names().categories_in_use, names().skills_in_use, _towns())
    return form


def _form_page(form: ResourceForm, kind: str, resource: Resource | None = None) -> str:
    return render_template(
        "pages/resources/form.html",
        form=form,
        kind=kind,
        kinds=KINDS,
        resource=resource,
        example=EXAMPLES[ResourceKind(kind)],
        about=ABOUT[ResourceKind(kind)],
    )


def _towns() -> Sequence[tuple[int, str]]:
    found = db.session.execute(select(Place.id, Place.name).where(Place.kind == PlaceKind.TOWN).order_by(Place.code))
    return [(town_id, name) for town_id, name in found]


def _usual(actor: Actor) -> dict[str, Any]:
    """A new one starts with the actor's own unit and its telephone."""
    led = [grant.node_id for grant in actor.grants if grant.tree == "unit"]
    unit = db.session.get(Unit, led[0]) if led else None
    return {
        "unit_id": unit.id if unit else None,
        "contact_name": actor.name,
        "contact_phone": unit.duty_phone if unit else None,
    }


def _values_of(resource: Resource) -> dict[str, Any]:
    return {name: getattr(resource, name) for name in (*CONTENT, "unit_id", "version")}
