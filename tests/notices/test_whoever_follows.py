"""What somebody began is told to whoever has the duty now: not to those who left it, even if they lead elsewhere.

Nobody handed over here: the role ended, and its holder has another one at another place.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.answers.spoken import served as demand_served
from tests.deadlines.test_extensions import LATER
from tests.deadlines.test_sweep import be, waiting
from tests.demands.test_on_behalf import asked as asked_for
from tests.ledger.test_service import served as hours_served
from tests.support.world import World
from tests.wishes.test_jobs import overdue, sweep
from tests.wishes.test_service import told
from tests.wishes.wished import claimed
from volunteer.answers import call_backs
from volunteer.answers.call_backs import Call
from volunteer.answers.giving import Said
from volunteer.answers.states import CallOutcome
from volunteer.claims import answering
from volunteer.deadlines import extensions
from volunteer.demands import service as demands
from volunteer.kernel.database import db
from volunteer.ledger import service as ledger
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Role
from volunteer.projects import service as projects
from volunteer.projects.states import ProjectStatus
from volunteer.wishes import service as wishes
from volunteer.wishes import taking


def moves(world: World, name: str, to: str) -> None:
    """Somebody who led a unit or ran a site does so at another one from now on."""
    grant = db.session.scalars(select(Grant).where(Grant.account_id == world.accounts[name].id)).one()
    if grant.place_id is not None:
        grant.place_id = world.places[to].id
    else:
        grant.unit_id = world.units[to].id
    db.session.commit()


def follows(world: World, name: str, role: Role, at: str) -> None:
    """Somebody else leads the unit, or runs the site, from now on."""
    world._grant(name, role, unit=at if at in world.units else None, place=at if at in world.places else None)
    db.session.commit()


def test_wishes_go_to_whoever_runs_the_site(world: World) -> None:
    wish = claimed(world)
    before = told(world, "site")
    moves(world, "site", "site_2")
    overdue(wish)
    assert sweep() == 1
    assert told(world, "town") == ["wish.overdue"]  # nobody runs the site now: its town sees to it
    follows(world, "member_b", Role.SITE_OPERATOR, "site_1")
    wishes.introduce(world.actor("member_b"), wish.id)
    taking.deliver(world.actor("member"), wish.id)
    assert told(world, "member_b") == ["wish.delivered"]
    assert told(world, "site") == before


def test_demands_and_answers_go_to_whoever_runs_the_site(world: World) -> None:
    asked, over = world.demand(), demand_served(world, days=8)
    moves(world, "site", "site_2")
    follows(world, "member_b", Role.SITE_OPERATOR, "site_1")
    demands.accept(world.actor("team"), asked.id)
    call_backs.note(world.actor("team"), over.id, Call(CallOutcome.ANSWERED, Said(2, "来得太晚")))
    assert told(world, "member_b") == ["demand.accepted", "answer.low"]
    assert told(world, "site") == []


def test_what_a_unit_asked_goes_to_whoever_leads_it(world: World) -> None:
    asked = asked_for(world, "squad")
    before = told(world, "site")
    moves(world, "squad", "squad_b1")
    follows(world, "member_2", Role.SQUAD_LEADER, "squad_a1")
    demands.accept(world.actor("committee"), asked.id)
    assert told(world, "member_2") == ["demand.accepted"]
    assert told(world, "site") == [*before, "demand.accepted"]
    assert told(world, "squad") == []


def test_more_time_is_told_to_whoever_answers_now(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-24T09:00")
    extension = extensions.ask(world.actor("team"), waiting(world).id, LATER, "医生周五才有空")
    moves(world, "team", "team_b")
    follows(world, "member_2", Role.TEAM_LEADER, "team_a")
    extensions.grant(world.actor("committee"), extension.id)
    assert told(world, "member_2") == told(world, "site") == ["demand.extension_granted"]
    assert told(world, "team") == []


def test_projects_and_hours_go_to_whoever_leads_the_unit(world: World) -> None:
    review = world.project(status=ProjectStatus.IN_REVIEW)
    claim = world.claim("member_a2", world.project().positions[0])
    hours_id = hours_served(world)
    ledger.confirm(world.actor("squad"), [hours_id])
    moves(world, "team", "team_b")
    follows(world, "member_2", Role.TEAM_LEADER, "team_a")
    moves(world, "squad", "squad_b1")
    projects.send_back(world.actor("committee"), review.id, "请补上安全措施")
    answering.release(world.actor("member_a2"), claim.id)
    ledger.dispute(world.actor("member"), hours_id, "少记了")
    assert told(world, "member_2") == ["project.returned", "claim.released", "hours.disputed"]
    assert told(world, "team") == told(world, "squad") == []
