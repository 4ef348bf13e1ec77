"""Who stands on a project as a spreadsheet: the sign-up list for the day."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.claims import people_pages, queries
from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.exporting import Export, ListColumn, export, status_words
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.projects.models import Project
from volunteer.web.guard import needs

bp = Blueprint("claims_export", __name__)


@bp.post("/projects/<int:project_id>/people/export")
@needs(Permission.CLAIM_MANAGE)
def people(project_id: int) -> BaseResponse:
    """Session by session, as on the page."""
    actor = current_actor()
    project = get_visible(Project, actor, Permission.PROJECT_READ, project_id)
    claims = people_pages.signed_up(actor, project, clock.now())
    places = queries.waitlist_places(claims)
    status = status_words("claim")
    columns = [
        ListColumn(_("开始"), lambda one, _show: one.position.session.starts, "moment", 18),
        ListColumn(_("结束"), lambda one, _show: one.position.session.ends, "moment", 18),
        ListColumn(_("地点"), lambda one, _show: one.position.session.site.name, width=24),
        ListColumn(_("岗位"), lambda one, _show: one.position.title, width=18),
        ListColumn(_("姓名"), lambda one, show: show.name(one.member.name, one.member.unit.path)),
        ListColumn(_("电话"), lambda one, show: show.phone(one.member.phone, one.member.unit.path), width=16),
        ListColumn(_("分队"), lambda one, _show: one.member.unit.name, width=36),
        ListColumn(_("状态"), lambda one, _show: status(one.status)),
        ListColumn(_("候补第几位"), lambda one, _show: places.get(one.id), "number", 10),
    ]
    return export(Export("sign_ups", _("报名名单"), columns), claims)
