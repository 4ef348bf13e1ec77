"""Preferences and the outbox over JSON."""

from __future__ import annotations

import pytest

from tests.notices.reaching import reachable, settings
from tests.support.world import World
from volunteer.kernel.outbox import send
from volunteer.kernel.unit_of_work import transaction

PREFERENCES = "/me/notice-preferences"
CHOSEN = {"choices": {"hours": {"mail": False}}, "quiet_from": "21:00", "quiet_until": "08:15", "digest": True}


def test_the_defaults_are_told_before_anything_is_chosen(world: World) -> None:
    reachable(world, "member")
    with settings(world, MAIL_URL="smtp://127.0.0.1:1"):
        told = world.api("member").get(PREFERENCES).get_json()
    assert told["ways"] == told["offered"] == ["mail"]
    assert told["choices"]["hours"] == {"mail": True}
    assert (told["quiet_from"], told["quiet_until"], told["digest"]) == ("22:00", "07:30", False)


def test_what_is_chosen_is_told_again(world: World) -> None:
    reachable(world, "member")
    with settings(world, MAIL_URL="smtp://127.0.0.1:1"):
        answer = world.api("member").call("PUT", PREFERENCES, CHOSEN)
        assert answer.status_code == 200
        told = world.api("member").get(PREFERENCES).get_json()
    assert told == answer.get_json()
    assert (told["quiet_from"], told["digest"]) == ("21:00", True)
    assert (told["choices"]["hours"], told["choices"]["unit"]) == ({"mail": False}, {"mail": True})


@pytest.mark.parametrize(
    "wrong",
    [
        {"quiet_from": "24:00"},
        {"digest": "yes"},
        {"choices": {"weather": {"mail": True}}},
        {"choices": {"hours": {"pigeon": True}}},
        {"choices": {"hours": {"mail": 1}}},
        {"more": 1},
    ],
)
def test_anything_else_is_refused(world: World, wrong: dict[str, object]) -> None:
    assert world.api("member").call("PUT", PREFERENCES, {**CHOSEN, **wrong}).status_code == 422


def test_the_outbox_is_listed_masked_for_who_minds_it(world: World) -> None:
    with transaction(None) as work:
        work.rows.append(send(work, "sms", "phone:13812345678", "a", {"text": "secret words"}))
        work.rows.append(send(work, "mail", str(world.accounts["member"].id), "b", {"kind": "hours.confirmed"}))
    answer = world.api("admin").get("/outbox-messages?state=waiting")
    assert [(one["channel"], one["state"]) for one in answer.get_json()] == [("mail", "waiting"), ("sms", "waiting")]
    assert answer.get_json()[1]["to"] == "138****5678"
    assert "secret words" not in answer.text
    assert [one["channel"] for one in world.api("admin").get("/outbox-messages?channel=sms").get_json()] == ["sms"]
    assert world.api("team").get("/outbox-messages").status_code == 403
    assert world.api("admin").get("/outbox-messages?state=lost").status_code == 422
