"""Pages on which the committee keeps the templates: the list in its order, the form of one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.demand_templates import queries, service
from volunteer.demand_templates.forms import TemplateForm
from volunteer.demand_templates.models import DemandTemplate
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.taxonomy.api import TAXONOMY_MANAGE
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import acting, needs

bp = Blueprint("demand_template_pages", __name__)


@bp.get("/demand-templates")
@needs(TAXONOMY_MANAGE)
def index() -> str:
    """All templates in the order of their buttons; retired ones only when asked for."""
    retired = bool(request.args.get("retired"))
    found = db.session.scalars(queries.templates(retired=retired)).all()
    return render_template("pages/demand_templates/index.html", templates=found, retired=retired)


@bp.get("/demand-templates/new")
@needs(TAXONOMY_MANAGE)
def new() -> str:
    """The form of a new one."""
    return _form_page(_form())


@bp.post("/demand-templates/new")
@needs(TAXONOMY_MANAGE)
def create() -> Response | tuple[str, int]:
    """Add one."""
    form = _form()
    added = carried_out(form, lambda: service.add_template(acting(), form.values()))
    if added is None:
        return _form_page(form), 422
    return _done(_("已添加%(name)s", name=added.name))


@bp.get("/demand-templates/<template_code>/edit")
@needs(TAXONOMY_MANAGE)
def edit(template_code: str) -> str:
    """The form of one."""
    found = queries.one_template(template_code)
    return _form_page(_form(found), found)


@bp.post("/demand-templates/<template_code>/edit")
@needs(TAXONOMY_MANAGE)
def update(template_code: str) -> Response | tuple[str, int]:
    """Save it."""
    found, form = queries.one_template(template_code), _form()
    if carried_out(form, lambda: service.change_template(acting(), template_code, form.values())) is None:
        return _form_page(form, found), 422
    return _done(_("已保存"))


@bp.post("/demand-templates/<template_code>/retire")
@needs(TAXONOMY_MANAGE)
def retire(template_code: str) -> Response:
    """Its button goes away; demands made with it stay as they are."""
    service.change_template(acting(), template_code, {"retired": True})
    return _done(_("已停用，社区不再看到它"))


@bp.post("/demand-templates/<template_code>/restore")
@needs(TAXONOMY_MANAGE)
def restore(template_code: str) -> Response:
    """Its button comes back."""
    service.change_template(acting(), template_code, {"retired": False})
    return _done(_("已恢复使用"))


@bp.post("/demand-templates/<template_code>/move/<direction>")
@needs(TAXONOMY_MANAGE)
def shift(template_code: str, direction: str) -> Response:
    """One place up or down."""
    if direction not in (service.UP, service.DOWN):
        raise NotVisible
    service.shift_template(acting(), template_code, direction)
    return redirect(url_for(".index"), 303)


@bp.post("/demand-templates/shipped")
@needs(TAXONOMY_MANAGE)
def restore_shipped() -> Response:
    """Add those that came with the program and are missing."""
    added = service.restore_shipped(acting())
    return _done(_("已添加 %(num)s 个自带模板", num=added) if added else _("自带的模板都在了"))


def _done(message: str) -> Response:
    flash(message, "ok")
    return redirect(url_for(".index"), 303)


def _form(found: DemandTemplate | None = None) -> TemplateForm:
    form = TemplateForm(obj=found)
    form.offer()
    return form


def _form_page(form: TemplateForm, found: DemandTemplate | None = None) -> str:
    return render_template("pages/demand_templates/form.html", form=form, template=found)
