"""Pages of roles for those who hold them: one's own, who leads a unit, deputies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.access import deputies
from volunteer.access.forms import DeputyForm, PersonForm
from volunteer.access.holding import (
    Holding,
    deputies_of,
    holding,
    holdings_at,
    holdings_of,
    in_hands_of,
    may_end,
    may_hand_over,
    may_name_leader,
)
from volunteer.kernel import clock
from volunteer.kernel.errors import Forbidden
from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.organization.words import ROLES, deputy_words
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs, signed_in
from volunteer.web.links import inside

F = TypeVar("F", bound=PersonForm)

bp = Blueprint("roles", __name__)


@bp.get("/roles")
@signed_in
def own() -> str:
    """What one holds, who stands in, and the way to hand it over."""
    actor, now = current_actor(), clock.now()
    held = holdings_of(actor.account_id, now) if actor.account_id is not None else []
    return _roles_page("pages/access/roles.html", held, deputies_of(held, now))


@bp.get("/units/<int:unit_id>/leaders")
@needs(Permission.UNIT_READ)
def leaders(unit_id: int) -> str:
    """Who leads a unit and who stands in."""
    actor, now = current_actor(), clock.now()
    unit = get_visible(Unit, actor, Permission.UNIT_READ, unit_id)
    held = holdings_at(unit.id, now)
    full = [one for one in held if not one.grant.deputy]
    return _roles_page(
        "pages/access/leaders.html",
        full,
        {},
        unit=unit,
        stand_ins=[one for one in held if one.grant.deputy],
        may_name=may_name_leader(actor, unit),
    )


@bp.route("/units/<int:unit_id>/leader", methods=["GET", "POST"])
@needs(Permission.UNIT_MANAGE)
def name_leader(unit_id: int) -> str | BaseResponse | tuple[str, int]:
    """Say who leads a unit below."""
    actor = current_actor()
    unit = get_visible(Unit, actor, Permission.UNIT_READ, unit_id)
    if not may_name_leader(actor, unit):
        raise Forbidden
    back = url_for("roles.leaders", unit_id=unit.id)
    form = person_form(PersonForm())
    if request.method == "POST":
        if carried_out(form, lambda: deputies.name_leader(actor, unit.id, form.account_id()), "username"):
            flash(_("已指定负责人并通知本人"), "ok")
            return redirect(back, 303)
        return _person_page(form, _("指定负责人"), unit.name, back), 422
    return _person_page(form, _("指定负责人"), unit.name, back)


@bp.route("/grants/<int:grant_id>/deputy", methods=["GET", "POST"])
@signed_in
def name_deputy(grant_id: int) -> str | BaseResponse | tuple[str, int]:
    """Say who stands in for the holder of a role."""
    actor = current_actor()
    one = holding(actor, grant_id, clock.now())
    back = _back_of(one)
    form = person_form(DeputyForm())
    about = f"{one.node_name} · {ROLES[one.grant.role]}"
    if request.method == "POST":
        named = carried_out(
            form, lambda: deputies.name_deputy(actor, grant_id, form.account_id(), form.ends()), "username"
        )
        if named is not None:
            flash(_("已指定并通知本人"), "ok")
            return redirect(back, 303)
        return _person_page(form, _("指定副职或代理"), about, back), 422
    return _person_page(form, _("指定副职或代理"), about, back)


@bp.post("/grants/<int:grant_id>/end-role")
@signed_in
def end_role(grant_id: int) -> BaseResponse:
    """End a deputy's role, or that of a leader below."""
    deputies.end_role(current_actor(), grant_id)
    flash(_("已结束并通知本人"), "ok")
    return redirect(inside(request.form.get("next")) or url_for("roles.own"), 303)


def person_form(form: F) -> F:
    """A form that asks for somebody; members are offered to those who see members."""
    if not current_actor().may(Permission.MEMBER_READ):
        form.without_members()
    return form


def _roles_page(template: str, held: Sequence[Holding], beside: Mapping[int, Sequence[Holding]], **context: Any) -> str:
    actor = current_actor()
    return render_template(
        template,
        held=held,
        deputies=beside,
        roles=ROLES,
        deputy_words=deputy_words,
        in_hands=lambda one: in_hands_of(actor, one),
        may_hand_over=lambda one: may_hand_over(actor, one),
        may_end=lambda one: may_end(actor, one),
        **context,
    )


def _person_page(form: PersonForm, title: str, about: str, back: str) -> str:
    return render_template("pages/access/person_form.html", form=form, title=title, about=about, back=back)


def _back_of(one: Holding) -> str:
    """Where the form was opened: one's own roles, or the unit's."""
    if one.grant.account_id == current_actor().account_id or one.unit is None:
        return url_for("roles.own")
    return url_for("roles.leaders", unit_id=one.unit.id)
