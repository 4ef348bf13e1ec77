"""Accounts and roles as spreadsheets."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.access import pages
from volunteer.organization.exporting import Export, ListColumn, export
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.words import ROLES
from volunteer.web.guard import needs

bp = Blueprint("access_export", __name__)


@bp.post("/accounts/export")
@needs(Permission.ACCOUNT_MANAGE)
def accounts() -> BaseResponse:
    """The list of accounts."""
    states = {state: str(word) for state, word in pages.STATES.items()}
    columns = [
        ListColumn(_("姓名"), lambda one, show: show.name(one[0].name, one[3])),
        ListColumn(_("用户名"), lambda one, _show: one[1], width=18),
        ListColumn(_("所在队"), lambda one, _show: one[2], width=36),
        ListColumn(_("状态"), lambda one, _show: states[pages.state_of(one[0])]),
    ]
    what = Export("accounts", _("账号"), columns, scalars=False)
    return export(what, pages.listed_accounts().add_columns(Unit.path))


@bp.post("/grants/export")
@needs(Permission.GRANT_MANAGE)
def grants() -> BaseResponse:
    """The list of roles."""
    roles = {role: str(word) for role, word in ROLES.items()}
    columns = [
        ListColumn(_("组织或社区"), lambda one, _show: next(node.name for node in one[2:] if node), width=36),
        ListColumn(_("职责"), lambda one, _show: roles[one[0].role]),
        ListColumn(_("姓名"), lambda one, show: show.name(one[1].name, one[2].path if one[2] else None)),
        ListColumn(_("开始"), lambda one, _show: one[0].since, "moment", 18),
        ListColumn(_("结束"), lambda one, _show: one[0].until, "moment", 18),
    ]
    return export(Export("grants", _("职责与权限"), columns, scalars=False), pages.listed_grants())
