"""Signing in (password, then the second factor) and out, activation with a printed code, the language."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from volunteer.accounts import browser_session, codes, rules, service, two_factors
from volunteer.accounts.admitting import Admitted, Rejected, SecondStep
from volunteer.accounts.forms import ActivationForm, OtpForm, SignInForm
from volunteer.accounts.queries import user_name_of
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
        verdict = service.sign_in(acting(), form.username.data, form.password.data, browser_session.agent())
        if not isinstance(verdict, Rejected):
            return go_on(verdict, inside(form.next.data))
        refusal = words(Refused(verdict.reason))
    return render_template("pages/accounts/sign_in.html", form=form, refusal=refusal), 422


@bp.get("/sign-in/second-step")
@public
def second_step() -> str | BaseResponse:
    """The form for the code of the app; whoever has not shown a first factor starts there."""
    waiting = browser_session.second_step()
    if waiting is None or not two_factors.is_awaited(waiting[0], clock.now()):
        return redirect(url_for("accounts.sign_in"))
    return render_template("pages/accounts/second_step.html", form=OtpForm(), refusal=None)


@bp.post("/sign-in/second-step")
@public
def do_second_step() -> tuple[str, int] | BaseResponse:
    """Check the code, and go where the visitor was heading."""
    waiting, form, refusal = browser_session.second_step(), OtpForm(), None
    if waiting is None or not two_factors.is_awaited(waiting[0], clock.now()):
        return _begin_again()
    if form.validate():
        key, target = waiting
        verdict = two_factors.second_step(acting(), key, form.code.data, browser_session.agent())
        if isinstance(verdict, Admitted):
            return go_on(verdict, inside(target))
        if verdict.reason == "step_over":
            return _begin_again()
        refusal = words(Refused(verdict.reason))
    return render_template("pages/accounts/second_step.html", form=form, refusal=refusal), 422


@bp.post("/sign-out")
@signed_in
def sign_out() -> BaseResponse:
    """Sign this browser out; its cookie is worth nothing from now on."""
    actor = acting()
    service.sign_out(actor, actor.device_id)
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
            verdict = codes.use_code(acting(), form.code.data, form.password.data, browser_session.agent())
            return _activated(verdict, form.next.data)
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


def go_on(verdict: Admitted | SecondStep, target: str | None) -> BaseResponse:
    """Signed in: on to where the visitor was heading; or to the second factor first."""
    if isinstance(verdict, SecondStep):
        browser_session.wait_for_second_step(verdict, target)
        return redirect(url_for("accounts.second_step"), 303)
    browser_session.begin(verdict)
    response = redirect(_link_first(target) or target or HOME, 303)
    if display.LOCALE not in request.cookies:
        display.keep(response, display.LOCALE, verdict.locale)
    return response


def _begin_again() -> BaseResponse:
    flash(words(Refused("step_over")), "error")
    return redirect(url_for("accounts.sign_in"), 303)


def _link_first(target: str | None) -> str | None:
    """Whoever came from a provider that knows them, but is not known here by it, is asked whether to link the two."""
    if browser_session.CARRIED not in session:
        return None
    return url_for("sign_in.link", next=target)


def _activated(verdict: Admitted | SecondStep, target: str | None) -> BaseResponse:
    response = go_on(verdict, inside(target))
    flash(_("密码已设好，下次用“%(name)s”登录", name=user_name_of(verdict.account_id)), "ok")
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
