"""Absences and lateness are known to the member and to the leaders concerned; they can be explained and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.activities.day import minute, scan, session_with
from tests.support.statements import counted_statements
from tests.support.world import World, coming, text_of
from volunteer.activities import service
from volunteer.activities.misses import of_session, own_misses
from volunteer.activities.taking_back import take_back_no_show
from volunteer.claims.explaining import explain
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Refused
from volunteer.projects.models import ServiceSession

REASON = "孩子发烧去了医院"


def claim_of(world: World, member: str) -> Claim:
    """The member's only claim."""
    return db.session.scalars(select(Claim).where(Claim.member_id == world.members[member].id)).one()


@pytest.fixture
def session(world: World) -> ServiceSession:
    """`member` did not come and says why; `member_b` came 20 minutes late and left 30 early; others were in time."""
    session = session_with(world, "member", "member_2", "member_b")
    scan(world, "member_2", session)
    scan(world, "member_b", session, came=20.5, left=89.5)
    with minute(session, 10):
        service.mark_no_show(world.actor("site"), session.id, world.members["member"].id)
        explain(world.actor("member"), claim_of(world, "member").id, REASON)
    return session


def seen_by(world: World, who: str, session: ServiceSession) -> set[str]:
    """Whose absence or lateness somebody sees at the gate."""
    with minute(session, 121):
        found = of_session(world.actor(who), session, clock.now())
    return {name for name, member in world.members.items() if member.id in found}


@pytest.mark.parametrize(
    ("who", "whom"),
    [
        ("team", {"member", "member_b"}),  # organizes the session
        ("squad", {"member"}),  # leads the member's squad
        ("team_b", {"member_b"}),
        ("committee", set()),
        ("supervisor", set()),
        ("site", set()),
        ("town", set()),
        ("admin", set()),
        ("member_2", set()),
    ],
)
def test_the_leaders_concerned_see_it_and_nobody_else(
    world: World, session: ServiceSession, who: str, whom: set[str]
) -> None:
    assert seen_by(world, who, session) == whom


def test_the_host_of_the_day_sees_it_too(world: World, session: ServiceSession) -> None:
    session.host_id = world.accounts["member_a2"].id
    db.session.commit()
    assert seen_by(world, "member_a2", session) == {"member", "member_b"}


@pytest.mark.parametrize(("who", "reads"), [("team", True), ("site", False), ("committee", False)])
def test_the_gate_shows_the_words_to_the_leader_only(
    world: World, session: ServiceSession, who: str, reads: bool
) -> None:
    with minute(session, 130):
        page = text_of(world.browser(who).get(f"/sessions/{session.id}/gate"))
    assert (REASON in page) is reads
    assert ("晚到 20 分，提前 30 分离开" in page) is reads


@pytest.mark.parametrize(("who", "reads"), [("squad", True), ("team", True), ("team_b", False), ("committee", False)])
def test_leaders_read_what_their_people_say(world: World, session: ServiceSession, who: str, reads: bool) -> None:
    with minute(session, 130):
        page = text_of(world.browser(who).get("/people/missed"))
    assert (REASON in page) is reads
    assert world.members["member"].name not in page


@pytest.mark.parametrize("who", ["member", "site", "supervisor", "admin"])
def test_nobody_else_has_the_list(world: World, who: str) -> None:
    assert world.browser(who).get("/people/missed").status_code == 403


def test_what_people_say_is_in_no_list_to_take_away(world: World, session: ServiceSession) -> None:
    with minute(session, 130):
        people = world.browser("committee").get(f"/projects/{session.project_id}/people")
    assert people.status_code == 200
    assert REASON not in people.text
    assert "未到场" not in people.text


