"""Months and years as files, each time on record. No file names a person."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel import clock
from volunteer.months import asked
from volunteer.months.calendar import months_of
from volunteer.months.content import report_of
from volunteer.months.document import MEDIA_TYPE, document
from volunteer.months.queries import compared, unit_year
from volunteer.months.sheets import month_sheets, year_sheets
from volunteer.organization.current import current_actor
from volunteer.organization.exporting import Disclosure, put_on_record
from volunteer.organization.permissions import Permission
from volunteer.web.downloads import as_download
from volunteer.web.guard import needs
from volunteer.web.spreadsheet import answer

LIST = "month_report"

bp = Blueprint("months_files", __name__)


@bp.post("/reports/month/file")
@needs(Permission.REPORT_READ)
def month() -> BaseResponse:
    """The month as a workbook, or with `format=docx` as a document to go on with."""
    actor, now = current_actor(), clock.now()
    unit = asked.unit_asked(actor, request.args.get("unit", type=int))
    wanted = asked.month_asked(now)
    report = report_of(compared(unit, wanted, now))
    as_document = request.form.get("format") == "docx"
    put_on_record(actor, LIST, 1, Disclosure(), {"unit": str(unit.id), "month": f"{wanted:%Y-%m}"})
    if not as_document:
        return answer(month_sheets(report), report.title)
    response = Response(document(report), mimetype=MEDIA_TYPE)
    as_download(response, report.title, "docx")
    return response


@bp.post("/reports/month/year-file")
@needs(Permission.REPORT_READ)
def year() -> BaseResponse:
    """A year of months as a workbook."""
    actor = current_actor()
    unit = asked.unit_asked(actor, request.args.get("unit", type=int))
    wanted = asked.year_asked() or clock.today().year
    title = _("%(unit)s%(year)s年服务汇总", unit=unit.name, year=wanted)
    summed = unit_year(unit, wanted, months_of(wanted, asked.first_month_of_year(unit)))
    put_on_record(actor, LIST, summed.frozen, Disclosure(), {"unit": str(unit.id), "year": str(wanted)})
    return answer(year_sheets(title, summed), title)
