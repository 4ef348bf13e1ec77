"""The pages and the JSON API of transfers."""

from __future__ import annotations

from tests.support.statements import counted_statements
from tests.support.world import World, text_of
from tests.transfers.test_service import ask, squad_of
from volunteer.kernel.database import db
from volunteer.transfers.states import TransferStatus


def test_a_leader_asks_from_the_members_page_and_the_other_side_agrees_on_today(world: World) -> None:
    member = world.members["member"]
    team, other = world.browser("team"), world.browser("team_b")
    way = f"/transfers/new?member={member.id}"
    assert way in team.get(f"/members/{member.id}").text
    asked = team.post(way, {"to_unit_id_text": "squad_b1", "reason": "调往乙局"})
    assert asked.status_code == 303
    today = other.get("/home").text
    assert "人员调动待同意" in today
    assert "调往乙局" in today
    assert member.name not in today
    answered = other.post(f"{asked.location}/agree", {"next": "/home"})
    assert answered.location == "/home"
    assert squad_of(world, "member") == world.units["squad_b1"].id
    assert "人员调动待同意" not in other.get("/home").text


def test_moving_within_ones_own_units_is_one_step_and_said_so(world: World) -> None:
    team, member = world.browser("team"), world.members["member"]
    assert "两个分队都由你管理的，提交后立即生效" in team.get("/transfers/new").text
    done = team.post("/transfers/new", {"number": member.number, "to_unit_id_text": "squad_a2"})
    assert "已调动，从现在起归新分队" in team.get(done.location).text
    assert squad_of(world, "member") == world.units["squad_a2"].id


def test_a_member_asks_for_oneself_and_takes_it_back(world: World) -> None:
    browser = world.browser("member")
    assert 'href="/transfers"' in browser.get("/me").text
    page = text_of(browser.get("/transfers/new"))
    assert "提交后由现在的负责人和新分队的负责人分别同意" in page
    asked = browser.post("/transfers/new", {"to_unit_id_text": "squad_b1"})
    shown = text_of(browser.get(asked.location))
    assert "本人的调动" in shown
    assert "等双方同意" in shown
    assert browser.post(f"{asked.location}/withdraw").status_code == 303
    assert "已撤回" in text_of(browser.get("/transfers?show=ended"))


def test_a_wrong_form_keeps_what_was_typed(world: World) -> None:
    answer = world.browser("team").post("/transfers/new", {"number": "none", "to_unit_id_text": "squad_b1"})
    assert answer.status_code == 422
    assert "没有这个编号的成员" in answer.text
    assert 'value="none"' in answer.text
    nobody = world.browser("team").post("/transfers/new", {"number": "none"})
    assert "请选择分队" in nobody.text


def test_strangers_see_nothing(world: World) -> None:
    transfer = ask(world)
    path = f"/transfers/{transfer.id}"
    for name in ("member_2", "site", "squad"):
        assert world.browser(name).get(path).status_code == 404
        assert "squad_b1" not in world.browser(name).get("/transfers").text
    assert world.browser("team").get(f"/transfers/new?member={world.members['member_b'].id}").status_code == 404
    assert world.browser("site").get("/transfers/new").status_code == 403
    masked = world.browser("team_b").get(path).text
    assert world.members["member"].name not in masked
    assert f"/members/{world.members['member'].id}" not in masked


def test_the_list_costs_as_many_statements_for_many(world: World) -> None:
    browser = world.browser("team_b")
    ask(world)
    browser.get("/transfers")
    with counted_statements() as few:
        browser.get("/transfers")
    for n in range(4):
        world.add_member(f"asked_{n}", "squad_a1")
        ask(world, member=f"asked_{n}")
    with counted_statements() as many:
        assert browser.get("/transfers").text.count("不同意并告知") == 5
    assert len(many) == len(few)


def test_the_api_asks_lists_and_answers(world: World) -> None:
    member = world.members["member"]
    team, other = world.api("team"), world.api("team_b")
    body = {"member_id": member.id, "to_unit_id": world.units["squad_b1"].id, "reason": "工作变动"}
    made = team.post("/transfers", body)
    assert (made.status_code, made.json["status"]) == (201, "asked")
    assert member.name not in made.text
    path = f"/transfers/{made.json['id']}"
    assert team.post("/transfers", body).json["reason"] == "transfer_open"
    assert team.post("/transfers", {"to_unit_id": 1}).status_code == 422
    assert [one["id"] for one in other.get("/transfers").json] == [made.json["id"]]
    assert world.api("member_2").get(path).status_code == 404
    assert team.post(f"{path}/agree").status_code == 403
    assert other.post(f"{path}/refuse", {}).status_code == 422
    agreed = other.post(f"{path}/agree")
    assert (agreed.status_code, agreed.json["status"]) == (200, TransferStatus.DONE)
    assert [one["id"] for one in other.get("/transfers?ended=true").json] == [made.json["id"]]
    db.session.refresh(member)
    assert member.unit_id == world.units["squad_b1"].id


def test_the_api_takes_it_back_and_says_no(world: World) -> None:
    team, other = world.api("team"), world.api("team_b")
    body = {"number": world.members["member"].number, "to_unit_id": world.units["squad_b1"].id}
    first = team.post("/transfers", body).json["id"]
    assert team.post(f"/transfers/{first}/withdraw").json["status"] == "withdrawn"
    second = team.post("/transfers", body).json["id"]
    refused = other.post(f"/transfers/{second}/refuse", {"reason": "满员"})
    assert (refused.json["status"], refused.json["answer"]) == ("refused", "满员")
