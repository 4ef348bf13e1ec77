"""What stands out about pending hours, decided without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from volunteer.ledger.anomalies import Anomaly, Pending, anomalies
from volunteer.ledger.rules import DayLimits

NINE = datetime(2026, 11, 21, 1, tzinfo=UTC)
PLAIN = Pending(
    id=1,
    member_id=7,
    own=False,
    session_id=3,
    starts=NINE,
    ends=NINE + timedelta(hours=2),
    service_date=date(2026, 11, 21),
    minutes=110,
    unvouched=False,
    still_in=False,
    booked=0,
    overlaps_booked=False,
    elsewhere_booked=False,
    place_id=5,
    late_entries=False,
    clock_off=False,
    countersign_late=False,
    limits=DayLimits(own=480, following=720),
)


def alone(**changed: Any) -> tuple[Anomaly, ...]:
    return anomalies([replace(PLAIN, **changed)])[1]


def test_ordinary_hours_need_no_look() -> None:
    assert alone() == ()


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"own": True}, Anomaly.OWN),
        ({"still_in": True}, Anomaly.STILL_IN),
        ({"overlaps_booked": True}, Anomaly.OVERLAP),
        ({"minutes": 121}, Anomaly.TOO_LONG),
        ({"booked": 371}, Anomaly.LONG_DAY),
        ({"unvouched": True}, Anomaly.TICKED),
        ({"unvouched": True, "countersign_late": True}, Anomaly.COUNTERSIGN_LATE),
        ({"overlaps_booked": True, "elsewhere_booked": True}, Anomaly.TWO_PLACES),
        ({"late_entries": True}, Anomaly.LATE_ENTRIES),
        ({"clock_off": True}, Anomaly.CLOCK_OFF),
        ({"minutes": 59}, Anomaly.SHORT),
        ({"session_id": None, "starts": None, "ends": None}, Anomaly.NO_SESSION),
    ],
)
def test_each_anomaly_is_found_by_itself(changed: dict[str, object], found: Anomaly) -> None:
    assert alone(**changed) == (found,)


@pytest.mark.parametrize("changed", [{"minutes": 120}, {"minutes": 60}, {"booked": 370}])
def test_the_limits_themselves_are_fine(changed: dict[str, object]) -> None:
    assert alone(**changed) == ()


def test_the_gravest_reason_comes_first() -> None:
    assert alone(unvouched=True, own=True, minutes=10) == (Anomaly.OWN, Anomaly.TICKED, Anomaly.SHORT)


def test_one_member_at_two_places_at_once() -> None:
    other = replace(PLAIN, id=2, session_id=4, starts=NINE + timedelta(hours=1), ends=NINE + timedelta(hours=3))
    after = replace(PLAIN, id=3, session_id=5, starts=PLAIN.ends, ends=NINE + timedelta(hours=4))
    somebody_else = replace(other, id=4, member_id=8)
    assert anomalies([PLAIN, other, somebody_else]) == {1: (Anomaly.OVERLAP,), 2: (Anomaly.OVERLAP,), 4: ()}
    assert anomalies([PLAIN, after]) == {1: (), 3: ()}


def test_what_waits_adds_up_to_the_day() -> None:
    morning = replace(PLAIN, minutes=250, ends=NINE + timedelta(hours=5))
    evening = replace(morning, id=2, session_id=4, starts=NINE + timedelta(hours=8), ends=NINE + timedelta(hours=13))
    tomorrow = replace(evening, id=3, service_date=date(2026, 11, 22), starts=NINE + timedelta(hours=24), ends=None)
    found = anomalies([morning, evening, tomorrow])
    assert (found[1], found[2], found[3]) == ((Anomaly.LONG_DAY,), (Anomaly.LONG_DAY,), ())
