"""The words of series on screens."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from volunteer.recurring.models import DemandSeries
from volunteer.recurring.rules import LAST_IN_MONTH, nth_of_month
from volunteer.recurring.states import HolidayRule, Rhythm, SeriesStatus
from volunteer.web.humanize import weekday

STATUSES = {SeriesStatus.RUNNING: _l("进行中"), SeriesStatus.PAUSED: _l("已暂停"), SeriesStatus.ENDED: _l("已结束")}
TONES = {SeriesStatus.RUNNING: "ok", SeriesStatus.PAUSED: "warn", SeriesStatus.ENDED: "plain"}
HOLIDAYS = {
    HolidayRule.SKIP: _l("遇节假日或调休，这次不办"),
    HolidayRule.REST_DAY: _l("遇节假日或调休，顺延到下一个周末"),
    HolidayRule.WORKING_DAY: _l("遇节假日或调休，顺延到下一个工作日"),
    HolidayRule.KEEP: _l("节假日照常"),
}


def rhythm_words(series: DemandSeries) -> str:
    """每周六, 每 2 周的周六, 每月第 2 个周六."""
    return rhythm_of(series.rhythm, series.every, weekday(series.first_day), nth_of_month(series.first_day))


def rhythm_of(rhythm: str, every: int, day: str, nth: int) -> str:
    """The same from its parts."""
    if rhythm == Rhythm.WEEKLY:
        return str(_("每%(day)s", day=day) if every == 1 else _("每 %(num)s 周的%(day)s", num=every, day=day))
    last = nth == LAST_IN_MONTH
    which = _("最后一个%(day)s", day=day) if last else _("第 %(nth)s 个%(day)s", nth=nth, day=day)
    monthly = every == 1
    return str(_("每月%(which)s", which=which) if monthly else _("每 %(num)s 个月的%(which)s", num=every, which=which))


def times_of(series: DemandSeries) -> dict[str, time]:
    """From when until when each time, on clocks in Shanghai."""
    starts = datetime.combine(series.first_day, time.fromisoformat(series.content["starts"]))
    return {"starts": starts.time(), "ends": (starts + timedelta(minutes=series.content["minutes"])).time()}
