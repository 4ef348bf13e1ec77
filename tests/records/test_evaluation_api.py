"""The words of a year over the API: written by who keeps the record, read by who reads the member."""

from __future__ import annotations

import pytest

from tests.support.world import World
from volunteer.kernel import clock


def test_later_words_stand_for_the_earlier_ones(world: World) -> None:
    path, year = f"/members/{world.members['member'].id}/evaluations", clock.today().year
    squad = world.api("squad")
    assert squad.post(path, {"year": year, "text": "踏实"}).status_code == 201
    written = squad.post(path, {"year": year, "text": "踏实可靠"}).json or {}
    assert (written["text"], written["earlier"], written["unit"]) == (
        "踏实可靠",
        ["踏实"],
        world.units["squad_a1"].name,
    )
    squad.post(path, {"year": year - 1, "text": "刚加入"})
    assert [one["year"] for one in squad.get(path).json or []] == [year, year - 1]
    own = world.api("member").get("/me/record").json or {}
    assert [one["text"] for one in own["words"]] == ["踏实可靠", "刚加入"]


@pytest.mark.parametrize(
    ("year", "text"), [(1999, "好"), (clock.today().year + 1, "好"), (clock.today().year, " "), (2026, "好" * 501)]
)
def test_what_cannot_be_is_refused(world: World, year: int, text: str) -> None:
    path = f"/members/{world.members['member'].id}/evaluations"
    assert world.api("squad").post(path, {"year": year, "text": text}).status_code == 422


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [
        ("squad", 200, 201),
        ("team", 200, 201),
        ("committee", 200, 201),
        ("supervisor", 200, 403),
        ("admin", 200, 403),
        ("team_b", 404, 404),
        ("member", 403, 403),
        ("site", 403, 403),
    ],
)
def test_who_reads_and_who_writes(world: World, who: str, read: int, write: int) -> None:
    path = f"/members/{world.members['member'].id}/evaluations"
    assert world.api(who).get(path).status_code == read
    assert world.api(who).post(path, {"year": clock.today().year, "text": "踏实"}).status_code == write


def test_a_repeated_request_writes_it_once(world: World) -> None:
    path, squad = f"/members/{world.members['member'].id}/evaluations", world.api("squad")
    for _twice in range(2):
        squad.post(path, {"year": clock.today().year, "text": "踏实"}, Idempotency_Key="once")
    assert [one["earlier"] for one in squad.get(path).json or []] == [[]]
