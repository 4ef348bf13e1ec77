"""The words of kinds of members, weekdays, bands and levels."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from volunteer.people.models import AbsenceKind, MemberKind

KINDS: Mapping[str, LazyString] = {
    MemberKind.ACTIVE: _l("在职"),
    MemberKind.RETIRED: _l("退休"),
    MemberKind.MOBILE: _l("流动"),
    MemberKind.SECONDED: _l("借调"),
    MemberKind.LEFT: _l("已转出"),
    MemberKind.DECEASED: _l("已故"),
}

BANDS: Mapping[str, LazyString] = {
    "night": _l("凌晨"),
    "morning": _l("上午"),
    "afternoon": _l("下午"),
    "evening": _l("晚上"),
}

WEEKDAYS: tuple[LazyString, ...] = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))

LEVELS: Mapping[int, LazyString] = {1: _l("基本"), 2: _l("熟练"), 3: _l("专业")}

ABSENCES: Mapping[str, LazyString] = {
    AbsenceKind.HOLIDAY: _l("休假"),
    AbsenceKind.BUSINESS_TRIP: _l("出差"),
    AbsenceKind.OTHER: _l("其他"),
}


def at_level(skill: str, level: int) -> str:
    """A skill with how well it is mastered."""
    return str(_("%(skill)s（%(level)s）", skill=skill, level=LEVELS[level]))
