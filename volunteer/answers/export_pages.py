"""The year as a spreadsheet: one line for each unit, site or category, counts beside every share."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.answers.pages import by_asked, year_asked
from volunteer.answers.review import review
from volunteer.answers.words import HEADINGS
from volunteer.organization.current import current_actor
from volunteer.organization.exporting import Export, ListColumn, export
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs

bp = Blueprint("answers_export", __name__)


@bp.post("/answers/review/export")
@needs(Permission.DEMAND_READ)
def year() -> BaseResponse:
    """The year as the page lists it."""
    asked, by = year_asked(), by_asked()
    title = _("%(year)s 年度评议", year=asked)
    return export(
        Export("answers_review", title, _columns(str(HEADINGS[by]))), review(current_actor(), asked, by).lines
    )


def _columns(heading: str) -> list[ListColumn]:
    return [
        ListColumn(heading, lambda line, _show: line.name, width=32),
        ListColumn(_("已销号"), lambda line, _show: line.closed, "number"),
        ListColumn(_("其中未评价"), lambda line, _show: line.unrated, "number"),
        ListColumn(_("社区评价份数"), lambda line, _show: line.site.sample, "number", 16),
        ListColumn(_("社区满意份数"), lambda line, _show: line.site.count, "number", 16),
        ListColumn(_("社区满意率（百分数）"), lambda line, _show: line.site.percent, "number", 18),
        ListColumn(_("服务对象评价份数"), lambda line, _show: line.recipients.sample, "number", 18),
        ListColumn(_("服务对象满意份数"), lambda line, _show: line.recipients.count, "number", 18),
        ListColumn(_("服务对象满意率（百分数）"), lambda line, _show: line.recipients.percent, "number", 20),
        ListColumn(_("服务对象不满意份数"), lambda line, _show: line.low, "number", 20),
    ]
