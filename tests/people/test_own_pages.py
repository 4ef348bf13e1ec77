"""A member's own pages: the paper sent and seen, places kept coarse, the three steps, 资料都对; few statements."""

from __future__ import annotations

from contextvars import Context
from io import BytesIO

import pytest
from sqlalchemy import select

from tests.people.papers import photo
from tests.support.statements import counted_statements
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.people import queries
from volunteer.people.models import Member, Registration, SkillEvidence
from volunteer.people.rules import last_of_month

MOST_STATEMENTS = 6


def refreshed(member: Member) -> Member:
    db.session.refresh(member)
    return member


def send(world: World, name: str, picture: bytes, path: str = "/me/skills/law/evidence", **more: str) -> int:
    data = {"picture": (BytesIO(picture), "zheng.jpg"), **more}
    return world.browser(name).post(path, data).status_code


def test_the_paper_is_sent_with_its_date_and_seen_by_its_member_and_a_leader_only(world: World) -> None:
    world.give_skill("member", "law", approved=False)
    member_id = world.members["member"].id
    assert send(world, "member", photo(3000, 2000), expires_on="2031-05-01") == 303
    own = world.browser("member").get("/me/skills/law/picture")
    assert (own.mimetype, own.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert world.browser("member_2").get("/me/skills/law/picture").status_code == 404
    path = f"/members/{member_id}/skills/law/evidence"
    assert world.browser("team").get(path).headers["Cache-Control"] == "no-store"
    for name, status in (("squad", 403), ("team_b", 404), ("member_2", 403)):
        assert world.browser(name).get(path).status_code == status
    assert "看了法律咨询的证件照片" in text_of(world.browser("member").get("/me/privacy"))


def test_a_leader_reviews_gives_back_and_approves(world: World) -> None:
    world.give_skill("member", "law", approved=False)
    send(world, "member", photo(), expires_on="2031-05-01")
    member_id = world.members["member"].id
    path, leader = f"/members/{member_id}/skills/law", world.browser("team")
    page = text_of(leader.get(f"{path}/review"))
    assert "2031年5月1日" in page
    assert world.members["member"].name not in page
    assert leader.post(f"{path}/return", {"reason": ""}).location.endswith("/review")
    assert leader.post(f"{path}/return", {"reason": "拍得太暗"}).status_code == 303
    assert "拍得太暗" in text_of(world.browser("member").get("/me/skills/law"))
    assert leader.post(f"{path}/approve", {"expires_on": "2001-01-01"}).status_code == 422
    assert leader.post(f"{path}/approve", {"expires_on": "2032-01-01"}).status_code == 303
    assert queries.skills_of([member_id])[member_id][0].counts
    assert world.browser("squad").get(f"{path}/review").status_code == 403


@pytest.mark.parametrize(("picture", "said"), [(b"%PDF-1.7", "JPG 或 PNG"), (b"", "请拍照或选一张照片")])
def test_what_is_wrong_with_a_file_is_said_beside_it(world: World, picture: bytes, said: str) -> None:
    world.give_skill("member", "law", approved=False)
    data = {"picture": (BytesIO(picture), "zheng.pdf" if picture else "")}
    answer = world.browser("member").post("/me/skills/law/evidence", data)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.scalar(select(SkillEvidence.member_id)) is None


def test_only_pictures_may_be_as_large_as_pictures_are(world: World) -> None:
    world.give_skill("member", "law", approved=False)
    assert send(world, "member", b"\0" * 5_000_000) == 422
    assert send(world, "member", b"\0" * 9_000_000) == 413
    assert send(world, "member", b"\0" * 5_000_000, "/me/profile") == 413


def test_several_skills_are_ticked_with_their_levels_and_found_by_what_people_call_them(world: World) -> None:
    browser, member_id = world.browser("member"), world.members["member"].id
    form = {"skill": ["nursing", "electrics"], "level-nursing": "3", "level-electrics": "9"}
    assert browser.post("/me/skills", form).status_code == 303
    held = {one.code: one.level for one in queries.skills_of([member_id])[member_id]}
    assert held == {"nursing": 3, "electrics": 1}
    page = browser.get("/me/skills?q=falv").text
    assert "找到的" in page
    assert 'value="law"' in page
    assert 'value="nursing"' not in page
    assert browser.post("/me/skills", {"skill": "flying"}).status_code == 303
    assert "没有这项技能" in browser.get("/me/skills").text
    assert browser.post("/me/skills/nursing/level", {"level": "1"}).status_code == 303
    assert next(one.level for one in queries.skills_of([member_id])[member_id] if one.code == "nursing") == 1


def test_home_and_office_are_kept_coarse_unless_wanted_better(world: World) -> None:
    browser, member = world.browser("member"), world.members["member"]
    here = {"lon": "113.7654321", "lat": "23.0123456"}
    assert browser.post("/me/place", {"for": "office", **here}).status_code == 303
    assert (refreshed(member).office_lon, member.office_lat) == (113.765, 23.012)
    browser.post("/me/place/precision", {"precise": "1"})
    browser.post("/me/place", {"for": "office", **here})
    assert (refreshed(member).office_lon, member.office_lat) == (113.76543, 23.01235)
    browser.post("/me/place/precision", {"precise": "0"})
    assert (refreshed(member).office_lon, member.office_lat) == (113.765, 23.012)
    browser.post("/me/place/forget", {"for": "office"})
    assert refreshed(member).office_lon is None
    assert member.home_lon is not None
    assert browser.post("/me/place", {"for": "home", "lon": "500", "lat": "1"}).status_code == 404


def test_a_place_is_chosen_on_the_map(world: World) -> None:
    browser, site = world.browser("member"), world.places["site_3"]
    points = browser.get("/me/place/map-data?for=office").json["points"]
    tapped = next(point["url"] for point in points if point["label"] == site.name)
    assert "把办公地点设在这里吗" in browser.get(tapped).text


def test_what_is_assumed_says_so(world: World) -> None:
    new = world.add_member("new", "squad_a1", home_lon=None, home_lat=None, profile_assumed=True)
    db.session.add(Registration(member_id=new.id, place_id=world.places["site_1"].id, since=clock.today()))
    db.session.commit()
    page = text_of(world.browser("new").get("/me"))
    for said in ("默认，待你确认", "默认，按site_1", "默认，按单位地址", "（默认）"):
        assert said in page, said


def test_a_pause_to_the_end_of_the_month_is_one_tap_and_one_tap_back(world: World) -> None:
    browser, member = world.browser("member"), world.members["member"]
    assert browser.post("/me/pause").location == "/me"
    assert refreshed(member).paused_until == last_of_month(clock.today())
    assert "恢复参加" in browser.get("/me").text
    browser.post("/me/resume")
    assert refreshed(member).paused_until is None


@pytest.mark.parametrize(
    ("form", "bits"),
    [
        ({"pattern": "evenings"}, sum(1 << (day * 4 + 3) for day in range(5))),
        ({"pattern": "weekend", "cell": ["0-evening"]}, 1 << 3 | sum(0b110 << day * 4 for day in (5, 6))),
        ({"pattern": "clear", "cell": ["0-evening"]}, 0),
        ({"pattern": "nonsense", "cell": ["0-evening"]}, 1 << 3),
    ],
)
def test_a_pattern_fills_many_boxes_without_script(world: World, form: dict[str, object], bits: int) -> None:
    world.browser("member").post("/me/availability", form)
    assert refreshed(world.members["member"]).availability == bits


def test_three_steps_keep_what_was_said_and_each_can_be_skipped(world: World) -> None:
    member = world.add_member("new", "squad_a1", home_lon=None, home_lat=None, profile_assumed=True)
    browser, site = world.browser("new"), world.places["site_1"]
    for path in ("/me/start", "/me/start/when", "/me/start/where", "/me/start/done"):
        assert browser.get(path).status_code == 200, path
    assert browser.post("/me/start", {"skill": ["nursing"], "interests": ["care"]}).location == "/me/start/when"
    assert browser.post("/me/start/when", {"cell": ["5-morning"]}).location == "/me/start/where"
    where = browser.post("/me/start/where", {"place": str(site.id), "radius_km": "5"})
    assert where.location == "/me/start/done"
    assert refreshed(member).profile_checked_at is None
    assert browser.post("/me/start/done").location == "/home"
    assert (refreshed(member).home_lon, member.radius_km, member.availability) == (site.lon, 5, 1 << 21)
    assert member.profile_checked_at is not None
    assert queries.interests_of(member.id) == ["care"]
    assert browser.post("/me/start/where", {}).status_code == 303
    assert refreshed(member).home_lon == site.lon


def test_all_is_right_is_one_tap_and_tells_whether_something_changed(world: World) -> None:
    browser, member = world.browser("member"), world.members["member"]
    for path, form in (("/me/confirm", {}), ("/me/place/forget", {}), ("/me/confirm", {}), ("/me/confirm", {})):
        assert browser.post(path, form).status_code == 303
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "member.profile_confirmed").order_by(AuditEvent.id)
    )
    assert [event.details["changed"] for event in events] == [False, True, False]
    assert refreshed(member).profile_checked_at > member.profile_changed_at


def test_ones_own_pages_ask_the_database_little(world: World) -> None:
    world.give_skill("member", "law")
    browser = world.browser("member")
    pages = ("/me", "/me/profile", "/me/skills", "/me/skills/law", "/me/availability", "/me/absences", "/me/place")
    steps = ("/me/start", "/me/start/when", "/me/start/where", "/me/start/done")
    counts = {}
    for path in (*pages, *steps):
        Context().run(browser.get, path)
        with counted_statements() as statements:
            assert Context().run(browser.get, path).status_code == 200
        counts[path] = len(statements)
    assert {path: n for path, n in counts.items() if n > MOST_STATEMENTS} == {}
