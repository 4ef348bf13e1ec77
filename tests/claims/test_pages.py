"""The pages on which people find, claim and give back places."""

from __future__ import annotations

from datetime import timedelta

from tests.support.world import World, coming, text_of
from volunteer.audit.models import AuditEvent
from volunteer.claims.models import Claim, Reservation
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import PrivatePlace


def test_the_list_is_public_and_full_ones_stand_last(world: World) -> None:
    full = world.project(title="家电维修进小区", headcount=1, starts=coming(days=2))
    world.claim("member_b", full.positions[0])
    world.project(title="图书角整理", starts=coming(days=5))
    page = world.browser(None).get("/positions")
    assert page.status_code == 200
    words = text_of(page)
    assert words.index("图书角整理") < words.index("家电维修进小区")
    assert "已满" in words
    assert "138" not in words


def test_filters_narrow_the_list_and_nonsense_does_not_break_it(world: World) -> None:
    world.project(title="防汛隐患排查", starts=coming(days=3))
    world.project(
        title="社区法律咨询", category="legal", skill="law", starts=coming(days=4), site_id=world.places["site_3"].id
    )
    browser = world.browser("member")
    assert "防汛" not in text_of(browser.get("/positions?category=legal"))
    assert "社区法律咨询" not in text_of(browser.get("/positions?town=town_1"))
    assert "社区法律咨询" not in text_of(browser.get("/positions?within=5"))
    day = clock.local(coming(days=3)).date().isoformat()
    assert "社区法律咨询" not in text_of(browser.get(f"/positions?on={day}"))
    assert "没有符合条件的服务" in text_of(browser.get("/positions?q=%00nothing"))
    for query in ("on=x", "within=x", "within=nan", "page=0", "page=999999999999", "free=7", "town=%25"):
        assert browser.get(f"/positions?{query}").status_code == 200, query


def test_a_visitor_reads_the_page_and_comes_back_to_the_button(world: World) -> None:
    position = world.project().positions[0]
    path = f"/positions/{position.id}"
    page = world.browser(None).get(path)
    assert page.status_code == 200
    assert f"next={path}" in page.get_data(as_text=True).replace("%2F", "/")
    assert "13900000000" not in page.get_data(as_text=True)


def test_claim_undo_and_claim_again(world: World) -> None:
    position = world.project().positions[0]
    browser, path = world.browser("member"), f"/positions/{position.id}"
    assert "认领这个名额" in text_of(browser.get(path))
    assert browser.post(f"{path}/claim").status_code == 303
    claim = db.session.query(Claim).one()
    page = browser.get(path).get_data(as_text=True)
    assert "报名成功" in page
    assert f"/claims/{claim.id}/release" in page
    assert "13900000000" in page
    browser.post(f"/claims/{claim.id}/release", {"reason": "出差"})
    db.session.expire_all()
    assert (claim.status, claim.reason, position.taken) == (ClaimStatus.RELEASED, "出差", 0)
    browser.post(f"{path}/claim")
    db.session.expire_all()
    assert position.taken == 1


def test_a_refusal_stands_where_the_button_would_be(world: World) -> None:
    world.claim("member", world.project(title="图书角整理").positions[0])
    clash = world.project(starts=coming(days=7) + timedelta(hours=1)).positions[0]
    page = world.browser("member").get(f"/positions/{clash.id}")
    assert "和“图书角整理”同一时间" in text_of(page)
    assert "认领这个名额" not in text_of(page)


def test_who_is_no_member_is_offered_details_instead_of_a_place(world: World) -> None:
    world.project(starts=coming(days=3))
    page = text_of(world.browser("committee").get("/positions"))
    assert "看详情" in page
    assert "认领" not in page


def test_a_full_position_offers_the_waitlist(world: World) -> None:
    position = world.project(headcount=1).positions[0]
    world.claim("member_b", position)
    browser = world.browser("member")
    assert "排队候补" in text_of(browser.get(f"/positions/{position.id}"))
    browser.post(f"/positions/{position.id}/claim", {"waitlist": "1"})
    assert "候补第 1 位" in text_of(browser.get("/schedule"))


def test_the_schedule_answers_offers(world: World) -> None:
    position = world.project().positions[0]
    offer = world.claim("member", position, ClaimStatus.OFFERED)
    browser = world.browser("member")
    assert "接受" in text_of(browser.get("/schedule"))
    answer = browser.post(f"/claims/{offer.id}/accept", {"next": "/schedule"})
    assert answer.headers["Location"] == "/schedule"
    db.session.expire_all()
    assert offer.status == ClaimStatus.CONFIRMED
    assert "已确认" in text_of(browser.get("/schedule"))


def test_on_the_day_the_schedule_and_the_position_lead_to_check_in(world: World) -> None:
    today = world.project(title="图书角整理", starts=clock.now())
    later = world.project(title="家电维修进小区", starts=coming(days=2))
    world.claim("member", today.positions[0])
    world.claim("member", later.positions[0])
    browser = world.browser("member")
    to_check_in = "/sessions/%s/check-in"
    schedule = browser.get("/schedule").get_data(as_text=True)
    assert to_check_in % today.sessions[0].id in schedule
    assert to_check_in % later.sessions[0].id not in schedule
    for project, offered in ((today, True), (later, False)):
        page = browser.get(f"/positions/{project.positions[0].id}").get_data(as_text=True)
        assert (to_check_in % project.sessions[0].id in page) is offered


