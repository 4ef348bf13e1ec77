"""The pages of needs that come back, as a browser without JavaScript uses them."""

from __future__ import annotations

from sqlalchemy import select

from tests.support.world import World, coming, text_of
from volunteer.demands.models import Demand
from volunteer.kernel.database import db
from volunteer.recurring.models import DemandSeries
from volunteer.recurring.states import SeriesStatus

PLAN = {"rhythm": "weekly", "every": "1", "until": "", "times": "", "holidays": "keep", "days_ahead": "14"}


def _demand(world: World) -> Demand:
    return world.demand(starts=coming(days=3), ends=coming(days=3, hour=11), title="周末义剪")


def _series() -> DemandSeries:
    db.session.expire_all()
    return db.session.scalars(select(DemandSeries)).one()


def test_from_a_demand_to_a_series_and_its_dates(world: World) -> None:
    demand, browser = _demand(world), world.browser("site")
    assert f"/demands/{demand.id}/repeat" in browser.get(f"/demands/{demand.id}").text
    assert "每月第" in text_of(browser.get(f"/demands/{demand.id}/repeat"))
    posted = browser.post(f"/demands/{demand.id}/repeat", PLAN)
    series = _series()
    assert (posted.status_code, posted.location) == (303, f"/series/{series.id}")
    page = text_of(browser.get(posted.location))
    assert "已提交" in page
    assert "跳过这次" in page
    assert "周末义剪" in text_of(browser.get("/series"))
    assert browser.get(f"/demands/{demand.id}/repeat").location == f"/series/{series.id}"
    assert f"/series/{series.id}" in browser.get(f"/demands/{demand.id}").text


def test_a_date_is_skipped_and_the_series_changed_and_ended(world: World) -> None:
    demand, browser = _demand(world), world.browser("site")
    browser.post(f"/demands/{demand.id}/repeat", PLAN)
    series = _series()
    planned = series.first_day.fromordinal(series.first_day.toordinal() + 14).isoformat()
    assert browser.post(f"/series/{series.id}/dates/{planned}/skip").status_code == 303
    assert f"/dates/{planned}/restore" in browser.get(f"/series/{series.id}").text
    browser.post(f"/series/{series.id}/dates/{planned}/restore")
    assert f"/dates/{planned}/restore" not in browser.get(f"/series/{series.id}").text
    version = str(_series().version)
    changed = {**PLAN, "version": version, "title": "周末理发", "text": "理发", "headcount": "3"}
    assert browser.post(f"/series/{series.id}/edit", changed).status_code == 303
    assert _series().content["title"] == "周末理发"
    assert browser.post(f"/series/{series.id}/end").status_code == 303
    assert _series().status == SeriesStatus.ENDED
    assert "不再自动提交" in text_of(browser.get(f"/series/{series.id}"))


def test_what_is_wrong_is_said(world: World) -> None:
    demand, browser = _demand(world), world.browser("site")
    answer = browser.post(f"/demands/{demand.id}/repeat", {**PLAN, "until": "2020-01-01"})
    assert answer.status_code == 422
    assert "要晚于第一次" in text_of(answer)
    assert browser.post("/series/1/dates/tomorrow/skip").status_code == 404


def test_an_empty_list_says_what_to_do(world: World) -> None:
    assert "还没有定期需求" in text_of(world.browser("site").get("/series"))


def test_a_series_over_json(world: World) -> None:
    demand, api = _demand(world), world.api("site")
    made = api.post(f"/demands/{demand.id}/series", {"rhythm": "monthly", "times": 6})
    assert made.status_code == 201
    assert made.json["title"] == "周末义剪"
    assert [one["id"] for one in api.get("/series").json] == [made.json["id"]]
    assert api.post(f"/series/{made.json['id']}/end").json["status"] == "ended"
    assert api.get(f"/series/{made.json['id']}").json["status"] == "ended"
    assert api.post(f"/demands/{demand.id}/series", {"rhythm": "daily"}).status_code == 422
