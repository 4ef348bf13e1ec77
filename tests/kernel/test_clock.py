"""The clock can be moved and comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from volunteer.kernel import clock


def test_travel_moves_the_clock_and_returns() -> None:
    then = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    with clock.travel(then):
        assert timedelta(0) <= clock.now() - then < timedelta(seconds=5)
        assert clock.today().isoformat() == "2027-01-01"  # already next year in Shanghai
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
