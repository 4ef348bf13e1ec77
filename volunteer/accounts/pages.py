"""Signing in and out, activation with a printed code, the language."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from volunteer.accounts import browser_session, codes, rules, service
from volunteer.accounts.forms import ActivationForm, SignInForm
from volunteer.accounts.queries import user_name_of
from volunteer.accounts.service import Admitted
from volunteer.kernel import clock
from volunteer.kernel.errors import Invalid, Refused
from volunteer.web import display
from volunteer.web.form_problems import show_problems
from volunteer.web.guard import acting, public, signed_in
from volunteer.web.links import inside
from volunteer.web.wording import words

HOME = "/home"

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@public
def sign_in() -> str | BaseResponse:
    """The form; whoever is signed in already goes on."""
    target = inside(request.args.get("next"))
    if acting().signed_in:
        return redirect(target or HOME)
    return render_template("pages/accounts/sign_in.html", form=SignInForm(next=target), refusal=None)


@bp.post("/sign-in")
@public
def do_sign_in() -> tuple[str, int] | BaseResponse:
    """Check name and password, and go where the visitor was heading."""
    form = SignInForm()
    refusal = None
    if form.validate():
        verdict = service.sign_in(acting(), form.username.data, form.password.data)
        if isinstance(verdict, Admitted):
            return _admit(verdict, inside(form.next.data) or HOME)
        refusal = words(Refused(verdict.reason))
    return render_template("pages/accounts/sign_in.html", form=form, refusal=refusal), 422


@bp.post("/sign-out")
@signed_in
def sign_out() -> BaseResponse:
    """Sign this browser out."""
    service.sign_out(acting())
    browser_session.end()
    return redirect("/", 303)


@bp.get("/activate")
@public
def activate() -> str:
    """The form behind the QR of a printed code."""
    code, target = request.args.get("code", "")[:40], inside(request.args.get("next"))
    return _activation(ActivationForm(code=code, next=target))


@bp.post("/activate")
@public
def do_activate() -> tuple[str, int] | BaseResponse:
    """Set the password and sign in."""
    form = ActivationForm()
    if form.validate():
        try:
            return _activated(codes.use_code(acting(), form.code.data, form.password.data), form.next.data)
        except Refused as refusal:
            show_problems(form, {"code": words(refusal)})
        except Invalid as invalid:
            show_problems(form, invalid.fields)
    return _activation(form), 422


@bp.get("/locale/<code>")
@public
def locale(code: str) -> BaseResponse:
    """Read on in another language on this device."""
    if code not in display.LOCALES:
        raise NotFound
    response = redirect(inside(request.args.get("next")) or "/")
    display.keep(response, display.LOCALE, code)
    return response


def _admit(admitted: Admitted, target: str) -> BaseResponse:
    browser_session.begin(admitted)
    response = redirect(target, 303)
    if display.LOCALE not in request.cookies:
        display.keep(response, display.LOCALE, admitted.locale)
    return response


def _activated(admitted: Admitted, target: str | None) -> BaseResponse:
    response = _admit(admitted, inside(target) or HOME)
    flash(_("密码已设好，下次用“%(name)s”登录", name=user_name_of(admitted.account_id)), "ok")
    return response


def _activation(form: ActivationForm) -> str:
    """The form; a code that came with the address is looked up first, so that nobody chooses a password in vain."""
    code = form.code.data
    owner = codes.owner_of(code, clock.now()) if code else None
    return render_template(
        "pages/accounts/activate.html",
        form=form,
        user_name=user_name_of(owner.id) if owner else None,
        useless=bool(code) and owner is None and not form.is_submitted(),
        consent_version=rules.CONSENT_VERSION,
    )
