"""Sites as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.organization.exporting import Export, ListColumn, export
from volunteer.organization.models import Place
from volunteer.sites import pages, queries
from volunteer.web.guard import signed_in

bp = Blueprint("sites_export", __name__)


@bp.post("/sites/export")
@signed_in
def sites() -> BaseResponse:
    """The list of sites; what it holds is known to everybody inside."""
    return export(Export("sites", _("社区"), _columns(), load=_with_teams), pages.listed()[0])


def _with_teams(places: Sequence[Place]) -> Iterator[tuple[Place, str | None]]:
    teams = queries.paired_names(places)
    return ((place, teams.get(place.paired_unit_id or 0)) for place in places)


def _columns() -> list[ListColumn]:
    return [
        ListColumn(_("名称"), lambda one, _show: one[0].name, width=28),
        ListColumn(_("代码"), lambda one, _show: one[0].code),
        ListColumn(_("镇街"), lambda one, _show: one[0].parent.name, width=20),
        ListColumn(_("地址"), lambda one, _show: one[0].address, width=36),
        ListColumn(_("值班电话"), lambda one, _show: one[0].duty_phone, width=16),
        ListColumn(_("结对服务队"), lambda one, _show: one[1], width=36),
    ]
