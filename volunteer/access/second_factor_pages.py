"""Taking off a lost second factor: asked by one, agreed by another."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.access import second_factors
from volunteer.access.pages import bp
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs


@bp.post("/accounts/<int:account_id>/second-factor/ask")
@needs(Permission.ACCOUNT_MANAGE)
def ask_reset(account_id: int) -> BaseResponse:
    """The first of two."""
    second_factors.ask(current_actor(), account_id)
    flash(_("已提出申请，请另一位有权限的人在这里同意"), "ok")
    return redirect(url_for("access.account", account_id=account_id), 303)


@bp.post("/accounts/<int:account_id>/second-factor/agree")
@needs(Permission.ACCOUNT_MANAGE)
def agree_reset(account_id: int) -> BaseResponse:
    """The second of two."""
    second_factors.agree(current_actor(), account_id)
    flash(_("两步验证已解除，本人下次登录后重新设置"), "ok")
    return redirect(url_for("access.account", account_id=account_id), 303)


@bp.post("/accounts/<int:account_id>/second-factor/drop")
@needs(Permission.ACCOUNT_MANAGE)
def drop_reset(account_id: int) -> BaseResponse:
    """It stays."""
    second_factors.drop(current_actor(), account_id)
    flash(_("申请已撤销"), "ok")
    return redirect(url_for("access.account", account_id=account_id), 303)
