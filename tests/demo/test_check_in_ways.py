"""The demo city shows every way of checking in, by the rules of the form."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from tests.demo.test_load import NOW, TINY
from volunteer.demo.load import make_city
from volunteer.projects.check_in_way import RADII_M, SMALL
from volunteer.projects.models import Position, ServiceSession


def test_small_visits_go_without_a_code_and_some_gates_ask_for_the_place() -> None:
    rows = make_city(TINY, 7, NOW, "hash")
    heads = Counter[int]()
    for position in rows.of(Position):
        heads[position["session_id"]] += position["headcount"]
    ways = Counter[str]()
    for session in rows.of(ServiceSession):
        own_word, radius = session.get("own_word", False), session.get("check_in_radius_m")
        ways["own word" if own_word else "place" if radius else "code"] += 1
        assert not own_word or heads[session["id"]] <= SMALL
        assert radius is None or radius in RADII_M
        if session["starts"] < NOW + timedelta(days=2):
            assert not own_word or session["window_minutes"]  # a small thing, whose hour its helper chose
            assert radius is None
    assert set(ways) == {"own word", "place", "code"}
