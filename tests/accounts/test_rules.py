"""Codes, names and passwords without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from volunteer.accounts import rules

NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)


def test_codes_avoid_what_looks_alike_and_differ() -> None:
    codes = {rules.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 8 and not set(code) & set("01OIL") for code in codes)


@pytest.mark.parametrize("typed", ["ABCD2345", "abcd-2345", " abcd 2345 ", "ＡＢＣＤ2345"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert rules.typed_code(typed) == "ABCD2345"


def test_user_names_fold_case_width_and_space() -> None:
    assert rules.user_name(" Zhang.San ") == rules.user_name("ｚｈａｎｇ．ｓａｎ")


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("seven77", "too_short"),
        ("x" * 129, "too_long"),
        ("Password1", "too_common"),
        ("aabbaabb", "too_common"),
        ("trustno1", "too_common"),
        ("woaini1314", "too_common"),
        ("Zhang.San", "of_names"),
        ("zhangsan1985", "of_names"),
        ("张三@2026!!", "of_names"),
        ("Dongguan-2026", "of_names"),
        ("zhiyuanfuwu888", "of_names"),
        ("zhangsan likes tea", None),
        ("7391-2046-58", None),
        ("four plums in June", None),
        ("四月的雨下在东莞", None),
    ],
)
def test_password_problems(password: str, problem: str | None) -> None:
    assert rules.password_problem(password, "张三", "zhang.san") == problem


def test_a_lock_ends_by_itself() -> None:
    assert not rules.is_locked(None, NOW)
    assert rules.is_locked(NOW + timedelta(seconds=1), NOW)
    assert not rules.is_locked(NOW, NOW)


def test_a_token_has_256_bits() -> None:
    assert len(rules.new_token()) >= 43
    assert len(rules.digest("x")) == 32
