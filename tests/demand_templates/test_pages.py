"""The pages on which the committee keeps the templates, and the form that starts from one."""

from __future__ import annotations

from datetime import time

import pytest
from sqlalchemy import select

from tests.demand_templates.listed import listed
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.demand_templates.models import DemandTemplate
from volunteer.kernel.database import db
from volunteer.taxonomy.models import Category, Skill

TREES = {
    "name": "植树",
    "name_en": "Tree planting",
    "category": "care",
    "title": "村口植树",
    "text": "在村口植树浇水",
    "starts": "08:30",
    "ends": "11:00",
    "headcount": "15",
    "level": "1",
}


def _order() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(DemandTemplate.code).order_by(DemandTemplate.rank)))


def test_the_committee_adds_one_and_a_site_starts_from_it(world: World) -> None:
    answer = world.browser("committee").post("/demand-templates/new", TREES)
    assert (answer.status_code, answer.location) == (303, "/demand-templates")
    added = db.session.get_one(DemandTemplate, "tree_planting")
    assert (added.starts, added.headcount, added.skill) == (time(8, 30), 15, None)
    site = world.browser("site")
    assert "植树" in text_of(site.get("/demands/new"))
    form = site.get("/demands/new?like=tree_planting").text
    assert 'value="村口植树"' in form
    assert 'value="08:30"' in form
    assert "在村口植树浇水" in form
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "demand_template.listed")).one()
    assert event.details["code"] == "tree_planting"


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world: World) -> None:
    listed(name="植树")
    answer = world.browser("committee").post("/demand-templates/new", {**TREES, "ends": "08:00"})
    assert answer.status_code == 422
    assert "已经有同名的了" in answer.text
    assert "结束时间要晚于开始时间" in answer.text
    assert "村口植树" in answer.text


def test_one_is_changed_retired_and_brought_back(world: World) -> None:
    listed()
    committee, site = world.browser("committee"), world.browser("site")
    committee.post("/demand-templates/clinic/edit", {**TREES, "name": "大义诊", "risk_note": "饭前抽血"})
    assert "饭前抽血" in site.get("/demands/new?like=clinic").text
    committee.post("/demand-templates/clinic/retire")
    assert "大义诊" not in text_of(site.get("/demands/new"))
    assert "村口植树" not in site.get("/demands/new?like=clinic").text
    assert "大义诊" not in text_of(committee.get("/demand-templates"))
    assert "大义诊 已停用" in text_of(committee.get("/demand-templates?retired=1"))
    committee.post("/demand-templates/clinic/restore")
    assert "大义诊" in text_of(site.get("/demands/new"))


def test_their_order_is_the_committees(world: World) -> None:
    for rank, code in enumerate(("first", "second", "third"), start=1):
        listed(code, name=code, rank=rank)
    browser = world.browser("committee")
    browser.post("/demand-templates/third/move/up")
    assert _order() == ["first", "third", "second"]
    browser.post("/demand-templates/first/move/up")
    assert _order() == ["first", "third", "second"]
    browser.post("/demand-templates/first/move/down")
    assert _order() == ["third", "first", "second"]
    assert browser.post("/demand-templates/first/move/sideways").status_code == 404


def test_one_that_was_retired_between_is_stepped_over(world: World) -> None:
    for rank, code in enumerate(("first", "gone", "last"), start=1):
        listed(code, name=code, rank=rank, retired=code == "gone")
    world.browser("committee").post("/demand-templates/last/move/up")
    order = _order()
    assert order.index("last") < order.index("first")


@pytest.mark.parametrize("name", ["team", "town", "site", "member"])
def test_nobody_else_keeps_them(world: World, name: str) -> None:
    listed()
    browser = world.browser(name)
    assert browser.get("/demand-templates").status_code == 403
    assert browser.post("/demand-templates/clinic/retire").status_code == 403
    assert db.session.get_one(DemandTemplate, "clinic").retired is False


def test_a_skill_or_category_that_is_no_longer_offered_is_left_out(world: World) -> None:
    listed()
    db.session.get_one(Skill, "nursing").retired = True
    db.session.commit()
    site = world.browser("site")
    assert 'value="nursing"' not in site.get("/demands/new?like=clinic").text
    db.session.get_one(Category, "care").retired = True
    db.session.commit()
    assert "义诊" not in text_of(site.get("/demands/new"))


def test_what_came_with_the_program_is_added_where_it_is_missing(world: World) -> None:
    db.session.add(Category(code="medical", name="医疗", name_en="Medical"))
    db.session.commit()
    listed("clinic", name="自家义诊")
    answer = world.browser("committee").post("/demand-templates/shipped")
    assert answer.status_code == 303
    assert db.session.get_one(DemandTemplate, "clinic").name == "自家义诊"
    assert db.session.get_one(DemandTemplate, "accompany").category == "medical"


def test_templates_over_json_in_their_order(world: World) -> None:
    listed("late", name="晚的", rank=20)
    listed("early", name="早的", rank=10)
    listed("gone", name="停用的", rank=5, retired=True)
    answer = world.api("site").get("/demand-templates")
    assert [one["code"] for one in answer.json] == ["early", "late"]
    assert answer.json[0]["starts"] == "08:30"
