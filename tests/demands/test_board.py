"""The board of a site or a town: four columns, each card finished in place."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from tests.support.statements import counted_statements
from tests.support.world import World, coming, text_of
from volunteer.demands.models import Demand, Rating
from volunteer.demands.states import DemandStatus, Outcome
from volunteer.kernel import clock
from volunteer.kernel.database import db


def fresh(demand: Demand) -> Demand:
    db.session.refresh(demand)
    return demand


def test_the_board_counts_and_shows_what_to_do_first(world: World) -> None:
    returned = world.demand(title="家电维修", status=DemandStatus.SUBMITTED)
    world.browser("team").post(f"/demands/{returned.id}/return", {"reason": "请写明电器种类"})
    world.demand(title="环境整治", status=DemandStatus.AWAITING_RATING)
    world.demand(title="课后辅导", status=DemandStatus.PUBLISHED)
    world.demand(title="别处的事", site_id=world.places["site_3"].id, asker_id=world.accounts["site_3"].id)
    browser = world.browser("site")
    page = browser.get("/demands")
    words = text_of(page)
    assert "1 待补充" in words
    assert "1 办理中" in words
    assert "1 待评价" in words
    assert words.index("退回：请写明电器种类") < words.index("环境整治") < words.index("课后辅导")
    assert "值班 0769-22830000" in words
    assert "别处的事" not in words
    narrowed = text_of(browser.get("/demands?show=to_rate"))
    assert "环境整治" in narrowed
    assert "课后辅导" not in narrowed
    assert "课后辅导" in text_of(browser.get("/demands?show=all"))


def test_the_week_of_the_board_ends_on_sunday(world: World) -> None:
    monday = coming(days=7 - clock.local(clock.now()).weekday())
    world.demand(status=DemandStatus.PUBLISHED, starts=monday, ends=monday + timedelta(hours=2))
    browser = world.browser("site")
    assert "0 本周服务" in text_of(browser.get("/demands"))
    with clock.travel(monday - timedelta(hours=1)):
        assert "1 本周服务" in text_of(world.browser("site").get("/demands"))


def test_an_operator_rates_in_two_taps(world: World) -> None:
    demand = world.demand(status=DemandStatus.AWAITING_RATING)
    answer = world.browser("site").post(f"/demands/{demand.id}/rate", {"score": "5"}, referrer="/demands")
    assert (answer.status_code, answer.location) == (303, "/demands")
    assert (fresh(demand).status, demand.outcome) == (DemandStatus.CLOSED, Outcome.CONTENT)
    assert db.session.scalars(select(Rating)).one().on_behalf is False


def test_a_low_score_can_ask_to_do_it_again(world: World) -> None:
    demand = world.demand(status=DemandStatus.AWAITING_RATING)
    browser = world.browser("town")
    unrated = browser.post(f"/demands/{demand.id}/rate", {"comment": "没有人来"})
    assert unrated.status_code == 422
    assert "请先点星" in text_of(unrated)
    assert "没有人来" in text_of(unrated)
    browser.post(f"/demands/{demand.id}/rate", {"score": "1", "comment": "没有人来", "wish": "again"})
    assert fresh(demand).status == DemandStatus.ACCEPTED
    assert db.session.scalars(select(Rating)).one().on_behalf is True
    assert "没有人来" in text_of(browser.get(f"/demands/{demand.id}"))


def test_every_demand_stands_in_one_column_of_the_board(world: World) -> None:
    soon = clock.now() + timedelta(minutes=5)
    alone = set(DemandStatus) - {DemandStatus.MERGED}
    for status in sorted(alone):
        world.demand(title=f"今天{status}", status=status, starts=soon, ends=soon + timedelta(minutes=30))
    for status in sorted(alone - {DemandStatus.IN_SERVICE}):
        world.demand(title=f"以后{status}", status=status)
    page = world.browser("site").get("/demands").get_data(as_text=True)
    columns = dict(re.findall(r'<section class="board-column[^"]*" id="(\w+)".*?</h2>(.*?)</section>', page, re.DOTALL))
    assert list(columns) == ["returned", "to_rate", "this_week", "underway"]
    stands = {name: set(re.findall(r"(?:今天|以后)\w+(?=</a>)", part)) for name, part in columns.items()}
    assert stands == {
        "returned": {"今天returned", "以后returned", "今天draft", "以后draft"},
        "to_rate": {"今天awaiting_rating", "以后awaiting_rating"},
        "this_week": {"今天published", "今天in_service"},
        "underway": {f"{when}{status}" for when in ("今天", "以后") for status in ("submitted", "accepted")}
        | {"以后published"},
    }


def test_a_column_shows_its_first_cards_and_the_way_to_the_rest(world: World) -> None:
    for number in range(7):
        world.demand(title=f"第{number}件", status=DemandStatus.AWAITING_RATING)
    browser = world.browser("site")
    page = browser.get("/demands").get_data(as_text=True)
    assert page.count("</article>") == 5
    assert 'href="/demands?show=to_rate"' in page
    assert "全部 7 条" in page
    assert browser.get("/demands?show=to_rate").get_data(as_text=True).count("</article>") == 7


def test_a_board_costs_the_same_with_many_demands(world: World) -> None:
    def spent() -> int:
        with counted_statements() as statements:
            assert world.browser("site").get("/demands").status_code == 200
        return len(statements)

    def add(times: int) -> None:
        for _time in range(times):
            for status in DemandStatus:
                demand = world.demand(status=status)
                world.project(demand=demand)

    add(1)
    few = spent()
    add(4)
    assert spent() <= few


def test_a_card_says_how_the_service_fills_and_leads_to_the_gate_on_the_day(world: World) -> None:
    demand = world.demand(status=DemandStatus.PUBLISHED)
    project = world.project(demand=demand, headcount=4)
    world.claim("member", project.positions[0])
    gate = f"/sessions/{project.sessions[0].id}/gate"
    before = world.browser("site").get("/demands").get_data(as_text=True)
    assert "1 / 4 已认领" in before
    assert 'width="25"' in before
    assert gate not in before
    with clock.travel(project.sessions[0].starts - timedelta(hours=2)):
        assert gate in world.browser("site").get("/demands").get_data(as_text=True)


def test_a_town_has_one_board_for_its_sites_and_can_look_at_one(world: World) -> None:
    world.demand(title="花园的事", status=DemandStatus.RETURNED)
    world.demand(title="水边的事", status=DemandStatus.RETURNED, site_id=world.places["site_2"].id)
    world.demand(title="别镇的事", status=DemandStatus.RETURNED, site_id=world.places["site_3"].id)
    browser = world.browser("town")
    both = text_of(browser.get("/demands"))
    assert "花园的事" in both
    assert "水边的事" in both
    assert "别镇的事" not in both
    for query in (f"site={world.places['site_2'].id}", f"show=returned&site={world.places['site_2'].id}"):
        one = text_of(browser.get(f"/demands?{query}"))
        assert "水边的事" in one
        assert "花园的事" not in one
    foreign = text_of(browser.get(f"/demands?site={world.places['site_3'].id}"))
    assert "别镇的事" not in foreign
    table = browser.get("/demands?view=list").get_data(as_text=True)
    assert "<table" in table
    assert "<table" in browser.get("/demands?status=returned").get_data(as_text=True)


def test_a_new_operator_is_told_what_to_do_first(world: World) -> None:
    browser, site = world.browser("site"), world.places["site_1"]
    words = text_of(browser.get("/demands"))
    assert "核对社区地址和值班电话 还没有填全" in words
    assert "发布第一条需求" in words
    assert "现在没有要办的需求" in words
    site.address, site.duty_phone = "花园路 1 号", "0769-22335003"
    db.session.commit()
    assert "花园路 1 号 · 0769-22335003" in text_of(browser.get("/demands"))
    world.demand(status=DemandStatus.DRAFT)
    assert "发布第一条需求" in text_of(browser.get("/demands"))
    world.demand(status=DemandStatus.CLOSED)
    assert "发布第一条需求" not in text_of(browser.get("/demands"))


def test_a_low_rating_is_asked_what_is_to_come_of_it(world: World) -> None:
    demand = world.demand(status=DemandStatus.AWAITING_RATING)
    browser = world.browser("site")
    asked = browser.post(f"/demands/{demand.id}/rate", {"score": "2", "comment": "来晚了"})
    assert asked.status_code == 422
    assert "请选：再办一次，还是只是意见" in text_of(asked)
    assert "来晚了" in text_of(asked)
    assert fresh(demand).status == DemandStatus.AWAITING_RATING
    browser.post(f"/demands/{demand.id}/rate", {"score": "2", "comment": "来晚了", "wish": "remark"})
    assert (fresh(demand).status, demand.outcome) == (DemandStatus.CLOSED, Outcome.REMARK)


def test_a_good_rating_never_asks_to_do_it_again(world: World) -> None:
    demand = world.demand(status=DemandStatus.AWAITING_RATING)
    world.browser("site").post(f"/demands/{demand.id}/rate", {"score": "5", "wish": "again"})
    assert (fresh(demand).status, demand.outcome) == (DemandStatus.CLOSED, Outcome.CONTENT)


def test_a_demand_is_withdrawn_on_its_card(world: World) -> None:
    demand = world.demand()
    browser = world.browser("site")
    assert f'action="/demands/{demand.id}/withdraw"' in browser.get("/demands").get_data(as_text=True)
    answer = browser.post(f"/demands/{demand.id}/withdraw", {"reason": ""}, referrer="/demands")
    assert answer.location == "/demands"
    assert fresh(demand).status == DemandStatus.WITHDRAWN
