"""The private link: what it shows and allows, and that it ends when the site gives a new one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.help_requests.test_asking import PHONE, ask, plea, the_demand
from tests.support.world import Browser, World, coming
from volunteer.audit.models import AuditEvent
from volunteer.demands import merging
from volunteer.demands import service as demands
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.notices.models import Notice


@pytest.fixture
def stranger(world: World) -> Browser:
    """Somebody without an account."""
    return world.browser(None)


@pytest.fixture
def link(stranger: Browser, world: World) -> str:
    """The private link of a demand that was just handed in."""
    return str(ask(stranger, world, name="陈阿婆", address="花园路 8 号 301").location)


def moved_to(status: DemandStatus, **values: object) -> Demand:
    """The demand somewhere later in its life."""
    demand = the_demand()
    demand.status = status
    for name, value in values.items():
        setattr(demand, name, value)
    db.session.commit()
    return demand


def test_what_they_gave_is_shown_masked(stranger: Browser, link: str) -> None:
    page = stranger.get(link).text
    assert "139****5678" in page
    assert "陈**" in page
    for secret in (PHONE, "陈阿婆", "花园路 8 号"):
        assert secret not in page


def test_an_unknown_link_leads_nowhere(stranger: Browser, world: World) -> None:
    assert stranger.get("/follow/nothing").status_code == 404
    assert stranger.post("/follow/nothing/word", {"words": "你好"}).status_code == 404


def test_each_step_is_told_in_plain_words(stranger: Browser, world: World, link: str) -> None:
    demands.accept(world.actor("team"), the_demand().id)
    page = stranger.get(link).text
    assert "已受理，开始安排" in page
    assert world.units["team_a"].short_name in page


def test_a_word_reaches_the_unit_without_numbers(stranger: Browser, world: World, link: str) -> None:
    stranger.post(f"{link}/word", {"words": "上午最好，打 13700001111 找我"})
    said = db.session.scalars(select(DemandStep.reason).where(DemandStep.step == "word")).one()
    assert said is not None
    assert "上午最好" in said
    assert "13700001111" not in said
    assert "13700001111" not in stranger.get(link).text
    told = select(Notice).where(Notice.account_id == world.accounts["team"].id, Notice.kind == "demand.word_added")
    assert db.session.scalars(told).first() is not None
    assert stranger.post(f"{link}/word", {"words": " "}).status_code == 422


def test_it_can_be_taken_back_before_and_after_publishing(stranger: Browser, link: str) -> None:
    moved_to(DemandStatus.PUBLISHED)
    stranger.post(f"{link}/take-back", {"reason": "家人回来了"})
    demand = the_demand()
    assert (demand.status, demand.deadline) == (DemandStatus.CANCELLED, None)
    assert "已经取消" in stranger.get(link).text
    moved_to(DemandStatus.SUBMITTED)
    stranger.post(f"{link}/take-back")
    assert the_demand().status == DemandStatus.WITHDRAWN
    assert "当前状态下不能这样做" in stranger.get(stranger.post(f"{link}/take-back").location).text


def test_not_solved_reopens_with_a_new_clock_but_not_without_end(stranger: Browser, link: str) -> None:
    for times in (1, 2, 3):
        moved_to(DemandStatus.CLOSED, closed_at=clock.now(), deadline=None)
        stranger.post(f"{link}/again", {"words": "水还在漏"})
        demand = the_demand()
        assert (demand.status, demand.times_reopened) == (DemandStatus.ACCEPTED, times)
        assert demand.deadline is not None
    moved_to(DemandStatus.CLOSED, closed_at=clock.now())
    assert "没有解决，重新办理" not in stranger.get(link).text
    stranger.post(f"{link}/again", {"words": "还在漏"})
    assert the_demand().status == DemandStatus.CLOSED


def test_long_after_closing_it_stays_closed(stranger: Browser, link: str) -> None:
    moved_to(DemandStatus.CLOSED, closed_at=clock.now() - timedelta(days=91))
    stranger.post(f"{link}/again", {"words": "又漏了"})
    assert the_demand().status == DemandStatus.CLOSED


def test_the_site_gives_a_new_link_and_the_old_one_ends(stranger: Browser, world: World, link: str) -> None:
    answer = world.browser("site").post(f"/demands/{the_demand().id}/follow-link")
    found = re.search(r'value="[^"]*(/follow/[^"]+)"', answer.text)
    assert found
    assert stranger.get(found[1]).status_code == 200
    assert stranger.get(link).status_code == 404
    assert db.session.scalars(select(AuditEvent).where(AuditEvent.action == "demand.link_renewed")).one()
    assert found[1].rpartition("/")[2] not in str(db.session.scalars(select(AuditEvent.details)).all())


def test_nobody_else_makes_links(world: World, link: str) -> None:
    demand = the_demand()
    for name, status in (("team", 403), ("member", 403), ("site_3", 404)):
        assert world.browser(name).post(f"/demands/{demand.id}/follow-link").status_code == status
    own = world.demand()
    page = world.browser("site").post(f"/demands/{own.id}/follow-link")
    assert page.location.endswith(f"/demands/{own.id}")


def test_the_site_sees_who_came_and_completes_what_is_missing(stranger: Browser, world: World, link: str) -> None:
    site, demand = world.browser("site"), the_demand()
    assert "居民扫码" in site.get("/demands").text
    starts = coming(days=5)
    form = {
        "version": str(demand.version),
        "title": "陪老人复诊",
        "category": demand.category,
        "day": starts.date().isoformat(),
        "starts": "14:00",
        "ends": "16:00",
        "headcount": "2",
    }
    answer = site.post(f"/demands/{demand.id}/complete", form)
    assert answer.status_code == 303
    demand = the_demand()
    assert (demand.title, demand.headcount) == ("陪老人复诊", 2)
    assert demand.ends - demand.starts == timedelta(hours=2)
    assert "社区已补全信息" in stranger.get(link).text
    stale = site.post(f"/demands/{demand.id}/complete", form)
    assert stale.status_code == 422
    assert "内容已被别人改过" in stale.text
    moved_to(DemandStatus.PUBLISHED)
    assert site.get(f"/demands/{demand.id}/complete").status_code == 303


def test_the_public_page_shows_the_public_part_after_somebody_read_it(
    stranger: Browser, world: World, link: str
) -> None:
    demand = the_demand()
    address = f"/d/{demand.number}"
    assert stranger.get(address).status_code == 404
    demands.accept(world.actor("team"), demand.id)
    page = stranger.get(address)
    assert page.status_code == 200
    assert demand.title in page.text
    for secret in (PHONE, "陈阿婆", "花园路 8 号", link):
        assert secret not in page.text
    moved_to(DemandStatus.WITHDRAWN)
    assert stranger.get(address).status_code == 404


def test_the_sheet_with_the_code_is_the_sites_own(world: World) -> None:
    address = f"/help/{world.places['site_1'].code}/poster.pdf"
    answer = world.browser("site").get(address)
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert world.browser("site_3").get(address).status_code == 404
    assert world.browser("member").get(address).status_code == 403


def test_the_proof_of_one_form_serves_one_form(stranger: Browser, world: World) -> None:
    sent = plea()
    address = f"/help/{world.places['site_1'].code}"
    assert stranger.post(address, sent).status_code == 303
    assert stranger.post(address, {**sent, "work": "1", "what": "别的事"}).status_code == 303
    assert the_demand().title == "老人周五要去医院复诊，想请人陪一下"


def test_after_the_service_it_asks_how_it_was_once(stranger: Browser, world: World, link: str) -> None:
    assert "说说这次服务" not in stranger.get(link).text
    moved_to(DemandStatus.AWAITING_RATING)
    token = link.rpartition("/")[2]
    assert f"/how/{token}" in stranger.get(link).text
    stranger.post(f"/how/{token}", {"score": "5", "comment": "来得很快"})
    assert f"/how/{token}" not in stranger.get(link).text


def test_what_is_done_together_goes_on_with_the_others_steps(stranger: Browser, world: World, link: str) -> None:
    own, lead = the_demand(), world.demand(title="同一件事")
    merging.merge(world.actor("team"), own.id, lead.id)
    demands.accept(world.actor("team"), lead.id)
    page = stranger.get(link).text
    assert "和同一件需求一起办理" in page
    assert "已受理，开始安排" in page
