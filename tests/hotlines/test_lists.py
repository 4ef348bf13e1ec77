"""A list of the hotline comes in once, whatever it is called and however often it is sent, and goes back answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from tests.rosters.files import workbook
from tests.support.matrix import add_far_accounts
from tests.support.world import World
from volunteer.demands import service as demands
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.states import Channel, DemandStatus
from volunteer.hotlines import service
from volunteer.hotlines.jobs import APPLY, FORGET
from volunteer.hotlines.models import HotlineList, HotlineRow, HotlineSender
from volunteer.hotlines.states import ListStatus
from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.jobs import perform, perform_whole
from volunteer.organization.models import PrivatePlace

HEADINGS = ("序号", "工单编号", "诉求内容", "所属社区", "诉求人", "联系电话", "详细地址", "办结期限")
SENDER = "12345 热线"


def order(world: World, number: str, text: str = "路灯不亮，请派人看看", **changes: Any) -> list[Any]:
    """A row of the sender's list."""
    row = {
        "site": world.places["site_1"].name,
        "name": "陈阿婆",
        "phone": "13912345678",
        "address": "花园路 8 号",
        "due": "",
        **changes,
    }
    return ["1", number, text, row["site"], row["name"], row["phone"], row["address"], row["due"]]


def brought(
    world: World, rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS, by: str = "committee"
) -> HotlineList:
    """A list that was uploaded and checked."""
    return service.take_in(world.actor(by), SENDER, workbook(rows, headings), "工单.xlsx")


def done(world: World, made: HotlineList, by: str = "committee") -> None:
    """Let it through, and do what the scheduler would."""
    service.let_through(world.actor(by), made.id, made.version)
    db.session.rollback()
    perform_whole(APPLY)


def the_demand() -> Demand:
    """The only one."""
    return db.session.scalars(select(Demand)).one()


def numbers(made: HotlineList) -> dict[str, int]:
    """What the rows come to."""
    return {name: number for name, number in made.counts.items() if number}


def test_an_order_becomes_a_demand_with_the_guarded_part_apart(world: World) -> None:
    made = brought(world, [order(world, "DG-001", "水管漏水，打 13700001111")])
    assert numbers(made) == {"new": 1}
    assert db.session.scalar(select(func.count(Demand.id))) == 0
    done(world, made)
    demand = the_demand()
    assert (demand.status, demand.channel, demand.asker_id) == (DemandStatus.SUBMITTED, Channel.HOTLINE, None)
    assert demand.responsible_unit_id == world.units["team_a"].id
    assert "13700001111" not in demand.title + demand.text
    place = db.session.get_one(PrivatePlace, demand.private_place_id)
    assert (place.recipient, place.phone, place.address) == ("陈阿婆", "13912345678", "花园路 8 号")


@pytest.mark.parametrize("theirs_is_earlier", [True, False])
def test_the_earlier_deadline_holds(world: World, theirs_is_earlier: bool) -> None:
    due = clock.local(clock.now()) + (timedelta(hours=3) if theirs_is_earlier else timedelta(days=60))
    made = brought(world, [order(world, "DG-001", due=due.strftime("%Y-%m-%d %H:%M"))])
    done(world, made)
    deadline = the_demand().deadline
    assert deadline is not None
    assert (deadline == due.replace(second=0, microsecond=0)) is theirs_is_earlier


def test_the_same_list_again_does_nothing(world: World) -> None:
    rows = [order(world, f"DG-{n}") for n in range(3)]
    done(world, brought(world, rows))
    again = brought(world, rows)
    assert numbers(again) == {"same": 3}
    with pytest.raises(Refused):
        service.let_through(world.actor("committee"), again.id, again.version)
    assert db.session.scalar(select(func.count(Demand.id))) == 3


def test_a_changed_row_is_news_of_the_same_demand(world: World) -> None:
    done(world, brought(world, [order(world, "DG-001")]))
    made = brought(world, [order(world, "DG-001", "路灯不亮，已三天"), order(world, "DG-002")])
    assert numbers(made) == {"changed": 1, "new": 1}
    done(world, made)
    first = db.session.scalars(select(Demand).order_by(Demand.id)).first()
    assert first is not None
    assert "已三天" in first.text
    assert db.session.scalar(select(func.count(DemandStep.id)).where(DemandStep.step == "word")) == 1
    assert db.session.scalar(select(func.count(Demand.id))) == 2


