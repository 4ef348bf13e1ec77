"""Hours on pages, without JavaScript."""

from __future__ import annotations

import pytest

from tests.activities.day import code_now, minute, session_with
from tests.ledger.test_service import served, status, ticked
from tests.support.statements import counted_statements
from tests.support.world import World, text_of
from volunteer.activities import service as activities
from volunteer.activities.service import Said


def test_a_leader_confirms_ticked_rows_in_bulk(world: World) -> None:
    first, second = served(world), ticked(world, member="member_2")
    squad = world.browser("squad")
    page = squad.get("/hours")
    words = text_of(page)
    assert page.status_code == 200
    assert words.index("要看一下的") < words.index("人工录入，还没有核签") < words.index("全选本页没有异常的")
    assert world.members["member"].name not in words
    assert squad.post("/hours/confirm", {"ids": [first, second]}).status_code == 303
    after = text_of(squad.get("/hours"))
    assert "已确认 1 条" in after
    assert "1 条未处理" in after
    assert status(world, first) == "effective"
    assert status(world, second) == "pending"


def test_nothing_ticked_is_said(world: World) -> None:
    squad = world.browser("squad")
    squad.post("/hours/confirm")
    assert "请先勾选" in text_of(squad.get("/hours"))


@pytest.mark.parametrize(
    "query",
    [
        "?status=effective",
        "?status=corrected&sort=name&dir=desc",
        "?status=disputed&sort=minutes",
        "?status=all&month=2020-01",
        "?month=never&page=0",
        "?month=9999-12",
        "?page=999",
        "?status=nonsense",
    ],
)
def test_filters_never_fail(world: World, query: str) -> None:
    served(world)
    assert world.browser("team").get(f"/hours{query}").status_code == 200


def test_the_site_countersigns_its_list(world: World) -> None:
    hours_id = ticked(world)
    site = world.browser("site")
    assert f'value="{hours_id}"' in site.get("/hours/countersign").get_data(as_text=True)
    assert site.post("/hours/countersign", {"ids": [hours_id]}).status_code == 303
    assert "没有待核签的时长" in text_of(site.get("/hours/countersign"))


def test_a_member_reads_and_disputes_own_hours(world: World) -> None:
    hours_id = served(world)
    member, squad = world.browser("member"), world.browser("squad")
    squad.post("/hours/confirm", {"ids": [hours_id]})
    own = text_of(member.get("/me/hours"))
    assert "2.0 小时，签到认定" in own
    assert "已生效" in own
    path = f"/hours/{hours_id}"
    empty = member.post(f"{path}/dispute", {"reason": " "})
    assert (empty.status_code, "请写明理由" in text_of(empty)) == (422, True)
    assert member.post(f"{path}/dispute", {"reason": "少记了半小时"}).status_code == 303
    twice = member.post(f"{path}/dispute", {"reason": "再说一次"})
    assert twice.status_code == 409
    assert "有异议" in text_of(member.get(path))
    assert member.post(f"{path}/uphold", {"reason": "x"}).status_code == 403
    assert squad.post(f"{path}/uphold", {"reason": "已核对"}).status_code == 303
    assert status(world, hours_id) == "effective"


def test_a_correction_keeps_what_was_typed_when_refused(world: World) -> None:
    hours_id = served(world)
    squad = world.browser("squad")
    squad.post("/hours/confirm", {"ids": [hours_id]})
    for minutes in ("", "many", "500"):
        refused = squad.post(f"/hours/{hours_id}/correct", {"minutes": minutes, "reason": "核对签到表"})
        assert refused.status_code == 422
        assert "核对签到表" in refused.get_data(as_text=True)
    assert squad.post(f"/hours/{hours_id}/correct", {"minutes": "100", "reason": "核对签到表"}).status_code == 303
    page = text_of(squad.get(f"/hours/{hours_id}"))
    assert "冲销 −2 小时" in page
    assert "记入 +1 小时 40 分" in page


def test_pending_hours_can_be_refused(world: World) -> None:
    hours_id = served(world)
    assert world.browser("squad").post(f"/hours/{hours_id}/refuse", {"reason": "未到岗"}).status_code == 303
    assert status(world, hours_id) == "refused"


def test_foreign_hours_are_not_found(world: World) -> None:
    hours_id = served(world)
    for who in ("team_b", "member_b", "site_3"):
        assert world.browser(who).get(f"/hours/{hours_id}").status_code == 404


def test_empty_lists_say_what_happens_next(world: World) -> None:
    assert "没有待确认的时长" in text_of(world.browser("team").get("/hours"))
    assert "没有符合条件的时长记录" in text_of(world.browser("team").get("/hours?status=disputed"))
    assert "还没有服务时长" in text_of(world.browser("member").get("/me/hours"))
    assert world.browser("site").get("/me/hours").status_code == 200


def test_all_that_nothing_stands_out_about_is_confirmed_at_once(world: World) -> None:
    first, second = served(world), served(world, member="member_2")
    noticed = ticked(world, member="member_a2")
    team = world.browser("team")
    assert "确认全部正常的 2 条" in text_of(team.get("/hours"))
    team.post("/hours/confirm", {"regular_to": str(first), "next": "/hours"})
    assert [status(world, one) for one in (first, second, noticed)] == ["effective", "pending", "pending"]
    team.post("/hours/confirm", {"regular_to": str(noticed)})
    assert [status(world, one) for one in (first, second, noticed)] == ["effective", "effective", "pending"]


def test_a_refusal_names_whom_it_concerns(world: World) -> None:
    noticed = ticked(world, member="member_2")
    squad = world.browser("squad")
    squad.post("/hours/confirm", {"ids": [noticed]})
    assert "1 条未处理（张*" in text_of(squad.get("/hours"))


def test_who_never_checked_out_is_shown_with_the_way_to_mend_it(world: World) -> None:
    session = session_with(world, "member")
    with minute(session, 0):
        activities.check_in(world.actor("member"), session.id, Said(code=code_now(session)))
    with minute(session, 60 * 6):
        page = world.browser("team").get("/hours")
        assert "1 人没有签退" in text_of(page)
        assert f"/sessions/{session.id}/gate" in page.get_data(as_text=True)
        assert "没有签退" not in text_of(world.browser("team_b").get("/hours"))


def statements_of(world: World, path: str) -> int:
    team = world.browser("team")
    team.get(path)  # what is kept in memory is read once
    with counted_statements() as sent:
        assert team.get(path).status_code == 200
    return len(sent)


@pytest.mark.parametrize("path", ["/hours", "/hours?status=effective"])
def test_the_table_asks_as_much_for_many_rows_as_for_one(world: World, path: str) -> None:
    confirmed = [served(world), served(world, member="member_2")]
    world.browser("team").post("/hours/confirm", {"ids": confirmed[:1]})
    before = statements_of(world, path)
    for n in range(6):
        world.add_member(f"more{n}", "squad_a2")
        confirmed.append(served(world, member=f"more{n}"))
    world.browser("team").post("/hours/confirm", {"ids": confirmed[4:]})
    assert statements_of(world, path) == before
