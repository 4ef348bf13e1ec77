"""Demands as a spreadsheet: the public part only (D6)."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.demands import pages
from volunteer.demands.wording import STATUSES
from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.exporting import Export, ListColumn, export
from volunteer.organization.permissions import Permission
from volunteer.taxonomy.naming import names
from volunteer.web.guard import needs

bp = Blueprint("demands_export", __name__)


@bp.post("/demands/export")
@needs(Permission.DEMAND_READ)
def demands() -> BaseResponse:
    """The list of demands."""
    return export(Export("demands", _("需求"), _columns()), pages.listed(current_actor(), clock.now()))


def _columns() -> list[ListColumn]:
    skills, categories = names().skills, names().categories
    statuses = {status.value: str(word) for status, word in STATUSES.items()}
    return [
        ListColumn(_("编号"), lambda one, _show: one.number),
        ListColumn(_("需求"), lambda one, _show: one.title, width=36),
        ListColumn(_("类别"), lambda one, _show: categories.get(one.category, one.category)),
        ListColumn(_("技能"), lambda one, _show: skills.get(one.skill, one.skill)),
        ListColumn(_("人数"), lambda one, _show: one.headcount, "number", 8),
        ListColumn(_("开始"), lambda one, _show: one.starts, "moment", 18),
        ListColumn(_("结束"), lambda one, _show: one.ends, "moment", 18),
        ListColumn(_("镇街"), lambda one, _show: one.site.parent.name, width=18),
        ListColumn(_("社区"), lambda one, _show: one.site.name, width=24),
        ListColumn(_("公开地点"), lambda one, _show: one.public_place, width=28),
        ListColumn(_("状态"), lambda one, _show: statuses.get(one.status, one.status)),
        ListColumn(_("责任单位"), lambda one, _show: one.responsible_unit and one.responsible_unit.name, width=32),
        ListColumn(_("答复期限"), lambda one, _show: one.deadline, "moment", 18),
        ListColumn(_("提交时间"), lambda one, _show: one.submitted_at, "moment", 18),
    ]
