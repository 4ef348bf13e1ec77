"""Members, units and their skills as spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.organization.current import current_actor
from volunteer.organization.exporting import Export, ListColumn, export
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.people import pages, words
from volunteer.people.models import Member
from volunteer.people.queries import skills_of
from volunteer.taxonomy.naming import names
from volunteer.web.guard import needs

SHOWN = (Member.id, Member.name, Member.number, Member.phone, Member.kind, Member.branch, Unit.path)

bp = Blueprint("members_export", __name__)


@bp.post("/members/export")
@needs(Permission.MEMBER_READ)
def members() -> BaseResponse:
    """The list of members."""
    statement, _order = pages.listed(current_actor())
    chosen = statement.with_only_columns(*SHOWN, Unit.name.label("unit"))
    what = Export("members", _("人员"), _member_columns(), scalars=False, load=_with_skills)
    return export(what, chosen)


def _with_skills(rows: Sequence[Any]) -> Iterator[tuple[Any, str]]:
    """Members with their skills in words."""
    held, called, comma = skills_of(row.id for row in rows), names().skills, str(_("、"))
    levels = {level: str(word) for level, word in words.LEVELS.items()}
    for row in rows:
        counting = (one for one in held[row.id] if one.counts)
        yield row, comma.join(f"{called.get(one.code, one.code)}（{levels[one.level]}）" for one in counting)


def _member_columns() -> list[ListColumn]:
    kinds = {kind: str(word) for kind, word in words.KINDS.items()}
    return [
        ListColumn(_("姓名"), lambda one, show: show.name(one[0].name, one[0].path)),
        ListColumn(_("编号"), lambda one, _show: one[0].number),
        ListColumn(_("电话"), lambda one, show: show.phone(one[0].phone, one[0].path), width=16),
        ListColumn(_("分队"), lambda one, _show: one[0].unit, width=36),
        ListColumn(_("类别"), lambda one, _show: kinds[one[0].kind]),
        ListColumn(_("党支部"), lambda one, _show: one[0].branch, width=24),
        ListColumn(_("技能"), lambda one, _show: one[1], width=40),
    ]
