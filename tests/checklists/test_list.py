"""The list of what is made sure of before publishing: kept by brigades, ticked by organizers, asked for at the end."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.checklists import service as checklists
from volunteer.checklists.models import ChecklistItem, KnownBy
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible, Refused
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Role
from volunteer.projects import checklist_service, service
from volunteer.projects.checklist_models import ChecklistTick
from volunteer.projects.models import Project
from volunteer.projects.states import ProjectStatus

SIX = ["有方案", "有队伍", "有场地", "有物资", "有保障", "有记录"]


def item(world: World, name: str = "有应急预案", **values: Any) -> ChecklistItem:
    """One that the committee asks everybody for."""
    return checklists.add(world.actor("committee"), {"name": name, "required": True, **values})


def draft(world: World, **values: Any) -> Project:
    """A project that lacks nothing but what the list asks for."""
    return world.project(status=ProjectStatus.DRAFT, published_at=None, **values)


def actions(kind: str) -> list[str]:
    statement = select(AuditEvent.action).where(AuditEvent.subject_kind == kind).order_by(AuditEvent.id)
    return list(db.session.scalars(statement))


def test_six_are_shipped_and_what_the_platform_sees_is_ticked_by_itself(world: World) -> None:
    assert checklists.restore_shipped(world.actor("committee")) == len(SIX)
    assert checklists.restore_shipped(world.actor("committee")) == 0
    project = draft(world)
    lines = world.api("team").get(f"/projects/{project.id}/checklist").get_json()
    assert [line["item"]["name"] for line in lines] == SIX
    assert [line["item"]["name"] for line in lines if not line["done"]] == ["有物资"]
    assert service.publish(world.actor("team"), project.id).status == ProjectStatus.PUBLISHED


@pytest.mark.parametrize(
    ("known_by", "lacking"),
    [
        (KnownBy.PLAN, {"summary": " "}),
        (KnownBy.TEAM, {"contact_phone": None}),
        (KnownBy.SAFEGUARDS, {"risk_note": None}),
        (KnownBy.SUPPLIES, {"bring_note": None}),
    ],
)
def test_what_the_platform_does_not_see_is_left_to_the_organizer(
    world: World, known_by: KnownBy, lacking: dict[str, Any]
) -> None:
    checklists.restore_shipped(world.actor("committee"))
    project = draft(world, **{"bring_note": "雨伞", **lacking})
    lines = world.api("team").get(f"/projects/{project.id}/checklist").get_json()
    assert [line["item"]["known_by"] for line in lines if not line["done"]] == [known_by]


def test_nothing_is_published_without_what_is_required(world: World) -> None:
    wanted, project = item(world), draft(world)
    browser, address = world.browser("team"), f"/projects/{project.id}"
    page = text_of(browser.get(address))
    assert "发布前清单 0 / 1 项已落实" in page
    assert f"{address}/publish" not in browser.get(address).get_data(as_text=True)
    answer = world.api("team").post(f"{address}/publish")
    assert (answer.status_code, "发布前清单里必须落实的事" in answer.get_json()["message"]) == (409, True)
    browser.post(f"{address}/checklist/{wanted.id}/tick")
    assert "确认已落实" in text_of(browser.get(address))
    assert browser.post(f"{address}/publish").status_code == 303
    assert db.session.get_one(Project, project.id).status == ProjectStatus.PUBLISHED
    assert "确认已落实" in text_of(browser.get(address))
    assert "发布前清单" not in text_of(world.browser("member").get(address))


def test_what_is_only_advised_stands_in_nobodys_way(world: World) -> None:
    item(world, required=False)
    project = draft(world)
    assert "建议" in text_of(world.browser("team").get(f"/projects/{project.id}"))
    assert service.publish(world.actor("team"), project.id).status == ProjectStatus.PUBLISHED


def test_a_tick_is_kept_with_who_and_when_and_can_be_taken_back(world: World) -> None:
    wanted, project, team = item(world), draft(world), world.actor("team")
    checklist_service.tick(team, project.id, wanted.id)
    checklist_service.tick(world.actor("committee"), project.id, wanted.id)
    tick = db.session.scalars(select(ChecklistTick)).one()
    assert tick.by == team.account_id
    assert actions("project").count("project.ticked") == 1
    checklist_service.untick(team, project.id, wanted.id)
    checklist_service.untick(team, project.id, wanted.id)
    assert actions("project").count("project.unticked") == 1
    with pytest.raises(Refused, match="incomplete"):
        service.submit(team, project.id)


def test_a_published_project_keeps_what_was_ticked(world: World) -> None:
    wanted, project = item(world), world.project()
    for use_case in (checklist_service.tick, checklist_service.untick):
        with pytest.raises(Refused, match="not_in_this_state"):
            use_case(world.actor("team"), project.id, wanted.id)


def test_only_the_organizers_tick(world: World) -> None:
    wanted, project = item(world), draft(world)
    for name in ("team_b", "member", "site"):
        with pytest.raises((Forbidden, NotVisible)):
            checklist_service.tick(world.actor(name), project.id, wanted.id)


def test_a_brigade_adds_to_what_everybody_has(world: World) -> None:
    everybody = item(world)
    world_grant(world, "team_a")
    own = checklists.add(world.actor("team"), {"name": "有横幅", "required": False})
    assert own.unit_id == world.units["team_a"].id
    names = {
        unit: [one["name"] for one in world.api("member").get(f"/checklist-items?unit_id={unit_id}").get_json()]
        for unit, unit_id in ((name, world.units[name].id) for name in ("squad_a1", "team_b"))
    }
    assert names == {"squad_a1": ["有应急预案", "有横幅"], "team_b": ["有应急预案"]}
    with pytest.raises(Forbidden):
        checklists.change(world.actor("team"), everybody.id, everybody.version, {"required": False})
    foreign = draft(world, unit_id=world.units["team_b"].id)
    with pytest.raises(NotVisible):
        checklist_service.tick(world.actor("committee"), foreign.id, own.id)


def test_the_committee_keeps_the_list(world: World) -> None:
    browser = world.browser("committee")
    assert "清单是空的" in text_of(browser.get("/checklists"))
    assert "已补齐 6 项" in text_of(browser.get(browser.post("/checklists/shipped").location))
    filled = {"name": "有应急预案", "hint": "写明带队人", "required": "y"}
    assert browser.post("/checklists/new", filled).status_code == 303
    assert "清单里已有同名的一项" in text_of(browser.post("/checklists/new", filled))
    added = db.session.scalars(select(ChecklistItem).where(ChecklistItem.name == "有应急预案")).one()
    changed = {"name": "有预案", "version": added.version, "rank": "5"}
    assert browser.post(f"/checklists/{added.id}/edit", changed).status_code == 303
    page = text_of(browser.get("/checklists"))
    assert page.index("有预案") < page.index("有方案")
    assert browser.post(f"/checklists/{added.id}/edit", changed).status_code == 422
    browser.post(f"/checklists/{added.id}/retire")
    assert "有预案" not in text_of(browser.get("/checklists"))
    assert "有预案" in text_of(browser.get("/checklists?retired=1"))
    browser.post(f"/checklists/{added.id}/restore")
    assert "有预案" in text_of(browser.get("/checklists"))
    assert actions("checklist") == ["checklist.listed"] * 5
    assert world.browser("team").get("/checklists").status_code == 403


def world_grant(world: World, unit: str) -> None:
    """Who leads the team keeps its settings, too."""
    known = db.session.scalars(select(Grant).where(Grant.account_id == world.accounts["team"].id)).one()
    given = {"unit_id": world.units[unit].id, "role": Role.ADMIN, "since": known.since}
    db.session.add(Grant(account_id=known.account_id, **given))
    db.session.commit()
