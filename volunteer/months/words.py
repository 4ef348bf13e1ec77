"""What each number of a month is called and what it means. The meanings are frozen with the month, by version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from volunteer.web.humanize import minutes as minutes_words
from volunteer.web.humanize import number

DEFINITIONS_VERSION = 1  # raised when a meaning changes; the lines of former versions stay


class Measure(StrEnum):
    """How a number is said."""

    COUNT = "count"
    MINUTES = "minutes"
    AVERAGE = "average"


@dataclass(frozen=True)
class Line:
    """One number: its name, its words, its meaning. `listed`: a list of what was counted stands behind it."""

    key: str
    label: LazyString
    meaning: LazyString
    measure: Measure = Measure.COUNT
    listed: bool = True

    def value(self, figures: Mapping[str, int]) -> float | None:
        """The number; None for the average of nothing."""
        if self.measure != Measure.AVERAGE:
            return figures.get(self.key, 0)
        of = self.key.removesuffix("_average")
        ratings = figures.get(f"{of}_ratings", 0)
        return round(figures.get(f"{of}_score", 0) / ratings, 2) if ratings else None

    def said(self, figures: Mapping[str, int]) -> str:
        """The number as people read it."""
        value = self.value(figures)
        if value is None:
            return "—"
        if self.measure == Measure.AVERAGE:
            return _("%(score)s 分", score=f"{value:g}")
        return minutes_words(int(value)) if self.measure == Measure.MINUTES else number(int(value))


SERVED = (
    Line(
        "sessions",
        _l("开展场次"),
        _l("本组织及所属各队发起、在本月开始、已经结束且至少有一人签到的场次；取消和改期的不算。"),
    ),
    Line("projects", _l("涉及项目"), _l("这些场次所属的项目，一个项目有几场也只算一个。")),
    Line(
        "services",
        _l("服务人次"),
        _l("本组织及所属各队的党员在本月参加并已确认时长的服务，一人参加一次算一人次。按服务开始那天计入当月。"),
    ),
    Line("people", _l("服务人数"), _l("上述服务中不重复的人，一人参加几次也只算一人。")),
    Line(
        "verified_minutes",
        _l("已核实时长"),
        _l("由签到、签退或当场点名得来并经确认的时长，更正后的按更正后的计；路途不算。"),
        Measure.MINUTES,
    ),
    Line(
        "backfilled_minutes",
        _l("补录时长"),
        _l("事后补录、经第二人确认的时长，单独列出，不与已核实的相加。"),
        Measure.MINUTES,
    ),
    Line("corrections", _l("更正"), _l("本月的服务中，时长确认以后又更正过的条数，原记录和更正都保留。")),
)
RATED = (
    Line("site_ratings", _l("社区评价"), _l("社区在本月对本组织及所属各队负责的需求作出的评价，一次算一条。")),
    Line("site_average", _l("社区评价平均"), _l("上述评价的平均分，满分 5 分。"), Measure.AVERAGE, listed=False),
    Line("recipient_ratings", _l("服务对象评价"), _l("服务对象在本月作出的评价，与社区的分开统计。")),
    Line(
        "recipient_average", _l("服务对象评价平均"), _l("上述评价的平均分，满分 5 分。"), Measure.AVERAGE, listed=False
    ),
    Line("unrated", _l("未评价"), _l("在本月销号、到期仍没有人评价的需求，不算作满意。")),
)
UNMET = (
    Line(
        "declined",
        _l("未受理的需求"),
        _l("希望在本月服务、由本组织及所属各队负责、没有受理的需求；提出人自己撤回或取消的不算。"),
    ),
    Line("lapsed", _l("过期没有服务的需求"), _l("希望在本月服务、时间已过、既没有开展也没有另行安排的需求。")),
    Line("empty_places", _l("空着的名额"), _l("本组织及所属各队在本月已结束的场次里，始终没有人认领的名额。")),
    Line("empty_minutes", _l("空缺人时"), _l("空着的名额乘以各场的时间。"), Measure.MINUTES, listed=False),
    Line("no_shows", _l("报名未到"), _l("在上述场次报了名没有到场的人次，只列总数，不列姓名。"), listed=False),
)
GROUPS: tuple[tuple[LazyString, tuple[Line, ...]], ...] = (
    (_l("开展服务"), SERVED),
    (_l("服务评价"), RATED),
    (_l("未满足"), UNMET),
)
LINES: Mapping[str, Line] = {line.key: line for _title, lines in GROUPS for line in lines}
LATE_LINES = tuple(line for line in SERVED if line.key not in ("sessions", "projects"))
LATE = _l("追加")
LATE_MEANING = _l("服务在本月、但在月报截止以后才确认或更正的时长，单独列出，不计入上面的数字。")
FROZEN_MEANING = _l("月报在次月的截止日由系统统计一次，以后不再改动；没有截止的月份是实时数字，还会变。")
YEAR_MEANING = _l("全年的数字是各月截止数字之和；服务人数按全年不重复的人统计，不是各月之和。")
