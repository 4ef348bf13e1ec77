"""Several accepted demands become one project in one step, and no demand gets two."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.races import all_at_once
from tests.support.statements import counted_statements
from tests.support.world import World, text_of
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.projects import service
from volunteer.projects.content import ProjectContent
from volunteer.projects.states import ProjectStatus

LIST = "/demands/to-make"
ACCEPTED = DemandStatus.ACCEPTED


def test_same_kind_and_near_places_come_first(world: World) -> None:
    first = world.demand(status=ACCEPTED, title="义诊甲")
    world.demand(status=ACCEPTED, title="读报乙", category="legal")
    world.demand(status=ACCEPTED, title="义诊丙", site_id=world.places["site_2"].id)
    world.demand(title="还没受理")
    page = text_of(world.browser("team").get(f"{LIST}?near={first.id}"))
    assert "还没受理" not in page
    assert page.index("义诊甲") < page.index("义诊丙") < page.index("读报乙")


def test_what_was_chosen_fills_the_form(world: World) -> None:
    one = world.demand(status=ACCEPTED, title="义诊", headcount=2, risk_note="地面湿滑")
    same_time = {"starts": one.starts, "ends": one.ends}
    other = world.demand(status=ACCEPTED, title="理发", headcount=3, risk_note="剪刀收好", **same_time)
    form = world.browser("team").get(f"/projects/new?demand={one.id}&demand={other.id}").get_data(as_text=True)
    assert "义诊等 2 项" in form
    assert "地面湿滑\n剪刀收好" in form
    assert 'name="positions-0-headcount" type="number" value="5"' in form or 'value="5"' in form


def test_one_demand_has_one_project_at_a_time(world: World) -> None:
    demand, actor = world.demand(status=ACCEPTED), world.actor("team")
    project = service.make(actor, ProjectContent(), None, [demand.id])
    with pytest.raises(Refused, match="answered_already") as refused:
        service.make(actor, ProjectContent(), None, [demand.id])
    assert refused.value.details["project_id"] == project.id
    assert demand.title not in text_of(world.browser("team").get(LIST))
    service.discard(actor, project.id, "改由另一个项目")
    assert demand.title in text_of(world.browser("team").get(LIST))
    assert service.make(actor, ProjectContent(), None, [demand.id]).status == ProjectStatus.DRAFT


def test_two_at_once_make_one(world: World) -> None:
    demand_id, actor = world.demand(status=ACCEPTED).id, world.actor("team")
    said = all_at_once(
        world, [lambda: service.make(actor, ProjectContent(), None, [demand_id]).status for _number in range(4)]
    )
    assert said == {"draft": 1, "answered_already": 3}


def test_project_and_demand_name_each_other(world: World) -> None:
    demand = world.demand(status=ACCEPTED, title="陪诊")
    project = service.make(world.actor("team"), ProjectContent({"title": "周末陪诊"}), None, [demand.id])
    browser = world.browser("team")
    page = text_of(browser.get(f"/projects/{project.id}"))
    assert f"陪诊 {demand.number}" in page or f"陪诊{demand.number}" in page
    assert "周末陪诊" in text_of(browser.get(f"/demands/{demand.id}"))
    assert "发起项目" not in text_of(browser.get(f"/demands/{demand.id}"))


def test_only_who_makes_projects_sees_it(world: World) -> None:
    world.demand(status=ACCEPTED, title="陪诊")
    assert world.browser("site").get(LIST).status_code == 403
    assert "陪诊" not in text_of(world.browser("team_b").get(LIST))


def test_statements_do_not_grow(world: World) -> None:
    demand = world.demand(status=ACCEPTED)
    browser = world.browser("team")
    browser.get(LIST)
    with counted_statements() as few:
        browser.get(LIST)
    for days in range(6):
        world.demand(status=ACCEPTED, starts=demand.starts + timedelta(days=days), ends=demand.ends + timedelta(days=7))
    db.session.commit()
    with counted_statements() as many:
        browser.get(LIST)
    assert len(many) == len(few)
