"""Times, names and amounts in the words of a person in Shanghai."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from volunteer.kernel import clock
from volunteer.web import humanize

# Sunday 22 November 2026, 09:00 in Shanghai.
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def at(days: int, hour: int, minute: int = 0) -> datetime:
    """That many days after today at this hour of Shanghai, as stored: in UTC."""
    return datetime(2026, 11, 22, hour, minute, tzinfo=humanize.SHANGHAI).astimezone(UTC) + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "今天"),
        (1, "明天 周一"),
        (2, "后天 周二"),
        (-1, "昨天 周六"),
        (-4, "周三"),
        (3, "下周三"),
        (7, "下周日"),
        (8, "11月30日 周一"),
        (60, "2027年1月21日 周四"),
        (-10, "11月12日 周四"),
    ],
)
def test_a_day_is_said_relative_to_today(days: int, said: str) -> None:
    assert humanize.day(at(days, 10), NOW) == said


def test_the_day_changes_at_midnight_in_shanghai_not_in_utc() -> None:
    late_utc = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)

    assert humanize.moment(late_utc, NOW) == "明天 周一 00:30"


def test_a_plain_date_is_taken_as_it_stands() -> None:
    assert humanize.day(date(2026, 11, 23), NOW) == "明天 周一"
    assert humanize.full_date(date(2026, 1, 2)) == "2026年1月2日"


def test_a_period_names_the_day_once() -> None:
    assert humanize.period(at(6, 9), at(6, 11), NOW) == "下周六 09:00–11:00"


def test_a_period_over_midnight_names_both_days() -> None:
    assert humanize.period(at(0, 22), at(1, 6), NOW) == "今天 22:00 – 明天 周一 06:00"


def test_without_now_the_clock_is_asked() -> None:
    with clock.travel(NOW):
        assert humanize.day(at(1, 10)) == "明天 周一"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        humanize.clock_time(datetime(2026, 11, 22, 9, 0))  # noqa: DTZ001  # the point of this test


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=20), "刚刚"),
        (timedelta(minutes=5), "5 分钟前"),
        (timedelta(hours=3), "3 小时前"),
        (timedelta(hours=20), "昨天 周六 13:00"),
    ],
)
def test_how_long_ago(passed: timedelta, said: str) -> None:
    assert humanize.ago(NOW - passed, NOW) == said


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        (at(0, 17), "今天 17:00 前"),
        (at(1, 12), "明天 周一 12:00 前"),
        (at(2, 12), "剩 2 天"),
        (at(0, 8), "已超期"),
        (at(-3, 12), "已超期 3 天"),
    ],
)
def test_what_remains_until_a_deadline(deadline: datetime, said: str) -> None:
    assert humanize.remaining(deadline, NOW) == said


@pytest.mark.parametrize(
    ("value", "said"), [(150, "2 小时 30 分"), (120, "2 小时"), (45, "45 分"), (0, "0 分"), (-90, "−1 小时 30 分")]
)
def test_minutes(value: int, said: str) -> None:
    assert humanize.minutes(value) == said


@pytest.mark.parametrize(
    ("metres", "said"), [(3, "50 米"), (310, "300 米"), (980, "1.0 公里"), (1234, "1.2 公里"), (15400, "15 公里")]
)
def test_distance(metres: float, said: str) -> None:
    assert humanize.distance(metres) == said


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三", "张*"), ("王小明", "王**"), ("欧阳修文", "欧阳**"), ("欧阳", "欧*"), ("张", "张*"), ("", "")],
)
def test_names_keep_only_the_family_name(name: str, masked: str) -> None:
    assert humanize.masked_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13812341234", "138****1234"), ("0769-22831234", "0769-2283****"), ("12345", "1****"), ("", "")],
)
def test_phones_lose_their_middle_or_end(phone: str, masked: str) -> None:
    assert humanize.masked_phone(phone) == masked


def test_counts_and_shares() -> None:
    assert humanize.number(14000) == "14,000"
    assert humanize.percent(86, 100) == "86%"
    assert humanize.percent(0, 0) == "—"
