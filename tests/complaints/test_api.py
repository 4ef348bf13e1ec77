"""Complaints over the API: listed, taken, passed on, answered by those who handle them, and by nobody else."""

from __future__ import annotations

import pytest

from tests.complaints.sent import CONTACT, TEXT, about_unit, stands
from tests.support.world import World


def test_the_handler_works_through_the_api(world: World) -> None:
    complaint, _ = about_unit(world, "squad_a1")
    team = world.api("team")
    listed = team.get("/complaints").get_json()
    assert [one["id"] for one in listed] == [complaint]
    assert TEXT not in str(listed)
    opened = team.post(f"/complaints/{complaint}/content").get_json()
    assert (opened["text"], opened["contact"]) == (TEXT, CONTACT)
    assert team.post(f"/complaints/{complaint}/take").get_json()["status"] == "handling"
    assert team.post(f"/complaints/{complaint}/pass-on", {"words": "请核对"}).status_code == 200
    answered = team.post(f"/complaints/{complaint}/answer", {"words": "已改正"})
    assert answered.get_json()["status"] == "answered"
    assert team.post(f"/complaints/{complaint}/answer", {"words": "再来"}).status_code == 409
    assert team.get("/complaints").get_json() == []


@pytest.mark.parametrize("name", ["supervisor", "squad", "site", "town", "member", "admin"])
def test_without_the_permission_it_is_closed(world: World, name: str) -> None:
    complaint, _ = about_unit(world, "squad_a1")
    assert world.api(name).get("/complaints").status_code == 403
    assert world.api(name).post(f"/complaints/{complaint}/content").status_code == 403


@pytest.mark.parametrize("name", ["committee", "team_b"])
def test_other_tiers_do_not_find_it(world: World, name: str) -> None:
    complaint, _ = about_unit(world, "squad_a1")
    asked = world.api(name)
    assert asked.get("/complaints").get_json() == []
    assert asked.get(f"/complaints/{complaint}").status_code == 404
    assert asked.post(f"/complaints/{complaint}/answer", {"words": "不该由我"}).status_code == 404
    assert stands(complaint).status == "received"
