"""Pages of transfers: those who are asked, those who ask, and the member."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel import clock
from volunteer.kernel.errors import Forbidden
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.people.models import Member
from volunteer.people.queries import own
from volunteer.transfers import queries, service
from volunteer.transfers.forms import TransferForm
from volunteer.transfers.models import Transfer
from volunteer.transfers.rules import answerable, covered, waiting
from volunteer.transfers.states import TransferStatus
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import signed_in
from volunteer.web.links import inside
from volunteer.web.tables import page_of

bp = Blueprint("transfers", __name__)


@bp.get("/transfers")
@signed_in
def index() -> str:
    """What is still asked, or what has ended."""
    actor, ended = current_actor(), request.args.get("show") == "ended"
    found = page_of(queries.transfers(actor, ended=ended))
    reach = actor.reach(Permission.MEMBER_MANAGE)
    return render_template(
        "pages/transfers/index.html",
        found=found,
        ended=ended,
        to_answer={one.id for one in found.items if _is_asked(one) and answerable(one, reach)},
        may_ask=bool(reach) or actor.member_id is not None,
        now=clock.now(),
    )


@bp.get("/transfers/new")
@signed_in
def new() -> str:
    """The form; `?member=` names whom it is about, without it members ask for themselves, leaders give a number."""
    return _form_page(*_form())


@bp.post("/transfers/new")
@signed_in
def ask() -> BaseResponse | tuple[str, int]:
    """Ask, or move at once where both sides are one's own."""
    form, member = _form()
    wanted = service.NewTransfer(
        to_unit_id=form.to_unit_id.data or 0,
        member_id=member.id if member else None,
        number=form.number.data if form.number else None,
        reason=form.reason.data,
    )
    transfer = carried_out(form, lambda: service.ask(current_actor(), wanted), refused_at="to_unit_id")
    if transfer is None:
        return _form_page(form, member), 422
    done = transfer.status == TransferStatus.DONE
    flash(_("已调动，从现在起归新分队") if done else _("已提交，等对方同意"), "ok")
    return redirect(url_for("transfers.show", transfer_id=transfer.id), 303)


@bp.get("/transfers/<int:transfer_id>")
@signed_in
def show(transfer_id: int) -> str:
    """Who asked for what, who has agreed, and what one may do about it."""
    actor = current_actor()
    transfer = queries.transfer(actor, transfer_id)
    reach = actor.reach(Permission.MEMBER_MANAGE)
    asked = _is_asked(transfer)
    agreed = covered(transfer, reach) - set(waiting(transfer))
    return render_template(
        "pages/transfers/show.html",
        transfer=transfer,
        is_own=transfer.member_id == actor.member_id,
        may_answer=asked and bool(answerable(transfer, reach)),
        may_withdraw=asked and (transfer.asked_by == actor.account_id or bool(agreed)),
        may_see_member=reach.covers(transfer.member.unit.path),
        now=clock.now(),
    )


@bp.post("/transfers/<int:transfer_id>/agree")
@signed_in
def agree(transfer_id: int) -> BaseResponse:
    """Agree for one's side."""
    transfer = service.agree(current_actor(), transfer_id)
    done = transfer.status == TransferStatus.DONE
    flash(_("已同意，成员已转入新分队") if done else _("已同意，等另一方同意"), "ok")
    return _back(transfer_id)


@bp.post("/transfers/<int:transfer_id>/refuse")
@signed_in
def refuse(transfer_id: int) -> BaseResponse:
    """Say no, and why."""
    reason = request.form.get("reason", "").replace("\x00", "").strip()[:200]
    service.refuse(current_actor(), transfer_id, reason)
    flash(_("已答复不同意，并告知申请人和本人"), "ok")
    return _back(transfer_id)


@bp.post("/transfers/<int:transfer_id>/withdraw")
@signed_in
def withdraw(transfer_id: int) -> BaseResponse:
    """Take it back."""
    service.withdraw(current_actor(), transfer_id)
    flash(_("已撤回调动申请"), "ok")
    return _back(transfer_id)


def _back(transfer_id: int) -> BaseResponse:
    return redirect(inside(request.form.get("next")) or url_for("transfers.show", transfer_id=transfer_id), 303)


def _is_asked(transfer: Transfer) -> bool:
    return transfer.status == TransferStatus.ASKED


def _form() -> tuple[TransferForm, Member | None]:
    """The form, and whom it is about where that is known."""
    actor, form = current_actor(), TransferForm()
    wanted = request.args.get("member", type=int)
    if wanted is not None and wanted != actor.member_id:
        member: Member | None = get_visible(Member, actor, Permission.MEMBER_MANAGE, wanted)
    elif actor.may(Permission.MEMBER_MANAGE) and wanted is None:
        return form, None
    elif actor.member_id is not None:
        member = own(actor)
    else:
        raise Forbidden
    del form.number
    return form, member


def _form_page(form: TransferForm, member: Member | None) -> str:
    is_own = member is not None and member.id == current_actor().member_id
    return render_template("pages/transfers/form.html", form=form, member=member, is_own=is_own)
