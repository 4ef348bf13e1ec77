"""Settings of units: a key that a unit does not set comes from the nearest unit above (D2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Knob:
    """One setting, a whole number within bounds, and what applies where no unit sets it."""

    label: LazyString
    default: int
    least: int
    most: int


KNOBS: Mapping[str, Knob] = {
    "demand_answer_days": Knob(_l("需求受理时限（工作日）"), 2, 1, 30),
    "offer_hours": Knob(_l("派单答复时限（小时）"), 24, 1, 168),
    "max_open_offers": Knob(_l("同时未答复的邀约上限（份）"), 3, 1, 50),
    "release_warning_hours": Knob(_l("临近开始不建议释放（小时）"), 24, 0, 168),
    "countersign_days": Knob(_l("核签时限（工作日）"), 3, 1, 30),
    "missing_hours_days": Knob(_l("漏记申报答复时限（工作日）"), 5, 1, 30),
    "public_notice_days": Knob(_l("公示期（工作日）"), 3, 1, 30),
    "silent_site_days": Knob(_l("多少天没提需求就列出来问一问（天）"), 60, 7, 365),
    "default_radius_km": Knob(_l("默认服务半径（公里）"), 10, 1, 100),
    "check_in_opens_minutes": Knob(_l("提前多久开放签到（分钟）"), 30, 0, 240),
    "leader_day_minutes": Knob(_l("当天累计多少分钟以内由本队确认"), 480, 60, 1440),
    "team_day_minutes": Knob(_l("当天累计多少分钟以内由上一级确认"), 720, 60, 1440),
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
    if not isinstance(value, int) or isinstance(value, bool) or not knob.least <= value <= knob.most:
        return str(_("请填 %(least)s 到 %(most)s 之间的整数", least=knob.least, most=knob.most))
    return None


def _load() -> dict[int, dict[str, Any]]:
    """The settings of the few units that have some."""
    statement = select(Unit.id, Unit.settings).where(Unit.settings != {})
    return {unit_id: own for unit_id, own in db.session.execute(statement)}


_KEPT = Kept((Unit,), _load)
