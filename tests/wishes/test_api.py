"""Wishes over the API: the same steps, and never the person."""

from __future__ import annotations

from tests.support.world import World
from tests.wishes.wished import PERSON, collected, content, published
from volunteer.wishes.states import WishStatus


def test_a_wish_is_collected_verified_and_taken_on(world: World) -> None:
    made = world.api("site").post("/wishes", content()).get_json()
    assert made["status"] == "collected"
    assert not [word for word in PERSON.values() if word in str(made)]
    path = f"/wishes/{made['id']}"
    assert world.api("member").get(path).status_code == 404
    assert world.api("site").post(f"{path}/verify").status_code == 403
    assert world.api("team").post(f"{path}/verify").get_json()["number"].startswith("W")
    claimed = world.api("member").post(f"{path}/claim").get_json()
    assert (claimed["status"], claimed["mine"]) == ("claimed", True)
    refused = world.api("member_2").post(f"{path}/claim")
    assert (refused.status_code, refused.get_json()["reason"]) == (409, "wish_taken")


def test_steps_with_words(world: World) -> None:
    wish = published(world)
    path = f"/wishes/{wish.id}"
    assert world.api("site").post(f"{path}/withdraw", {}).status_code == 422
    assert world.api("site").post(f"{path}/withdraw", {"reason": "已解决"}).status_code == 200
    assert wish.status == WishStatus.WITHDRAWN
    assert world.api("member").get(path).status_code == 404


def test_it_is_rewritten_before_it_is_verified(world: World) -> None:
    wish = collected(world)
    changed = {"version": wish.version, "title": "一双运动鞋", "text": "38 码", "value_yuan": 90}
    answer = world.api("site").patch(f"/wishes/{wish.id}", changed)
    assert answer.get_json()["title"] == "一双运动鞋"
    stale = world.api("site").patch(f"/wishes/{wish.id}", changed)
    assert stale.status_code == 409


def test_lists(world: World) -> None:
    published(world)
    collected(world)
    assert len(world.api("member").get("/wishes").get_json()) == 1
    assert len(world.api("site").get("/wishes/kept").get_json()) == 2
    assert len(world.api("site").get("/wishes/kept?status=collected").get_json()) == 1
    assert world.api("member").get("/wishes/kept").status_code == 403