def test_two_lists_with_one_order_make_one_demand(world: World) -> None:
    first, second = (brought(world, [order(world, "DG-001")]) for _ in range(2))
    service.let_through(world.actor("committee"), first.id, first.version)
    service.let_through(world.actor("committee"), second.id, second.version)
    db.session.rollback()
    while perform(APPLY):
        pass
    assert db.session.scalar(select(func.count(Demand.id))) == 1
    assert set(db.session.scalars(select(HotlineList.status))) == {ListStatus.APPLIED}


def test_an_order_of_another_site_is_left_alone(world: World) -> None:
    elsewhere = order(world, "DG-001", site=world.places["site_3"].name)
    done(world, brought(world, [elsewhere]))
    made = brought(world, [order(world, "DG-001", "改成别的", phone="13700009999")], by="town")
    assert numbers(made) == {"wrong": 1}
    assert db.session.scalars(select(HotlineRow.problems).where(HotlineRow.list_id == made.id)).one() == {
        "site": "elsewhere"
    }
    sheet = load_workbook(BytesIO(world.browser("town").post(f"/hotlines/{made.id}/results").data)).active
    assert sheet is not None
    assert sheet.cell(2, len(HEADINGS) + 1).value == "未接收"


def test_the_quicker_of_two_sites_keeps_the_order(world: World) -> None:
    first = brought(world, [order(world, "DG-001", site=world.places["site_3"].name)])
    second = brought(world, [order(world, "DG-001", "改成别的")])
    service.let_through(world.actor("committee"), first.id, first.version)
    done(world, second)
    demand = the_demand()
    assert (demand.site_id, demand.text) == (world.places["site_3"].id, "路灯不亮，请派人看看")
    db.session.expire_all()
    assert numbers(db.session.get_one(HotlineList, second.id)) == {"wrong": 1}


def test_results_are_chinese_whatever_the_screen_speaks(world: World) -> None:
    made = brought(world, [order(world, "DG-1")])
    done(world, made)
    browser = world.browser("committee")
    browser.get("/locale/en")
    sheet = load_workbook(BytesIO(browser.post(f"/hotlines/{made.id}/results").data)).active
    assert sheet is not None
    assert sheet.cell(2, len(HEADINGS) + 1).value == "待受理"


def test_wrong_rows_are_told_and_left_out(world: World) -> None:
    rows = [
        order(world, "DG-1"),
        order(world, ""),
        order(world, "DG-2", site="月亮社区"),
        order(world, "DG-3", due="下周"),
        order(world, "DG-4", phone="没有"),
        order(world, "DG-5"),
        order(world, "DG-5"),
    ]
    made = brought(world, rows)
    assert numbers(made) == {"new": 1, "wrong": 6}
    wrong = db.session.scalars(select(HotlineRow).where(HotlineRow.action == "wrong").order_by(HotlineRow.line))
    assert [row.problems for row in wrong] == [
        {"number": "empty"},
        {"site": "no_site"},
        {"due": "no_date"},
        {"phone": "no_phone"},
        {"number": "twice"},
        {"number": "twice"},
    ]
    done(world, made)
    assert db.session.scalar(select(func.count(Demand.id))) == 1


def test_columns_that_are_not_understood_are_asked_once(world: World) -> None:
    headings = ("工单编号", "说的啥", "所属社区")
    rows = [["DG-001", "修灯", world.places["site_1"].name]]
    made = brought(world, rows, headings)
    assert made.status == ListStatus.UNMAPPED
    with pytest.raises(Invalid) as lacking:
        service.explain(world.actor("committee"), made.id, {"number": 0, "site": 2})
    assert lacking.value.fields.keys() == {"text"}
    service.explain(world.actor("committee"), made.id, {"number": 0, "text": 1, "site": 2})
    assert db.session.scalars(select(HotlineSender.columns)).one()["text"] == "说的啥"
    assert brought(world, rows, headings).status == ListStatus.CHECKED


def test_identity_numbers_are_not_taken(world: World) -> None:
    with pytest.raises(Invalid):
        brought(world, [order(world, "DG-001", name="11010519491231002X")])


