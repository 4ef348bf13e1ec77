"""One's own account: password, language, ending every sign-in."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.accounts import browser_session, queries, service
from volunteer.accounts.admitting import Rejected
from volunteer.accounts.forms import LocaleForm, PasswordForm
from volunteer.accounts.pages import bp
from volunteer.accounts.wording import WRONG_PASSWORD
from volunteer.kernel.errors import Invalid, Refused
from volunteer.web import display
from volunteer.web.form_problems import show_problems
from volunteer.web.guard import acting, signed_in
from volunteer.web.wording import words


@bp.get("/account")
@signed_in
def account() -> str:
    """What belongs to the account."""
    return _page()


@bp.post("/account/password")
@signed_in
def change_password() -> tuple[str, int] | BaseResponse:
    """A new password; other devices are signed out, this one stays."""
    form = PasswordForm()
    if form.validate():
        try:
            verdict = service.change_password(acting(), form.current.data, form.password.data, browser_session.agent())
        except Invalid as invalid:
            show_problems(form, invalid.fields)
        else:
            if not isinstance(verdict, Rejected):
                browser_session.begin(verdict)
                flash(_("密码已修改，其他设备需要重新登录"), "ok")
                return redirect(url_for("accounts.account"), 303)
            locked = verdict.reason == "locked"
            show_problems(form, {"current": words(Refused("locked")) if locked else WRONG_PASSWORD})
    return _page(password_form=form), 422


@bp.post("/account/locale")
@signed_in
def change_locale() -> BaseResponse:
    """The language on every device signed in from now on, and on this one."""
    form = LocaleForm()
    response = redirect(url_for("accounts.account"), 303)
    if form.validate():
        service.choose_locale(acting(), form.locale.data)
        display.keep(response, display.LOCALE, form.locale.data)
    return response


@bp.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> BaseResponse:
    """End every sign-in, this one too."""
    service.sign_out_everywhere(acting())
    browser_session.end()
    flash(_("已在所有设备上退出"), "ok")
    return redirect(url_for("accounts.sign_in"), 303)


def _page(**forms: Any) -> str:
    actor = acting()
    shown = {
        "password_form": PasswordForm(formdata=None),
        "locale_form": LocaleForm(formdata=None, locale=actor.locale),
    }
    user_name = queries.user_name_of(actor.account_id)
    return render_template("pages/accounts/account.html", user_name=user_name, **{**shown, **forms})
