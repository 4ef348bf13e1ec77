"""Pages of members, units and oneself in a browser without JavaScript."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel.database import db
from volunteer.organization.models import Unit
from volunteer.people import service
from volunteer.people.models import Member, MemberKind
from volunteer.people.queries import skills_of


def test_every_page_opens_for_whom_it_is_meant(world: World) -> None:
    unit, member = world.units["team_a"].id, world.members["member"].id
    committee, own = world.browser("committee"), world.browser("member")
    for path in (
        "/units",
        "/units?q=team",
        "/units?q=none",
        f"/units/{unit}",
        f"/units/{unit}/new",
        f"/units/{unit}/edit",
        "/members",
        "/members/new",
        f"/members/{member}",
        f"/members/{member}/edit",
    ):
        assert committee.get(path).status_code == 200, path
    for path in ("/me", "/me/profile", "/me/availability", "/me/skills", "/me/place", "/me/privacy"):
        assert own.get(path).status_code == 200, path
        assert world.browser(None).get(path).status_code == 302, path
    assert own.get("/members").status_code == 403


def test_editing_a_member_is_offered_only_to_those_who_may_see_the_name(world: World) -> None:
    member = world.members["member"].id
    for name, offered in (("committee", True), ("admin", False)):
        page = world.browser(name).get(f"/members/{member}").text
        assert (f"/members/{member}/edit" in page) is offered


def test_the_tree_begins_at_the_top_of_ones_reach_and_counts_members(world: World) -> None:
    page = world.browser("team").get("/units").text
    assert "squad_a1 服务队" in page
    assert "squad_b1" not in page
    shown = world.browser("team").get(f"/units/{world.units['team_a'].id}").text
    assert "3 人" in shown
    assert "team账号" in shown


def test_a_unit_is_made_and_renamed(world: World) -> None:
    browser, team = world.browser("committee"), world.units["team_a"]
    made = browser.post(f"/units/{team.id}/new", {"tier": "squad", "name": "青年分队"})
    assert made.status_code == 303
    unit = db.session.scalars(select(Unit).where(Unit.name == "青年分队")).one()
    form = {"version": "1", "name": "青年一分队"}
    assert browser.post(f"/units/{unit.id}/edit", form).status_code == 303
    stale = browser.post(f"/units/{unit.id}/edit", {**form, "name": "青年二分队"})
    assert stale.status_code == 422
    assert "青年二分队" in stale.text
    db.session.refresh(unit)
    assert (unit.name, unit.parent_id) == ("青年一分队", team.id)


def test_a_unit_form_keeps_what_was_typed(world: World) -> None:
    answer = world.browser("committee").post(
        f"/units/{world.units['team_a'].id}/new", {"tier": "squad", "name": "", "short_name": "青年"}
    )
    assert answer.status_code == 422
    assert 'value="青年"' in answer.text


def test_members_are_found_by_initials_and_shown_masked(world: World) -> None:
    service.update_member(world.actor("team"), world.members["member"].id, 1, {"name": "曾国强"})
    page = world.browser("team").get("/members?q=zgq").text
    assert "曾**" in page
    assert "曾国强" not in page
    assert "没有找到" in world.browser("team").get("/members?q=xyz").text


def test_looking_behind_the_mask_is_on_record(world: World) -> None:
    member, browser = world.members["member"], world.browser("squad")
    path = f"/members/{member.id}"
    assert member.phone not in browser.get(path).text
    assert member.phone in browser.post(f"{path}/unmask", {"purpose": "通知集合"}).text
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "member.unmasked")).one()
    assert (event.subject_id, event.reason) == (member.id, "通知集合")
    assert browser.post(f"{path}/unmask", {"purpose": " "}, referrer=path).location == path


def test_a_leader_adds_and_corrects_a_member(world: World) -> None:
    browser = world.browser("team")
    form = {"number": "DG-9", "name": "欧阳娜", "unit_id": str(world.units["squad_a1"].id), "kind": "active"}
    assert browser.post("/members/new", form).status_code == 303
    again = browser.post("/members/new", {**form, "name": "欧阳丽"})
    assert again.status_code == 422
    assert "欧阳丽" in again.text
    member = db.session.scalars(select(Member).where(Member.number == "DG-9")).one()
    change = {**form, "version": "1", "kind": "left"}
    assert browser.post(f"/members/{member.id}/edit", change).status_code == 303
    db.session.refresh(member)
    assert member.kind == MemberKind.LEFT


def test_a_qualification_is_approved_on_the_members_page(world: World) -> None:
    member = world.members["member"]
    own = world.browser("member")
    assert own.post("/me/skills", {"skill": "law", "level-law": "2"}).status_code == 303
    assert "请上传证件" in own.get("/me/skills").text
    assert "通过" in world.browser("team").get(f"/members/{member.id}").text
    assert world.browser("team").post(f"/members/{member.id}/skills/law/approve").status_code == 303
    assert skills_of([member.id])[member.id][0].counts
    assert own.post("/me/skills/law/remove").status_code == 303
    assert skills_of([member.id])[member.id] == []


def test_the_week_is_painted_without_script(world: World) -> None:
    browser, member = world.browser("member"), world.members["member"]
    assert browser.post("/me/availability", {"cell": ["0-evening", "6-morning"]}).status_code == 303
    db.session.refresh(member)
    assert member.availability == 1 << 3 | 1 << 25
    page = browser.get("/me/availability").text
    assert page.count(" checked") == 2
    assert browser.post("/me/availability", {}).status_code == 303
    db.session.refresh(member)
    assert member.availability == 0


def undo(page: str) -> str:
    """The address that the last message offers to take back what was done."""
    return html.unescape(re.findall(r'<form method="post" action="([^"]+)" data-guard>', page)[0])


def test_a_painted_week_is_taken_back(world: World) -> None:
    browser, member = world.browser("member"), world.members["member"]
    before = member.availability
    browser.post("/me/availability", {"cell": ["0-evening"]})
    assert browser.post(undo(browser.get("/me").text)).status_code == 303
    db.session.refresh(member)
    assert member.availability == before


def test_a_skill_is_put_back_with_its_level(world: World) -> None:
    browser, member = world.browser("member"), world.members["member"]
    world.give_skill("member", "nursing", level=2, approved=False)
    browser.post("/me/skills/nursing/remove")
    assert browser.post(undo(browser.get("/me/skills").text)).status_code == 303
    assert [(held.code, held.level) for held in skills_of([member.id])[member.id]] == [("nursing", 2)]


def test_an_approved_skill_is_not_put_back_unseen(world: World) -> None:
    world.give_skill("member", "law")
    browser = world.browser("member")
    assert "再登记需要重新审核" in browser.get("/me/skills/law").text
    browser.post("/me/skills/law/remove")
    assert "toast-undo" not in browser.get("/me/skills").text


def test_home_is_the_community_nearby_or_nothing(world: World) -> None:
    browser, member, site = world.browser("member"), world.members["member"], world.places["site_3"]
    found = browser.get("/me/place?q=town_2").text
    assert site.name in found
    assert world.places["site_2"].name not in found
    assert browser.post("/me/place", {"place": str(site.id)}).location == "/me"
    db.session.refresh(member)
    assert (member.home_lon, member.home_lat) == (site.lon, site.lat)
    assert f"{site.name}附近" in browser.get("/me").text
    assert browser.post("/me/place/forget").status_code == 303
    db.session.refresh(member)
    assert member.home_lon is None
    for wrong in ({"place": str(world.places["town_1"].id)}, {"place": str(2**63)}, {}):
        assert browser.post("/me/place", wrong).status_code in (302, 404)
    db.session.refresh(member)
    assert member.home_lon is None


def test_members_see_who_looked_behind_their_mask_and_why(world: World) -> None:
    browser, member = world.browser("member"), world.members["member"]
    assert "还没有人看过" in browser.get("/me/privacy").text
    world.browser("squad").post(f"/members/{member.id}/unmask", {"purpose": "通知集合"})
    page = text_of(browser.get("/me/privacy"))
    assert "squad账号" in page
    assert "通知集合" in page
    assert "通知集合" not in world.browser("member_2").get("/me/privacy").text
    assert world.browser("team").get("/me/privacy").status_code == 404


def test_recommendations_are_switched_off_and_on_again(world: World) -> None:
    browser, member = world.browser("member"), world.members["member"]
    assert browser.post("/me/recommendations", {"on": "0"}).location == "/me/privacy"
    db.session.refresh(member)
    assert not member.recommendations_on
    assert browser.post(undo(browser.get("/me/privacy").text)).status_code == 303
    db.session.refresh(member)
    assert member.recommendations_on


def test_a_member_says_what_suits(world: World) -> None:
    browser, member = world.browser("member"), world.members["member"]
    form = {"phone": "13912345678", "radius_km": "5", "paused_until": "2030-01-01", "interests": ["care"]}
    assert browser.post("/me/profile", form).status_code == 303
    db.session.refresh(member)
    assert (member.radius_km, member.recommendations_on) == (5.0, False)
    assert "暂停到" in browser.get("/me").text
    known = browser.get("/me/privacy").text
    assert "助老" in known
    assert "13912345678" in known
    wrong = browser.post("/me/profile", {**form, "radius_km": "far", "phone": "13900000001"})
    assert wrong.status_code == 422
    assert "13900000001" in wrong.text


@pytest.mark.parametrize("path", ["/me", "/me/profile"])
def test_an_account_without_membership_has_no_profile(world: World, path: str) -> None:
    answer = world.browser("site").get(path)
    assert answer.status_code == (303 if path == "/me" else 404)
