"""To a provider and back, linking, and what one's account is linked to."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, current_app, flash, jsonify, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from volunteer.accounts import browser_session
from volunteer.accounts.admitting import Rejected
from volunteer.accounts.browser_session import CARRIED
from volunteer.accounts.pages import HOME, go_on
from volunteer.kernel import clock
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.organization.actor import Actor
from volunteer.sign_in import logging_out, service, ways
from volunteer.sign_in.oidc import Oidc
from volunteer.sign_in.provider import Identity, Provider, ProviderAway, ProviderRefused
from volunteer.sign_in.service import ToLink
from volunteer.web.guard import acting, public, signed_in
from volunteer.web.links import inside
from volunteer.web.security import without_cookie
from volunteer.web.wording import words

UNDER_WAY = "at_provider"  # the state that was given to this browser, and where it was heading

log = structlog.get_logger()
bp = Blueprint("sign_in", __name__)


@bp.get("/sign-in/with/<provider>")
@public
def start(provider: str) -> BaseResponse:
    """Send the browser to a provider."""
    return _sent_off(provider, link=False)


@bp.get("/account/identities/<provider>/link")
@signed_in
def start_linking(provider: str) -> BaseResponse:
    """The same for somebody signed in who wants to link; nothing is linked before they say so on the way back."""
    return _sent_off(provider, link=True)


@bp.get("/sign-in/with/<provider>/back")
@public
def back(provider: str) -> BaseResponse:
    """Back from there: only the browser that was sent, only once."""
    at = _provider(provider)
    state, target = session.pop(UNDER_WAY, (None, None))
    try:
        if state is None or request.args.get("state") != state:
            raise Refused("provider_refused")
        attempt = service.come_back(acting(), provider, state, _callback(provider))
        identity = at.identity(attempt, request.args)
        return _settled(identity, target, link=attempt.account_id is not None)
    except ProviderRefused as refused:
        log.warning("sign-in refused", provider=provider, why=str(refused))
        reason = "provider_refused"
    except ProviderAway as away:
        log.error("provider away", provider=provider, why=str(away))
        reason = "provider_away"
    except Refused as refused:
        reason = refused.reason
    return _turned_away(reason)


@bp.post("/sign-in/with/<provider>/logout")
@public
@without_cookie
def logged_out(provider: str) -> BaseResponse:
    """The provider itself says, without a browser, that somebody left there (OpenID Connect Back-Channel Logout)."""
    at, sender = _provider(provider), Actor(account_id=None, address=request.remote_addr)
    if not isinstance(at, Oidc):
        raise NotVisible
    if logging_out.must_wait(sender, clock.now()):
        return _to_provider(429, "too many requests")
    try:
        logging_out.log_out(sender, provider, at.logged_out(request.form.get("logout_token", "")))
    except ProviderRefused as refused:
        log.warning("logout refused", provider=provider, why=str(refused))
        logging_out.note_refused(sender)
        return _to_provider(400, str(refused))
    except ProviderAway as away:
        log.error("provider away", provider=provider, why=str(away))
        return _to_provider(503, "the keys of the issuer cannot be read")
    return _to_provider(200)


@bp.get("/sign-in/link")
@signed_in
def link() -> str | BaseResponse:
    """Is this yours?"""
    found = service.waiting(session.get(CARRIED, ""))
    target = inside(request.args.get("next"))
    if found is None:
        session.pop(CARRIED, None)
        return redirect(target or HOME)
    label = ways.label_of(found.provider)
    return render_template(
        "pages/sign_in/link.html", form=FlaskForm(), label=label, subject=found.subject, target=target
    )


@bp.post("/sign-in/link")
@signed_in
def do_link() -> BaseResponse:
    """It is, or it is not."""
    state, target = session.pop(CARRIED, ""), inside(request.form.get("next")) or HOME
    if request.form.get("answer") == "yes":
        try:
            provider = service.link(acting(), state)
            flash(_("已绑定，以后可以用“%(label)s”登录", label=ways.label_of(provider)), "ok")
        except Refused as refused:
            flash(words(refused), "error")
    return redirect(target, 303)


@bp.get("/account/identities")
@signed_in
def identities() -> str:
    """What the account is linked to, and what it could be."""
    linked = service.identities_of(acting().account_id)
    taken = {one.provider for one in linked}
    return render_template(
        "pages/sign_in/identities.html",
        linked=[(one, ways.label_of(one.provider)) for one in linked],
        open=[way for way in ways.other_ways() if way.name not in taken],
    )


@bp.post("/account/identities/<int:identity_id>/unlink")
@signed_in
def unlink(identity_id: int) -> BaseResponse:
    """Sign in with it no longer."""
    service.unlink(acting(), identity_id)
    flash(_("已解除绑定"), "ok")
    return redirect(url_for("sign_in.identities"), 303)


def _sent_off(provider: str, *, link: bool) -> BaseResponse:
    at, target = _provider(provider), inside(request.args.get("next"))
    attempt = service.start(acting(), provider, _callback(provider), link)
    try:
        address = at.address(attempt, request.user_agent.string)
    except (ProviderAway, ProviderRefused) as away:
        log.error("provider away", provider=provider, why=str(away))
        return _turned_away("provider_away")
    session[UNDER_WAY] = (attempt.state, target)
    return redirect(address)


def _settled(identity: Identity, target: str | None, *, link: bool) -> BaseResponse:
    if link:
        session[CARRIED] = service.ask_to_link(acting(), identity).state
        return redirect(url_for("sign_in.link", next=url_for("sign_in.identities")))
    verdict = service.settle(acting(), identity, browser_session.agent())
    if isinstance(verdict, Rejected):
        return _turned_away(verdict.reason)
    if isinstance(verdict, ToLink):
        session[CARRIED] = verdict.state
        flash(
            _(
                "“%(label)s”还没有和这里的账号绑定。请用密码登录一次，以后就不用了",
                label=ways.label_of(identity.provider),
            ),
            "info",
        )
        return redirect(url_for("accounts.sign_in", next=target))
    return go_on(verdict, inside(target))


def _to_provider(status: int, why: str = "") -> BaseResponse:
    """What a program reads."""
    response = jsonify({"error": "invalid_request", "error_description": why}) if why else Response()
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _turned_away(reason: str) -> BaseResponse:
    flash(words(Refused(reason)), "error")
    return redirect(url_for("sign_in.identities" if acting().signed_in else "accounts.sign_in"))


def _provider(name: str) -> Provider:
    found = ways.providers().get(name)
    if found is None:
        raise NotVisible
    return found


def _callback(provider: str) -> str:
    """The address that is registered with the provider; its own for each, so that answers are not mixed up."""
    base = str(current_app.config["PUBLIC_BASE_URL"]).rstrip("/")
    return base + url_for("sign_in.back", provider=provider)
