"""A dissolved unit leaves no complaint behind: its successor handles it at once, or a tier above."""

from __future__ import annotations

from sqlalchemy import delete

from tests.complaints.sent import about_unit, office, sent, stands, told, who_handles
from tests.support.world import World, coming, text_of
from volunteer.complaints import service
from volunteer.complaints.states import About, ComplaintStatus, ComplaintStepKind
from volunteer.kernel.database import db
from volunteer.organization import reshape
from volunteer.organization.belongings import belongings_of
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Role
from volunteer.projects.states import ProjectStatus


def merge(world: World, unit: str, into: str) -> None:
    """One unit goes on as another."""
    reshape.merge_unit(world.actor("committee"), world.units[unit].id, world.units[unit].version, world.units[into].id)


def test_the_successor_handles_it_at_once_with_the_same_deadline(world: World) -> None:
    complaint, token = about_unit(world, "squad_a1")
    due = stands(complaint).answer_by
    with world.app.test_request_context():
        assert "1 件投诉建议" in belongings_of(world.units["team_a"].id)
    merge(world, "team_a", "team_b")
    assert stands(complaint).handler_unit_id == world.units["team_b"].id
    assert stands(complaint).answer_by == due
    assert who_handles(world, complaint) == {"team", "team_b"}  # whoever led the one leads the other now
    assert told(world, "team_b") == ["complaint.handed_over"]
    page = text_of(world.browser(None).get(f"/complaints/follow/{token}"))
    assert "办理的队伍已撤并，由承接的队伍继续办理" in page
    assert "由team_b 服务队办理" in page


def test_what_is_answered_goes_along_and_what_is_closed_stays(world: World) -> None:
    answered, token = about_unit(world, "squad_a1")
    service.answer(world.actor("team"), answered, "已核实")
    merge(world, "team_a", "team_b")
    assert stands(answered).status == ComplaintStatus.ANSWERED
    assert stands(answered).handler_unit_id == world.units["team_b"].id
    contested = world.browser(None).post(f"/complaints/follow/{token}/contest", {"words": "没有解决"})
    assert contested.status_code == 303
    assert who_handles(world, answered) == {"committee"}


def test_whom_it_names_does_not_come_to_handle_it_by_leading_the_successor(world: World) -> None:
    office(world, "team_b", Role.SQUAD_LEADER, "squad_a1")
    complaint, _ = about_unit(world, "squad_a1")
    db.session.execute(delete(Grant).where(Grant.account_id == world.accounts["team"].id))
    db.session.commit()
    merge(world, "team_a", "team_b")
    assert who_handles(world, complaint) == {"committee"}
    assert [step.kind for step in stands(complaint).steps] == [
        ComplaintStepKind.RECEIVED,
        ComplaintStepKind.HANDED_OVER,
    ]


def test_what_a_dissolved_unit_did_names_its_successor(world: World) -> None:
    over = world.project(starts=coming(days=-30), status=ProjectStatus.FINISHED)
    merge(world, "team_a", "team_b")
    complaint, _ = sent(About.PROJECT, over.id)
    assert stands(complaint).named_unit_id == world.units["team_b"].id
    assert who_handles(world, complaint) == {"committee"}
