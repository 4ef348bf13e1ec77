"""不适合我: never suggested again, taken back with one tap, and nobody else learns of it."""

from __future__ import annotations

from sqlalchemy import select

from tests.support.statements import asks_at_most
from tests.support.world import World, coming, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform
from volunteer.notices.models import Notice
from volunteer.projects import service as projects
from volunteer.suggestions.fitting import fit_of
from volunteer.suggestions.jobs import FORGET_OVER
from volunteer.suggestions.models import NotForMe
from volunteer.suggestions.service import candidates_for, recommend_for


def suggested(world: World, name: str = "member") -> list[int]:
    return [one.position.id for one in recommend_for(world.actor(name)).items]


def test_one_tap_and_no_session_of_the_project_is_suggested_again(world: World) -> None:
    project, other = world.project(sessions=3), world.project(starts=coming(days=12), title="清洁家园")
    member = world.browser("member")
    answer = member.post(f"/projects/{project.id}/not-for-me", referrer="/home")
    assert answer.location == "/home"
    page = member.get("/home").text
    assert f'action="/projects/{project.id}/not-for-me/take-back"' in page  # the way back stands in the message
    assert "社区义诊" not in page
    assert suggested(world) == [other.positions[0].id]
    fit = fit_of(world.actor("member"), project.positions[2].id)
    assert fit is not None
    assert fit.codes == ("not_for_me",)


def test_it_is_taken_back_where_it_is_listed(world: World) -> None:
    project = world.project(title="周末义诊")
    member = world.browser("member")
    member.post(f"/projects/{project.id}/not-for-me")
    member.post(f"/projects/{project.id}/not-for-me")
    listed = text_of(member.get("/me/not-for-me"))
    assert listed.count("周末义诊") == 1
    assert "不再推荐 1 项" in text_of(member.get("/me/privacy"))
    answer = member.post(f"/projects/{project.id}/not-for-me/take-back", referrer="/me/not-for-me")
    assert answer.location == "/me/not-for-me"
    assert "没有不再推荐的服务" in text_of(member.get("/me/not-for-me"))
    assert suggested(world) == [project.positions[0].id]


def test_leaders_do_not_learn_of_it(world: World) -> None:
    project = world.project()
    position = project.positions[0].id
    before = db.session.scalars(select(AuditEvent.id)).all()
    world.browser("member").post(f"/projects/{project.id}/not-for-me")
    assert db.session.scalars(select(AuditEvent.id)).all() == before
    assert db.session.scalars(select(Notice.id)).all() == []
    found = [one.member.id for one in candidates_for(world.actor("squad"), position).items]
    assert found == [world.members["member_2"].id]
    page = world.browser("squad").get(f"/projects/{project.id}/candidates").text
    assert "不适合" not in page


def test_it_does_not_stand_in_the_way_of_claiming(world: World) -> None:
    position = world.project().positions[0]
    member = world.browser("member")
    member.post(f"/projects/{position.project_id}/not-for-me")
    assert "认领这个名额" in member.get(f"/positions/{position.id}").text
    assert world.api("member").post(f"/positions/{position.id}/claims").status_code == 201


def test_the_home_asks_no_more_for_it(world: World) -> None:
    projects = [world.project(starts=coming(days=5 + n)) for n in range(3)]
    member = world.browser("member")
    assert asks_at_most(5, lambda: member.get("/home"))
    world.api("member").call("PUT", f"/me/not-for-me/{projects[0].id}")
    assert asks_at_most(5, lambda: member.get("/home"))


def test_programs_say_it_read_it_and_take_it_back(world: World) -> None:
    project = world.project(title="周末义诊")
    api = world.api("member")
    for _again in range(2):
        assert api.call("PUT", f"/me/not-for-me/{project.id}").status_code == 204
    answer = api.get("/me/not-for-me")
    assert answer.json is not None
    assert [(one["project"], one["title"]) for one in answer.json] == [(project.id, "周末义诊")]
    assert api.call("DELETE", f"/me/not-for-me/{project.id}").status_code == 204
    assert api.get("/me/not-for-me").json == []


def test_only_what_a_member_can_see_and_only_by_members(world: World) -> None:
    draft = world.project(status="draft", published_at=None)
    seen = world.project()
    api = world.api("member")
    assert api.call("PUT", f"/me/not-for-me/{draft.id}").status_code == 404
    assert api.call("PUT", f"/me/not-for-me/{2**64}").status_code == 404
    assert api.call("DELETE", f"/me/not-for-me/{2**64}").status_code == 204
    assert world.api("site").call("PUT", f"/me/not-for-me/{seen.id}").status_code == 404
    assert world.app.test_client().put(f"/api/v1/me/not-for-me/{seen.id}").status_code == 401
    assert db.session.scalars(select(NotForMe)).all() == []


def test_what_is_over_is_forgotten(world: World) -> None:
    over, ahead = world.project(), world.project()
    for project in (over, ahead):
        world.api("member").call("PUT", f"/me/not-for-me/{project.id}")
    projects.cancel(world.actor("team"), over.id, reason="停办")
    assert perform(FORGET_OVER) == 1
    assert db.session.scalars(select(NotForMe.project_id)).all() == [ahead.id]
