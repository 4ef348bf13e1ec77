"""What changed, from which value to which, in words: settings of units, records of members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from volunteer.organization.settings import KNOBS

FIELDS: Mapping[str, LazyString] = {
    "availability": _l("空闲时间"),
    "branch": _l("党支部"),
    "duty_phone": _l("值班电话"),
    "home": _l("住处位置"),
    "interests": _l("感兴趣的类别"),
    "kind": _l("人员类别"),
    "name": _l("名称"),
    "number": _l("编号"),
    "office": _l("单位位置"),
    "organ_id": _l("机关单位"),
    "paused_until": _l("暂停到"),
    "phone": _l("电话"),
    "precise_places": _l("精确位置"),
    "radius_km": _l("服务半径"),
    "recommendations_on": _l("推荐"),
    "short_name": _l("简称"),
    "unit_id": _l("所在分队"),
}


def changes_of(details: Mapping[str, Any]) -> list[str]:
    """One line for each thing that changed; nothing where the event keeps no values."""
    return [*_turned(details.get("settings")), *_changed(details.get("before"), details.get("after"))]


def _turned(settings: Any) -> Iterable[str]:
    if isinstance(settings, dict):
        for key, pair in settings.items():
            if isinstance(pair, list) and len(pair) == 2:
                yield _line(str(KNOBS[key].label) if key in KNOBS else key, *pair)


def _changed(before: Any, after: Any) -> Iterable[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(after):
            yield _line(str(FIELDS.get(key, key)), before.get(key), after[key])


def _line(label: str, before: Any, after: Any) -> str:
    return _("%(what)s：%(before)s → %(after)s", what=label, before=_value(before), after=_value(after))


def _value(value: Any) -> str:
    if value is None or value in ("", []):
        return _("空")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return _("、").join(map(str, value)) if isinstance(value, list) else str(value)
