"""通知设置: over which channels about what, quiet hours, the summary, one's mail address."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.notices import contacts
from volunteer.notices.forms import AT_ONCE, DAILY, CodeForm, MailForm, PreferenceForm
from volunteer.notices.groups import EXAMPLES, TITLES
from volunteer.notices.preferences import Choices, Preferences, Wanted, choose, preferences
from volunteer.notices.states import AT_ONCE as NEVER_GATHERED
from volunteer.notices.states import ContactKind, Group, Way
from volunteer.notices.words import WAYS
from volunteer.organization.current import current_actor
from volunteer.people.queries import own
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import signed_in

bp = Blueprint("notice_settings", __name__)


@bp.get("/notices/settings")
@signed_in
def show() -> str:
    """What holds now."""
    return _page(preferences(current_actor()))


@bp.post("/notices/settings")
@signed_in
def save() -> BaseResponse | tuple[str, int]:
    """Keep the choices."""
    actor, form = current_actor(), PreferenceForm()
    current = preferences(actor)
    if not form.validate():
        return _page(current, form=form), 422
    choose(
        actor,
        Wanted(_ticked(current), form.quiet_from.data, form.quiet_until.data, form.digest.data == DAILY),
    )
    flash(_("通知设置已保存"), "ok")
    return redirect(url_for(".show"), 303)


@bp.post("/notices/settings/mail")
@signed_in
def ask_for_mail() -> BaseResponse | tuple[str, int]:
    """Send a code to an address."""
    actor, form = current_actor(), MailForm()
    carried_out(form, lambda: contacts.ask_for_mail(actor, form.address.data), "address")
    if form.errors:
        return _page(preferences(actor), mail_form=form), 422
    flash(_("确认码已发往 %(address)s，请查收邮件", address=form.address.data), "ok")
    return redirect(url_for(".show", _anchor="mail"), 303)


@bp.post("/notices/settings/mail/confirm")
@signed_in
def confirm_mail() -> BaseResponse | tuple[str, int]:
    """The code came back."""
    actor, form = current_actor(), CodeForm()
    if form.validate() and contacts.confirm_mail(actor, form.code.data):
        flash(_("邮箱已确认，以后会收到邮件通知"), "ok")
        return redirect(url_for(".show", _anchor="mail"), 303)
    if not form.errors:
        form.code.errors = [_("确认码不对或已过期，可以重新发送")]
    return _page(preferences(actor), code_form=form), 422


@bp.post("/notices/settings/mail/remove")
@signed_in
def forget_mail() -> BaseResponse:
    """No more mail."""
    contacts.forget_mail(current_actor())
    flash(_("已停用邮件通知"), "ok")
    return redirect(url_for(".show", _anchor="mail"), 303)


def _ticked(current: Preferences) -> Choices:
    """The boxes that the page offered: those of ways that reach the person."""
    return {
        group: {way: f"{group}-{way}" in request.form for way in current.offered if way in current.ways}
        for group in Group
    }


def _page(current: Preferences, **forms: Any) -> str:
    actor = current_actor()
    account_id = actor.account_id or 0
    kept = {
        "quiet_from": current.quiet_from,
        "quiet_until": current.quiet_until,
        "digest": DAILY if current.digest else AT_ONCE,
    }
    shown = {
        "form": PreferenceForm(formdata=None, data=kept),
        "mail_form": MailForm(formdata=None),
        "code_form": CodeForm(formdata=None),
    }
    return render_template(
        "pages/notices/settings.html",
        current=current,
        groups=[(group, TITLES[group], EXAMPLES[group]) for group in Group],
        at_once=NEVER_GATHERED,
        ways=WAYS,
        mail=contacts.contact_of(account_id, ContactKind.MAIL),
        waiting=contacts.waiting_address(account_id),
        wecom=contacts.contact_of(account_id, ContactKind.WECOM),
        phone=own(actor).phone if actor.member_id is not None and Way.SMS in current.offered else None,
        **{**shown, **forms},
    )
