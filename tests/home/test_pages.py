"""The home of each role: the right words, what waits finished in place, few statements."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.backfills.backed import back
from tests.support.numbers import columns, tiles
from tests.support.statements import asks_at_most
from tests.support.world import World, coming
from volunteer.activities.models import Attendance, AttendanceStatus
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal, HoursSource, ProposalStatus
from volunteer.organization.models import Organ, WorkingTimeRule
from volunteer.projects.models import Project

MOST_STATEMENTS = 12


def propose(world: World, project: Project, member: str, **values: object) -> HoursProposal:
    """Pending hours of a member for the first session of a project."""
    claim = world.claim(member, project.positions[0], ClaimStatus.ATTENDED)
    attendance = Attendance(
        claim_id=claim.id,
        session_id=claim.session_id,
        member_id=claim.member_id,
        unit_id=claim.unit_id,
        status=AttendanceStatus.CHECKED_OUT,
    )
    db.session.add(attendance)
    db.session.flush()
    proposal = HoursProposal(
        attendance_id=attendance.id,
        member_id=claim.member_id,
        session_id=claim.session_id,
        unit_id=claim.unit_id,
        service_date=clock.today(),
        minutes=120,
        entered_by=world.accounts[member].id,
        proposed_at=clock.now(),
    )
    for name, value in values.items():
        setattr(proposal, name, value)
    db.session.add(proposal)
    db.session.commit()
    return proposal


def credit(world: World, proposal: HoursProposal, source: HoursSource = HoursSource.VERIFIED) -> None:
    """A row of the ledger for a proposal, dated today."""
    unit = world.units["squad_a1"]
    if source == HoursSource.BACKFILLED:
        back(proposal, world.accounts["squad"].id)
    db.session.add(
        HoursEntry(
            proposal_id=proposal.id,
            member_id=proposal.member_id,
            sequence=proposal.id,
            kind=EntryKind.CREDIT,
            source=source,
            minutes=proposal.minutes,
            session_id=proposal.session_id,
            unit_id=unit.id,
            unit_path=unit.path,
            service_date=clock.today(),
            entered_by=proposal.entered_by,
            confirmed_by=world.accounts["squad"].id,
            recorded_at=clock.now(),
            hash=secrets.token_bytes(32),
        )
    )
    db.session.commit()


def test_visitors_see_what_the_network_does(world: World) -> None:
    past = world.project(starts=clock.now() - timedelta(days=1), title="上次的义诊")
    credit(world, propose(world, past, "member"))
    world.project(title="周末义诊")
    page = world.browser(None).get("/")
    assert page.status_code == 200
    for words in (
        "名党员参加",
        "支服务队",
        "人次（今年）",
        "周末义诊",
        "还有 2 个名额",
        "需要帮助",
        "怎样参加",
        "截至 ",
    ):
        assert words in page.text
    assert "上次的义诊" not in page.text


def test_an_empty_database_is_shown_as_one(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "眼下没有正在招募的服务" in page.text


def test_signed_in_people_go_home(world: World) -> None:
    answer = world.browser("member").get("/")
    assert (answer.status_code, answer.location) == (302, "/home")
    assert world.browser("site").get("/home").location == "/demands"
    assert world.browser(None).get("/home").location.startswith("/sign-in")


def test_a_member_sees_the_next_service_offers_and_suggestions(world: World) -> None:
    mine, offered, other = (world.project(title=title, headcount=5) for title in ("我的义诊", "派来的义诊", "别的义诊"))
    world.project(title="改期的义诊", starts=coming(days=9))
    moved = world.project(title="改了时间的义诊", starts=coming(days=10))
    world.claim("member", mine.positions[0])
    offer = world.claim("member", offered.positions[0], ClaimStatus.OFFERED)
    moved_claim = world.claim("member", moved.positions[0], ClaimStatus.RECONFIRM)
    page = world.browser("member").get("/home").text
    assert "下一次服务" in page
    assert "签到 " in page
    assert " 开放" in page
    assert "想请你帮忙：派来的义诊" in page
    assert f'action="/claims/{offer.id}/accept"' in page
    assert f'action="/claims/{offer.id}/decline"' in page
    assert f'action="/claims/{moved_claim.id}/release"' in page
    assert "改期的义诊" in page
    assert "离家 " in page
    assert "上午有空" in page
    assert other.title not in page  # it overlaps the one that is confirmed


def test_check_in_is_offered_once_it_opens(world: World) -> None:
    project = world.project(starts=clock.now() + timedelta(minutes=20))
    world.claim("member", project.positions[0])
    session_id = project.sessions[0].id
    assert f'href="/sessions/{session_id}/check-in"' in world.browser("member").get("/home").text
    world.units["brigade"].settings = {"check_in_opens_minutes": 10}
    db.session.commit()
    assert f'href="/sessions/{session_id}/check-in"' not in world.browser("member").get("/home").text


def test_a_newcomer_is_told_what_to_do_first(world: World) -> None:
    world.add_member("new", "squad_a1", profile_assumed=True)
    assert "认领第一次服务" in world.browser("new").get("/home").text
    world.add_member("old", "squad_a1")
    world.give_skill("old", "nursing")
    world.claim("old", world.project().positions[0])
    assert "认领第一次服务" not in world.browser("old").get("/home").text


def test_without_recommendations_services_stand_by_time_without_reasons(world: World) -> None:
    world.project(title="重阳义诊", starts=coming(days=9))
    world.project(title="周末义诊", starts=coming(days=4))
    world.add_member("off", "squad_a1", recommendations_on=False, radius_km=0.1)
    page = world.browser("off").get("/home").text
    assert "个性化推荐已关闭" in page
    assert page.index("周末义诊") < page.index("重阳义诊")
    assert "离家" not in page
    assert "不适合我" not in page


@pytest.mark.parametrize(("rule", "listed"), [(WorkingTimeRule.HIDDEN, False), (WorkingTimeRule.APPROVAL, True)])
def test_without_recommendations_only_hidden_working_time_is_left_out(
    world: World, rule: WorkingTimeRule, listed: bool
) -> None:
    world.project(title="上班时间的服务").sessions[0].off_hours = False
    db.session.query(Organ).update({Organ.working_time: rule})
    world.add_member("off", "squad_a1", recommendations_on=False)
    assert ("上班时间的服务" in world.browser("off").get("/home").text) is listed


def test_recommendations_are_turned_off_and_on_where_they_stand(world: World) -> None:
    world.project(title="周末义诊")
    member = world.browser("member")
    assert "离家" in member.get("/home").text
    assert member.post("/me/recommendations", {"on": 0}, referrer="/home").location == "/home"
    assert "离家" not in member.get("/home").text
    member.post("/me/recommendations", {"on": 1}, referrer="/home")
    assert "离家" in member.get("/home").text


def test_assumed_free_time_is_said_and_confirmed_with_one_tap(world: World) -> None:
    world.project(starts=coming(days=7))
    world.add_member("new", "squad_a1", profile_assumed=True)
    new = world.browser("new")
    page = new.get("/home").text
    assert "工作日晚上和休息日，20 公里以内" in page
    assert "上午（默认时间）" in page
    assert new.post("/me/defaults", referrer="/home").location == "/home"
    after = new.get("/home").text
    assert "按默认的时间" not in after
    assert "上午有空" in after
    assert not world.members["new"].profile_assumed


def test_verified_and_backfilled_hours_are_told_apart(world: World) -> None:
    past = world.project(starts=clock.now() - timedelta(days=1), headcount=3)
    credit(world, propose(world, past, "member", status=ProposalStatus.CONFIRMED))
    late: dict[str, object] = {"status": ProposalStatus.CONFIRMED, "source": HoursSource.BACKFILLED, "minutes": 200}
    credit(world, propose(world, past, "member_2", **late), HoursSource.BACKFILLED)
    shown = tiles(world.browser("team").get("/home").text)
    assert (shown["小时（已核实）"].value, shown["小时（补录，另计）"].value) == ("2", "3")


def test_the_committee_sees_where_help_is_missing(world: World) -> None:
    world.demand(deadline=clock.now() - timedelta(days=1))
    project = world.project(headcount=4)
    world.claim("member", project.positions[0])
    world.project(site_id=world.places["site_3"].id, headcount=2, starts=coming(days=8))
    world.project(starts=coming(days=30), headcount=50)
    page = world.browser("committee").get("/home").text
    assert "哪里还缺帮助" in page
    for words in (">6<", ">17%<", ">5<", "2 个社区", "town_1 社区", "town_2 社区", "已超期"):
        assert words in page, words
    assert "发起项目" in page


def test_the_coverage_of_the_week_counts_the_days_gone_by_too(world: World) -> None:
    monday = coming(days=7 - clock.today().weekday())
    past = world.project(starts=monday, headcount=5)
    world.claim("member", past.positions[0], ClaimStatus.ATTENDED)
    with clock.travel(monday + timedelta(days=1)):
        page = world.browser("committee").get("/home").text
    assert (1, 5) in [(claimed, needed) for claimed, needed, _url in columns(page)]
    assert "未来两周没有缺口" in page


def test_supervisors_and_town_officers_see_their_part_and_change_nothing(world: World) -> None:
    world.project(headcount=4)
    world.project(site_id=world.places["site_3"].id, unit_id=world.units["team_b"].id, headcount=2)
    for name, own, other in (("supervisor", "town_1 社区", "town_2 社区"), ("town", "site_1 社区", "site_3 社区")):
        page = world.browser(name).get("/home").text
        assert own in page
        assert other not in page
        assert "发起项目" not in page


def test_an_administrator_is_led_through_the_first_things(world: World) -> None:
    page = world.browser("admin").get("/home").text
    assert "系统管理" in page
    assert 'href="/units"' in page
    assert "账号待启用" in page


def test_an_account_without_role_is_told_whom_to_ask(world: World) -> None:
    world._account("stranger")
    db.session.commit()
    assert "请联系本单位服务队负责人" in world.browser("stranger").get("/home").text
    assert world.browser("stranger").get("/home/mine").status_code == 404


def test_a_leader_who_serves_too_has_a_home_as_member(world: World) -> None:
    world.members["member"].account_id = world.accounts["squad"].id
    db.session.commit()
    assert "今日待办" in world.browser("squad").get("/home").text
    mine = world.browser("squad").get("/home/mine").text
    assert "适合你的服务" in mine
    assert all(f'href="{address}"' in mine for address in ("/schedule", "/positions", "/me"))


@pytest.mark.parametrize("name", ["member", "team", "squad", "committee", "supervisor", "town", "admin", None])
def test_a_home_needs_few_statements_however_much_there_is(world: World, name: str | None) -> None:
    for n in range(4):
        project = world.project(starts=coming(days=2 + n), headcount=6)
        world.demand()
        world.claim("member", project.positions[0], (ClaimStatus.CONFIRMED, ClaimStatus.OFFERED)[n % 2])
        world.claim("member_2", project.positions[0], ClaimStatus.REQUESTED)
        world.project(starts=coming(days=8 + n), headcount=6)
    browser, address = world.browser(name), "/home" if name else "/"
    assert browser.get(address).status_code == 200
    assert asks_at_most(MOST_STATEMENTS, lambda: browser.get(address))


def test_what_is_finished_on_the_home_comes_back_to_it(world: World) -> None:
    project = world.project(headcount=3)
    requested = world.claim("member", project.positions[0], ClaimStatus.REQUESTED)
    offered = world.claim("member_2", project.positions[0], ClaimStatus.OFFERED)
    demand = world.demand()
    answered = world.browser("team").post(f"/demands/{demand.id}/accept", referrer="/home")
    assert (answered.status_code, answered.location) == (303, "/home")
    back = {"next": "/home"}
    agreed = world.browser("team").post(f"/claims/{requested.id}/confirm", back)
    assert (agreed.status_code, agreed.location) == (303, "/home")
    accepted = world.browser("member_2").post(f"/claims/{offered.id}/accept", back)
    assert (accepted.status_code, accepted.location) == (303, "/home")


def test_a_suggestion_is_claimed_in_one_tap(world: World) -> None:
    position = world.project().positions[0]
    browser = world.browser("member")
    assert f'action="/positions/{position.id}/claim"' in browser.get("/home").text
    assert browser.post(f"/positions/{position.id}/claim").status_code == 303
    assert "下一次服务" in browser.get("/home").text
