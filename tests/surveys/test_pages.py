"""The committee opens a survey, leaders follow it down their branch, members see one quiet card."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select

from tests.support.statements import counted_statements
from tests.support.world import World, text_of
from tests.surveys.test_service import confirm, opened
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.surveys.models import Survey, SurveyStatus


def test_the_committee_opens_one(world: World) -> None:
    browser, unit = world.browser("committee"), world.units["team_a"]
    assert "brigade 服务队" in browser.get("/surveys/new").get_data(as_text=True)
    wrong = browser.post("/surveys/new", {"title": "", "unit_id": unit.id, "due_on": clock.today().isoformat()})
    assert wrong.status_code == 422
    assert "请填写标题" in text_of(wrong)
    due = clock.today() + timedelta(days=9)
    form = {"title": "年底核对", "unit_id": unit.id, "due_on": due.isoformat(), "asks": ["skills", "places"]}
    answer = browser.post("/surveys/new", form)
    survey = db.session.scalars(select(Survey)).one()
    assert answer.headers["Location"] == f"/surveys/{survey.id}"
    assert survey.asks == ["skills", "places"]
    page = text_of(browser.get(answer.headers["Location"]))
    assert "技能和水平、常住和办公地点" in page
    assert "今天已通知过" in page


def test_the_members_home_asks_until_they_answer(world: World) -> None:
    survey = opened(world)
    member = world.browser("member")
    assert "核对资料" in text_of(member.get("/home"))
    member.post("/me/confirm")
    assert "核对资料" not in text_of(member.get("/home"))
    assert "核对资料" in text_of(world.browser("member_2").get("/home"))
    world.browser("committee").post(f"/surveys/{survey.id}/close")
    assert survey.status == SurveyStatus.CLOSED
    assert "核对资料" not in text_of(world.browser("member_2").get("/home"))


def test_a_leader_goes_down_to_the_people_who_are_missing(world: World) -> None:
    survey, units = opened(world), world.units
    confirm(world, "member")
    team = world.browser("team")
    top = text_of(team.get(f"/surveys/{survey.id}"))
    assert "team_a 服务队" in top
    assert "team_b" not in top
    assert "提醒没核对的人" not in top
    down = text_of(team.get(f"/surveys/{survey.id}?unit={units['team_a'].id}"))
    assert down.index("squad_a1") < down.index("squad_a2")
    missing = team.get(f"/surveys/{survey.id}/people?unit={units['squad_a1'].id}")
    assert "张*" in text_of(missing)
    assert world.members["member_2"].name not in missing.get_data(as_text=True)
    assert team.get(f"/surveys/{survey.id}/people?unit={units['squad_b1'].id}").status_code == 404


def test_progress_leaves_as_numbers_of_units(world: World) -> None:
    survey = opened(world)
    confirm(world, "member", changed=True)
    answer = world.browser("team").post(f"/surveys/{survey.id}/export")
    header, *rows = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0].values
    assert header[2:] == ("应核对", "已核对", "其中有更新", "未核对")
    assert [row[0].split()[0] for row in rows] == ["team_a", "squad_a1", "squad_a2"]
    assert rows[0][2:] == (3, 1, 1, 2)
    assert all(member.name not in str(rows) for member in world.members.values())


def test_it_is_extended_from_its_page(world: World) -> None:
    survey = opened(world, days=2)
    browser, page = world.browser("committee"), f"/surveys/{survey.id}/extend"
    past = {"version": survey.version, "due_on": (clock.today() - timedelta(days=1)).isoformat()}
    assert browser.post(page, past).status_code == 422
    later = clock.today() + timedelta(days=20)
    assert browser.post(page, {"version": survey.version, "due_on": later.isoformat()}).status_code == 303
    assert survey.due_on == later


@pytest.mark.parametrize("role", ["member", "site", "town"])
def test_whoever_leads_nobody_sees_none(world: World, role: str) -> None:
    survey = opened(world)
    for path in ("/surveys", f"/surveys/{survey.id}", f"/surveys/{survey.id}/people"):
        assert world.browser(role).get(path).status_code == 403


def test_the_page_asks_little_however_large_the_tree(world: World) -> None:
    survey = opened(world)
    browser = world.browser("committee")
    browser.get(f"/surveys/{survey.id}")
    with counted_statements() as statements:
        assert browser.get(f"/surveys/{survey.id}").status_code == 200
    assert len(statements) <= 7


def test_the_api_does_the_same(world: World) -> None:
    committee, team = world.api("committee"), world.api("team")
    asked = {
        "unit_id": world.units["brigade"].id,
        "title": "年底核对",
        "due_on": (clock.today() + timedelta(days=5)).isoformat(),
        "asks": ["skills"],
    }
    assert team.post("/surveys", asked).status_code == 403
    assert committee.post("/surveys", {**asked, "asks": ["age"]}).status_code == 422
    made = committee.post("/surveys", asked)
    assert made.status_code == 201
    path = f"/surveys/{made.get_json()['id']}"
    confirm(world, "member_b")
    tallies = {row["unit_id"]: row for row in committee.get(f"{path}/progress").get_json()}
    assert tallies[world.units["team_b"].id] == {
        "unit_id": world.units["team_b"].id,
        "asked": 1,
        "answered": 1,
        "changed": 0,
    }
    assert [row["unit_id"] for row in team.get(f"{path}/progress").get_json()] == [world.units["team_a"].id]
    assert committee.post(f"{path}/remind").get_json()["reason"] == "reminded_today"
    assert committee.post(f"{path}/close").get_json()["status"] == "closed"
    assert committee.post(f"{path}/close").status_code == 409
    assert [one["status"] for one in team.get("/surveys").get_json()] == ["closed"]
