"""Whether something can be had at a time, and when instead."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from volunteer.kernel.clock import SHANGHAI, local
from volunteer.resources.rules import Booking, fits, free_times, held, month_of, orderable_days

NINE = datetime(2026, 12, 7, 9, tzinfo=SHANGHAI)


def at(hour: float, hours: float = 2, quantity: int = 1) -> Booking:
    """A booking so many hours after nine."""
    starts = NINE + timedelta(hours=hour)
    return Booking(starts, starts + timedelta(hours=hours), quantity)


def test_what_is_held_is_the_most_at_one_moment() -> None:
    after_each_other = [at(0, 1, 3), at(1, 1, 4)]
    assert held(after_each_other, NINE, NINE + timedelta(hours=2)) == 4
    assert held([at(0, 2, 3), at(1, 2, 4)], NINE, NINE + timedelta(hours=3)) == 7
    assert held([at(0)], NINE + timedelta(hours=2), NINE + timedelta(hours=3)) == 0


@given(
    bookings=st.lists(st.builds(at, st.integers(0, 8), st.integers(1, 4), st.integers(1, 5)), max_size=6),
    starts=st.integers(0, 8),
    hours=st.integers(1, 4),
)
def test_no_moment_holds_more(bookings: list[Booking], starts: int, hours: int) -> None:
    begin, end = NINE + timedelta(hours=starts), NINE + timedelta(hours=starts + hours)
    quarters = [begin + timedelta(minutes=15 * n) for n in range(4 * hours)]
    most = max(sum(one.quantity for one in bookings if one.starts <= q < one.ends) for q in quarters)
    assert held(bookings, begin, end) == most
    assert fits(bookings, begin, end, 1, most + 1)
    assert not fits(bookings, begin, end, 1, most)


def test_free_times_are_near_free_and_apart() -> None:
    days = (NINE.date(), NINE.date() + timedelta(days=3))
    found = free_times([at(0)], NINE, NINE + timedelta(hours=2), 1, 1, days)
    assert len(found) == 4
    assert found[0][0] == NINE + timedelta(hours=2)  # eight o'clock would overlap
    for (_, end), (begin, _) in pairwise(found):
        assert end <= begin
    for begin, end in found:
        assert fits([at(0)], begin, end, 1, 1)
        assert days[0] <= local(begin).date() <= days[1]


def test_a_month_is_one_in_shanghai() -> None:
    last_evening = datetime(2026, 11, 30, 17, tzinfo=UTC)  # 1 o'clock on the first of December
    starts, ends = month_of(last_evening)
    assert (starts, ends) == (datetime(2026, 12, 1, tzinfo=SHANGHAI), datetime(2027, 1, 1, tzinfo=SHANGHAI))


def test_orderable_days_respect_notice_and_dates() -> None:
    today = date(2026, 11, 22)
    assert orderable_days(None, None, 3, today) == (date(2026, 11, 25), date(2027, 11, 22))
    assert orderable_days(date(2026, 12, 1), date(2026, 12, 5), 3, today) == (date(2026, 12, 1), date(2026, 12, 5))
    assert orderable_days(None, date(2026, 11, 24), 3, today) is None
