"""What offices put into cells, brought into one form."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteer.rosters.cleaning import (
    SERIAL_ZERO,
    date_of,
    degrees_of,
    duty_phone_of,
    looks_like_identity_card,
    name_of,
    phone_of,
    text_of,
)

MIDNIGHT = datetime.combine(date(2026, 3, 1), time())  # spreadsheets know no zones
MOBILES = st.integers(13_000_000_000, 19_999_999_999).map(str)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("ＤＧ０００１", "DG0001"),
        ("\u3000李 晓雯\xa0 ", "李 晓雯"),
        ("李\u200b晓\ufeff雯", "李晓雯"),
        ("第一\n分队", "第一 分队"),
        (13800138000.0, "13800138000"),
        (13800138000, "13800138000"),
        (2.5, "2.5"),
        ("=1+1", "=1+1"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        (MIDNIGHT, "2026-03-01"),
    ],
)
def test_cells_as_text(cell: Any, text: str) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize("name", ["𠮷野", "滘口", "\ufa1e生", "䶮", "㛃", "阿卜杜拉·买买提"])
def test_rare_characters_are_kept(name: str) -> None:
    assert name_of(text_of(name)) == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [("李　 雯", "李雯"), ("Maria  Lee", "Maria Lee"), ("阿里•木", "阿里·木"), ("欧阳 𠮷", "欧阳𠮷")],
)
def test_names(typed: str, name: str) -> None:
    assert name_of(text_of(typed)) == name


@pytest.mark.parametrize(
    "typed",
    ["13800138000", "138 0013 8000", "138-0013-8000", "+86 13800138000", "8613800138000", "008613800138000",
     "１３８００１３８０００", 13800138000.0],
)  # fmt: skip
def test_mobile_numbers(typed: Any) -> None:
    assert phone_of(text_of(typed)) == "13800138000"


@pytest.mark.parametrize("typed", ["1380013800", "12800138000", "0769-22830000", "无", "138001380001"])
def test_what_is_no_mobile_number(typed: str) -> None:
    assert phone_of(text_of(typed)) is None


@given(MOBILES, st.lists(st.tuples(st.integers(0, 11), st.sampled_from([" ", "-", "\u3000", "\u200b"])), max_size=5))
def test_whatever_stands_between_the_digits_goes(phone: str, between: list[tuple[int, str]]) -> None:
    typed = phone
    for at, mark in between:
        typed = typed[:at] + mark + typed[at:]
    assert phone_of(text_of(typed)) == phone


@given(st.text(max_size=40))
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    once = text_of(text)
    assert text_of(once) == once
    assert name_of(name_of(once)) == name_of(once)


def test_duty_phones_may_be_landlines() -> None:
    assert duty_phone_of("0769 - 2283 0000") == "0769-22830000"
    assert duty_phone_of("138 0013 8000") == "13800138000"
    assert duty_phone_of("转 801") is None


@pytest.mark.parametrize(
    "cell",
    ["2026-03-01", "2026-3-1", "2026.3.1", "2026/3/1", "2026年3月1日", "２０２６年３月１日", "20260301",
     "2026-03-01 00:00:00",     46082, 46082.0, "46082", date(2026, 3, 1), MIDNIGHT],
)  # fmt: skip
def test_dates(cell: Any) -> None:
    assert date_of(cell) == date(2026, 3, 1)


@pytest.mark.parametrize("cell", ["2026-02-30", "三月一日", "26-3-1", "", None, -5, 10**9])
def test_what_is_no_date(cell: Any) -> None:
    assert date_of(cell) is None


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_date_is_read_however_it_is_written(day: date) -> None:
    serial = (day - SERIAL_ZERO) // timedelta(days=1)
    written = (day.isoformat(), f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日", serial)
    assert {date_of(cell) for cell in written} == {day}


def test_coordinates() -> None:
    assert degrees_of("１１３.80079") == 113.80079
    assert degrees_of("113.8°") == 113.8
    assert degrees_of("东经") is None


@pytest.mark.parametrize(
    "cell", ["441900199001011234", "44190019900101123X", "441900 19900101 1234", 4.41900199001011e17]
)
def test_identity_cards_are_recognized(cell: Any) -> None:
    assert looks_like_identity_card(cell)


@pytest.mark.parametrize("cell", ["13800138000", "441900199013011234", "DG000001", 13800138000, None, True, 1.5])
def test_other_numbers_are_no_identity_cards(cell: Any) -> None:
    assert not looks_like_identity_card(cell)
