"""Pages on which the common lists are kept: skills by group, categories, the groups themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import Select, select
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible
from volunteer.taxonomy import lexicon, queries, service
from volunteer.taxonomy.api import TAXONOMY_MANAGE
from volunteer.taxonomy.forms import CategoryForm, GroupForm, SkillForm
from volunteer.taxonomy.models import Category, Skill, SkillGroup
from volunteer.taxonomy.rules import code_from
from volunteer.taxonomy.usage import uses_of
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import acting, needs

bp = Blueprint("taxonomy_pages", __name__)


@dataclass(frozen=True)
class Kind:
    """One of the three lists."""

    model: type[Any]
    form: type[FlaskForm]
    title: LazyString
    thing: LazyString
    add: Callable[..., Any]
    change: Callable[..., Any]


KINDS: Mapping[str, Kind] = {
    "skills": Kind(Skill, SkillForm, _l("技能"), _l("技能"), service.add_skill, service.change_skill),
    "categories": Kind(
        Category, CategoryForm, _l("服务类别"), _l("类别"), service.add_category, service.change_category
    ),
    "groups": Kind(SkillGroup, GroupForm, _l("技能分组"), _l("分组"), service.add_group, service.change_group),
}


@bp.get("/taxonomy/<kind>")
@needs(TAXONOMY_MANAGE)
def index(kind: str) -> str:
    """One of the lists; retired entries only when asked for."""
    _kind(kind)
    q, retired = request.args.get("q", "").replace("\x00", "").strip()[:40], bool(request.args.get("retired"))
    return render_template(
        "pages/taxonomy/index.html",
        kind=kind,
        kinds=KINDS,
        parts=list(_parts(kind, q, retired)),
        q=q,
        retired=retired,
        uses=[(use.label, use.by_code()) for use in uses_of(kind)],
    )


@bp.get("/taxonomy/<kind>/new")
@needs(TAXONOMY_MANAGE)
def new(kind: str) -> str:
    """The form of a new entry; `?group=CODE` says where a skill is to stand."""
    form = _form(kind, data={"group": request.args.get("group")})
    return _form_page(kind, form)


@bp.post("/taxonomy/<kind>/new")
@needs(TAXONOMY_MANAGE)
def create(kind: str) -> BaseResponse | tuple[str, int]:
    """Add an entry; its code is made of its English name."""
    form, chosen = _form(kind), _kind(kind)

    def add() -> Any:
        taken = set(db.session.scalars(select(chosen.model.code)))
        return chosen.add(acting(), {"code": code_from(form.name_en.data, taken), **form.values()})

    added = carried_out(form, add)
    if added is None:
        return _form_page(kind, form), 422
    flash(_("已添加%(name)s", name=added.name), "ok")
    return redirect(url_for(".index", kind=kind), 303)


@bp.get("/taxonomy/<kind>/<entry>/edit")
@needs(TAXONOMY_MANAGE)
def edit(kind: str, entry: str) -> str:
    """The form of an entry, with how much it is used."""
    found = queries.entry(_kind(kind).model, entry)
    return _form_page(kind, _form(kind, data=_data(found), group=getattr(found, "group", None)), found)


@bp.post("/taxonomy/<kind>/<entry>/edit")
@needs(TAXONOMY_MANAGE)
def update(kind: str, entry: str) -> BaseResponse | tuple[str, int]:
    """Save an entry."""
    found, chosen = queries.entry(_kind(kind).model, entry), _kind(kind)
    form = _form(kind, group=getattr(found, "group", None))
    if carried_out(form, lambda: chosen.change(acting(), entry, _changed(found, form.values()))) is None:
        return _form_page(kind, form, found), 422
    flash(_("已保存"), "ok")
    return redirect(url_for(".index", kind=kind), 303)


@bp.post("/taxonomy/<kind>/<entry>/retire")
@needs(TAXONOMY_MANAGE)
def retire(kind: str, entry: str) -> BaseResponse:
    """Take an entry out of use; where it is held or asked for it stays."""
    return _turned(kind, entry, retired=True, done=_("已停用，已经登记的照常显示"))


@bp.post("/taxonomy/<kind>/<entry>/restore")
@needs(TAXONOMY_MANAGE)
def restore(kind: str, entry: str) -> BaseResponse:
    """Bring an entry back."""
    return _turned(kind, entry, retired=False, done=_("已恢复使用"))


def _turned(kind: str, entry: str, *, retired: bool, done: str) -> BaseResponse:
    try:
        _kind(kind).change(acting(), entry, {"retired": retired})
    except Invalid as invalid:
        flash(_("；").join(invalid.fields.values()), "error")
        return redirect(url_for(".edit", kind=kind, entry=entry), 303)
    flash(done, "ok")
    return redirect(url_for(".index", kind=kind), 303)


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise NotVisible
    return KINDS[name]


def _parts(kind: str, q: str, retired: bool) -> Iterable[tuple[SkillGroup | None, list[Any]]]:
    """The entries under their headings: skills under their groups, the others under none."""
    entries = _sought(kind, _listed(kind, retired), q)
    if kind != "skills":
        yield None, entries
        return
    for group in db.session.scalars(queries.groups(retired=True)):
        within = [skill for skill in entries if skill.group == group.code]
        if within or not (q or group.retired):
            yield group, within


def _listed(kind: str, retired: bool) -> Select[Any]:
    if kind == "groups":
        return queries.groups(retired=retired)
    return queries.entries(_kind(kind).model, retired=retired)


def _sought(kind: str, statement: Select[Any], q: str) -> list[Any]:
    """What a search finds, by names, synonyms, pinyin and initials; groups are too few to be searched."""
    found = db.session.scalars(statement).all()
    if not q or kind == "groups":
        return list(found)
    known = lexicon.skills() if kind == "skills" else lexicon.categories()
    named = {one.code for one in known.named(q)}
    return [one for one in found if one.code in named]


def _data(found: Any) -> dict[str, Any]:
    """What the form of an entry starts with."""
    shown = {name: getattr(found, name) for name in ("name", "name_en")}
    for name in ("rank", "group", "needs_approval", "synonyms"):
        if hasattr(found, name):
            shown[name] = getattr(found, name)
    safeguards = dict(getattr(found, "safeguards", {}))
    return {**shown, "min_helpers": safeguards.pop("min_helpers", 1), "flags": [name for name in safeguards]}


def _changed(found: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Only what is no longer as it was, so that the record of the change says what changed."""
    return {name: value for name, value in values.items() if getattr(found, name) != value}


def _form(kind: str, data: dict[str, Any] | None = None, group: str | None = None) -> FlaskForm:
    form = _kind(kind).form(data=data)
    if isinstance(form, SkillForm):
        groups = db.session.scalars(queries.groups(retired=True))
        form.group.choices = [
            SelectChoice(one.code, one.name) for one in groups if not one.retired or one.code == group
        ]
    return form


def _form_page(kind: str, form: FlaskForm, found: Any = None) -> str:
    used = [(use.label, use.by_code().get(found.code, 0)) for use in uses_of(kind)] if found else []
    return render_template("pages/taxonomy/form.html", form=form, kind=kind, chosen=KINDS[kind], entry=found, used=used)
