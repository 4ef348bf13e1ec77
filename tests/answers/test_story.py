"""The end of a demand's story under the private link, and what recipients say on the demand's own page."""

from __future__ import annotations

from tests.activities.day import scan as checked_in
from tests.activities.day import session_with
from tests.answers.spoken import rated, served, under_way
from tests.support.world import World, text_of
from volunteer.answers import by_survey
from volunteer.answers.giving import Said
from volunteer.answers.story import ending
from volunteer.demands import links, rating_service
from volunteer.demands.models import Demand
from volunteer.demands.states import LinkPurpose
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.actor import NOBODY
from volunteer.projects.models import ProjectDemand


def followed(demand: Demand) -> str:
    """The private link of whoever asked."""
    with transaction(None) as work:
        return links.make(work, demand, LinkPurpose.FOLLOW)


def test_the_asker_reads_services_and_ratings_without_names(world: World) -> None:
    demand = served(world)
    session = session_with(world, "member")
    db.session.add(ProjectDemand(project_id=session.project_id, demand_id=demand.id))
    db.session.commit()
    checked_in(world, "member", session)
    token = followed(demand)
    by_survey.answer(NOBODY, token, Said(4, "谢谢"))
    rating_service.rate(world.actor("site"), demand.id, 5)
    end = ending(demand)
    assert [(held.starts, held.helpers) for held in end.services] == [(session.starts, 1)]
    assert (end.site, end.own.score if end.own else None) == (5, 4)
    page = text_of(world.browser(None).get(f"/follow/{token}"))
    assert "1 人到场服务" in page
    assert "你的评价" in page
    assert "张member" not in page


def test_where_nothing_was_said_nothing_is_told(world: World) -> None:
    demand = served(world)
    end = ending(demand)
    assert (list(end.services), end.site, end.own, end.recipients) == ([], None, None, None)
    assert "服务和评价" not in text_of(world.browser(None).get(f"/follow/{followed(demand)}"))


def test_the_site_sees_what_recipients_say_of_its_demand(world: World) -> None:
    demand = served(world)
    session = under_way(world, demand)
    for n in range(5):
        rated(session, 1 if n == 0 else 5, device=f"phone-{n}", again=n == 0)
    page = text_of(world.browser("site").get(f"/demands/{demand.id}"))
    assert "80%（5 份）" in page
    assert "服务对象评价" not in text_of(world.browser("site").get(f"/demands/{served(world).id}"))
