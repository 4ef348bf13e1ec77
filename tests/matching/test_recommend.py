"""Lists: their order, their length, and who never appears on them."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.matching.golden_pairs import PLAIN_MEMBER, PLAIN_POSITION
from volunteer.matching import (
    Policy,
    PositionTable,
    ProblemError,
    Weights,
    load_problem,
    top_members,
    top_of_everybody,
    top_positions,
    why_not,
)
from volunteer.matching.geo import haversine_km

PLAIN = load_problem({"members": [PLAIN_MEMBER], "positions": [PLAIN_POSITION]})
MEMBER, POSITION = PLAIN.members[0], PLAIN.positions[0]


def test_best_score_first_then_lowest_id() -> None:
    positions = [
        replace(POSITION, id=9),
        replace(POSITION, id=3),
        replace(POSITION, id=5, site=8),
    ]
    member = replace(MEMBER, registered_sites=frozenset({8}))

    assert [entry.id for entry in top_positions(member, positions)] == [5, 3, 9]
    assert [entry.id for entry in top_positions(member, positions, k=2)] == [5, 3]
    assert top_positions(member, positions, k=0) == []


def test_twenty_unless_asked_otherwise() -> None:
    members = [replace(MEMBER, id=number) for number in range(30, 0, -1)]

    assert [entry.id for entry in top_members(POSITION, members)] == list(range(1, 21))
    assert len(top_members(POSITION, members, k=25)) == 25


@pytest.mark.parametrize("taken", [2, 3])
def test_a_position_without_a_free_place_never_appears(taken: int) -> None:
    full = replace(POSITION, taken=taken)

    assert top_positions(MEMBER, [full]) == []
    assert top_members(full, [MEMBER]) == []


def test_nobody_and_nothing() -> None:
    assert top_positions(MEMBER, []) == []
    assert top_members(POSITION, []) == []
    assert top_of_everybody(replace(PLAIN, positions=())) == {MEMBER.id: []}


def test_contributions_are_rounded_one_by_one() -> None:
    """350 · (1 - 0.5003779) = 174.868, 250 · 0.5, 150, 150 · 1/2, 100 and -200 · 15/1200 = -2.5, to even -2."""
    member = replace(MEMBER, interests=frozenset({"elderly"}), registered_sites=frozenset({7}), load_minutes=15)
    position = replace(POSITION, at=(113.75, 23.045), taken=1)

    (entry,) = top_positions(member, [position])

    assert entry.contributions == {
        "proximity": 175,
        "skill": 125,
        "registered": 150,
        "need": 75,
        "interest": 100,
        "load": -2,
    }
    assert entry.score == 622
    assert entry.distance_m == 5004


def test_weights_of_the_policy_are_used() -> None:
    only_need = Policy(weights=Weights(proximity=0, skill=0, need=1000))
    assert top_positions(MEMBER, [replace(POSITION, taken=1)], only_need)[0].score == 500


@pytest.mark.parametrize("step", range(1, 40))
def test_exactly_at_the_radius_is_near_enough(step: int) -> None:
    """The quick formula alone falls on either side of such a radius; the plain one decides."""
    place = (113.75 + step / 700, 23.0 + step / 900)
    distance = haversine_km(MEMBER.anchors[0], place)
    at_the_radius = replace(MEMBER, radius_km=distance)
    just_short = replace(MEMBER, radius_km=math.nextafter(distance, 0))
    position = replace(POSITION, at=place)

    assert [entry.score for entry in top_positions(at_the_radius, [position])] == [275]
    assert [entry.score for entry in top_members(position, [at_the_radius])] == [275]
    assert why_not(just_short, position) == "too_far"


def test_a_table_for_another_grace_is_refused() -> None:
    table = PositionTable.of([POSITION], band_grace_minutes=60)
    with pytest.raises(ValueError, match="band_grace_minutes"):
        top_positions(MEMBER, table)


def test_a_negative_length_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        top_positions(MEMBER, [POSITION], k=-1)


def test_values_check_themselves_without_a_file() -> None:
    with pytest.raises(ProblemError, match=r"^radius_km: "):
        replace(MEMBER, radius_km=0)
    with pytest.raises(ProblemError, match=r"^ends: times need an offset"):
        replace(POSITION, starts=POSITION.starts.replace(tzinfo=None))
