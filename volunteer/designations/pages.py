"""Pages of pioneer posts and responsibility areas."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from volunteer.designations import queries, service
from volunteer.designations.forms import DesignationForm
from volunteer.designations.models import Designation
from volunteer.designations.words import KINDS
from volunteer.kernel import clock
from volunteer.kernel.errors import Forbidden
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.people import service as people
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.picking import label_of
from volunteer.web.tables import page_of

STATES = {"ended": _l("已结束的")}
FIELDS = ("kind", "title", "unit_id", "member_id", "place_id", "since", "until", "note")

bp = Blueprint("designations", __name__, url_prefix="/designations")


@bp.get("")
@needs(Permission.UNIT_READ)
def index() -> str:
    """What units and members are named for, narrowed by kind, unit, person and place."""
    kind, state = request.args.get("kind", ""), request.args.get("state", "")
    unit, member, place = (request.args.get(name, type=int) for name in ("unit", "member", "place"))
    wanted = queries.Wanted(
        kind=kind if kind in KINDS else None,
        unit_id=unit,
        member_id=member,
        place_id=place,
        ended=state == "ended",
        q=request.args.get("q", "").replace("\x00", "").strip()[:40] or None,
    )
    actor = current_actor()
    narrowed = [label_of(source, picked) for source, picked in (("unit", unit), ("member", member), ("site", place))]
    return render_template(
        "pages/designations/index.html",
        found=page_of(queries.designations(actor, wanted)),
        kinds=KINDS,
        states=STATES,
        narrowed=[label for label in narrowed if label],
        may_name=actor.may(Permission.MEMBER_MANAGE),
    )


@bp.get("/<int:designation_id>")
@needs(Permission.UNIT_READ)
def show(designation_id: int) -> str:
    """One of them, with its time."""
    designation = get_visible(Designation, current_actor(), Permission.UNIT_READ, designation_id)
    return render_template(
        "pages/designations/show.html",
        designation=designation,
        kinds=KINDS,
        ended=designation.until is not None and designation.until < clock.today(),
        may_end=_may(Permission.MEMBER_MANAGE, designation) and designation.until != clock.today(),
        may_print=_may_print(designation),
    )


@bp.get("/<int:designation_id>/plate")
@needs(Permission.UNIT_READ)
def plate(designation_id: int) -> str:
    """A sheet to hang up. It tells a member's name, so that the look is on record."""
    designation = get_visible(Designation, current_actor(), Permission.UNIT_READ, designation_id)
    if not _may_print(designation):
        raise Forbidden
    if designation.member is not None:
        people.unmask(current_actor(), [designation.member], _("打印挂牌"))
    return render_template("pages/designations/plate.html", designation=designation, kinds=KINDS)


@bp.get("/new")
@needs(Permission.MEMBER_MANAGE)
def new() -> str:
    """The form; a link from a unit, a person or a site fills in theirs."""
    given = {f"{name}_id": request.args.get(name, type=int) for name in ("unit", "member", "place")}
    kind = request.args.get("kind")
    return _form_page(DesignationForm(formdata=None, data={**given, **({"kind": kind} if kind in KINDS else {})}))


@bp.post("/new")
@needs(Permission.MEMBER_MANAGE)
def name() -> BaseResponse | tuple[str, int]:
    """Name a unit or a member."""
    form = DesignationForm()
    named = carried_out(
        form,
        lambda: service.name(current_actor(), service.NewDesignation(**{field: form[field].data for field in FIELDS})),
    )
    if named is None:
        return _form_page(form), 422
    flash(_("已设立「%(title)s」", title=named.title), "ok")
    return redirect(url_for("designations.show", designation_id=named.id), 303)


@bp.post("/<int:designation_id>/end")
@needs(Permission.MEMBER_MANAGE)
def end(designation_id: int) -> BaseResponse:
    """End it today."""
    service.end(current_actor(), designation_id, request.form.get("version", 0, type=int))
    flash(_("已结束，记录保留"), "ok")
    return redirect(url_for("designations.show", designation_id=designation_id), 303)


def _may(permission: Permission, designation: Designation) -> bool:
    return current_actor().reach(permission).covers(unit_path=designation.unit.path)


def _may_print(designation: Designation) -> bool:
    return designation.member is None or _may(Permission.MEMBER_UNMASK, designation)


def _form_page(form: DesignationForm) -> str:
    return render_template("pages/designations/form.html", form=form)
