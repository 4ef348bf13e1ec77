"""Members, units and their skills as spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel import clock
from volunteer.organization import words as organization_words
from volunteer.organization.current import current_actor
from volunteer.organization.exporting import Export, ListColumn, chunked, export
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.queries import led_units
from volunteer.organization.scope import get_visible
from volunteer.people import pages, survey, unit_figures, unit_pages, unit_tree, words
from volunteer.people.models import Member
from volunteer.people.queries import member_counts, skills_of
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


@bp.post("/units/export")
@needs(Permission.UNIT_READ)
def units() -> BaseResponse:
    """The units the address asks for, or the whole tree within reach, parents first."""
    actor, now = current_actor(), clock.now()
    tiers = {tier: str(word) for tier, word in organization_words.TIERS.items()}

    def with_parents(ids: Sequence[int]) -> Iterator[tuple[Unit, str | None, int, bool]]:
        found, members = unit_tree.units_of(ids), member_counts(ids)
        above, led = unit_tree.parents_of(found), led_units(ids, now)
        return ((unit, above.get(unit.parent_id or 0), members.get(unit.id, 0), unit.id in led) for unit in found)

    columns = [
        ListColumn(_("名称"), lambda one, _show: one[0].name, width=40),
        ListColumn(_("简称"), lambda one, _show: one[0].short_name, width=20),
        ListColumn(_("层级"), lambda one, _show: tiers[one[0].tier], width=10),
        ListColumn(_("上级"), lambda one, _show: one[1], width=24),
        ListColumn(_("人数"), lambda one, _show: one[2], "number", 8),
        ListColumn(_("有负责人"), lambda one, _show: _("是") if one[3] else _("否"), width=10),
        ListColumn(_("值班电话"), lambda one, _show: one[0].duty_phone, width=16),
    ]
    return export(Export("units", _("队伍"), columns), chunked(unit_pages.listed(actor), with_parents))


@bp.post("/units/<int:unit_id>/skills/export")
@needs(Permission.MEMBER_READ)
def skills(unit_id: int) -> BaseResponse:
    """Skills by level against the places that ask for them, as on the page."""
    unit = get_visible(Unit, current_actor(), Permission.MEMBER_READ, unit_id)
    called = names().skills
    columns = [
        ListColumn(_("技能"), lambda one, _show: called.get(one.skill, one.skill), width=20),
        *(_level_column(level, str(word)) for level, word in words.LEVELS.items()),
        ListColumn(_("合计"), lambda one, _show: one.members, "number", 10),
        ListColumn(_("待审核"), lambda one, _show: one.pending, "number", 10),
        ListColumn(_("四周内的空缺"), lambda one, _show: one.wanted, "number", 14),
    ]
    rows = survey.skill_rows(unit, unit_figures.open_places(unit), clock.today())
    return export(Export("skills", _("%(name)s的技能覆盖", name=unit.short_name), columns), rows)


def _level_column(level: int, word: str) -> ListColumn:
    return ListColumn(word, lambda one, _show: one.levels.get(level, 0), "number", 10)


def _with_skills(rows: Sequence[Any]) -> Iterator[tuple[Any, str]]:
    """Members with their skills in words."""
    held, called, comma = skills_of(row.id for row in rows), names().skills, str(_("、"))
    for row in rows:
        counting = (one for one in held[row.id] if one.counts)
        yield row, comma.join(words.at_level(called.get(one.code, one.code), one.level) for one in counting)


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
