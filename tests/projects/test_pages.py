"""Pages of projects as a browser without JavaScript uses them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.world import World, coming, text_of
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.projects.forms import typed_like
from volunteer.projects.models import Project
from volunteer.projects.states import ProjectStatus, SessionStatus
from volunteer.projects.wording import FILLED_IN_AT
from volunteer.taxonomy.models import Category
from volunteer.web.wording import MISSING


def typed(days: int, hour: int) -> str:
    return typed_like(coming(days=days, hour=hour)).isoformat(timespec="minutes")


def filled(world: World, **values: Any) -> dict[str, Any]:
    """The form of a complete project with one row and one session."""
    return {
        "title": "社区义诊",
        "category": "care",
        "summary": "为居民量血压",
        "site_id": world.places["site_1"].id,
        "unit_id": world.units["team_a"].id,
        "contact_name": "李社工",
        "contact_phone": "13900000000",
        "risk_note": "已投保意外险",
        "positions-0-title": "护理",
        "positions-0-headcount": "2",
        "positions-0-skill": "nursing",
        "positions-0-level": "1",
        "sessions-0-starts": typed(3, 19),
        "sessions-0-ends": typed(3, 21),
        **values,
    }


def only_project() -> Project:
    db.session.expire_all()
    return db.session.scalars(select(Project)).one()


def test_a_leader_makes_and_publishes_a_project(world: World) -> None:
    browser = world.browser("team")
    assert browser.get("/projects/new").status_code == 200
    made = browser.post("/projects/new", filled(world))
    assert made.status_code == 303
    project = only_project()
    assert made.location == f"/projects/{project.id}"
    assert [(p.title, p.skill, p.headcount) for p in project.positions] == [("护理", "nursing", 2)]
    assert project.sessions[0].starts == coming(days=3, hour=19)
    page = text_of(browser.get(made.location))
    assert "发布" in page
    assert "发布前还要补充" not in page
    assert browser.post(f"/projects/{project.id}/publish").status_code == 303
    assert only_project().status == ProjectStatus.PUBLISHED
    assert "招募中" in text_of(browser.get("/projects"))


def test_the_form_starts_with_what_demands_say(world: World) -> None:
    demand = world.demand(status=DemandStatus.ACCEPTED, skill="nursing", public_place="文化广场")
    browser = world.browser("team")
    page = browser.get(f"/projects/new?demand={demand.id}").get_data(as_text=True)
    assert f'value="{demand.title}"' in page
    assert "根据 1 条需求" in page
    times = {
        "sessions-0-starts": typed_like(demand.starts).isoformat(timespec="minutes"),
        "sessions-0-ends": typed_like(demand.ends).isoformat(timespec="minutes"),
    }
    assert browser.post(f"/projects/new?demand={demand.id}", filled(world, **times)).status_code == 303
    assert only_project().sessions[0].public_place == "文化广场"


def test_another_teams_demand_is_not_shown(world: World) -> None:
    demand = world.demand(status=DemandStatus.ACCEPTED)
    assert world.browser("team_b").get(f"/projects/new?demand={demand.id}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "请填写项目名称"),
        ({"site_id": "0"}, "请选择服务地点"),
        ({"positions-0-headcount": "0"}, "人数为 1 至 500"),
        ({"positions-0-headcount": ""}, "请写每场需要几个人"),
        ({"positions-0-title": ""}, "请写岗位名称"),
        ({"sessions-0-ends": "2020-01-01T09:00"}, "结束时间要晚于开始时间"),
        ({"sessions-0-starts": "2020-01-01T09:00", "sessions-0-ends": "2020-01-01T11:00"}, "开始时间已经过了"),
        ({"sessions-0-ends": ""}, "请填写开始和结束时间"),
        ({"sessions-0-starts": "", "sessions-0-ends": ""}, "至少要有一个场次"),
        ({"contact_phone": "拨打我"}, "请填写手机号"),
    ],
)
def test_mistakes_are_named_and_nothing_typed_is_lost(world: World, wrong: dict[str, str], message: str) -> None:
    answer = world.browser("team").post("/projects/new", filled(world, **wrong))
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert "为居民量血压" in answer.get_data(as_text=True)
    assert db.session.scalar(select(Project.id)) is None


def test_another_row_by_button_keeps_what_was_typed(world: World) -> None:
    answer = world.browser("team").post("/projects/new", filled(world, add="sessions", title=""))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "sessions-1-starts" in page
    assert "请填写项目名称" not in page
    assert 'value="护理"' in page
    assert db.session.scalar(select(Project.id)) is None


def test_an_incomplete_draft_lists_what_is_missing(world: World) -> None:
    browser = world.browser("team")
    browser.post("/projects/new", filled(world, risk_note="", contact_phone=""))
    project = only_project()
    page = text_of(browser.get(f"/projects/{project.id}"))
    assert "发布前还要补充" in page
    assert "风险与保障" in page
    browser.post(f"/projects/{project.id}/publish", referrer=f"/projects/{project.id}")
    assert only_project().status == ProjectStatus.DRAFT
    assert "还不能发布，请先补充：联系人和电话、风险与保障" in text_of(browser.get(f"/projects/{project.id}"))


def test_a_draft_is_edited(world: World) -> None:
    browser = world.browser("team")
    browser.post("/projects/new", filled(world))
    project = only_project()
    page = browser.get(f"/projects/{project.id}/edit").get_data(as_text=True)
    assert f'value="{typed(3, 19)}"' in page
    changed = filled(
        world,
        version=project.version,
        title="周末义诊",
        **{"positions-0-line": "1", "positions-0-headcount": "4", "sessions-0-id": project.sessions[0].id},
    )
    assert browser.post(f"/projects/{project.id}/edit", changed).status_code == 303
    project = only_project()
    assert (project.title, project.positions[0].headcount) == ("周末义诊", 4)
    stale = browser.post(f"/projects/{project.id}/edit", {**changed, "title": "别的"})
    assert stale.status_code == 422
    assert "内容已被别人改过" in text_of(stale)
    assert "别的" in stale.get_data(as_text=True)


def test_reviewing_returns_with_a_reason(world: World) -> None:
    squad, team = world.browser("squad"), world.browser("team")
    squad.post("/projects/new", filled(world, unit_id=world.units["squad_a1"].id))
    project = only_project()
    assert "提交审核" in text_of(squad.get(f"/projects/{project.id}"))
    squad.post(f"/projects/{project.id}/submit")
    assert "通过并发布" in text_of(team.get(f"/projects/{project.id}"))
    team.post(f"/projects/{project.id}/return", {"reason": " "}, referrer=f"/projects/{project.id}")
    assert only_project().status == ProjectStatus.IN_REVIEW
    team.post(f"/projects/{project.id}/return", {"reason": "补充雨天安排"})
    assert "被退回：补充雨天安排" in text_of(squad.get(f"/projects/{project.id}"))


def test_cancelling_says_what_happens_to_others(world: World) -> None:
    project = world.project()
    world.claim("member", project.positions[0])
    browser = world.browser("team")
    page = text_of(browser.get(f"/projects/{project.id}"))
    assert "1 人已报名，将收到通知" in page
    assert "下架" not in page
    browser.post(f"/projects/{project.id}/cancel", {"reason": "台风"})
    assert only_project().status == ProjectStatus.CANCELLED


def test_others_see_only_what_is_public(world: World) -> None:
    project = world.project()
    page = text_of(world.browser("member").get(f"/projects/{project.id}"))
    assert "139****0000" in page
    assert "13900000000" not in page
    assert "取消项目" not in page
    assert world.browser("member").get("/projects").status_code == 403
    assert world.browser("team_b").get(f"/projects/{project.id}/edit").status_code == 403
    draft = world.project(status=ProjectStatus.DRAFT, published_at=None)
    assert world.browser("team_b").get(f"/projects/{draft.id}").status_code == 404
    assert world.browser(None).get(f"/projects/{project.id}").status_code == 302


def test_the_gate_is_linked_only_for_those_who_may_open_it(world: World) -> None:
    project = world.project()
    for name, linked in (("team", True), ("supervisor", False)):
        browser = world.browser(name)
        page = browser.get(f"/projects/{project.id}").get_data(as_text=True)
        gate = f"/sessions/{project.sessions[0].id}/gate"
        assert (gate in page) is linked
        assert (browser.get(gate).status_code == 200) is linked


def test_a_session_is_moved_on_its_own_page(world: World) -> None:
    project = world.project()
    session = project.sessions[0]
    world.claim("member", project.positions[0])
    browser = world.browser("team")
    assert "1 人已报名。改时间或地点，他们会收到通知并重新确认" in text_of(browser.get(f"/sessions/{session.id}/move"))
    form = {"version": 1, "starts": typed(9, 19), "ends": typed(9, 18)}
    wrong = browser.post(f"/sessions/{session.id}/move", form)
    assert (wrong.status_code, "结束时间要晚于开始时间" in text_of(wrong)) == (422, True)
    moved = browser.post(f"/sessions/{session.id}/move", {**form, "ends": typed(9, 20)})
    assert moved.location == f"/projects/{project.id}"
    assert only_project().sessions[0].starts == coming(days=9, hour=19)
    stale = browser.post(f"/sessions/{session.id}/move", {**form, "ends": typed(9, 20)})
    assert (stale.status_code, "内容已被别人改过" in text_of(stale)) == (422, True)


def test_a_session_is_postponed_and_cancelled(world: World) -> None:
    session = world.project().sessions[0]
    browser = world.browser("team")
    browser.post(f"/sessions/{session.id}/postpone", {"reason": "下雨"})
    assert only_project().sessions[0].status == SessionStatus.POSTPONED
    browser.post(f"/sessions/{session.id}/cancel")
    assert only_project().sessions[0].status == SessionStatus.POSTPONED
    browser.post(f"/sessions/{session.id}/cancel", {"reason": "台风"})
    assert only_project().sessions[0].status == SessionStatus.CANCELLED


def test_a_host_is_named_among_those_who_may_run_the_session(world: World) -> None:
    project = world.project()
    session = project.sessions[0]
    browser = world.browser("team")
    page = text_of(browser.get(f"/sessions/{session.id}/move"))
    assert "squad账号" in page
    assert "team_b账号" not in page
    browser.post(f"/sessions/{session.id}/host", {"account_id": world.accounts["team_b"].id})
    assert only_project().sessions[0].host_id is None
    browser.post(f"/sessions/{session.id}/host", {"account_id": world.accounts["squad"].id})
    assert "现场负责人 squad账号" in text_of(browser.get(f"/projects/{project.id}"))


def test_many_sessions_are_called_off_at_once(world: World) -> None:
    world.project(starts=coming(days=2), sessions=2)
    day = clock.local(coming(days=2)).date().isoformat()
    browser = world.browser("team")
    assert browser.get("/projects/call-off").status_code == 200
    form = {"town_id": world.places["town_1"].id, "first": day, "last": day}
    assert browser.post("/projects/call-off", form).status_code == 422
    assert browser.post("/projects/call-off", {**form, "reason": "台风"}).status_code == 303
    assert [session.status for session in only_project().sessions] == [SessionStatus.CANCELLED, SessionStatus.PLANNED]
    assert "已取消 1 场" in text_of(browser.get("/projects"))


def test_the_poster_leads_to_the_position(world: World) -> None:
    project = world.project(sessions=2)
    second = project.positions[1]
    browser = world.browser("team")
    sheet = browser.get(f"/projects/{project.id}/poster?position={second.id}").get_data(as_text=True)
    assert f"http://127.0.0.1:5000/positions/{second.id}" in sheet
    assert "<svg" in sheet
    assert "13900000000" not in sheet
    assert browser.get(f"/projects/{project.id}/poster?position=999999").status_code == 404
    printed = browser.get(f"/projects/{project.id}/poster.pdf?position={second.id}")
    assert printed.mimetype == "application/pdf"
    assert printed.data.startswith(b"%PDF")


def test_an_empty_list_says_what_to_do(world: World) -> None:
    assert "也可以从已受理的需求直接发起" in text_of(world.browser("team").get("/projects"))
    assert "没有符合条件的项目" in text_of(world.browser("team").get("/projects?status=draft"))


def test_a_gap_leads_to_who_could_come_and_a_full_position_does_not(world: World) -> None:
    project = world.project(headcount=1, sessions=2)
    full, lacking = project.positions
    world.claim("member", full)
    page = world.browser("team").get(f"/projects/{project.id}").text
    assert f"/projects/{project.id}/candidates?position={lacking.id}" in page
    assert f"/projects/{project.id}/candidates?position={full.id}" not in page
    assert "各场各岗位的人手" in page
    plain = world.browser("member").get(f"/projects/{project.id}").text
    assert "candidates" not in plain


def test_the_list_sorts_by_the_next_session_and_keeps_its_filters(world: World) -> None:
    later = world.project(title="后来的", starts=coming(days=9))
    sooner = world.project(title="先来的", starts=coming(days=2))
    world.project(title="没有日子的", status="draft", published_at=None, sessions=0)
    team = world.browser("team")
    rising = team.get("/projects?sort=next&category=care").text
    assert rising.index("先来的") < rising.index("后来的") < rising.index("没有日子的")
    falling = team.get("/projects?sort=next&dir=desc").text
    assert falling.index("后来的") < falling.index("先来的") < falling.index("没有日子的")
    assert "category=care&amp;sort=title" in rising
    only = team.get("/projects?town=town_1&own=1&q=后来").text
    assert f"/projects/{later.id}" in only
    assert f"/projects/{sooner.id}" not in only
    assert "没有符合条件的项目" in world.browser("committee").get("/projects?own=1").text


def test_the_organ_s_own_job_is_ticked_and_taken_back(world: World) -> None:
    browser = world.browser("team")
    browser.post("/projects/new", filled(world, own_duty="y"))
    project = only_project()
    assert project.own_duty
    assert "工作时间内不计本单位在职人员的时长" in text_of(browser.get(f"/projects/{project.id}"))
    page = text_of(browser.get(f"/projects/{project.id}/edit"))
    assert "属于本单位本职工作" in page
    browser.post(f"/projects/{project.id}/edit", filled(world, version=project.version))
    assert not only_project().own_duty


def test_what_is_missing_leads_to_where_it_is_filled_in(world: World) -> None:
    db.session.get_one(Category, "care").safeguards = {"insurance": True}
    draft = world.project(status=ProjectStatus.DRAFT, published_at=None, risk_note=None, summary="")
    browser = world.browser("team")
    page = browser.get(f"/projects/{draft.id}").get_data(as_text=True)
    places = re.findall(rf'href="/projects/{draft.id}/edit#([a-z_]+)"', page)
    assert places == ["summary", "risk_note", "insurance_note"]
    form = browser.get(f"/projects/{draft.id}/edit").get_data(as_text=True)
    assert all(f'id="{place}"' in form for place in FILLED_IN_AT.values())
    assert FILLED_IN_AT.keys() == MISSING.keys() - {"checklist"}
