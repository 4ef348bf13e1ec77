"""The page of candidates beside a gap."""

from __future__ import annotations

from sqlalchemy import select

from tests.support.statements import counted_statements
from tests.support.world import World, coming, text_of
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


def test_several_are_asked_in_one_step_and_hold_their_places(world: World) -> None:
    project = world.project(headcount=2)
    both = [world.members[name].id for name in ("member", "member_2")]
    squad = world.browser("squad")
    page = f"/projects/{project.id}/candidates"
    answer = squad.post(page, {"position": project.positions[0].id, "members": both})
    assert answer.status_code == 303
    claims = {claim.member_id: claim.status for claim in db.session.scalars(select(Claim))}
    assert claims == dict.fromkeys(both, ClaimStatus.OFFERED)
    after = text_of(squad.get(answer.location))
    assert "已向 2 人发出邀约" in after
    assert "已经问过的人" in after
    assert after.count("名额已保留，等对方答复") == 2


def test_more_than_there_are_places_are_invited_without_holding_any(world: World) -> None:
    project = world.project(headcount=1)
    position = project.positions[0]
    both = [world.members[name].id for name in ("member", "member_2")]
    squad = world.browser("squad")
    page = f"/projects/{project.id}/candidates"
    assert "多于 1 人：只发邀请，不保留名额" in text_of(squad.get(page))
    answer = squad.post(page, {"position": position.id, "members": both})
    claims = db.session.scalars(select(Claim)).all()
    assert {claim.status for claim in claims} == {ClaimStatus.INVITED}
    db.session.refresh(position)
    assert position.taken == 0
    assert "已邀请 2 人，先答应的先得" in text_of(squad.get(answer.location))


def test_whoever_cannot_be_asked_is_told_by_reason_and_the_rest_are_asked(world: World) -> None:
    project = world.project(headcount=5)
    world.claim("member", project.positions[0])
    asked = [world.members[name].id for name in ("member", "member_2", "member_b")]
    squad = world.browser("squad")
    page = f"/projects/{project.id}/candidates"
    answer = squad.post(page, {"position": project.positions[0].id, "members": [*asked, 2**62]})
    words = text_of(squad.get(answer.location))
    assert "已向 1 人发出邀约" in words
    assert words.count("人没有邀请：") == 2


def test_nothing_ticked_and_positions_that_are_gone_are_said(world: World) -> None:
    project, other = world.project(), world.project()
    squad = world.browser("squad")
    page = f"/projects/{project.id}/candidates"
    squad.post(page, {"position": project.positions[0].id})
    assert "请先勾选要邀请的人" in text_of(squad.get(page))
    squad.post(page, {"position": other.positions[0].id, "members": world.members["member"].id})
    assert "这个岗位已不缺人，或已经开始" in text_of(squad.get(page))
    assert db.session.scalars(select(Claim)).all() == []
    assert world.browser("member").post(page, {"position": project.positions[0].id}).status_code == 403


def test_the_page_asks_as_much_for_many_candidates_as_for_one(world: World) -> None:
    project = world.project(sessions=2)
    page = f"/projects/{project.id}/candidates"
    counts = []
    for names in ((), [f"extra{n}" for n in range(8)]):
        for name in names:
            world.add_member(name, "squad_a1")
        squad = world.browser("squad")
        squad.get(page)
        with counted_statements() as sent:
            assert squad.get(page).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
