"""Holidays are told in the reader's language, as far as the calendar names them."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from volunteer.reference.holiday_names import NAMES, OBSERVED, shown
from volunteer.reference.holidays import holiday_table


@pytest.mark.parametrize(
    ("kept", "words"),
    [("中秋节; 国庆节", "中秋节、国庆节"), ("清明节（补假）", "清明节（补假）"), ("台风停工", "台风停工")],
)
def test_names_are_said_as_they_are_kept(app: Flask, kept: str, words: str) -> None:
    with app.test_request_context():
        assert shown(kept) == words


def test_every_name_that_the_calendar_gives_is_known() -> None:
    names = {part for _, name, _ in holiday_table(range(2020, 2031)) for part in re.split("; ", name)}
    assert {name.removesuffix(OBSERVED) for name in names} <= NAMES.keys()
