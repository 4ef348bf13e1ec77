"""The pages of a handover: which roles to whom from when, then what moves, then done."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from volunteer.access import handover
from volunteer.access.forms import HandoverForm
from volunteer.access.handover import Handover
from volunteer.access.holding import Holding, holdings_of, may_hand_over
from volunteer.access.role_pages import person_form
from volunteer.accounts.models import Account
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.current import current_actor
from volunteer.organization.words import ROLES
from volunteer.web.api import LARGEST_ID
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import signed_in
from volunteer.web.humanize import masked_name

bp = Blueprint("handover", __name__, url_prefix="/handover")


@bp.get("/<int:account_id>")
@signed_in
def new(account_id: int) -> str:
    """The form, with every role of the person that the actor may pass on."""
    held = _held(account_id)
    chosen = request.args.get("grant", type=int)
    form = _form(held, HandoverForm(formdata=None, data={"grants": _chosen(held, chosen)}))
    return _form_page(form, held)


@bp.post("/<int:account_id>")
@signed_in
def hand_over(account_id: int) -> BaseResponse | str | tuple[str, int]:
    """Say first what moves; carry it out once that was confirmed."""
    held = _held(account_id)
    form = _form(held, HandoverForm())
    if "confirmed" not in request.form:
        to = carried_out(form, form.account_id, "username")
        return _preview(form, held, to) if to is not None else (_form_page(form, held), 422)
    done = carried_out(form, lambda: handover.hand_over(current_actor(), _wanted(form)), "username")
    if done is None:
        return _form_page(form, held), 422
    flash(_("已交接并通知双方") if form.begins() is None else _("已安排交接并通知双方"), "ok")
    return redirect(_back(account_id, held), 303)


def _held(account_id: int) -> list[Holding]:
    actor = current_actor()
    found = holdings_of(account_id, clock.now()) if account_id <= LARGEST_ID else []
    held = [one for one in found if may_hand_over(actor, one)]
    if not held:
        raise NotVisible
    return held


def _chosen(held: Sequence[Holding], grant_id: int | None) -> list[int]:
    ids = [one.grant.id for one in held]
    return [grant_id] if grant_id in ids else ids


def _form(held: Sequence[Holding], form: HandoverForm) -> HandoverForm:
    form.grants.choices = [
        SelectChoice(one.grant.id, _("%(role)s · %(node)s", role=ROLES[one.grant.role], node=one.node_name))
        for one in held
    ]
    return person_form(form)


def _wanted(form: HandoverForm) -> Handover:
    return Handover(grant_ids=form.grants.data, to_account_id=form.account_id(), since=form.begins())


def _preview(form: HandoverForm, held: Sequence[Holding], to: int) -> str:
    chosen = [one for one in held if one.grant.id in form.grants.data]
    return render_template(
        "pages/access/handover_preview.html",
        form=form,
        chosen=chosen,
        account=held[0].account,
        successor=masked_name(db.session.get_one(Account, to).name),
        since=form.begins(),
        moves=handover.following(chosen),
        roles=ROLES,
    )


def _form_page(form: HandoverForm, held: Sequence[Holding]) -> str:
    account = held[0].account
    return render_template("pages/access/handover.html", form=form, account=account, back=_back(account.id, held))


def _back(account_id: int, held: Sequence[Holding]) -> str:
    if account_id == current_actor().account_id:
        return url_for("roles.own")
    unit = next((one.unit for one in held if one.unit is not None), None)
    return url_for("roles.leaders", unit_id=unit.id) if unit is not None else url_for("access.grants")
