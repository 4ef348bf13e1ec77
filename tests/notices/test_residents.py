"""The site hears what comes for it without an account, and every word that is said under the private link."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tests.help_requests.asked import Asked, by_resident
from tests.hotlines.brought import checked
from tests.support.world import World
from volunteer.demands import service as demands
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.help_requests import following
from volunteer.hotlines import service as hotlines
from volunteer.hotlines.jobs import APPLY
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform_whole
from volunteer.notices.models import Notice
from volunteer.organization.actor import NOBODY
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Role


def told(world: World, name: str, asked: Asked | None = None) -> list[str]:
    """What an account was told of a demand, oldest first."""
    own = select(Notice.kind).where(Notice.account_id == world.accounts[name].id, Notice.kind.startswith("demand."))
    if asked is not None:
        own = own.where(Notice.link == f"/demands/{asked.demand.id}")
    return list(db.session.scalars(own.order_by(Notice.id)))


def test_the_site_hears_of_a_residents_request_and_of_each_step(world: World) -> None:
    asked = by_resident(world)
    assert told(world, "site") == ["demand.came_from_resident"]
    assert told(world, "site_3") == []
    demands.return_(world.actor("team"), asked.demand.id, "请问清楚几楼")
    assert told(world, "site", asked)[1:] == ["demand.returned"]
    page = world.browser("site").get("/demands").text
    assert "居民扫码" in page
    assert "请问清楚几楼" in page


def test_what_was_handed_in_again_is_no_news(world: World) -> None:
    asked = by_resident(world)
    demands.return_(world.actor("team"), asked.demand.id, "请问清楚几楼")
    demands.submit(world.actor("committee"), asked.demand.id)
    assert told(world, "site", asked).count("demand.came_from_resident") == 1


def test_the_site_reads_what_is_said_under_the_link(world: World) -> None:
    asked = by_resident(world)
    following.add_word(NOBODY, asked.token, "上午在家")
    asked.demand.status, asked.demand.closed_at = DemandStatus.CLOSED, clock.now()
    db.session.commit()
    following.not_solved(NOBODY, asked.token, "还在漏")
    assert told(world, "site", asked)[1:] == ["demand.word_added", "demand.reopened"]


def test_the_site_hears_of_the_hotline(world: World) -> None:
    made = checked(world)
    hotlines.let_through(world.actor("committee"), made.id, made.version)
    db.session.rollback()
    perform_whole(APPLY)
    assert told(world, "site") == ["demand.came_from_hotline"]
    assert "热线转来" in world.browser("site").get("/demands").text


def test_where_nobody_runs_the_site_the_town_hears(world: World) -> None:
    grants = select(Grant).where(Grant.place_id == world.places["site_1"].id, Grant.role == Role.SITE_OPERATOR)
    for grant in db.session.scalars(grants):
        grant.until = clock.now() - timedelta(days=1)
    db.session.commit()
    by_resident(world)
    assert told(world, "town") == ["demand.came_from_resident"]
    assert told(world, "site") == []
    assert db.session.scalars(select(Demand)).one().asker_id is None
