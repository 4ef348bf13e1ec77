"""The two ways to a distance agree with each other and with geopy."""

from __future__ import annotations

import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from volunteer.matching.geo import haversine_km, km_of_squared_chords, nearest_km, squared_chords, unit_vectors

province = st.tuples(st.floats(109, 118), st.floats(20, 26))


@given(province, province)
def test_distances_are_those_of_geopy(one: tuple[float, float], other: tuple[float, float]) -> None:
    expected = great_circle(one[::-1], other[::-1], radius=6371.0088).km
    quick = float(km_of_squared_chords(squared_chords(unit_vectors([one]), unit_vectors([other])[0]))[0])

    assert haversine_km(one, other) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert quick == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_places_a_metre_apart_keep_their_digits() -> None:
    here, there = (113.75, 23.0), (113.75, 23.000009)
    quick = float(km_of_squared_chords(squared_chords(unit_vectors([here]), unit_vectors([there])[0]))[0])
    assert quick == pytest.approx(haversine_km(here, there), abs=1e-11)


def test_the_same_place_is_at_no_distance() -> None:
    assert haversine_km((113.75, 23.0), (113.75, 23.0)) == 0.0


def test_a_quarter_of_a_meridian() -> None:
    assert haversine_km((0.0, 0.0), (0.0, 90.0)) == pytest.approx(10007.5572, abs=1e-4)


def test_the_nearest_anchor_counts() -> None:
    assert nearest_km([(113.0, 23.0), (114.0, 23.0)], (114.0, 23.0)) == 0.0
