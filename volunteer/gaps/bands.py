"""When somebody is missing, as reports and addresses name it: on a workday or a day of rest, in which quarter of it."""

from __future__ import annotations

from enum import StrEnum

from volunteer.web.speech import Later
from volunteer.web.speech import Later as _l

QUARTERS = ("night", "morning", "afternoon", "evening")


class Band(StrEnum):
    """Kind of day and quarter of the day."""

    WORKDAY_NIGHT = "workday_night"
    WORKDAY_MORNING = "workday_morning"
    WORKDAY_AFTERNOON = "workday_afternoon"
    WORKDAY_EVENING = "workday_evening"
    REST_NIGHT = "rest_night"
    REST_MORNING = "rest_morning"
    REST_AFTERNOON = "rest_afternoon"
    REST_EVENING = "rest_evening"

    @classmethod
    def of(cls, rest_day: bool, quarter: int) -> Band:
        """The band that matching numbers from 0 (night) to 3."""
        return cls(f"{'rest' if rest_day else 'workday'}_{QUARTERS[quarter]}")


WORDS: dict[Band, Later] = {
    Band.WORKDAY_NIGHT: _l("工作日凌晨"),
    Band.WORKDAY_MORNING: _l("工作日上午"),
    Band.WORKDAY_AFTERNOON: _l("工作日下午"),
    Band.WORKDAY_EVENING: _l("工作日晚上"),
    Band.REST_NIGHT: _l("休息日凌晨"),
    Band.REST_MORNING: _l("休息日上午"),
    Band.REST_AFTERNOON: _l("休息日下午"),
    Band.REST_EVENING: _l("休息日晚上"),
}
