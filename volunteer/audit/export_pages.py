"""The audit trail as a spreadsheet; names stay masked."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.audit import pages, queries
from volunteer.organization.current import current_actor
from volunteer.organization.exporting import Export, ListColumn, export
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs

bp = Blueprint("audit_export", __name__)


@bp.post("/audit/export")
@needs(Permission.AUDIT_HANDLE)
def events() -> BaseResponse:
    """The events the address asks for, newest first."""
    nobody = _("系统或未登录")
    columns = [
        ListColumn(_("时间"), lambda one, _show: one["at"], "moment", 18),
        ListColumn(_("操作人"), lambda one, show: show.name(one["who"], None) or nobody),
        ListColumn(_("操作"), lambda one, _show: one["action"], width=18),
        ListColumn(_("对象"), lambda one, _show: one["subject"], width=36),
        ListColumn(_("说明"), lambda one, _show: one["reason"], width=36),
        ListColumn(_("改动"), lambda one, _show: _("；").join(one["changes"]), width=36),
        ListColumn(_("地址"), lambda one, _show: one["address"], width=16),
        ListColumn(_("编号"), lambda one, _show: one["request_id"], width=16),
    ]
    what = Export("audit", _("操作记录"), columns, load=pages.shown)
    return export(what, queries.events(current_actor(), pages.wanted_events(), Permission.AUDIT_HANDLE))