def test_the_private_part_opens_to_the_confirmed_and_is_put_on_record(world: World) -> None:
    project = world.project()
    place = PrivatePlace(recipient="王奶奶", phone="13700000000", address="3 栋 502")
    db.session.add(place)
    db.session.flush()
    project.sessions[0].private_place_id = place.id
    db.session.commit()
    path = f"/positions/{project.positions[0].id}"
    assert world.browser("member_b").post(f"{path}/private").status_code == 404
    world.claim("member", project.positions[0])
    browser = world.browser("member")
    assert "王奶奶" not in browser.get(path).get_data(as_text=True)
    assert "王奶奶" in browser.post(f"{path}/private").get_data(as_text=True)
    assert db.session.query(AuditEvent).filter(AuditEvent.action.contains("private")).count() == 1


def test_a_leader_adds_a_member_and_holds_places(world: World) -> None:
    project = world.project(headcount=5)
    position, browser, path = project.positions[0], world.browser("team"), f"/projects/{project.id}/people"
    assert "还没有人报名" in text_of(browser.get(path))
    found = browser.get("/pick/member_of_claims?q=zhangmember").get_json()
    assert world.members["member"].number in found[0]["label"]
    assert "张member" not in found[0]["label"]  # a name is opened on the member's own page, on record
    added = {"position": position.id, "member": world.members["member"].id, "consented": "y"}
    assert browser.post(path, added).status_code == 303
    assert browser.post(path, added).status_code == 409
    assert browser.post(path, {}).status_code == 422
    held = {
        "unit": world.units["team_a"].id,
        "team_position": position.id,
        "places": 3,
        "release_on": clock.local(clock.now() + timedelta(days=3)).date().isoformat(),
    }
    assert browser.post(f"/projects/{project.id}/team-claim", held).status_code == 303
    assert browser.post(f"/projects/{project.id}/team-claim", {**held, "places": 0}).status_code == 422
    assert db.session.query(Reservation).one().places == 3
    assert "为服务队保留 3 个名额" in text_of(browser.get(path))


def test_approval_on_the_peoples_page(world: World) -> None:
    project = world.project()
    claim = world.claim("member", project.positions[0], ClaimStatus.REQUESTED)
    browser = world.browser("squad")
    assert "同意" in text_of(browser.get(f"/projects/{project.id}/people"))
    assert browser.post(f"/claims/{claim.id}/confirm").status_code == 303
    db.session.expire_all()
    assert claim.status == ClaimStatus.CONFIRMED


HTMX = {"HX-Request": "true"}


def test_the_answer_takes_the_place_of_the_button(world: World) -> None:
    position = world.project().positions[0]
    browser, path = world.browser("member"), f"/positions/{position.id}/claim"
    done = browser.post(path, {"place": position.id}, headers=HTMX)
    claim = db.session.query(Claim).one()
    assert done.status_code == 200
    assert "<html" not in done.text
    assert "已报名" in text_of(done)
    assert f'action="/claims/{claim.id}/release"' in done.text
    assert 'id="messages" hx-swap-oob' in done.text
    again = browser.post(f"/claims/{claim.id}/release", {"place": position.id}, headers=HTMX)
    assert "认领" in text_of(again)
    assert f'action="{path}"' in again.text
    db.session.expire_all()
    assert (claim.status, position.taken) == (ClaimStatus.RELEASED, 0)


def test_a_refusal_takes_the_place_of_the_button_too(world: World) -> None:
    skilled = world.project(skill="nursing").positions[0]
    full = world.project(headcount=1, starts=coming(days=3)).positions[0]
    world.claim("member_b", full)
    browser = world.browser("member")
    refused = browser.post(f"/positions/{skilled.id}/claim", {"place": skilled.id}, headers=HTMX)
    assert "需要技能：护理 1 级" in text_of(refused)
    assert "<button" not in refused.text
    late = browser.post(f"/positions/{full.id}/claim", {"place": full.id}, headers=HTMX)
    assert "名额已满" in text_of(late)
    assert 'name="waitlist"' in late.text
    queued = browser.post(f"/positions/{full.id}/claim", {"place": full.id, "waitlist": 1}, headers=HTMX)
    assert "候补中" in text_of(queued)


def test_without_script_one_comes_back_to_the_card(world: World) -> None:
    position = world.project().positions[0]
    browser, path = world.browser("member"), f"/positions/{position.id}/claim"
    listed = "/positions?town=town_1&page=1"
    answer = browser.post(path, {"place": position.id}, referrer=listed)
    assert answer.headers["Location"] == f"{listed}#claim-{position.id}"
    page = browser.get(listed).text
    claim = db.session.query(Claim).one()
    assert f'action="/claims/{claim.id}/release"' in page
    undone = browser.post(f"/claims/{claim.id}/release", {"place": position.id}, referrer=listed)
    assert undone.headers["Location"] == f"{listed}#claim-{position.id}"
    named = browser.post(path, {"next": "/home"})
    assert named.headers["Location"] == "/home"
    elsewhere = browser.post(f"/claims/{claim.id + 1}/release", {"next": "https://example.org/"})
    assert elsewhere.headers["Location"] == f"/positions/{position.id}"
