"""Pages of members for those who lead them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from sqlalchemy.orm import contains_eager
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden
from volunteer.organization import queries as organization
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.named_for import named_for
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, require, visible
from volunteer.people import queries, service, skills, words
from volunteer.people.forms import MemberForm
from volunteer.people.models import Member, MemberKind
from volunteer.people.shown import ShownMember, shown
from volunteer.people.survey import LACKS, NOT_TOLD
from volunteer.people.unit_history import squads_of
from volunteer.taxonomy.naming import names
from volunteer.web.api import LARGEST_ID
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.tables import Sorting, page_of, sorting

bp = Blueprint("members", __name__)


@bp.get("/members")
@needs(Permission.MEMBER_READ)
def index() -> str:
    """Members by pinyin, narrowed by unit, skill and kind."""
    actor = current_actor()
    statement, order = listed(actor)
    found = page_of(statement.options(contains_eager(Member.unit)))
    return render_template(
        "pages/members/index.html",
        found=found,
        sorting=order,
        records=shown(actor, found.items),
        units=_units_to_choose(request.args.get("unit", type=int)),
        skills=names().skills.items(),
        kinds=words.KINDS,
        lacks=NOT_TOLD.items(),
    )


def listed(actor: Actor) -> tuple[Select[Member], Sorting]:
    """The members the address asks for, in its order."""
    kind, lacks = request.args.get("kind", ""), request.args.get("lacks", "")
    unit = request.args.get("unit", type=int)
    statement = queries.members(
        actor,
        q=request.args.get("q", "").replace("\x00", "").strip() or None,
        unit=min(unit, LARGEST_ID) if unit else None,
        skill=request.args.get("skill") or None,
        kind=kind if kind in words.KINDS else None,
    )
    if lacks in LACKS:
        statement = statement.where(LACKS[lacks])
    order = sorting(
        {"name": Member.pinyin, "number": Member.number, "unit": Unit.path, "kind": Member.kind}, Member.id, "name"
    )
    return order.apply(statement.join(Member.unit)), order


@bp.get("/members/<int:member_id>")
@needs(Permission.MEMBER_READ)
def show(member_id: int) -> str:
    """One member, masked."""
    return _show_page(_visible(member_id))


@bp.post("/members/<int:member_id>/unmask")
@needs(Permission.MEMBER_UNMASK)
def unmask(member_id: int) -> str:
    """The same page with name and phone in clear, once; the look is on record."""
    purpose = request.form.get("purpose", "").replace("\x00", "").strip()[:200]
    return _show_page(_visible(member_id), unmask=True, purpose=purpose)


@bp.get("/members/new")
@needs(Permission.MEMBER_MANAGE)
def new() -> str:
    """The form of a new member."""
    return _form_page(_form())


@bp.post("/members/new")
@needs(Permission.MEMBER_MANAGE)
def create() -> BaseResponse | tuple[str, int]:
    """Add a member."""
    form = _form()
    values = {key: form[key].data for key in ("number", "name", "phone", "unit_id", "kind", "branch")}
    member = carried_out(form, lambda: service.add_member(current_actor(), service.NewMember(**values)))
    if member is None:
        return _form_page(form), 422
    flash(_("已添加，请为其发放激活码"), "ok")
    return redirect(url_for("members.show", member_id=member.id), 303)


@bp.get("/members/<int:member_id>/edit")
@needs(Permission.MEMBER_MANAGE)
def edit(member_id: int) -> str:
    """The form of a member's record; opening it shows name and phone in clear, so the look is on record."""
    member = _managed(member_id)
    service.unmask(current_actor(), [member], _("编辑成员资料"))
    return _form_page(_form(member), member=member)


@bp.post("/members/<int:member_id>/edit")
@needs(Permission.MEMBER_MANAGE)
def update(member_id: int) -> BaseResponse | tuple[str, int]:
    """Save a member's record."""
    member = _managed(member_id)
    form = _form(member)
    changes = {key: form[key].data for key in ("name", "phone", "unit_id", "kind", "branch")}
    version = int(form.version.data or 0)
    if carried_out(form, lambda: service.update_member(current_actor(), member.id, version, changes)) is None:
        return _form_page(form, member=member), 422
    flash(_("已保存"), "ok")
    return redirect(url_for("members.show", member_id=member_id), 303)


@bp.post("/members/<int:member_id>/skills/<code>/remove")
@needs(Permission.MEMBER_MANAGE)
def remove(member_id: int, code: str) -> BaseResponse:
    """Take a skill that does not hold off the list."""
    reason = request.form.get("reason", "").replace("\x00", "").strip()[:200] or None
    skills.remove_skill(current_actor(), member_id, code, reason)
    flash(_("已移除该技能"), "ok")
    return redirect(url_for("members.show", member_id=member_id), 303)


def _visible(member_id: int) -> Member:
    return get_visible(Member, current_actor(), Permission.MEMBER_READ, member_id)


def _managed(member_id: int) -> Member:
    member = _visible(member_id)
    require(current_actor(), Permission.MEMBER_MANAGE, unit_path=member.unit.path)
    if not current_actor().reach(Permission.MEMBER_UNMASK).covers(unit_path=member.unit.path):
        raise Forbidden  # the form shows what this actor may not see
    return member


def _show_page(member: Member, *, unmask: bool = False, purpose: str = "") -> str:
    actor = current_actor()
    (record,) = shown(actor, [member], unmask=unmask, purpose=purpose)
    path = member.unit.path
    return render_template(
        "pages/members/show.html",
        record=record,
        way=organization.way_to(member.unit),
        places=queries.registered_places(member.id),
        designations=named_for(member_id=member.id),
        squads=squads_of(member),
        kinds=words.KINDS,
        levels=words.LEVELS,
        may_unmask=actor.reach(Permission.MEMBER_UNMASK).covers(unit_path=path),
        may_manage=actor.reach(Permission.MEMBER_MANAGE).covers(unit_path=path),
        may_approve=_may_approve(record, path),
    )


def _may_approve(record: ShownMember, path: str) -> bool:
    actor = current_actor()
    others = record.member.id != actor.member_id
    return others and actor.reach(Permission.MEMBER_MANAGE).covers(unit_path=path)


def _units_to_choose(current: int | None) -> list[tuple[int, str]]:
    """The tops of one's reach and what hangs directly below them; also the one now chosen."""
    tops = [unit.id for unit in organization.tops(current_actor())]
    statement = visible(Unit, current_actor(), Permission.UNIT_READ).where(
        Unit.id.in_(tops) | Unit.parent_id.in_(tops) | (Unit.id == min(current or 0, LARGEST_ID)),
        Unit.status == UnitStatus.ACTIVE,
    )
    return [(unit.id, unit.name) for unit in db.session.scalars(statement.order_by(Unit.path))]


def _form(member: Member | None = None) -> MemberForm:
    form = MemberForm(obj=member)
    if member is None:
        form.kind.choices = [
            SelectChoice(kind, word)
            for kind, word in words.KINDS.items()
            if kind not in (MemberKind.LEFT, MemberKind.DECEASED)
        ]
    else:
        del form.number
    return form


def _form_page(form: MemberForm, **context: Any) -> str:
    return render_template("pages/members/form.html", form=form, **context)
