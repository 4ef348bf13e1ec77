"""The pages of collaboration groups: read by supervisors, shaped by the committee."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.world import World, text_of
from volunteer.kernel.database import db
from volunteer.organization import groups
from volunteer.organization.models import CollaborationGroup, Grant, Organ
from volunteer.organization.permissions import Role


@pytest.fixture
def group(world: World) -> CollaborationGroup:
    """A group with the organ of team_a, watched by somebody who holds no other role."""
    actor = world.actor("committee")
    made = groups.make_group(actor, "第一协作组")
    groups.put_into_group(actor, made.id, world.units["team_a"].organ_id or 0)
    watcher = world._account("watcher")
    db.session.add(Grant(account_id=watcher.id, role=Role.SUPERVISOR, collaboration_group_id=made.id))
    db.session.commit()
    return made


def test_a_supervisor_reads_the_own_group_only(world: World, group: CollaborationGroup) -> None:
    other = groups.make_group(world.actor("committee"), "第二协作组")
    browser = world.browser("watcher")
    page = text_of(browser.get(f"/groups/{group.id}"))
    assert "市甲局" in page
    assert "市乙局" not in page
    assert "移出" not in page
    assert browser.get(f"/groups/{other.id}").status_code == 404
    listed = text_of(browser.get("/groups"))
    assert "第一协作组" in listed
    assert "第二协作组" not in listed
    assert "/groups" in browser.get("/units").text
    for path, data in ((f"/groups/{group.id}/name", {"name": "改"}), ("/groups", {"name": "新"})):
        assert browser.post(path, data).status_code == 403


def test_organs_stand_in_the_order_of_the_alphabet_with_their_sums(world: World, group: CollaborationGroup) -> None:
    actor = world.actor("committee")
    first = Organ(name="市安监局", short_name="安监")
    db.session.add(first)
    db.session.commit()
    for organ in (first, db.session.scalars(select(Organ).where(Organ.name == "市乙局")).one()):
        groups.put_into_group(actor, group.id, organ.id)
    world.project()
    page = text_of(world.browser("committee").get(f"/groups/{group.id}"))
    places = [page.rindex(name) for name in ("市安监局", "市甲局", "市乙局")]
    assert places == sorted(places)
    assert "市甲局 team_a 3 1 0" in page
    assert "市乙局 team_b 1 0 0" in page
    assert "4 成员" in page or "成员 4" in page


def test_the_committee_makes_fills_and_names(world: World) -> None:
    browser = world.browser("committee")
    made = browser.post("/groups", {"name": "第三协作组"})
    assert made.status_code == 303
    address = made.location
    organ = db.session.scalars(select(Organ).order_by(Organ.id)).first()
    assert organ is not None
    assert browser.post(f"{address}/organs", {"organ_id": organ.id}).location == address
    assert organ.name in text_of(browser.get(address))
    assert browser.post(f"{address}/name", {"name": "第三组"}).location == address
    assert browser.post(f"{address}/organs/{organ.id}/out").location == address
    assert "还没有机关单位" in text_of(browser.get(address))
    again = browser.post("/groups", {"name": "第三组"})
    assert again.status_code == 422
    assert "已经有同名的协作组" in text_of(again)


@pytest.mark.parametrize("name", ["team", "squad"])
def test_leaders_see_no_group(world: World, group: CollaborationGroup, name: str) -> None:
    assert world.browser(name).get(f"/groups/{group.id}").status_code == 404
    assert "/groups" not in world.browser(name).get("/units").text
