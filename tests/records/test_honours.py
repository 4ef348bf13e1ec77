"""Thanks and commendations: who may say them, public notice, objections, and where they show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.records.given import serve
from tests.support.world import World, text_of
from volunteer.backfills.public_notice import on_notice
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.notices.models import Notice
from volunteer.records import honours
from volunteer.records.honour_queries import counting_for
from volunteer.records.honours import NewHonour
from volunteer.records.models import Honour
from volunteer.records.rules import HONOUR, OBJECTION


def commend(world: World, by: str = "squad", giver: str = "squad_a1", **changes: Any) -> Honour:
    """A commendation of a member by a unit."""
    values = {"member_id": world.members["member"].id, "by_unit_id": world.units[giver].id, **changes}
    return honours.give(world.actor(by), NewHonour(kind="commendation", title="助老标兵", text="坚持三年", **values))


def thank(world: World, by: str = "site", **changes: Any) -> Honour:
    """Thanks of a site to a member."""
    values = {"member_id": world.members["member"].id, "by_place_id": world.places["site_1"].id, **changes}
    return honours.give(world.actor(by), NewHonour(kind="thanks", title="谢谢", text="雨天也来", **values))


def told(world: World, name: str) -> list[str]:
    """The kinds of notices about honours that an account got."""
    statement = select(Notice.kind).where(Notice.account_id == world.accounts[name].id).order_by(Notice.id)
    return [kind for kind in db.session.scalars(statement) if kind.startswith("honour")]


def counting(world: World, member: str = "member") -> list[str]:
    """What stands in a member's record today."""
    return [honour.title for honour in counting_for(world.members[member].id)]


def test_every_state_is_reached() -> None:
    assert HONOUR.unreachable() | OBJECTION.unreachable() == set()


def test_a_site_thanks_those_who_served_there(world: World) -> None:
    with pytest.raises(Invalid):
        thank(world)
    serve(world)
    thank(world)
    assert counting(world) == ["谢谢"]
    assert told(world, "member") == ["honour.given"]
    with pytest.raises(Invalid):
        thank(world, by="site_3")
    with pytest.raises(Invalid):
        honours.give(
            world.actor("site"),
            NewHonour(
                kind="commendation", title="好", text="好", member_id=world.members["member"].id,
                by_place_id=world.places["site_1"].id,
            ),
        )  # fmt: skip


def test_a_unit_as_a_whole_is_thanked_by_anybody_who_thanks(world: World) -> None:
    squad = world.units["squad_b1"]
    thank(world, member_id=None, unit_id=squad.id)
    assert "谢谢" in text_of(world.browser("team_b").get(f"/units/{squad.id}"))
    assert told(world, "team_b") == ["honour.given"]


def test_a_commendation_counts_after_its_notice(world: World) -> None:
    honour = commend(world)
    assert honour.notice_until is not None
    assert counting(world) == []
    with world.app.test_request_context():
        rows = [row for row in on_notice(world.actor("member_b"), clock.today()) if row.kind == "honour"]
    assert [(row.id, row.until, row.stopped) for row in rows] == [(honour.id, honour.notice_until, False)]
    assert world.members["member"].name not in rows[0].person
    assert "公示中" in text_of(world.browser("member_b").get(f"/honours/{honour.id}"))
    with clock.travel(clock.now() + timedelta(days=20)):
        assert counting(world) == ["助老标兵"]
        assert on_notice(world.actor("member_b"), clock.today()) == []
        with pytest.raises(NotVisible):
            honours.object_to(world.actor("member_b"), honour.id, "不符")


def test_only_ones_own_people_are_commended_and_never_oneself(world: World) -> None:
    with pytest.raises(Invalid):
        commend(world, member_id=world.members["member_b"].id)
    with pytest.raises(Invalid):
        commend(world, giver="squad_a2")
    with pytest.raises(Invalid):
        commend(world, member_id=None, unit_id=world.units["squad_b1"].id)
    world._grant("member", role=world.actor("squad").grants[0].role, unit="squad_a1")
    db.session.commit()
    with pytest.raises(Refused) as own:
        commend(world, by="member")
    assert own.value.reason == "own_honour"


def test_an_objection_stops_it_until_somebody_else_answers(world: World) -> None:
    honour = commend(world)
    honours.object_to(world.actor("member_b"), honour.id, "没有这回事")
    with pytest.raises(Refused) as twice:
        honours.object_to(world.actor("member_2"), honour.id, "我也觉得")
    assert twice.value.reason == "objection_open"
    with clock.travel(clock.now() + timedelta(days=20)):
        assert counting(world) == []
        with pytest.raises(Forbidden):
            honours.answer(world.actor("squad"), honour.id, uphold=False, text="属实")
        with pytest.raises((Forbidden, NotVisible)):
            honours.answer(world.actor("team_b"), honour.id, uphold=False, text="属实")
        honours.answer(world.actor("team"), honour.id, uphold=False, text="查了签到，属实")
        assert told(world, "member_b") == ["honour.upheld"]
        assert counting(world) == []
        assert honour.notice_until is not None
        assert honour.notice_until > clock.today()
    with clock.travel(clock.now() + timedelta(days=60)):
        assert counting(world) == ["助老标兵"]


def test_an_objection_that_holds_withdraws_it(world: World) -> None:
    honour = commend(world)
    honours.object_to(world.actor("member_b"), honour.id, "没有这回事")
    honours.answer(world.actor("team"), honour.id, uphold=True, text="查无此事")
    assert (honour.status, honour.withdrawn_reason) == ("withdrawn", "查无此事")
    assert told(world, "member")[-1] == "honour.withdrawn"
    with clock.travel(clock.now() + timedelta(days=60)):
        assert counting(world) == []


def test_what_was_given_can_be_taken_back_by_those_who_gave_it(world: World) -> None:
    serve(world)
    honour = thank(world)
    for other in ("squad", "member"):
        with pytest.raises(Forbidden):
            honours.withdraw(world.actor(other), honour.id, "误操作")
    honours.withdraw(world.actor("town"), honour.id, "误操作")
    assert counting(world) == []


def test_the_pages_give_show_and_take_back(world: World) -> None:
    serve(world)
    browser, member = world.browser("site"), world.members["member"]
    found = browser.get(f"/pick/thanked_member?q={member.number}").get_json()
    assert [choice["id"] for choice in found] == [member.id]
    assert browser.get(f"/pick/thanked_member?q={world.members['member_2'].number}").get_json() == []
    sent = {
        "kind": "thanks",
        "giver": f"place-{world.places['site_1'].id}",
        "member_id": member.id,
        "title": "谢谢你",
        "text": "帮老人搬家",
    }
    address = browser.post("/honours/new", sent).location
    assert address is not None
    assert "谢谢你" in text_of(browser.get("/honours"))
    assert member.name not in text_of(browser.get(address))
    assert "谢谢你" in text_of(world.browser("member").get("/me/record"))
    assert "谢谢你" in text_of(world.browser("squad").get(f"/members/{member.id}/record"))
    assert world.browser("member_b").get(address).status_code == 404
    assert browser.post("/honours/new", {**sent, "title": ""}).status_code == 422
    assert browser.post(f"{address}/withdraw", {"reason": "写错了"}).location == "/honours"
    assert "谢谢你" in text_of(browser.get("/honours?show=withdrawn"))
