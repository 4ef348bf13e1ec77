"""Where help is missing, and sites that never ask, as spreadsheets."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.gaps import pages, silent, words
from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.exporting import Export, ListColumn, export
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs

bp = Blueprint("gaps_export", __name__)


@bp.post("/reports/gaps/export")
@needs(Permission.REPORT_READ)
def gaps() -> BaseResponse:
    """The gaps, most missing time first."""
    columns = [
        ListColumn(_("镇街"), lambda one, _show: one.town, width=18),
        ListColumn(_("时段"), lambda one, _show: words.band_words(one)),
        ListColumn(_("技能"), lambda one, _show: words.asked_words(one), width=20),
        ListColumn(_("还缺人次"), lambda one, _show: one.missing, "number", 10),
        ListColumn(_("缺的人时"), lambda one, _show: round(one.missing_minutes / 60, 1), "number", 10),
        ListColumn(_("岗位"), lambda one, _show: len(one.positions), "number", 8),
        ListColumn(_("最早开始"), lambda one, _show: one.soonest, "moment", 18),
        ListColumn(_("为什么"), lambda one, _show: words.why_words(one), width=48),
        ListColumn(_("怎么办"), lambda one, _show: _("；").join(words.remedies_said(one)), width=48),
    ]
    found = pages.listed(current_actor().reach(Permission.REPORT_READ))
    return export(Export("gaps", _("缺口"), columns), found)


@bp.post("/reports/silent-sites/export")
@needs(Permission.REPORT_READ)
def silent_sites() -> BaseResponse:
    """The sites without a demand for long, those that never asked first."""
    today = clock.today()
    columns = [
        ListColumn(_("社区"), lambda one, _show: one.name, width=28),
        ListColumn(_("镇街"), lambda one, _show: one.town, width=18),
        ListColumn(_("上次提需求"), lambda one, _show: one.last, "moment", 18),
        ListColumn(_("距今天数"), lambda one, _show: one.days_since(today), "number", 10),
        ListColumn(_("社区值班"), lambda one, _show: one.duty_phone, width=16),
        ListColumn(_("结对服务队"), lambda one, _show: one.unit, width=36),
        ListColumn(_("服务队值班"), lambda one, _show: one.unit_phone, width=16),
    ]
    reach, now = current_actor().reach(Permission.REPORT_READ), clock.now()
    town, kind = pages.chosen_silence(silent.by_town(reach, now))
    what = Export("silent_sites", _("久未提需求的社区"), columns, scalars=False, load=silent.sites_of)
    return export(what, pages.listed_silent(reach, now, town, kind))
