"""Pages and spreadsheet of what deserves a look among entered hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, date
from time import strptime
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.spans import Span
from volunteer.ledger import findings, queries, unusual, unusual_words
from volunteer.ledger.entering import Entering, entering
from volunteer.ledger.queries import HoursView
from volunteer.ledger.unusual import Flagged, Unusual
from volunteer.organization.actor import Reach
from volunteer.organization.current import current_actor
from volunteer.organization.exporting import Export, ListColumn, chunked, export, status_words
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs
from volunteer.web.tables import page_of_list

bp = Blueprint("hours_check", __name__)


@bp.get("/reports/hours-check")
@needs(Permission.REPORT_READ)
def index() -> str:
    """Groups of hours by pattern, the latest service first."""
    reach, days, month, kind = _asked()
    found = page_of_list(unusual.groups(reach, days, kind))
    return render_template(
        "pages/hours/check.html",
        found=found,
        by=entering([group.entered_by for group in found.items], clock.now()),
        words=unusual_words,
        kinds=[(one.value, word) for one, word in unusual_words.KINDS.items()],
        kind=kind,
        month=month,
        span=days,
        faults=findings.open_count(current_actor(), Permission.REPORT_READ),
    )


@bp.get("/reports/hours-check/list")
@needs(Permission.REPORT_READ)
def hours() -> str:
    """The hours of one group."""
    reach, days, month, kind = _asked()
    key = request.args.get("key", "").replace("\x00", "")
    ids = [one.hours_id for one in unusual.flagged(reach, days, kind, key)] if kind and key else []
    found = page_of_list(ids)
    rows = queries.views(found.items)
    return render_template(
        "pages/hours/check_list.html",
        found=found,
        rows=rows,
        by=entering({row.proposal.entered_by for row in rows}, clock.now()),
        words=unusual_words,
        kind=kind,
        month=month,
    )


@bp.post("/reports/hours-check/export")
@needs(Permission.REPORT_READ)
def to_spreadsheet() -> BaseResponse:
    """All hours behind what the page lists, a row for each pattern they show."""
    reach, days, _month, kind = _asked()
    word, source = status_words("hours"), status_words("hours_source")
    columns = [
        ListColumn(_("情形"), lambda one, _show: str(unusual_words.KINDS[one[0].kind]), width=18),
        ListColumn(_("服务日期"), lambda one, _show: one[1].proposal.service_date, "date", 12),
        ListColumn(_("姓名"), lambda one, show: show.name(one[1].name, one[3])),
        ListColumn(_("所在队"), lambda one, _show: one[1].unit, width=32),
        ListColumn(_("服务"), lambda one, _show: one[1].title or one[1].proposal.note, width=36),
        ListColumn(_("分钟"), lambda one, _show: one[1].minutes, "number", 8),
        ListColumn(_("状态"), lambda one, _show: word(one[1].status)),
        ListColumn(_("来源"), lambda one, _show: source(one[1].source)),
        ListColumn(_("录入"), lambda one, _show: unusual_words.said(one[2]) if one[2] else "", width=28),
    ]
    return export(Export("hours_check", _("时长异常"), columns), chunked(unusual.flagged(reach, days, kind), _rows))


def _rows(flagged: Sequence[Flagged]) -> Iterator[tuple[Flagged, HoursView, Entering | None, str | None]]:
    """Each with what a row shows: the hours, who entered them, the path that decides whose names may be shown."""
    views = {view.id: view for view in queries.views([one.hours_id for one in flagged])}
    by = entering({view.proposal.entered_by for view in views.values()}, clock.now())
    units = {view.proposal.unit_id for view in views.values()}
    paths = {unit: path for unit, path in db.session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(units)))}
    for one in flagged:
        if view := views.get(one.hours_id):
            yield one, view, by.get(view.proposal.entered_by), paths.get(view.proposal.unit_id)


def _asked() -> tuple[Reach, Span, date | None, Unusual | None]:
    """Where the actor may look, the days and the pattern that the address asks for."""
    reach = current_actor().reach(Permission.REPORT_READ)
    kind: Any = request.args.get("kind")
    month = _month(request.args.get("month"))
    days = unusual.days_asked(month, clock.today())
    return reach, days, month, Unusual(kind) if kind in set(Unusual) else None


def _month(text: str | None) -> date | None:
    try:
        month = date(*strptime(text or "", "%Y-%m")[:2], 1)
    except ValueError:
        return None
    return month if month.year < MAXYEAR else None
