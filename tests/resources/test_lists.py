"""The three lists: the public part, within reach, the same on the screen, on paper and as a file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests.resources.offers import offered
from tests.support.statements import counted_statements
from tests.support.world import World, coming, text_of
from volunteer.audit.models import AuditEvent
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.organization.models import PrivatePlace
from volunteer.projects.states import ProjectStatus


def rows_of(answer: Any) -> list[tuple[Any, ...]]:
    """The rows below the heading of a spreadsheet's first sheet."""
    assert answer.status_code == 200
    sheet = load_workbook(BytesIO(answer.data), read_only=True).worksheets[0]
    return list(sheet.iter_rows(min_row=2, values_only=True))


def test_each_list_shows_what_is_public_within_reach(world: World) -> None:
    offered(world)
    offered(world, title="只给二镇", town_ids=[world.places["town_2"].id])
    place = PrivatePlace(recipient="张奶奶", phone="13700000000", address="3栋502")
    db.session.add(place)
    db.session.flush()
    world.demand(private_place_id=place.id)
    world.demand(title="没交的", status=DemandStatus.DRAFT, number=None, responsible_unit_id=None)
    world.project()
    world.project(title="还在改", status=ProjectStatus.DRAFT, published_at=None)
    site, team_b = world.browser("site"), world.browser("team_b")
    resources, demands, projects = (
        text_of(site.get(f"/lists/{name}")) for name in ("resources", "demands", "projects")
    )
    assert "法律咨询进社区" in resources
    assert "只给二镇" not in resources
    assert "陪独居老人看病" in demands
    assert "没交的" not in demands
    assert "张奶奶" not in demands
    assert "李社工" not in demands
    assert "社区义诊" in projects
    assert "还在改" not in projects
    for name, word in (("resources", "法律咨询"), ("demands", "陪独居老人"), ("projects", "社区义诊")):
        assert word not in text_of(team_b.get(f"/lists/{name}"))
        assert word in text_of(world.browser("committee").get(f"/lists/{name}"))
        assert word in text_of(world.browser("supervisor").get(f"/lists/{name}"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("town=town_1", True),
        ("town=town_2", False),
        ("category=care", True),
        ("category=legal", False),
        ("unit=team_a", True),
        ("unit=team_b", False),
    ],
)
def test_filters_narrow_screen_paper_and_file_alike(world: World, query: str, found: bool) -> None:
    world.demand()
    committee = world.browser("committee")
    assert ("陪独居老人看病" in text_of(committee.get(f"/lists/demands?{query}"))) is found
    assert ("陪独居老人看病" in text_of(committee.get(f"/lists/demands/print?{query}"))) is found
    assert len(rows_of(committee.post(f"/lists/demands/export?{query}"))) == found


def test_days_of_service_narrow_demands_and_projects(world: World) -> None:
    world.demand(starts=coming(days=3), ends=coming(days=3, hour=11))
    world.project(starts=coming(days=3))
    committee, day = world.browser("committee"), coming(days=3).date()
    for name, word in (("demands", "陪独居老人看病"), ("projects", "社区义诊")):
        assert word in text_of(committee.get(f"/lists/{name}?since={day}&until={day}"))
        assert word not in text_of(committee.get(f"/lists/{name}?since={coming(days=4).date()}"))
    assert committee.get("/lists/demands?since=never").status_code == 200


def test_a_file_holds_every_row_and_is_on_record(world: World) -> None:
    for n in range(25):
        world.demand(title=f"需求 {n}")
    rows = rows_of(world.browser("team").post("/lists/demands/export?category=care"))
    assert len(rows) == 25
    assert rows[0][7] == 2
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "export.made")).one()
    assert event.details["list"] == "demand_list"
    assert event.details["rows"] == 25
    assert event.details["filters"] == {"category": "care"}


def test_projects_are_summed_over_their_sessions(world: World) -> None:
    project = world.project(sessions=2, headcount=3)
    world.claim("member", project.positions[0])
    (row,) = rows_of(world.browser("team").post("/lists/projects/export"))
    assert row[5] == 2
    assert row[8:10] == (6, 1)


def test_statements_do_not_grow_with_the_rows(world: World) -> None:
    def asked() -> int:
        with counted_statements() as statements:
            for name in ("resources", "demands", "projects"):
                world.browser("committee").get(f"/lists/{name}")
        return len(statements)

    offered(world)
    world.demand()
    world.project()
    before = asked()
    for n in range(6):
        offered(world, title=f"第 {n} 项", town_ids=[world.places["town_1"].id])
        world.demand()
        world.project(starts=coming(days=8 + n))
    assert asked() <= before + 1  # the names of towns
