"""The page where service records are looked through and taken away for another system."""

from __future__ import annotations

import io
import tempfile
from datetime import date
from typing import IO, cast

from flask import Blueprint, Response, render_template, request, send_file
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from volunteer.interchange.fields import SHEET_FIELDS
from volunteer.interchange.files import SCHEMA_FILE, Counted, write_json
from volunteer.interchange.records import Wanted, ids, load, stream
from volunteer.kernel import clock
from volunteer.organization.actor import Reach
from volunteer.organization.asked import unit_asked_for
from volunteer.organization.current import current_actor
from volunteer.organization.exporting import (
    Disclosure,
    Export,
    ListColumn,
    disclosure_asked,
    export,
    filters_asked,
    put_on_record,
    without_purpose,
)
from volunteer.organization.permissions import Permission
from volunteer.web.downloads import as_download
from volunteer.web.guard import needs
from volunteer.web.picking import PickerField
from volunteer.web.spreadsheet import CHUNK, IN_MEMORY
from volunteer.web.tables import page_of

LIST = "service_records"
YEARS = range(2000, 2200)

bp = Blueprint("interchange", __name__)


class UnitForm(FlaskForm):
    """Whose records; asked in the address."""

    unit = PickerField(_l("所在队（含下级）"), source="unit_of_reports")


@bp.get("/reports/service-records")
@needs(Permission.REPORT_READ)
def index() -> str:
    """The records that would leave, a page at a time, with names masked."""
    form = UnitForm(request.args, meta={"csrf": False})
    form.validate()
    wanted = _wanted()
    found = page_of(ids(wanted))
    return render_template(
        "pages/interchange/records.html",
        form=form,
        wanted=wanted,
        found=found,
        records=load(found.items),
        show=Disclosure(),
        may_unmask=current_actor().may(Permission.MEMBER_UNMASK),
    )


@bp.post("/reports/service-records/export")
@needs(Permission.REPORT_READ)
def export_records() -> BaseResponse:
    """The records as a workbook, or with `format=json` as the documented JSON."""
    return _json() if request.form.get("format") == "json" else _workbook()


@bp.get("/reports/service-records/schema.json")
@needs(Permission.REPORT_READ)
def schema() -> Response:
    """What the JSON looks like, for whoever reads it in."""
    return send_file(SCHEMA_FILE, mimetype="application/schema+json")


def _workbook() -> BaseResponse:
    columns = [ListColumn(str(one.heading), one.said or one.value, one.kind, one.width) for one in SHEET_FIELDS]
    return export(Export(LIST, _("服务记录"), columns, load=load), ids(_wanted()))


def _json() -> BaseResponse:
    actor, now = current_actor(), clock.now()
    show = disclosure_asked(actor)
    if show is None:
        return without_purpose()
    wanted = _wanted()
    records = Counted(stream(wanted))
    file = cast(IO[bytes], tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  # closed with the answer
    text = io.TextIOWrapper(file, encoding="utf-8", write_through=True)
    write_json(text, records, wanted, show, now)
    text.detach()
    file.seek(0)
    put_on_record(actor, LIST, records.number, show, filters_asked())
    response = Response(iter(lambda: file.read(CHUNK), b""), mimetype="application/json")
    response.call_on_close(file.close)
    name = f"{_('服务记录')}-{clock.local(now):%Y%m%d}"
    as_download(response, name, "json")
    return response


def _wanted() -> Wanted:
    """The records the address asks for, within reach."""
    actor = current_actor()
    unit = unit_asked_for(actor, Permission.REPORT_READ)
    reach = Reach(unit_paths=(unit.path,)) if unit else actor.reach(Permission.REPORT_READ)
    return Wanted(reach, _day("since"), _day("until"))


def _day(name: str) -> date | None:
    day = request.args.get(name, type=date.fromisoformat)
    return day if day is not None and day.year in YEARS else None
