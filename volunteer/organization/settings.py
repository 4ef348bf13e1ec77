"""Settings of units: a key that a unit does not set comes from the nearest unit above (D2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from volunteer.kernel.changes import Kept
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.organization.models import Unit
from volunteer.organization.rules import ids_of

T = TypeVar("T")

Turned = dict[str, tuple[int, int]]


class Group(StrEnum):
    """What a setting is about; the order is that of the page."""

    DEMANDS = "demands"
    DAY = "day"
    MINUTES = "minutes"
    CONFIRMING = "confirming"
    RECORDS = "records"
    OTHER = "other"


class Kind(StrEnum):
    """How a setting is filled in."""

    NUMBER = "number"
    CHOICE = "choice"
    SWITCH = "switch"  # 1 or 0
    HOURS = "hours"  # kept in minutes


OWN_DEFAULT = _l("本平台默认，可按本地办法修改")
RECORDED = _l("《志愿服务记录与证明出具办法（试行）》：按实际服务时间记录")
UNPAID = _l("《志愿服务条例》：志愿服务是自愿、无偿的公益服务，本职工作不在其内")
STARS = _l("《志愿服务记录办法》：服务时间累计满 100、300、600、1000、1500 小时")


@dataclass(frozen=True)
class Knob:
    """One setting, a whole number within bounds, what applies where no unit sets it, and what that rests on."""

    label: LazyString
    default: int
    least: int
    most: int
    group: Group = Group.OTHER
    source: LazyString = OWN_DEFAULT
    kind: Kind = Kind.NUMBER
    choices: tuple[int, ...] = ()

    def allows(self, value: object) -> bool:
        """Whether a unit may set this value."""
        if not isinstance(value, int) or isinstance(value, bool):
            return False
        return value in self.choices if self.choices else self.least <= value <= self.most


def _choice(label: LazyString, default: int, choices: tuple[int, ...], group: Group) -> Knob:
    return Knob(label, default, min(choices), max(choices), group, kind=Kind.CHOICE, choices=choices)


def _switch(label: LazyString, default: int, group: Group, source: LazyString = OWN_DEFAULT) -> Knob:
    return Knob(label, default, 0, 1, group, source, Kind.SWITCH)


def _hours(label: LazyString, minutes: int) -> Knob:
    return Knob(label, minutes, 60, 1440, Group.CONFIRMING, kind=Kind.HOURS)


KNOBS: Mapping[str, Knob] = {
    "demand_answer_days": Knob(_l("需求受理时限（工作日）"), 2, 1, 30, Group.DEMANDS),
    "demand_answer_days_urgent": Knob(_l("紧急需求受理时限（工作日）"), 1, 1, 30, Group.DEMANDS),
    "demand_answer_minutes": Knob(_l("应急需求受理时限（分钟）"), 30, 5, 1440, Group.DEMANDS),
    "demand_publish_days": Knob(_l("受理后发布项目时限（工作日）"), 5, 1, 60, Group.DEMANDS),
    "demand_publish_days_urgent": Knob(_l("紧急需求受理后发布项目时限（工作日）"), 2, 1, 60, Group.DEMANDS),
    "demand_publish_minutes": Knob(_l("应急需求受理后发布项目时限（分钟）"), 60, 5, 1440, Group.DEMANDS),
    "demand_remind_days": Knob(_l("到期前提前多久提醒（工作日）"), 1, 1, 10, Group.DEMANDS),
    "demand_bulletin_days": Knob(_l("超期多久列入通报（工作日）"), 2, 1, 30, Group.DEMANDS),
    "demand_extension_days": Knob(_l("申请延期一次最多延长（工作日）"), 10, 1, 60, Group.DEMANDS),
    "offer_hours": Knob(_l("派单答复时限（小时）"), 24, 1, 168, Group.DEMANDS),
    "max_open_offers": Knob(_l("同时未答复的邀约上限（份）"), 3, 1, 50, Group.DEMANDS),
    "release_warning_hours": Knob(_l("临近开始不建议释放（小时）"), 24, 0, 168, Group.DEMANDS),
    "silent_site_days": Knob(_l("多少天没提需求就列出来问一问（天）"), 60, 7, 365, Group.DEMANDS),
    "default_radius_km": Knob(_l("默认服务半径（公里）"), 10, 1, 100, Group.DEMANDS),
    "wish_most_yuan": Knob(_l("微心愿的价值上限（元）"), 300, 10, 10_000, Group.DEMANDS),
    "wish_answer_days": Knob(_l("微心愿核实、引见、确认时限（工作日）"), 5, 1, 60, Group.DEMANDS),
    "wish_grant_days": Knob(_l("微心愿送达时限（工作日）"), 15, 1, 120, Group.DEMANDS),
    "check_in_opens_minutes": Knob(_l("提前多久开放签到（分钟）"), 30, 0, 240, Group.DAY),
    "late_after_minutes": Knob(_l("晚到超过多少分钟算迟到（0 为不提示）"), 10, 0, 240, Group.DAY),
    "early_leave_minutes": Knob(_l("提前超过多少分钟离开算早退（0 为不提示）"), 10, 0, 240, Group.DAY),
    "close_at_end": _switch(_l("忘记签退的，按本场结束时间计"), 0, Group.DAY, RECORDED),
    "no_show_limit": Knob(_l("90 天内未到且未说明满几次，报名先由负责人同意（0 为不限制）"), 0, 0, 50, Group.DAY),
    "minutes_round_to": _choice(_l("时长向下取整到（分钟）"), 1, (1, 5, 10, 15, 30), Group.MINUTES),
    "minutes_least_share": Knob(_l("到场不足本场时间的百分之几不计（0 为不限）"), 0, 0, 100, Group.MINUTES),
    "own_duty_excluded": _switch(_l("本单位本职工作的工作时间不计时长"), 1, Group.MINUTES, UNPAID),
    "leader_day_minutes": _hours(_l("当天累计多少小时以内由本队确认"), 480),
    "team_day_minutes": _hours(_l("当天累计多少小时以内由上一级确认"), 720),
    "countersign_days": Knob(_l("核签时限（工作日）"), 3, 1, 30, Group.CONFIRMING),
    "missing_hours_days": Knob(_l("漏记申报答复时限（工作日）"), 5, 1, 30, Group.CONFIRMING),
    "complaint_answer_days": Knob(_l("投诉建议答复时限（工作日）"), 10, 1, 60),
    "complaint_keep_days": Knob(_l("投诉建议办结后内容和联系方式保留多久（天）"), 730, 30, 3650),
    "month_cut_off_day": Knob(_l("月报截止日（次月几日，以最上级大队的为准）"), 5, 1, 28),
    "report_year_first_month": Knob(_l("年度汇总从几月起（以最上级大队的为准）"), 1, 1, 12),
    "public_notice_days": Knob(_l("公示期（工作日）"), 3, 1, 30, Group.CONFIRMING),
    "star_1_hours": Knob(_l("一星需要服务满（小时）"), 100, 1, 100_000, Group.RECORDS, STARS),
    "star_2_hours": Knob(_l("二星需要服务满（小时）"), 300, 1, 100_000, Group.RECORDS, STARS),
    "star_3_hours": Knob(_l("三星需要服务满（小时）"), 600, 1, 100_000, Group.RECORDS, STARS),
    "star_4_hours": Knob(_l("四星需要服务满（小时）"), 1000, 1, 100_000, Group.RECORDS, STARS),
    "star_5_hours": Knob(_l("五星需要服务满（小时）"), 1500, 1, 100_000, Group.RECORDS, STARS),
    "stars_count_backfilled": _switch(_l("补录的时长计入星级"), 1, Group.RECORDS),
}


def setting(unit: Unit, key: str, default: T) -> T:
    """The value that holds for a unit: its own, else that of the nearest unit above that sets it."""
    return setting_at(unit.path, key, default)


def setting_at(path: str, key: str, default: T) -> T:
    """The same for the unit at a path."""
    return _nearest(_KEPT.get(), path, key, default)


def settings_at(paths: Iterable[str], keys: Iterable[str]) -> dict[str, dict[str, int]]:
    """By path, the values of some settings that hold for the units at these paths; read once for all of them."""
    own, wanted = _KEPT.get(), tuple(keys)
    return {path: {key: _nearest(own, path, key, KNOBS[key].default) for key in wanted} for path in set(paths)}


def _nearest(own: Mapping[int, Mapping[str, Any]], path: str, key: str, default: T) -> T:
    for unit_id in reversed(ids_of(path)):
        if key in own.get(unit_id, {}):
            found: T = own[unit_id][key]
            return found
    return default


def holding(unit: Unit) -> dict[str, Any]:
    """What would hold for a unit without settings of its own, for every setting."""
    above = [unit_id for unit_id in ids_of(unit.path) if unit_id != unit.id]
    statement = select(Unit.settings).where(Unit.id.in_(above)).order_by(func.length(Unit.path))
    values: dict[str, Any] = {key: knob.default for key, knob in KNOBS.items()}
    for own in db.session.scalars(statement):
        values.update(own)
    return values


def merged(current: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A unit's own settings after changes; None gives a key back to the units above."""
    wrong = {f"settings.{key}": problem for key, value in changes.items() if (problem := _problem(key, value))}
    if wrong:
        raise Invalid(wrong)
    after = {**current, **changes}
    return {key: value for key, value in after.items() if value is not None}


def turn(unit: Unit, changes: Mapping[str, Any]) -> Turned:
    """Set a unit's own settings; for each that now holds another value, the one before and the one after."""
    own, after, above = unit.settings, merged(unit.settings, changes), holding(unit)
    unit.settings = after
    values = {key: (own.get(key, above[key]), after.get(key, above[key])) for key in changes}
    return {key: pair for key, pair in values.items() if pair[0] != pair[1]}


def _problem(key: str, value: Any) -> str | None:
    knob = KNOBS.get(key)
    if knob is None:
        return str(_("没有这个设置项"))
    if value is None:
        return None
    if knob.allows(value):
        return None
    if knob.choices:
        return str(_("请从 %(choices)s 中选一个", choices="、".join(map(str, knob.choices))))
    return str(_("请填 %(least)s 到 %(most)s 之间的整数", least=knob.least, most=knob.most))


def _load() -> dict[int, dict[str, Any]]:
    """The settings of the few units that have some."""
    statement = select(Unit.id, Unit.settings).where(Unit.settings != {})
    return {unit_id: own for unit_id, own in db.session.execute(statement)}


_KEPT = Kept((Unit,), _load)
