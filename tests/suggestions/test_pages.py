"""The page of candidates beside a gap."""

from __future__ import annotations

from sqlalchemy import select

from tests.support.world import World, coming
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel.database import db


def test_candidates_stand_beside_the_first_gap(world: World) -> None:
    project = world.project(sessions=2)
    first, second = project.positions
    page = world.browser("squad").get(f"/projects/{project.id}/candidates").text
    assert "还差 2 人" in page
    assert "张*" in page
    assert "张member" not in page
    assert f'action="/projects/{project.id}/people"' in page
    assert f'name="position" value="{first.id}"' in page
    other = world.browser("squad").get(f"/projects/{project.id}/candidates?position={second.id}").text
    assert f'name="position" value="{second.id}"' in other


def test_a_candidate_is_asked_from_the_page(world: World) -> None:
    position = world.project().positions[0]
    asked = {"member": world.members["member"].id, "position": position.id}
    answer = world.browser("squad").post(f"/projects/{position.project_id}/people", asked)
    assert answer.status_code == 303
    assert db.session.scalars(select(Claim.status)).all() == [ClaimStatus.OFFERED]


def test_reasons_are_said_without_telling_where_somebody_lives(world: World) -> None:
    project = world.project(starts=coming(days=7))
    page = world.browser("squad").get(f"/projects/{project.id}/candidates").text
    assert "相距 " in page
    assert "上午有空" in page
    assert "离家" not in page


def test_a_full_position_needs_nobody(world: World) -> None:
    project = world.project(headcount=1)
    world.claim("member", project.positions[0])
    page = world.browser("squad").get(f"/projects/{project.id}/candidates?position={project.positions[0].id}")
    assert page.status_code == 200
    assert "已不缺人" in page.text


def test_positions_of_other_projects_and_hidden_projects_are_not_found(world: World) -> None:
    project, other = world.project(), world.project()
    draft = world.project(status="draft", published_at=None)
    browser = world.browser("squad")
    assert browser.get(f"/projects/{project.id}/candidates?position={other.positions[0].id}").status_code == 404
    assert world.browser("team_b").get(f"/projects/{draft.id}/candidates").status_code == 404
    assert world.browser("member").get(f"/projects/{project.id}/candidates").status_code == 403


def test_nobody_suitable_says_what_to_do(world: World) -> None:
    project = world.project(skill="law")
    assert "暂时没有合适的" in world.browser("squad").get(f"/projects/{project.id}/candidates").text