def test_one_s_own_page_says_it_in_plain_words_and_takes_a_word(world: World, session: ServiceSession) -> None:
    browser, claim = world.browser("member_b"), claim_of(world, "member_b")
    with minute(session, 130):
        page = text_of(browser.get("/me/missed"))
        assert "晚到 20 分，提前 30 分离开" in page
        assert REASON not in page
        assert browser.post(f"/claims/{claim.id}/explanation", {"text": "路上堵车"}).status_code == 303
        assert "路上堵车" in text_of(browser.get("/me/missed"))
        assert world.browser("member").post(f"/claims/{claim.id}/explanation", {"text": "他"}).status_code == 404
    assert "最近一年没有未到或迟到" in text_of(world.browser("member_2").get("/me/missed"))


def test_one_s_own_page_says_whether_anything_follows(world: World, session: ServiceSession) -> None:
    with minute(session, 130):
        assert "不影响以后报名" in text_of(world.browser("member").get("/me/missed"))
        world.units["team_a"].settings = {"no_show_limit": 3}
        db.session.commit()
        page = text_of(world.browser("member").get("/me/missed"))
    assert "90 天内未到又没有说明满 3 次，再报名先由本队负责人同意" in page
    assert "不影响以后报名" not in page


def test_who_never_checked_out_is_told_what_to_do(world: World) -> None:
    session = session_with(world, "member")
    with minute(session, 0.5):
        service.check_in(world.actor("site"), session.id, service.Said(member_id=world.members["member"].id))
    with minute(session, 60):
        assert own_misses(world.actor("member"), clock.now()) == []
    with minute(session, 125):
        assert [miss.unfinished for miss in own_misses(world.actor("member"), clock.now())] == [True]
        assert "可以说一下几点离开的" in text_of(world.browser("member").get("/me/missed"))


def test_the_bounds_are_those_of_the_organizing_unit(world: World, session: ServiceSession) -> None:
    world.units["brigade"].settings = {"late_after_minutes": 0, "early_leave_minutes": 60}
    db.session.commit()
    with minute(session, 130):
        assert own_misses(world.actor("member_b"), clock.now()) == []


@pytest.mark.parametrize(("who", "path"), [("squad", "/people/missed"), ("member", "/me/missed")])
def test_the_lists_ask_as_often_for_many_as_for_few(world: World, who: str, path: str) -> None:
    asked = []
    for days in (3, 5, 7, 9):
        missed = world.claim("member", world.project(starts=coming(days=-days)).positions[0], ClaimStatus.NO_SHOW)
        explain(world.actor("member"), missed.id, REASON)
        browser = world.browser(who)
        browser.get(path)
        db.session.expire_all()
        with counted_statements() as sent:
            assert browser.get(path).status_code == 200
        asked.append(len(sent))
    assert len(set(asked)) == 1, asked


def test_after_a_year_nothing_is_listed(world: World, session: ServiceSession) -> None:
    with clock.travel(session.starts + timedelta(days=366)):
        assert own_misses(world.actor("member"), clock.now()) == []


def test_the_gate_takes_a_noted_absence_back_and_the_member_can_be_ticked_off(
    world: World, session: ServiceSession
) -> None:
    claim = claim_of(world, "member")
    with minute(session, 30):
        path = f"/sessions/{session.id}/gate/no-show/undo"
        assert world.browser("site").post(path, {"member_id": claim.member_id}).status_code == 303
        db.session.expire_all()
        assert claim.status == ClaimStatus.CONFIRMED
        service.check_in(world.actor("site"), session.id, service.Said(member_id=claim.member_id))
        with pytest.raises(Refused, match="not_in_this_state"):
            take_back_no_show(world.actor("site"), session.id, claim.member_id)
    db.session.expire_all()
    assert claim.status == ClaimStatus.ATTENDED


@pytest.mark.parametrize("who", ["member", "team_b", "squad"])
def test_only_who_runs_the_session_takes_it_back(world: World, session: ServiceSession, who: str) -> None:
    with pytest.raises(Forbidden):
        take_back_no_show(world.actor(who), session.id, world.members["member"].id)
