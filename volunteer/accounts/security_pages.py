"""One's own second factor, and the list of one's own sign-ins."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from volunteer.accounts import browser_session, devices, failures, queries, two_factors
from volunteer.accounts import two_factor_rules as factor
from volunteer.accounts.admitting import Rejected
from volunteer.accounts.forms import OtpForm
from volunteer.accounts.own_pages import bp
from volunteer.accounts.two_factor_rules import in_groups
from volunteer.kernel import clock
from volunteer.kernel.errors import Refused
from volunteer.web.form_problems import show_problems
from volunteer.web.guard import acting, signed_in
from volunteer.web.qr import qr_svg
from volunteer.web.wording import words


@bp.get("/account/two-factors", endpoint="two_factors")
@signed_in
def show_two_factors() -> str:
    """Off, being set up, or on."""
    return _page(OtpForm(formdata=None))


@bp.post("/account/two-factors/begin")
@signed_in
def begin_two_factors() -> BaseResponse:
    """A secret for the app."""
    two_factors.begin(acting())
    return redirect(url_for("accounts.two_factors"), 303)


@bp.post("/account/two-factors/confirm")
@signed_in
def confirm_two_factors() -> tuple[str, int] | str:
    """The first code of the app; the recovery codes are told in this answer only."""
    form = OtpForm()
    if form.validate():
        verdict = two_factors.confirm(acting(), form.code.data, browser_session.agent())
        if not isinstance(verdict, Rejected):
            admitted, codes = verdict
            browser_session.begin(admitted)
            return _sheet(codes)
        show_problems(form, {"code": words(Refused(verdict.reason))})
    return _page(form), 422


@bp.post("/account/two-factors/codes")
@signed_in
def renew_recovery_codes() -> tuple[str, int] | str:
    """A new sheet, told in this answer only."""
    form = OtpForm()
    if form.validate():
        verdict = two_factors.renew_codes(acting(), form.code.data)
        if not isinstance(verdict, Rejected):
            return _sheet(verdict)
        show_problems(form, {"code": words(Refused(verdict.reason))})
    return _page(form), 422


@bp.post("/account/two-factors/off")
@signed_in
def turn_two_factors_off() -> tuple[str, int] | BaseResponse:
    """Do without a second factor."""
    form = OtpForm()
    if form.validate():
        rejected = two_factors.turn_off(acting(), form.code.data)
        if rejected is None:
            flash(_("两步验证已关闭"), "ok")
            return redirect(url_for("accounts.two_factors"), 303)
        show_problems(form, {"code": words(Refused(rejected.reason))})
    return _page(form), 422


@bp.get("/account/devices")
@signed_in
def device_list() -> str:
    """Which browsers are signed in, and the sign-ins before."""
    actor = acting()
    listed = devices.listed(actor.account_id)
    return render_template(
        "pages/accounts/devices.html",
        here=[device for device, alive in listed if alive and device.id == actor.device_id],
        others=[device for device, alive in listed if alive and device.id != actor.device_id],
        ended=[device for device, alive in listed if not alive],
        failed=failures.failures(actor.account_id, clock.now()),
        called=devices.called,
        kept_days=devices.KEPT.days,
    )


@bp.post("/account/devices/<int:device_id>/end")
@signed_in
def end_device(device_id: int) -> BaseResponse:
    """Sign one of them out."""
    devices.end(acting(), device_id)
    flash(_("已在那台设备上退出"), "ok")
    return redirect(url_for("accounts.device_list"), 303)


@bp.post("/account/devices/end-others")
@signed_in
def end_other_devices() -> BaseResponse:
    """Sign out all but this one."""
    actor = acting()
    ended = devices.end_others(actor, actor.device_id)
    flash(ngettext("已退出其他 %(num)s 台设备", "已退出其他 %(num)s 台设备", ended), "ok")
    return redirect(url_for("accounts.device_list"), 303)


def _page(form: OtpForm) -> str:
    actor = acting()
    secret = None if actor.two_factors else two_factors.secret_to_set_up(actor.account_id)
    shown: dict[str, Any] = {"form": form, "required": actor.two_factors_required, "on": actor.two_factors}
    if secret:
        name = queries.user_name_of(actor.account_id) or actor.name
        address = factor.app_address(secret, name, current_app.config["BRAND_NAME"])
        shown |= {"qr": qr_svg(address), "secret": in_groups(secret)}
    if actor.two_factors:
        shown["left"] = two_factors.codes_left(actor.account_id)
    return render_template("pages/accounts/two_factors.html", **shown)


def _sheet(codes: list[str]) -> str:
    actor = acting()
    return render_template(
        "pages/accounts/recovery_codes.html",
        codes=[in_groups(code) for code in codes],
        user_name=queries.user_name_of(actor.account_id),
        now=clock.now(),
    )