def test_a_town_brings_orders_of_its_own_sites_only(world: World) -> None:
    rows = [order(world, "DG-1"), order(world, "DG-2", site=world.places["site_3"].name)]
    made = brought(world, rows, by="town")
    assert numbers(made) == {"new": 1, "wrong": 1}
    assert world.browser("town").get(f"/hotlines/{made.id}").status_code == 200
    others = brought(world, rows)
    assert world.browser("town").get(f"/hotlines/{others.id}").status_code == 404
    assert world.browser("committee").get(f"/hotlines/{made.id}").status_code == 200


@pytest.mark.parametrize("name", ["team", "site", "member", "supervisor", "admin"])
def test_nobody_else_brings_lists(world: World, name: str) -> None:
    assert world.browser(name).get("/hotlines").status_code == 403


def test_results_go_back_in_the_senders_columns(world: World) -> None:
    made = brought(world, [order(world, "DG-1", " =1+1 路灯，不亮"), order(world, "DG-2", site="月亮社区")])
    done(world, made)
    demands.decline(world.actor("team"), the_demand().id, "不归志愿服务，已转市政")
    answer = world.browser("committee").post(f"/hotlines/{made.id}/results")
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert tuple(table[0][: len(HEADINGS)]) == HEADINGS
    assert table[1][2] == "=1+1 路灯，不亮"
    assert sheet.cell(2, 3).data_type == "s"
    added = dict(zip(table[0][len(HEADINGS) :], table[1][len(HEADINGS) :], strict=True))
    assert added["承办单位"] == world.units["team_a"].name
    assert added["办理说明"] == "不归志愿服务，已转市政"
    assert isinstance(added["办理日期"], datetime)
    assert table[2][len(HEADINGS)] == "未接收"
    assert world.browser("committee").get(f"/hotlines/{made.id}/results").status_code == 303


def test_a_list_goes_through_pages(world: World) -> None:
    browser = world.browser("committee")
    file = workbook([order(world, "DG-1"), order(world, "DG-2", site="月亮社区")], HEADINGS)
    answer = browser.post("/hotlines/new", {"sender": SENDER, "file": (file, "工单.xlsx")})
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "没有找到这个村或社区" in page
    assert "13912345678" not in page
    made = db.session.scalars(select(HotlineList)).one()
    browser.post(f"/hotlines/{made.id}/apply", {"version": str(made.version)})
    db.session.rollback()
    perform_whole(APPLY)
    page = browser.get(answer.location).text
    assert "已收进" in page
    assert f'href="/demands/{the_demand().id}"' in page
    assert "工单.xlsx" in browser.get("/hotlines").text
    assert browser.post("/hotlines/new", {"sender": SENDER}).status_code == 422


def test_a_list_that_was_put_aside_stays_so(world: World) -> None:
    made = brought(world, [order(world, "DG-1")])
    world.browser("committee").post(f"/hotlines/{made.id}/discard")
    answer = world.browser("committee").post(f"/hotlines/{made.id}/apply", {"version": str(made.version)})
    assert answer.status_code == 303
    db.session.expire_all()
    assert db.session.get_one(HotlineList, made.id).status == ListStatus.DISCARDED


def test_a_day_as_deadline_lasts_until_the_evening(world: World) -> None:
    tomorrow = clock.local(clock.now()).date() + timedelta(days=1)
    done(world, brought(world, [order(world, "DG-1", due=f"{tomorrow.year}年{tomorrow.month}月{tomorrow.day}日")]))
    deadline = the_demand().deadline
    assert deadline is not None
    assert deadline <= datetime.combine(tomorrow, datetime.min.time(), SHANGHAI) + timedelta(hours=18)


def test_rows_are_forgotten_after_half_a_year_and_the_order_is_still_known(world: World) -> None:
    made = brought(world, [order(world, "DG-1")])
    done(world, made)
    db.session.get_one(HotlineList, made.id).created_at -= timedelta(days=181)
    db.session.commit()
    assert perform(FORGET) == 1
    assert perform(FORGET) == 0
    page = world.browser("committee").get(f"/hotlines/{made.id}").text
    assert "已经删除" in page
    assert "?only=" not in page
    assert numbers(brought(world, [order(world, "DG-1")])) == {"same": 1}


def test_another_network_sees_nothing_of_it(world: World) -> None:
    made = brought(world, [order(world, "DG-1")])
    add_far_accounts(world)
    stranger = world.browser("far_committee")
    assert stranger.get(f"/hotlines/{made.id}").status_code == 404
    assert stranger.get(f"/hotlines/{made.id}/results").status_code == 404
    assert "工单.xlsx" not in stranger.get("/hotlines").text
