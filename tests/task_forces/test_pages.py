"""The pages: the number before the call, the board, the member's card, the emergency and its review."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.world import Browser, World, text_of
from tests.task_forces.calling import a_force, a_need, an_emergency, call_everybody, claim_of
from volunteer.audit.models import AuditEvent
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import Unit, UnitStatus
from volunteer.projects.models import Position, ServiceSession
from volunteer.projects.states import SessionStatus
from volunteer.task_forces import answers, calls
from volunteer.task_forces.models import CallOut, Emergency, TaskForceMember
from volunteer.taxonomy.models import Category


def need_fields(world: World, **more: object) -> dict[str, object]:
    site = world.places["site_1"].id
    fields = {
        "title": "搬运沙袋",
        "site_id": site,
        "site_id_choice": site,
        "muster_point": "党群服务中心门口",
        "headcount": 2,
        "muster_minutes": 30,
        "hours": 4,
        "leader_name": "陈队长",
        "leader_phone": "13900001111",
        "category": "care",
    }
    return {**fields, **more}


def value_of(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


def open_call_form(world: World, browser: Browser, **more: object) -> str:
    """Ask for the number, then send what the page holds."""
    fields = need_fields(world, unit_id=world.units["brigade"].id, skill="", within_km=0, **more)
    counted = browser.post("/call-outs/new", fields)
    seen = value_of(counted.text, "seen")
    return browser.post("/call-outs/new", {**fields, "seen": seen}).headers.get("Location", "")


def test_the_number_is_told_before_anybody_is_called(world: World) -> None:
    an_emergency(world)
    committee = world.browser("committee")
    fields = need_fields(world, unit_id=world.units["brigade"].id, skill="", within_km=0)
    counted = committee.post("/call-outs/new", fields)
    assert "会通知 4 人" in text_of(counted)
    assert db.session.scalar(select(CallOut.id)) is None
    sent = committee.post("/call-outs/new", {**fields, "seen": value_of(counted.text, "seen")})
    assert sent.status_code == 303
    assert "没答复" in text_of(committee.get(sent.headers["Location"]))


def test_another_number_is_told_again(world: World) -> None:
    an_emergency(world)
    committee = world.browser("committee")
    fields = need_fields(world, unit_id=world.units["brigade"].id, skill="", within_km=0)
    world.add_member("late", "squad_b1")
    again = committee.post("/call-outs/new", {**fields, "seen": "4"})
    assert "会通知 5 人" in text_of(again)
    assert db.session.scalar(select(CallOut.id)) is None


def test_what_is_missing_is_said_beside_its_field(world: World) -> None:
    page = world.browser("committee").post("/call-outs/new", {"title": "只有标题"})
    assert page.status_code == 422
    assert "请写明集合点" in text_of(page)


def test_the_member_s_home_asks_first_and_one_tap_answers(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    member, claim = world.browser("member"), claim_of(world, "member", made)
    home = member.get("/home").text
    assert "现在能来吗？" in home
    assert 'href="tel:13900001111"' in home
    assert member.post(f"/calls/{claim.id}/yes", {"next": "/home"}).headers["Location"] == "/home"
    assert "你已答应到场" in text_of(member.get("/home"))


def test_the_card_names_what_stands_in_the_way(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    starts = db.session.get_one(Position, made.position_id).session.starts
    other = world.claim("member", world.project(starts=starts, title="社区读报").positions[0])
    claim = claim_of(world, "member", made)
    member = world.browser("member")
    for path in ("/home", f"/calls/{claim.id}"):
        assert "释放那一场，来这里" in text_of(member.get(path))
    member.post(f"/calls/{claim.id}/yes", {"give_up": str(other.id)})
    db.session.expire_all()
    assert db.session.get_one(Claim, claim.id).status == ClaimStatus.CONFIRMED


def test_a_closed_call_says_that_it_is_enough(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    answers.come(world.actor("member"), claim_of(world, "member", made).id)
    calls.close(world.actor("committee"), made.id)
    page = world.browser("member_b").get(f"/calls/{claim_of(world, 'member_b', made).id}")
    assert "不用再来了" in text_of(page)


def test_the_board_counts_as_the_claims_do_and_goes_down_tier_by_tier(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world, headcount=1)
    answers.come(world.actor("member"), claim_of(world, "member", made).id)
    answers.come(world.actor("member_2"), claim_of(world, "member_2", made).id)
    answers.stay_away(world.actor("member_b"), claim_of(world, "member_b", made).id)
    committee = world.browser("committee")
    page = text_of(committee.get(f"/call-outs/{made.id}"))
    assert "1 / 1" in page
    assert "1 人候补" in page
    assert {"team_a", "team_b"} <= set(page.split())
    team = text_of(committee.get(f"/call-outs/{made.id}?unit={world.units['team_a'].id}"))
    assert {"squad_a1", "squad_a2"} <= set(team.split())
    assert "squad_b1" not in team


def test_a_leader_sees_the_own_subtree_only(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    page = text_of(world.browser("team_b").get(f"/call-outs/{made.id}"))
    assert "没答复的人 1 人" in page
    assert "team_a" not in page
    assert "人手够了" not in page


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("site", 403), ("town", 403), ("supervisor", 200)])
def test_who_sees_the_board(world: World, who: str, status: int) -> None:
    an_emergency(world)
    made = call_everybody(world)
    assert world.browser(who).get(f"/call-outs/{made.id}").status_code == status


def test_the_call_list_is_in_clear_and_every_look_on_record(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    page = world.browser("team_b").post(f"/call-outs/{made.id}/call-list", {"unit": world.units["team_b"].id})
    assert "13800000000" in page.text
    looks = db.session.scalars(select(AuditEvent.subject_id).where(AuditEvent.action == "member.unmasked")).all()
    assert looks == [world.members["member_b"].id]


def test_opening_lists_outdoor_sessions_first_and_puts_them_off(world: World) -> None:
    db.session.get_one(Category, "legal").safeguards = {"outdoor": True}
    db.session.commit()
    tomorrow = clock.now() + timedelta(hours=20)
    outdoor = world.project(starts=tomorrow, category="legal", title="河涌巡查")
    indoor = world.project(starts=tomorrow, title="室内读报")
    later = world.project(starts=tomorrow + timedelta(days=5), category="legal", title="下周巡查")
    world.claim("member", outdoor.positions[0])
    committee = world.browser("committee")
    fields = {"place_id": world.places["town_1"].id, "reason": "台风黄色预警", "hours": 48}
    listed = committee.post("/emergencies/new", fields)
    assert "河涌巡查" in listed.text
    assert "室内读报" not in listed.text
    assert db.session.scalar(select(Emergency.id)) is None
    opened = committee.post("/emergencies/new", {**fields, "shown": value_of(listed.text, "shown")})
    assert opened.status_code == 303
    db.session.expire_all()
    states = {one.project_id: one.status for one in db.session.scalars(select(ServiceSession))}
    assert states[outdoor.id] == SessionStatus.POSTPONED
    assert states[indoor.id] == states[later.id] == SessionStatus.PLANNED
    assert db.session.scalar(select(Claim.status).where(Claim.session_id == outdoor.sessions[0].id)) == "released"


def test_the_strip_stands_above_the_pages_of_those_concerned(world: World) -> None:
    an_emergency(world)
    for who, told in (("team", True), ("town", True), ("site", True), ("site_3", False), ("member", False)):
        assert ("应急响应中" in text_of(world.browser(who).get("/notices"))) is told, who


def test_a_site_asks_for_help_without_review(world: World) -> None:
    opened = an_emergency(world)
    site = world.browser("site")
    assert "应急求助" in text_of(site.get(f"/emergencies/{opened.id}"))
    answer = site.post(f"/emergencies/{opened.id}/need", need_fields(world))
    assert answer.status_code == 303
    assert "搬运沙袋" in text_of(site.get(f"/emergencies/{opened.id}"))


def test_people_are_called_to_a_need_that_a_site_opened(world: World) -> None:
    opened = an_emergency(world)
    world.browser("site").post(f"/emergencies/{opened.id}/need", need_fields(world))
    committee = world.browser("committee")
    position = db.session.scalars(select(Position)).one()
    path = f"/call-outs/for/{position.id}"
    assert path in committee.get(f"/emergencies/{opened.id}").text
    fields = {"unit_id": world.units["brigade"].id, "skill": "", "within_km": 0}
    counted = committee.post(path, fields)
    assert "会通知 4 人" in text_of(counted)
    sent = committee.post(path, {**fields, "seen": value_of(counted.text, "seen")})
    assert sent.status_code == 303
    made = db.session.scalars(select(CallOut)).one()
    assert (made.position_id, made.leader_phone) == (position.id, "13900001111")
    again = committee.post(path, {**fields, "seen": "4"})
    assert "已经发过集结" in text_of(again)


def test_only_urgent_needs_are_called_for(world: World) -> None:
    an_emergency(world)
    ordinary = world.project().positions[0].id
    assert world.browser("committee").get(f"/call-outs/for/{ordinary}").status_code == 404


def test_what_gave_way_is_reviewed_once_it_is_over(world: World) -> None:
    opened = an_emergency(world)
    call_everybody(world)
    committee = world.browser("committee")
    before = committee.get(f"/emergencies/{opened.id}/review")
    assert "发布前审核" in text_of(before)
    assert 'name="note"' not in before.text
    committee.post(f"/emergencies/{opened.id}/close")
    saved = committee.post(f"/emergencies/{opened.id}/review", {"note": "处置得当"})
    assert saved.status_code == 303
    assert "处置得当" in text_of(committee.get(f"/emergencies/{opened.id}/review"))
    assert committee.post(f"/emergencies/{opened.id}/review", {"note": "再写一次"}).status_code == 422


def test_an_emergency_is_extended_within_seven_days(world: World) -> None:
    opened = an_emergency(world)
    committee = world.browser("committee")
    fields = {"hours": 168, "version": opened.version}
    listed = committee.post(f"/emergencies/{opened.id}/extend", fields)
    done = committee.post(f"/emergencies/{opened.id}/extend", {**fields, "shown": value_of(listed.text, "shown")})
    assert done.status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Emergency, opened.id).ends_at > clock.now() + timedelta(days=6)


def test_a_force_is_made_filled_and_dissolved(world: World) -> None:
    committee, brigade = world.browser("committee"), world.units["brigade"].id
    fields = {"tier": "task_force", "name": "抗台突击队", "purpose": "转移安置", "parent_id_choice": brigade}
    made = committee.post("/task-forces/new", {**fields, "parent_id": brigade})
    unit = db.session.scalars(select(Unit).where(Unit.name == "抗台突击队")).one()
    assert made.headers["Location"] == f"/task-forces/{unit.id}/draw"
    drawn = [world.members[name].id for name in ("member", "member_b")]
    committee.post(f"/task-forces/{unit.id}/draw", {"member": drawn})
    page = text_of(committee.get(f"/task-forces/{unit.id}"))
    assert "2 人，姓名按规定遮挡" in page
    assert "squad_b1 服务队" in page
    committee.post(f"/task-forces/{unit.id}/let-go", {"member": drawn[:1]})
    committee.post(f"/task-forces/{unit.id}/dissolve")
    db.session.expire_all()
    assert db.session.get_one(Unit, unit.id).status == UnitStatus.CLOSED
    assert db.session.scalars(select(TaskForceMember.id).where(TaskForceMember.until.is_(None))).all() == []
    assert "抗台突击队" in committee.get("/task-forces?view=dissolved").text


def test_a_force_s_leader_runs_its_board(world: World) -> None:
    an_emergency(world)
    unit = a_force(world, "member_2", "member_b", leader="member")
    made = calls.call_out(world.actor("member"), calls.Whom(unit_id=unit.id), a_need(world))
    page = text_of(world.browser("member").get(f"/call-outs/{made.id}"))
    assert "没答复的人 3 人" in page
    assert "人手够了" in page


def test_the_homes_of_leaders_begin_with_what_is_under_way(world: World) -> None:
    an_emergency(world)
    call_everybody(world)
    for who in ("committee", "team", "squad", "supervisor"):
        assert "正在集结" in text_of(world.browser(who).get("/home")), who
