"""Pages of thanks and commendations. They show to those honoured and their leaders, in order of time: no ranking."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.current import current_actor
from volunteer.organization.models import Place, Unit
from volunteer.organization.permissions import HOLDS, Permission
from volunteer.records import honour_queries as queries
from volunteer.records import honours as service
from volunteer.records.forms import HonourForm
from volunteer.records.honour_shown import shown
from volunteer.records.models import Honour
from volunteer.records.states import HonourKind, HonourStatus
from volunteer.records.words import HONOURS
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs, signed_in
from volunteer.web.tables import page_of

bp = Blueprint("honours", __name__, url_prefix="/honours")


@bp.get("")
@needs(*queries.GIVERS)
def index() -> str:
    """What one's units and sites gave or were given, the latest first."""
    withdrawn = request.args.get("show") == "withdrawn"
    found = page_of(queries.honours(current_actor(), withdrawn=withdrawn))
    return render_template(
        "pages/records/honours.html", found=found, withdrawn=withdrawn, kinds=HONOURS, today=clock.today()
    )


@bp.get("/new")
@needs(*queries.GIVERS)
def new() -> str:
    """The form; a link from a person or a unit fills in theirs."""
    given = {f"{name}_id": request.args.get(name, type=int) for name in ("member", "unit")}
    return _form_page(_form(**given))


@bp.post("/new")
@needs(*queries.GIVERS)
def give() -> BaseResponse | tuple[str, int]:
    """Give it."""
    form = _form()
    given = carried_out(form, lambda: service.give(current_actor(), _asked(form)), refused_at="member_id")
    if given is None:
        return _form_page(form), 422
    commended = given.kind == HonourKind.COMMENDATION
    flash(_("已开始公示，公示期满没有异议即生效") if commended else _("已送出感谢"), "ok")
    return redirect(url_for("honours.show", honour_id=given.id), 303)


@bp.get("/<int:honour_id>")
@signed_in
def show(honour_id: int) -> str:
    """One of them; while it is on notice, to everybody of the network."""
    actor = current_actor()
    honour = queries.honour(actor, honour_id)
    reach = actor.reach(Permission.MEMBER_READ)
    return render_template(
        "pages/records/honour.html",
        **vars(shown(actor, honour, clock.today())),
        kinds=HONOURS,
        may_see_member=honour.member is not None and reach.covers(unit_path=honour.member.unit.path),
    )


@bp.post("/<int:honour_id>/object")
@signed_in
def object_to(honour_id: int) -> BaseResponse:
    """Object to one on notice."""
    service.object_to(current_actor(), honour_id, _words("text"))
    flash(_("异议已提交，公示暂停，由另一位负责人核实后答复你"), "ok")
    return _back(honour_id)


@bp.post("/<int:honour_id>/answer")
@needs(Permission.RECORD_KEEP)
def answer(honour_id: int) -> BaseResponse:
    """Answer the objection."""
    uphold = request.form.get("uphold") == "1"
    service.answer(current_actor(), honour_id, uphold=uphold, text=_words("reason"))
    flash(_("异议成立，已撤销表彰") if uphold else _("已答复，公示继续"), "ok")
    return _back(honour_id)


@bp.post("/<int:honour_id>/withdraw")
@needs(*queries.GIVERS)
def withdraw(honour_id: int) -> BaseResponse:
    """Take it back."""
    service.withdraw(current_actor(), honour_id, _words("reason"))
    flash(_("已撤销并告知"), "ok")
    return _back(honour_id)


def _words(name: str) -> str:
    return request.form.get(name, "").replace("\x00", "").strip()[:300]


def _back(honour_id: int) -> BaseResponse:
    """Whoever no longer sees it once it is taken back goes home."""
    seen = db.session.get(Honour, honour_id)
    stands = seen is not None and seen.status == HonourStatus.GIVEN
    return redirect(url_for("honours.show", honour_id=honour_id) if stands else url_for("honours.index"), 303)


def _asked(form: HonourForm) -> service.NewHonour:
    tree, _dash, node = form.giver.data.partition("-")
    return service.NewHonour(
        kind=form.kind.data,
        title=form.title.data,
        text=form.text.data,
        by_unit_id=int(node) if tree == "unit" else None,
        by_place_id=int(node) if tree == "place" else None,
        member_id=form.member_id.data,
        unit_id=form.unit_id.data if form.member_id.data is None else None,
    )


def _form(**given: int | None) -> HonourForm:
    form = HonourForm(data=given) if given else HonourForm()
    if not current_actor().may(Permission.RECORD_KEEP):
        form.kind.choices = [SelectChoice(HonourKind.THANKS, HONOURS[HonourKind.THANKS])]
    form.giver.choices = [SelectChoice(value, name) for value, name in _givers()]
    return form


def _givers() -> Sequence[tuple[str, str]]:
    """The units whose records one keeps and the sites for which one asks: the nodes of one's own grants."""
    grants = current_actor().grants
    units = {one.node_id for one in grants if one.tree == "unit" and Permission.RECORD_KEEP in HOLDS[one.role]}
    places = {one.node_id for one in grants if one.tree == "place" and Permission.DEMAND_ASK in HOLDS[one.role]}
    named = [(f"unit-{unit_id}", name) for unit_id, name in _names(Unit, units)]
    return [*named, *((f"place-{place_id}", name) for place_id, name in _names(Place, places))]


def _names(model: type[Unit] | type[Place], ids: set[int]) -> list[tuple[int, str]]:
    rows = db.session.execute(select(model.id, model.name).where(model.id.in_(ids)).order_by(model.path))
    return [(row_id, name) for row_id, name in rows]


def _form_page(form: HonourForm) -> str:
    return render_template("pages/records/honour_form.html", form=form)
