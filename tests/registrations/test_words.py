"""A painted week said in a few words, and a slip's code however it is typed."""

from __future__ import annotations

import pytest
from flask import Flask

from volunteer.people.rules import ALL_BITS, ASSUMED_AVAILABILITY, BANDS, bits_of
from volunteer.registrations.rules import typed_slip
from volunteer.registrations.words import free_times

EVENINGS = [(day, "evening") for day in range(5)]
SATURDAY = [(5, band) for band in BANDS]


@pytest.mark.parametrize(
    ("bits", "said"),
    [
        (0, ""),
        (ALL_BITS, "随时"),
        (bits_of(EVENINGS), "工作日晚上"),
        (ASSUMED_AVAILABILITY, "工作日晚上、周末白天和晚上"),
        (bits_of([*EVENINGS, (2, "afternoon")]), "工作日晚上、周三下午"),
        (bits_of(SATURDAY), "周六全天"),
        (bits_of([(5, "morning"), (6, "morning"), (6, "evening")]), "周末上午、周日晚上"),
    ],
)
def test_free_times(app: Flask, bits: int, said: str) -> None:
    with app.test_request_context():
        assert free_times(bits) == said


@pytest.mark.parametrize("typed", ["ABCD2345", "abcd-2345", " abcd 2345 "])
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    assert typed_slip(typed) == "ABCD2345"
