"""What waits for an answer stands in one order wherever it is listed: emergencies, then by the clock, then by hurry."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.world import World, text_of
from volunteer.demands.pressing import behind, place_of
from volunteer.kernel import clock

IN_ORDER = ("应急的", "超期的", "同时到期而紧急的", "同时到期的", "还早的")


@pytest.fixture
def waiting(world: World) -> World:
    """Demands of one team, put down in another order than they shall stand in."""
    now = clock.now()
    soon = now + timedelta(hours=20)
    world.demand(title="还早的", deadline=now + timedelta(days=3))
    world.demand(title="同时到期的", deadline=soon)
    world.demand(title="同时到期而紧急的", deadline=soon, urgency="urgent")
    world.demand(title="超期的", deadline=now - timedelta(hours=2))
    world.demand(title="应急的", deadline=now + timedelta(hours=30), urgency="emergency")
    return world


@pytest.mark.parametrize("path", ["/triage", "/home", "/demands"])
def test_the_pages_of_a_leader(waiting: World, path: str) -> None:
    page = text_of(waiting.browser("team").get(path))
    places = [page.index(title) for title in IN_ORDER]
    assert places == sorted(places)


@pytest.mark.parametrize("path", ["/demands", "/triage/demands"])
def test_the_lists_of_the_api(waiting: World, path: str) -> None:
    assert tuple(one["title"] for one in waiting.api("team").get(path).get_json()) == IN_ORDER


@pytest.mark.parametrize("place", [None, "", "x", "never_2_1", "never_1_9223372036854775808", "2026-13-01_1_1"])
def test_a_place_that_cannot_be_read_is_the_beginning(place: str | None) -> None:
    assert behind(place) is None


def test_the_place_of_a_demand_can_be_read(waiting: World) -> None:
    demand = waiting.demand(deadline=None)
    assert place_of(demand).startswith("never_")
    assert behind(place_of(demand)) is not None
