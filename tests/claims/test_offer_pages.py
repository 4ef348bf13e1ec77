"""An offer as the member gets it: one tap each way, free to decline, and by when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.world import World, text_of
from volunteer.claims import service
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db

HELD = "名额已为你留着。不方便可以婉拒，没有任何影响；到时没有答复，名额让给下一位。"
ASKED = "同时问了几位，先接受的先得。不方便可以婉拒，没有任何影响。"


@pytest.mark.parametrize("way", ["offer", "invitation"])
def test_each_page_says_by_when_and_that_declining_is_free(world: World, way: str) -> None:
    position, member = world.project().positions[0], world.members["member"].id
    ask = service.claim_for if way == "offer" else service.invite
    asked = ask(world.actor("squad"), position.id, member)
    assert asked.respond_by is not None
    until = clock.local(asked.respond_by).strftime("%H:%M")
    browser = world.browser("member")
    for path in ("/home", "/schedule", f"/positions/{position.id}"):
        page = browser.get(path)
        words = text_of(page)
        assert (HELD if way == "offer" else ASKED) in words, path
        assert until in words, path
        for answer in ("accept", "decline"):
            assert f'action="/claims/{asked.id}/{answer}"' in page.text, path
    notice = text_of(browser.get("/notices"))
    assert f"{until} 前答复；不方便可以婉拒，没有任何影响" in notice


def test_one_tap_declines_and_nothing_follows(world: World) -> None:
    position = world.project(headcount=1).positions[0]
    offered = service.claim_for(world.actor("squad"), position.id, world.members["member"].id)
    browser = world.browser("member")
    answer = browser.post(f"/claims/{offered.id}/decline", {"next": "/schedule"})
    assert (answer.status_code, answer.location) == (303, "/schedule")
    assert "没有任何影响" in text_of(browser.get("/schedule"))
    claim = db.session.get_one(Claim, offered.id)
    db.session.refresh(claim)
    assert claim.status == ClaimStatus.DECLINED
    assert service.claim(world.actor("member"), position.id).status == ClaimStatus.CONFIRMED, "they may still change it"


def test_an_offer_that_ran_out_is_told_without_blame(world: World) -> None:
    position = world.project(headcount=1).positions[0]
    service.claim_for(world.actor("squad"), position.id, world.members["member"].id)
    with clock.travel(clock.now() + timedelta(hours=25)):
        service.claim(world.actor("member_2"), position.id)
        words = text_of(world.browser("member").get("/notices"))
        assert "名额已让给下一位，对你没有任何影响" in words
        assert HELD not in text_of(world.browser("member").get("/schedule"))
