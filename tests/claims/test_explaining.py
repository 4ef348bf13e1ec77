"""Absences: said why by oneself, taken back by who runs the session, of consequence only where that is set."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import ANY

import pytest
from sqlalchemy import select

from tests.support.statements import counted_statements
from tests.support.world import World, coming, text_of
from volunteer.audit.models import AuditEvent
from volunteer.claims import answering, service
from volunteer.claims.explaining import explain, explanations
from volunteer.claims.models import Claim
from volunteer.claims.rules import EXPLAINED_UNTIL, NO_SHOWS_COUNT_FOR
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.notices.models import Notice
from volunteer.projects.models import Position


def missed(world: World, days: int = -3, member: str = "member") -> Claim:
    """A session some days from now that the member missed."""
    position = world.project(starts=coming(days=days)).positions[0]
    return world.claim(member, position, ClaimStatus.NO_SHOW)


def open_position(world: World) -> Position:
    """Something to claim."""
    return world.project(starts=coming(days=5)).positions[0]


def test_one_says_why_and_says_it_better(world: World) -> None:
    claim = missed(world)
    explain(world.actor("member"), claim.id, "家人住院")
    explain(world.actor("member"), claim.id, " 家人住院，来不及请假 ")
    assert explanations([claim.id])[claim.id].text == "家人住院，来不及请假"
    events = db.session.execute(select(AuditEvent.action, AuditEvent.details)).all()
    assert [action for action, _details in events] == ["claim.explained"] * 2
    assert "住院" not in str(events)
    told = db.session.execute(select(Notice.account_id, Notice.kind, Notice.parameters)).all()
    assert [(account, kind) for account, kind, _said in told] == [(world.accounts["squad"].id, "claim.explained")]
    assert "住院" not in str(told)


def test_programs_say_it_too(world: World) -> None:
    claim = missed(world)
    answer = world.api("member").post(f"/claims/{claim.id}/explanation", {"text": "家人住院"})
    assert answer.status_code == 200
    assert answer.json == {"claim_id": claim.id, "text": "家人住院", "written_at": ANY}
    assert world.api("squad").post(f"/claims/{claim.id}/explanation", {"text": "他"}).status_code == 404
    assert world.api("member").post(f"/claims/{claim.id}/explanation", {}).status_code == 422


@pytest.mark.parametrize("who", ["member_2", "squad", "team", "committee", "site"])
def test_nobody_speaks_for_another(world: World, who: str) -> None:
    claim = missed(world)
    with pytest.raises(NotVisible):
        explain(world.actor(who), claim.id, "他有事")
    assert explanations([claim.id]) == {}


@pytest.mark.parametrize("text", ["", "  ", "长" * 501])
def test_an_explanation_says_something_in_few_words(world: World, text: str) -> None:
    claim = missed(world)
    with pytest.raises(Invalid):
        explain(world.actor("member"), claim.id, text)


def test_it_is_said_from_the_beginning_until_a_month_after(world: World) -> None:
    claim = world.claim("member", world.project(starts=coming(days=2)).positions[0])
    starts, ends = claim.period.lower, claim.period.upper
    assert starts is not None
    assert ends is not None
    for at in (starts - timedelta(minutes=1), ends + EXPLAINED_UNTIL + timedelta(minutes=1)):
        with clock.travel(at), pytest.raises(Refused, match="explaining_closed"):
            explain(world.actor("member"), claim.id, "路上堵车")
    with clock.travel(starts):
        explain(world.actor("member"), claim.id, "路上堵车")


def test_what_was_given_back_needs_no_reason(world: World) -> None:
    position = world.project(starts=coming(days=-3)).positions[0]
    claim = world.claim("member", position, ClaimStatus.RELEASED)
    with pytest.raises(Refused, match="not_in_this_state"):
        explain(world.actor("member"), claim.id, "有事")


def test_a_no_show_taken_back_holds_its_place_again(world: World) -> None:
    claim = missed(world)
    taken = claim.position.taken
    answering.take_back_no_show(world.actor("site"), claim.id)
    assert (claim.status, claim.blocks, claim.position.taken) == (ClaimStatus.CONFIRMED, True, taken + 1)
    with pytest.raises(Refused, match="not_in_this_state"):
        answering.take_back_no_show(world.actor("site"), claim.id)


def test_a_place_that_went_to_a_walk_up_stays_theirs(world: World) -> None:
    claim = missed(world)
    for other in ("member_2", "member_a2"):
        world.claim(other, claim.position, ClaimStatus.ATTENDED)
    with pytest.raises(Refused, match="full"):
        answering.take_back_no_show(world.actor("site"), claim.id)
    assert claim.status == ClaimStatus.NO_SHOW


def test_absences_have_no_consequence_unless_one_is_set(world: World) -> None:
    for days in (-9, -6, -3):
        missed(world, days)
    taken = service.claim(world.actor("member"), open_position(world).id)
    assert taken.status == ClaimStatus.CONFIRMED


def test_where_it_is_set_the_own_leader_is_asked_and_one_is_told_before(world: World) -> None:
    world.units["brigade"].settings = {"no_show_limit": 2}
    missed(world, -9)
    missed(world, -3)
    position = open_position(world)
    page = text_of(world.browser("member").get(f"/positions/{position.id}"))
    assert "最近 90 天有 2 次未到没有说明，提交后由本队负责人同意" in page
    taken = service.claim(world.actor("member"), position.id)
    assert taken.status == ClaimStatus.REQUESTED
    told = db.session.execute(select(Notice.account_id, Notice.kind)).all()
    assert told == [(world.accounts["squad"].id, "claim.requested_after_no_shows")]
    assert answering.confirm(world.actor("squad"), taken.id).status == ClaimStatus.CONFIRMED


@pytest.mark.parametrize(("limit", "said"), [(0, False), (1, True), (2, True), (3, False)])
def test_cards_say_it_beforehand_and_ask_no_more_for_it(world: World, limit: int, said: bool) -> None:
    world.units["brigade"].settings = {"no_show_limit": limit}
    missed(world, -9)
    missed(world, -3)
    open_position(world)
    member, other = world.browser("member"), world.browser("member_2")
    words = {}
    for browser, name in ((member, "mine"), (other, "another's")):
        browser.get("/positions")
        with counted_statements() as sent:
            words[name] = (text_of(browser.get("/positions")), len(sent))
    assert ("最近 2 次未到没有说明，要本队负责人同意" in words["mine"][0]) is said
    assert "没有说明" not in words["another's"][0]
    assert words["mine"][1] == words["another's"][1]
    assert "认领" in words["mine"][0]


def test_an_offer_accepted_after_absences_waits_for_the_leader_too(world: World) -> None:
    world.units["brigade"].settings = {"no_show_limit": 1}
    missed(world)
    offer = world.claim("member", open_position(world), ClaimStatus.OFFERED)
    assert answering.accept(world.actor("member"), offer.id).status == ClaimStatus.REQUESTED


@pytest.mark.parametrize("reason", ["explained", "too long ago", "taken back", "of another", "one less"])
def test_what_does_not_count_against_anybody(world: World, reason: str) -> None:
    world.units["brigade"].settings = {"no_show_limit": 2 if reason == "one less" else 1}
    long_ago = -NO_SHOWS_COUNT_FOR.days - 2
    claim = missed(
        world, long_ago if reason == "too long ago" else -3, "member_2" if reason == "of another" else "member"
    )
    if reason == "explained":
        explain(world.actor("member"), claim.id, "发烧了")
    if reason == "taken back":
        answering.take_back_no_show(world.actor("site"), claim.id)
    taken = service.claim(world.actor("member"), open_position(world).id)
    assert taken.status == ClaimStatus.CONFIRMED
