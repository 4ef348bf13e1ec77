"""Jinja filters that say times, names and amounts the way a person says them.

Stored moments are UTC; people read Asia/Shanghai. Nothing here reads a clock except the default of ``now``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from volunteer.kernel import clock
from volunteer.web.speech import Later as _l
from volunteer.web.speech import gettext, ngettext

SHANGHAI = ZoneInfo("Asia/Shanghai")

# Two-character family names in use today; every other name is masked after its first character.
_COMPOUND = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳太叔申屠"
    "公孙慕容钟离长孙宇文司徒鲜于司空令狐呼延轩辕第五淳于单于拓跋万俟东郭西门公冶闾丘仲孙百里"
)
WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))
COMPOUND_SURNAMES = frozenset(map("".join, zip(_COMPOUND[::2], _COMPOUND[1::2], strict=True)))


def local(moment: datetime) -> datetime:
    """The moment on a Shanghai clock; a moment without a zone is refused."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    return moment.astimezone(SHANGHAI)


def weekday(value: date | datetime) -> str:
    """周一 … 周日."""
    return str(WEEKDAYS[_day_of(value).weekday()])


def full_date(value: date | datetime) -> str:
    """2026年11月22日."""
    day = _day_of(value)
    return gettext("%(year)s年%(month)s月%(day)s日", year=day.year, month=day.month, day=day.day)


def short_date(value: date | datetime) -> str:
    """11月22日."""
    day = _day_of(value)
    return gettext("%(month)s月%(day)s日", month=day.month, day=day.day)


def clock_time(moment: datetime) -> str:
    """09:00 on a 24-hour clock."""
    return local(moment).strftime("%H:%M")


def full_moment(moment: datetime) -> str:
    """2026年11月22日 周日 09:00, for details and printing."""
    return f"{full_date(moment)} {weekday(moment)} {clock_time(moment)}"


def day(value: date | datetime, now: datetime | None = None) -> str:
    """The day as said today: 今天, 明天 周六, 周三, 下周三, 12月5日 周六, 2027年1月2日 周六."""
    target = _day_of(value)
    today = local(now or clock.now()).date()
    near = _near_day((target - today).days)
    if near is not None:
        return near if target == today else f"{near} {weekday(target)}"
    week = _monday(target) - _monday(today)
    if week == timedelta(0):
        return weekday(target)
    if week == timedelta(weeks=1):
        return gettext("下%(weekday)s", weekday=weekday(target))
    words = short_date(target) if target.year == today.year else full_date(target)
    return f"{words} {weekday(target)}"


def moment(value: datetime, now: datetime | None = None) -> str:
    """明天 周六 09:00."""
    return f"{day(value, now)} {clock_time(value)}"


def period(starts: datetime, ends: datetime, now: datetime | None = None) -> str:
    """明天 周六 09:00–11:00; an end on another day names that day."""
    if _day_of(starts) == _day_of(ends):
        return f"{moment(starts, now)}–{clock_time(ends)}"
    return f"{moment(starts, now)} – {moment(ends, now)}"


def ago(value: datetime, now: datetime | None = None) -> str:
    """刚刚, 5 分钟前, 3 小时前; older moments are said as a day and time."""
    passed = (now or clock.now()) - value
    minutes_passed = int(passed.total_seconds() // 60)
    if minutes_passed < 1:
        return gettext("刚刚")
    if minutes_passed < 60:
        return ngettext("%(num)s 分钟前", "%(num)s 分钟前", minutes_passed)
    if minutes_passed < 12 * 60:
        return ngettext("%(num)s 小时前", "%(num)s 小时前", minutes_passed // 60)
    return moment(value, now)


def remaining(deadline: datetime, now: datetime | None = None) -> str:
    """今天 17:00 前, 剩 2 天, or 已超期 3 天, as the person who must act needs it."""
    current = local(now or clock.now())
    due = local(deadline)
    days = (due.date() - current.date()).days
    if due < current:
        if days == 0:
            return gettext("已超期")
        return ngettext("已超期 %(num)s 天", "已超期 %(num)s 天", -days)
    if days < 2:
        return gettext("%(moment)s 前", moment=moment(deadline, now))
    return ngettext("剩 %(num)s 天", "剩 %(num)s 天", days)


def minutes(value: int) -> str:
    """2 小时 30 分."""
    sign = "−" if value < 0 else ""
    hours, rest = divmod(abs(value), 60)
    if not hours:
        return sign + gettext("%(minutes)s 分", minutes=rest)
    if not rest:
        return sign + ngettext("%(num)s 小时", "%(num)s 小时", hours)
    return sign + gettext("%(hours)s 小时 %(minutes)s 分", hours=hours, minutes=rest)


def distance(metres: float) -> str:
    """300 米 or 1.2 公里, never finer than the places allow."""
    if metres < 950:
        return gettext("%(metres)s 米", metres=max(50, round(metres / 50) * 50))
    kilometres = metres / 1000
    return gettext("%(km)s 公里", km=f"{kilometres:.1f}" if kilometres < 10 else f"{kilometres:.0f}")


def number(value: int) -> str:
    """14,000."""
    return f"{value:,}"


def percent(part: float, whole: float) -> str:
    """86%; nothing of nothing is a dash, not a zero."""
    return f"{part / whole:.0%}" if whole else "—"


def masked_name(name: str) -> str:
    """张*, 王**, 欧阳**: the family name stays, so that people who know each other recognize each other."""
    name = name.strip()
    family = 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1
    return name[:family] + "*" * max(1, len(name) - family) if name else ""


def masked_phone(phone: str) -> str:
    """138****1234; a number too short to keep both ends keeps only the first."""
    digits = phone.strip()
    if len(digits) < 8:
        return digits[:1] + "*" * max(0, len(digits) - 1)
    return f"{digits[:3]}****{digits[-4:]}" if "-" not in digits else f"{digits[:-4]}****"


def _day_of(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def _monday(value: date) -> date:
    return value - timedelta(days=value.weekday())


def _near_day(offset: int) -> str | None:
    """The word for a day near today, if there is one."""
    if offset == 0:
        return gettext("今天")
    if offset == 1:
        return gettext("明天")
    if offset == 2:
        return gettext("后天")
    if offset == -1:
        return gettext("昨天")
    return None


FILTERS: dict[str, Callable[..., Any]] = {
    "ago": ago,
    "clock_time": clock_time,
    "day": day,
    "distance": distance,
    "full_date": full_date,
    "full_moment": full_moment,
    "masked_name": masked_name,
    "masked_phone": masked_phone,
    "minutes": minutes,
    "moment": moment,
    "number": number,
    "percent": percent,
    "period": period,
    "remaining": remaining,
    "short_date": short_date,
    "weekday": weekday,
}
