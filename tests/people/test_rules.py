"""Availability bits, pinyin, and which skills count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteer.kernel import clock
from volunteer.kernel.pinyin import pinyin_of
from volunteer.matching.bands import availability_bit
from volunteer.people import rules


@given(st.integers(0, rules.ALL_BITS))
def test_bits_and_cells_say_the_same(bits: int) -> None:
    assert rules.bits_of(rules.cells_of(bits)) == bits


def test_bits_are_those_of_the_matching_contract() -> None:
    assert rules.bits_of([(2, "evening")]) == availability_bit(2, 3)


def test_what_is_assumed_is_evenings_and_rest_days() -> None:
    assumed = rules.cells_of(rules.ASSUMED_AVAILABILITY)
    assert (0, "evening") in assumed
    assert (0, "morning") not in assumed
    assert (5, "morning") in assumed
    assert (6, "night") not in assumed


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("曾国强", "zengguoqiang", "zgq"),
        ("单 芳", "shanfang", "sf"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("万俟明", "moqiming", "mqm"),
        ("吕布", "lvbu", "lb"),
        ("阿依·古丽", "ayiguli", "aygl"),
        ("Li Ming", "liming", "l"),
    ],
)
def test_names_are_found_as_they_are_said(name: str, pinyin: str, initials: str) -> None:
    assert pinyin_of(name) == (pinyin, initials)


def test_a_qualification_counts_once_approved_and_until_it_expires() -> None:
    day = date(2026, 11, 22)
    assert rules.counts(False, None, None, day)
    assert not rules.counts(True, None, None, day)
    assert rules.counts(True, clock.now(), day, day)
    assert not rules.counts(True, clock.now(), date(2026, 11, 21), day)


def test_a_place_is_coarse_unless_wanted_better() -> None:
    assert rules.kept_degrees(113.8045678, precise=False) == 113.805
    assert rules.kept_degrees(113.8045678, precise=True) == 113.80457


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 2, 3), date(2026, 2, 28)),
        (date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_a_month_ends_where_it_ends(day: date, last: date) -> None:
    assert rules.last_of_month(day) == last


@pytest.mark.parametrize(
    ("days_left", "reminded_days_before", "due"),
    [
        (31, None, False),
        (30, None, True),
        (29, 30, False),
        (7, 30, True),
        (6, 7, False),
        (0, None, True),
        (-1, None, False),
    ],
)
def test_a_qualification_is_said_to_expire_twice(days_left: int, reminded_days_before: int | None, due: bool) -> None:
    expires = date(2027, 3, 1)
    reminded = None if reminded_days_before is None else expires - timedelta(days=reminded_days_before)
    assert rules.reminder_due(expires, reminded, expires - timedelta(days=days_left)) is due
