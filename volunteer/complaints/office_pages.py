"""Numbers over complaints, and the list of those one handles as a spreadsheet."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.complaints import overview, queries
from volunteer.complaints.words import ABOUT, KINDS
from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.exporting import Export, ListColumn, export, status_words
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs
from volunteer.web.tables import page_of

bp = Blueprint("complaint_office", __name__)


@bp.get("/complaints/overview")
@needs(Permission.COMPLAINT_HANDLE)
def show() -> str:
    """By kind and by unit, beside the days before; `?days=` says how many."""
    wanted = request.args.get("days", type=int)
    days = wanted if wanted in overview.SPANS else overview.USUAL
    actor, looked = current_actor(), overview.span(days, clock.now())
    return render_template(
        "pages/complaints/overview.html",
        days=days,
        spans=overview.SPANS,
        kinds=KINDS,
        comparable=overview.comparable(looked),
        figures=overview.by_kind(actor, looked),
        found=page_of(overview.by_unit(actor, looked), scalars=False),
    )


@bp.post("/complaints/export")
@needs(Permission.COMPLAINT_HANDLE)
def export_list() -> BaseResponse:
    """What the list shows, without words and contacts."""
    actor, done = current_actor(), request.args.get("show") == "settled"
    rows = queries.settled(actor) if done else queries.to_answer(actor)
    return export(Export("complaints", _("投诉建议"), _columns()), rows)


def _columns() -> list[ListColumn]:
    status = status_words("complaint")
    return [
        ListColumn(_("编号"), lambda one, _show: one.number, width=16),
        ListColumn(_("类别"), lambda one, _show: str(KINDS[one.kind]), width=8),
        ListColumn(_("反映的"), lambda one, _show: str(ABOUT[one.about]), width=10),
        ListColumn(_("队伍"), lambda one, _show: one.named_unit.name, width=32),
        ListColumn(_("情况"), lambda one, _show: status(one.status), width=10),
        ListColumn(_("收到时间"), lambda one, _show: one.received_at, "moment", 18),
        ListColumn(_("答复期限"), lambda one, _show: one.answer_by, "moment", 18),
        ListColumn(_("答复时间"), lambda one, _show: one.answered_at, "moment", 18),
        ListColumn(_("要求重新办理"), lambda one, _show: _("是") if one.reopened_at else "", width=14),
    ]
