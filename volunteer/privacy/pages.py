"""What everybody signed in can do about their own data: see it, take it along, ask, agree, go."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.accounts.models import Account
from volunteer.accounts.rules import CONSENT_VERSION
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.organization.current import current_actor
from volunteer.privacy import erasing, holdings, queries, rules, service
from volunteer.privacy.forms import AskForm
from volunteer.privacy.taking_along import FORMS, as_file, take_along
from volunteer.privacy.words import GOES, KINDS, STAYS
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import signed_in
from volunteer.web.humanize import full_date
from volunteer.web.links import inside
from volunteer.web.wording import words

bp = Blueprint("own_data", __name__)


@bp.get("/me/data")
@signed_in
def show() -> str:
    """What is known, by group: where from, what for, how long; and what one has asked for."""
    return _page(AskForm(formdata=None))


@bp.post("/me/data/export")
@signed_in
def export() -> BaseResponse:
    """All of it as a file (`form`: json or xlsx)."""
    form = request.form.get("form", "")
    if form not in FORMS:
        raise NotVisible
    try:
        return as_file(take_along(current_actor(), form), form)
    except Refused as refused:
        flash(words(refused), "error")
        return redirect(url_for(".show"), 303)


@bp.post("/me/data/requests")
@signed_in
def ask() -> BaseResponse | tuple[str, int]:
    """Ask for what one cannot do oneself."""
    form = AskForm()
    carried_out(form, lambda: service.ask(current_actor(), form.kind.data, form.words.data or ""), "words")
    if form.errors:
        return _page(form), 422
    flash(_("已提交，15 个工作日内答复，结果会通知你"), "ok")
    return redirect(url_for(".show"), 303)


@bp.post("/me/data/requests/<int:request_id>/cancel")
@signed_in
def cancel(request_id: int) -> BaseResponse:
    """Take a request back."""
    try:
        service.cancel(current_actor(), request_id)
        flash(_("已撤回"), "ok")
    except Refused as refused:
        flash(words(refused), "error")
    return redirect(url_for(".show"), 303)


@bp.get("/me/data/delete")
@signed_in
def before_deletion() -> str:
    """What goes, what stays and why, and when."""
    actor, now = current_actor(), clock.now()
    account_id = actor.account_id or 0
    return render_template(
        "pages/privacy/delete.html",
        waiting=queries.waiting_erasure(account_id),
        has_role=bool(actor.grants) or erasing.has_role(account_id, now),
        goes=GOES,
        stays=STAYS,
        day=rules.erased_on(clock.local(now).date()),
        days=rules.COOLING_OFF.days,
    )


@bp.post("/me/data/delete")
@signed_in
def delete() -> BaseResponse:
    """Ask for the erasure."""
    try:
        made = service.ask_erasure(current_actor())
        flash(_("已申请注销，%(day)s夜里执行，在这之前可以撤回", day=full_date(made.erase_on)), "ok")
    except Refused as refused:
        flash(words(refused), "error")
    return redirect(url_for(".before_deletion"), 303)


@bp.get("/me/data/consent")
@signed_in
def consent() -> str:
    """The text in force, and which versions were agreed to."""
    account = db.session.get_one(Account, current_actor().account_id)
    return render_template(
        "pages/privacy/consent.html",
        account=account,
        given=queries.consents(account.id),
        consent_version=CONSENT_VERSION,
        next=inside(request.args.get("next")),
    )


@bp.post("/me/data/consent")
@signed_in
def give_consent() -> BaseResponse:
    """Agree to the text in force."""
    service.consent(current_actor())
    flash(_("已记录你的同意"), "ok")
    return redirect(inside(request.form.get("next")) or url_for(".consent"), 303)


def _page(form: AskForm) -> str:
    actor = current_actor()
    account_id = actor.account_id or 0
    return render_template(
        "pages/privacy/own.html",
        form=form,
        groups=holdings.GROUPS,
        found=holdings.counted(account_id, actor.member_id),
        requests=queries.own_requests(account_id),
        kinds=KINDS,
    )
