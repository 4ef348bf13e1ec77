"""Hours as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger import pages, pending, queries
from volunteer.ledger.queries import HoursView
from volunteer.organization.current import current_actor
from volunteer.organization.exporting import Export, ListColumn, chunked, export, status_words
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs

bp = Blueprint("hours_export", __name__)


@bp.post("/hours/export")
@needs(Permission.HOURS_READ)
def hours() -> BaseResponse:
    """The list of hours: those that wait, or those of the status asked for."""
    actor = current_actor()
    waiting, narrowed, _unit = pages.asked()
    what = Export("hours", _("服务时长"), _columns(), load=_with_paths)
    if waiting:
        return export(what, chunked(pending.desk(actor, clock.now(), narrowed).ids, _with_paths))
    return export(what, pages.settled(actor, narrowed)[0])


def _with_paths(ids: Sequence[int]) -> Iterator[tuple[HoursView, str | None]]:
    """Hours with the path of the unit they belong to, which decides whose names may be shown."""
    views = queries.views(ids)
    units = {view.proposal.unit_id for view in views}
    paths = {unit: path for unit, path in db.session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(units)))}
    return ((view, paths.get(view.proposal.unit_id)) for view in views)


def _columns() -> list[ListColumn]:
    status, source, yes = status_words("hours"), status_words("hours_source"), _("是")
    return [
        ListColumn(_("姓名"), lambda one, show: show.name(one[0].name, one[1])),
        ListColumn(_("所在队"), lambda one, _show: one[0].unit, width=32),
        ListColumn(_("服务"), lambda one, _show: one[0].title or one[0].proposal.note, width=36),
        ListColumn(_("服务日期"), lambda one, _show: one[0].proposal.service_date, "date", 12),
        ListColumn(_("分钟"), lambda one, _show: one[0].minutes, "number", 8),
        ListColumn(_("状态"), lambda one, _show: status(one[0].status)),
        ListColumn(_("来源"), lambda one, _show: source(one[0].source)),
        ListColumn(_("点名录入"), lambda one, _show: yes if one[0].proposal.ticked else "", width=10),
    ]
