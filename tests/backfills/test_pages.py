"""Backfilled and missing hours on pages, without JavaScript."""

from __future__ import annotations

import pytest

from tests.backfills.backed import PROOF, a_morning, described, enter, entered, past_session, posted, status
from tests.support.statements import counted_statements
from tests.support.world import World, text_of
from volunteer.backfills import missing_service
from volunteer.backfills import service as backfills
from volunteer.kernel.database import db
from volunteer.ledger.models import HoursProposal

PROVED = {"proof_kind": "sheet", "proof": PROOF}


def typed(world: World, *members: str, **values: object) -> dict[str, object]:
    """A form of a session as a leader sends it."""
    return {**PROVED, "minutes": 90, "people": [world.members[name].id for name in members], **values}


def test_a_leader_backfills_several_of_a_session_and_the_team_agrees(world: World) -> None:
    session = past_session(world, "member", "member_2")
    team, committee = world.browser("team"), world.browser("committee")
    assert f"/hours/backfills/new?session={session.id}" in team.get("/hours/backfills/new").text
    address = f"/hours/backfills/new?session={session.id}"
    form = team.get(address)
    assert world.members["member"].name not in form.text
    assert form.text.count('name="people"') == 2
    assert team.post(address, typed(world, "member", "member_2")).status_code == 303
    assert "已补录 2 人" in text_of(team.get("/hours/backfills"))
    page = text_of(committee.get("/hours/backfills"))
    assert PROOF in page
    assert "纸质签到表" in page
    ids = [str(one.id) for one in db.session.query(HoursProposal)]
    assert committee.post("/hours/backfills", {"ids": ids}).status_code == 303
    assert "已同意 2 条" in text_of(committee.get("/hours/backfills"))
    assert {status(int(hours_id)) for hours_id in ids} == {"on_notice"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"proof": "有"}, "请写 10 到 1000 个字"),
        ({"minutes": 121}, "不能超过本场时长"),
        ({"minutes": ""}, "请填写分钟数"),
        ({"people": []}, "请至少选一位成员"),
    ],
)
def test_a_form_that_lacks_something_says_so_and_keeps_what_was_typed(
    world: World, changed: dict[str, object], said: str
) -> None:
    session = past_session(world, "member")
    sent = typed(world, "member", **{"proof": PROOF, **changed})
    answer = world.browser("team").post(f"/hours/backfills/new?session={session.id}", sent)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_an_activity_without_a_session_is_described_in_the_form(world: World) -> None:
    squad, member = world.browser("squad"), world.members["member"]
    start = a_morning()
    sent = {
        **PROVED,
        "minutes": 60,
        "activity": "清理河道",
        "place": "花园路河段",
        "starts": f"{start:%Y-%m-%dT%H:%M}",
        "ends": f"{start:%Y-%m-%d}T10:00",
        "person_1_text": member.number,
    }
    assert squad.post("/hours/backfills/new", sent).status_code == 303
    assert "我录入的，等同意" in text_of(squad.get("/hours/backfills"))
    assert db.session.query(HoursProposal).one().member_id == member.id


def test_who_could_not_be_entered_is_named_with_the_reason(world: World) -> None:
    session = past_session(world, "member", "member_2")
    team = world.browser("team")
    address = f"/hours/backfills/new?session={session.id}"
    team.post(address, typed(world, "member"))
    team.post(address, typed(world, "member", "member_2"))
    page = text_of(team.get("/hours/backfills"))
    assert "已补录 1 人" in page
    assert "这一场已有时长记录" in page


def test_everybody_of_the_network_reads_the_notice_masked_and_may_object(world: World) -> None:
    hours_id = posted(world)
    other, team, committee = world.browser("member_b"), world.browser("team"), world.browser("committee")
    notice = other.get("/public-notices")
    assert world.members["member"].name not in notice.text
    assert PROOF not in notice.text
    assert "纸质签到表" in text_of(notice)
    address = f"/hours/{hours_id}/objection"
    assert address in notice.text
    assert other.post(address, {"reason": "假"}).status_code == 422
    assert other.post(address, {"reason": "那天他在单位值班"}).status_code == 303
    assert "核实中" in text_of(other.get(address))
    assert other.post(address, {"reason": "那天他在单位值班"}).status_code == 409
    name = world.accounts["member_b"].name
    for who in (team, world.browser("member"), world.browser("squad")):
        shown = who.get(address).text
        assert name not in shown
        assert "那天他在单位值班" not in shown
    deciding = text_of(committee.get(address))
    assert name in deciding
    assert "那天他在单位值班" in deciding
    assert team.post(f"{address}/keep", {"reason": "核实过了"}).status_code == 409
    assert committee.post(f"{address}/keep", {"reason": "当天请了假，社区有证明"}).status_code == 303
    assert "当天请了假，社区有证明" in text_of(other.get(address))
    assert status(hours_id) == "on_notice"


