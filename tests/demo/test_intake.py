"""The demo city shows every way in which a demand comes in, and small things in every state."""

from __future__ import annotations

from collections import Counter

from tests.demo.test_load import NOW, TINY
from volunteer.activities.models import Attendance, AttendanceStatus
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.demo.load import make_city
from volunteer.projects.models import ServiceSession
from volunteer.recurring.models import DemandSeries, SeriesOccurrence
from volunteer.recurring.states import SeriesStatus


def test_series_in_every_state_stand_before_their_demands() -> None:
    rows = make_city(TINY, 7, NOW, "hash")
    assert {series["status"] for series in rows.of(DemandSeries)} == set(SeriesStatus)
    demands = {demand["id"]: demand for demand in rows.of(Demand)}
    series = {one["id"]: one for one in rows.of(DemandSeries)}
    assert rows.of(SeriesOccurrence)
    for occurrence in rows.of(SeriesOccurrence):
        demand, of = demands[occurrence["demand_id"]], series[occurrence["series_id"]]
        assert (demand["title"], demand["site_id"]) == (of["content"]["title"], of["site_id"])
        assert demand["starts"] > NOW
        assert occurrence["day"] <= of["done_until"]


def test_units_ask_on_behalf_of_a_site_with_and_without_its_word() -> None:
    asked = [one for one in make_city(TINY, 7, NOW, "hash").of(Demand) if one.get("asked_by_unit_id")]
    own = [one for one in asked if one["asked_by_unit_id"] == one["responsible_unit_id"]]
    assert {one["status"] for one in asked} == {DemandStatus.SUBMITTED}
    assert Counter(bool(one.get("vouched_at")) for one in asked) == {True: 1, False: 2}
    assert all(one["vouched_at"] for one in own)


def test_small_things_are_asked_for_published_under_way_and_done() -> None:
    rows = make_city(TINY, 7, NOW, "hash")
    small = [demand for demand in rows.of(Demand) if demand.get("window_minutes")]
    assert {demand["status"] for demand in small} >= {
        DemandStatus.SUBMITTED,
        DemandStatus.PUBLISHED,
        DemandStatus.IN_SERVICE,
        DemandStatus.AWAITING_RATING,
        DemandStatus.CLOSED,
    }
    sessions = [session for session in rows.of(ServiceSession) if session.get("window_minutes")]
    assert {bool(session.get("hour_open")) for session in sessions} == {True, False}
    for session in sessions:
        assert session["window_starts"] <= session["starts"] < session["ends"] <= session["window_ends"]
    there = [one for one in rows.of(Attendance) if one["status"] == AttendanceStatus.CHECKED_IN]
    assert {one["session_id"] for one in there} & {session["id"] for session in sessions}
