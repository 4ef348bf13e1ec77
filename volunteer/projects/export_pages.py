"""Projects as a spreadsheet."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.organization.current import current_actor
from volunteer.organization.exporting import Export, ListColumn, export, status_words
from volunteer.organization.permissions import Permission
from volunteer.projects import pages
from volunteer.taxonomy.naming import names
from volunteer.web.guard import needs

bp = Blueprint("projects_export", __name__)


@bp.post("/projects/export")
@needs(Permission.PROJECT_READ)
def projects() -> BaseResponse:
    """The list of projects."""
    what = Export("projects", _("项目"), _columns(), load=lambda chunk: map(pages.summary, chunk))
    return export(what, pages.listed(current_actor())[0])


def _columns() -> list[ListColumn]:
    categories, status = names().categories, status_words("project")
    return [
        ListColumn(_("项目"), lambda one, _show: one["project"].title, width=36),
        ListColumn(_("类别"), lambda one, _show: categories.get(one["project"].category, one["project"].category)),
        ListColumn(_("状态"), lambda one, _show: status(one["state"])),
        ListColumn(_("社区"), lambda one, _show: one["project"].site.name, width=24),
        ListColumn(_("组织单位"), lambda one, _show: one["project"].unit.name, width=32),
        ListColumn(_("下一场开始"), lambda one, _show: one["next"] and one["next"].starts, "moment", 18),
        ListColumn(_("下一场结束"), lambda one, _show: one["next"] and one["next"].ends, "moment", 18),
        ListColumn(_("场次"), lambda one, _show: one["sessions"], "number", 8),
        ListColumn(_("名额"), lambda one, _show: one["headcount"], "number", 8),
        ListColumn(_("已报名"), lambda one, _show: one["taken"], "number", 8),
        ListColumn(_("为服务队保留"), lambda one, _show: one["reserved"], "number", 12),
    ]
