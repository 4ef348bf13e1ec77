"""The address of one's own calendar over the API: told once, replaced, taken back."""

from __future__ import annotations

from sqlalchemy import text

from tests.support.world import World
from volunteer.kernel.database import db

PATH = "/me/calendar-feed"


def opens(world: World, address: str) -> int:
    """What anybody gets who holds the address."""
    return world.browser(None).get("/calendar/" + address.rpartition("/")[2]).status_code


def test_made_replaced_and_taken_back(world: World) -> None:
    api = world.api("member")
    assert api.get(PATH).json == {"made_at": None}
    first, second = (api.post(PATH).json or {} for _again in range(2))
    assert (opens(world, first["address"]), opens(world, second["address"])) == (404, 200)
    assert second["address"].startswith(world.app.config["PUBLIC_BASE_URL"])
    assert api.get(PATH).json == {"made_at": second["made_at"]}
    assert [api.call("DELETE", PATH).status_code for _twice in range(2)] == [204, 204]
    assert opens(world, second["address"]) == 404
    assert api.get(PATH).json == {"made_at": None}


def test_the_address_is_kept_nowhere(world: World) -> None:
    """Not with a repeated request either: a key is not taken, the later address holds."""
    api = world.api("member")
    first, second = (api.post(PATH, Idempotency_Key="once").json or {} for _again in range(2))
    assert first["address"] != second["address"]
    assert db.session.scalar(text("SELECT count(*) FROM idempotency_key")) == 0


def test_it_is_ones_own(world: World) -> None:
    made = world.api("member").post(PATH).json or {}
    assert world.api("member_2").get(PATH).json == {"made_at": None}
    world.api("member_2").call("DELETE", PATH)
    assert opens(world, made["address"]) == 200


def test_who_is_no_member_has_none(world: World) -> None:
    site = world.api("site")
    assert [site.call(verb, PATH).status_code for verb in ("GET", "POST", "DELETE")] == [404, 404, 404]
