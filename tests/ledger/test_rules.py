"""Statuses, tiers and hashes, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from volunteer.ledger import rules
from volunteer.ledger.rules import DayLimits, HoursStatus, Level

VALUES = dict.fromkeys(rules.HASHED) | {
    "minutes": 120,
    "service_date": date(2026, 11, 22),
    "recorded_at": datetime(2026, 11, 22, 4, 0, tzinfo=UTC),
}


def test_every_state_is_reached() -> None:
    assert rules.MACHINE.unreachable() == set()


@pytest.mark.parametrize(
    ("proposal", "kinds", "status"),
    [
        ("pending", [], HoursStatus.PENDING),
        ("refused", [], HoursStatus.REFUSED),
        ("confirmed", ["credit"], HoursStatus.EFFECTIVE),
        ("confirmed", ["credit", "dispute"], HoursStatus.DISPUTED),
        ("confirmed", ["credit", "dispute", "upheld"], HoursStatus.EFFECTIVE),
        ("confirmed", ["credit", "reversal", "credit"], HoursStatus.CORRECTED),
        ("confirmed", ["credit", "reversal", "credit", "dispute"], HoursStatus.DISPUTED),
    ],
)
def test_status_is_derived(proposal: str, kinds: list[str], status: HoursStatus) -> None:
    assert rules.status_of(proposal, kinds) is status


@pytest.mark.parametrize(
    ("minutes", "level"),
    [(0, Level.OWN), (480, Level.OWN), (481, Level.NEXT), (720, Level.NEXT), (721, Level.BRIGADE)],
)
def test_the_length_of_the_day_decides_who_confirms(minutes: int, level: Level) -> None:
    assert rules.level_needed(minutes, DayLimits()) is level


def test_no_day_is_longer_than_a_day() -> None:
    assert rules.day_refusal(1440, Level.BRIGADE, DayLimits()) is None
    assert rules.day_refusal(1441, Level.BRIGADE, DayLimits()) == "beyond_day"


def test_the_hash_covers_content_and_predecessor_but_not_the_time_zone() -> None:
    digest = rules.entry_hash(VALUES, None)
    shanghai = VALUES["recorded_at"].astimezone(timezone(timedelta(hours=8)))
    assert rules.entry_hash({**VALUES, "recorded_at": shanghai}, None) == digest
    assert rules.entry_hash({**VALUES, "minutes": 121}, None) != digest
    assert rules.entry_hash(VALUES, b"\x01") != digest
