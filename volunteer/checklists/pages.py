"""Pages on which a brigade keeps its list."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.checklists import queries, service
from volunteer.checklists.forms import ItemForm
from volunteer.checklists.models import ChecklistItem, KnownBy
from volunteer.checklists.words import LOOKS_FOR
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs

bp = Blueprint("checklists", __name__)


@bp.get("/checklists")
@needs(Permission.SETTING_MANAGE)
def index() -> str:
    """What holds for the reader's brigade and below; retired ones only when asked for."""
    actor, retired = current_actor(), bool(request.args.get("retired"))
    items = db.session.scalars(queries.items_near(actor, queries.brigade_of(actor))).all()
    return render_template(
        "pages/checklists/index.html",
        items=[item for item in items if retired or not item.retired],
        looks_for={item.id: LOOKS_FOR[KnownBy(item.known_by)] for item in items if item.known_by},
        changeable={item.id for item in items if queries.keeps(actor, item)},
        keeps_all=actor.reach(Permission.SETTING_MANAGE).whole_network,
        retired=retired,
    )


@bp.get("/checklists/new")
@needs(Permission.SETTING_MANAGE)
def new() -> str:
    """The form of a new item."""
    return _form_page(_new_form())


@bp.post("/checklists/new")
@needs(Permission.SETTING_MANAGE)
def add() -> Response | tuple[str, int]:
    """Add one."""
    form = _new_form()
    added = carried_out(form, lambda: service.add(current_actor(), form.values()))
    if added is None:
        return _form_page(form), 422
    return _done(_("已添加%(name)s", name=added.name))


@bp.get("/checklists/<int:item_id>/edit")
@needs(Permission.SETTING_MANAGE)
def edit_form(item_id: int) -> str:
    """The form of one."""
    item = _kept(item_id)
    return _form_page(ItemForm(obj=item), item)


@bp.post("/checklists/<int:item_id>/edit")
@needs(Permission.SETTING_MANAGE)
def edit(item_id: int) -> Response | tuple[str, int]:
    """Save it."""
    item, form = _kept(item_id), ItemForm()
    saved = carried_out(form, lambda: service.change(current_actor(), item_id, form.version.data, form.values()))
    if saved is None:
        return _form_page(form, item), 422
    return _done(_("已保存"))


@bp.post("/checklists/<int:item_id>/<any(retire,restore):step>")
@needs(Permission.SETTING_MANAGE)
def turn(item_id: int, step: str) -> Response:
    """Nobody is asked for it any more, or again."""
    version = _kept(item_id).version
    service.change(current_actor(), item_id, version, {"retired": step == "retire"})
    return _done(_("已停用，发布项目时不再要求") if step == "retire" else _("已恢复使用"))


@bp.post("/checklists/shipped")
@needs(Permission.SETTING_MANAGE)
def restore_shipped() -> Response:
    """Add those that came with the program and are missing."""
    added = service.restore_shipped(current_actor())
    return _done(_("已补齐 %(num)s 项", num=added) if added else _("“六有”各项都在了"))


def _kept(item_id: int) -> ChecklistItem:
    item = queries.one_item(item_id)
    if not queries.keeps(current_actor(), item):
        raise Forbidden
    return item


def _new_form() -> ItemForm:
    form = ItemForm()
    del form.rank
    return form


def _form_page(form: ItemForm, item: ChecklistItem | None = None) -> str:
    looks_for = LOOKS_FOR[KnownBy(item.known_by)] if item is not None and item.known_by else None
    return render_template("pages/checklists/form.html", form=form, item=item, looks_for=looks_for)


def _done(message: str) -> Response:
    flash(message, "ok")
    return redirect(url_for("checklists.index"), 303)