def test_the_page_of_the_hours_says_what_they_rest_on(world: World) -> None:
    hours_id = entered(world)
    page = text_of(world.browser("team").get(f"/hours/{hours_id}"))
    assert PROOF in page
    assert "同意并公示" in page
    assert "同意并公示" not in text_of(world.browser("squad").get(f"/hours/{hours_id}"))
    backfills.agree(world.actor("team"), [hours_id])
    assert "公示到" in text_of(world.browser("member").get(f"/hours/{hours_id}"))


def test_a_member_declares_missing_hours_and_takes_a_refusal_higher(world: World) -> None:
    session = past_session(world, "member")
    member, team, committee = world.browser("member"), world.browser("team"), world.browser("committee")
    assert "/me/missing-hours" in member.get("/me/hours").text
    assert f"/me/missing-hours/new?session={session.id}" in member.get("/me/missing-hours").text
    sent = member.post(f"/me/missing-hours/new?session={session.id}", {**PROVED, "minutes": 90})
    assert sent.status_code == 303
    own = sent.location
    missing_id = int(own.rsplit("/", 1)[1])
    assert "等答复" in text_of(member.get(own))
    page = f"/hours/missing/{missing_id}"
    assert page in team.get("/hours/missing").text
    assert world.members["member"].name not in team.get(page).text
    assert team.post(f"{page}/refuse", {"reason": " "}).status_code == 422
    assert team.post(f"{page}/refuse", {"reason": "没有见到你"}).status_code == 303
    assert "没有见到你" in text_of(member.get(own))
    assert member.post(f"{own}/raise", {"reason": "我在后厨，社区可以作证"}).status_code == 303
    assert team.post(f"{page}/accept").status_code == 409
    assert committee.post(f"{page}/accept").status_code == 303
    assert "已认可" in text_of(member.get("/me/missing-hours"))
    assert "已认可" in text_of(committee.get("/hours/missing?show=answered"))


def test_what_cannot_be_declared_is_said_on_the_form(world: World) -> None:
    session = past_session(world, "member")
    member = world.browser("member")
    address = f"/me/missing-hours/new?session={session.id}"
    assert "不能超过本场时长" in text_of(member.post(address, {**PROVED, "minutes": 300}))
    member.post(address, {**PROVED, "minutes": 60})
    again = member.post(address, {**PROVED, "minutes": 60})
    assert again.status_code == 422
    assert "你已申报过" in text_of(again)
    assert world.browser("site").get("/me/missing-hours").status_code == 403


def test_a_declaration_is_taken_back(world: World) -> None:
    missing_id = missing_service.declare(world.actor("member"), described(a_morning()), 60).id
    member = world.browser("member")
    assert member.post(f"/me/missing-hours/{missing_id}/withdraw").status_code == 303
    assert "已撤回" in text_of(member.get("/me/missing-hours"))
    assert world.browser("member_2").get(f"/me/missing-hours/{missing_id}").status_code == 404


def test_lists_ask_as_much_for_many_rows_as_for_one(world: World) -> None:
    asked = []
    for days_ago in (4, 5, 6):
        starts = a_morning(days_ago)
        ids = enter(world, "squad", described(starts), "member", "member_2").done
        enter(world, "squad", described(starts.replace(hour=14)), "member", "member_2")
        backfills.agree(world.actor("team"), ids)
        missing_service.declare(world.actor("member"), described(starts.replace(hour=17)), 60)
        counts = {}
        for who, path in (("team", "/hours/backfills"), ("squad", "/hours/missing"), ("member_b", "/public-notices")):
            browser = world.browser(who)
            browser.get(path)
            with counted_statements() as statements:
                assert browser.get(path).status_code == 200
            counts[path] = len(statements)
        asked.append(counts)
    assert asked[0] == asked[1] == asked[2]


def test_empty_lists_say_what_happens_next(world: World) -> None:
    team = world.browser("team")
    assert "没有等你同意的补录" in text_of(team.get("/hours/backfills"))
    assert "没有等你答复的漏记申报" in text_of(team.get("/hours/missing"))
    assert "还没有答复过的申报" in text_of(team.get("/hours/missing?show=answered"))
    assert "现在没有公示事项" in text_of(world.browser("member").get("/public-notices"))
    assert "没有申报过漏记" in text_of(world.browser("member").get("/me/missing-hours"))
