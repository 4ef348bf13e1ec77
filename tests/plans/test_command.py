"""`flask match plan`: shows what a plan would achieve; sends it only when told to."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tests.plans.planning import one_place
from tests.support.world import World, coming
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Role
from volunteer.plans.models import Plan
from volunteer.plans.states import PlanStatus


def run(world: World, *options: str) -> tuple[int, str]:
    """Exit status and what was printed."""
    outcome = world.app.test_cli_runner().invoke(args=["match", "plan", *options])
    return outcome.exit_code, outcome.output


def count(table: type[Plan] | type[Claim]) -> int:
    """Rows of a table."""
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_without_apply_nothing_is_written(world: World) -> None:
    one_place(world)
    world.project(skill="law", starts=coming(days=8))

    status, printed = run(world)

    assert status == 0
    assert "problem   4 members, 2 positions" in printed
    assert "places    3: 0 taken now, 1 with the plan" in printed
    assert "gap 0.0000%" in printed
    assert "unfilled  2 places in 1 positions: no_skill 4" in printed
    assert (count(Plan), count(Claim)) == (0, 0)


def test_apply_sends_the_offers(world: World) -> None:
    world.project(headcount=3)

    status, printed = run(world, "--apply")

    assert status == 0
    assert "offers    3 sent, 0 refused" in printed
    plan = db.session.scalars(select(Plan)).one()
    assert (plan.status, plan.asks_next) == (PlanStatus.SENT, True)
    assert plan.created_by == world.accounts["committee"].id
    assert {claim.status for claim in db.session.scalars(select(Claim))} == {ClaimStatus.OFFERED}


def test_apply_with_nothing_to_offer_leaves_a_draft(world: World) -> None:
    status, _printed = run(world, "--apply")
    assert status == 0
    assert db.session.scalars(select(Plan)).one().status == PlanStatus.DRAFT


def test_unit_town_and_days_narrow_it(world: World) -> None:
    one_place(world)
    day = clock.local(coming(days=7)).date().isoformat()

    assert "problem   1 members, 0 positions" in run(world, "--unit", str(world.units["team_b"].id))[1]
    assert "problem   4 members, 1 positions" in run(world, "--town", "town_1", "--from", day, "--until", day)[1]
    assert "problem   4 members, 0 positions" in run(world, "--town", "town_2")[1]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--unit", "4711"), "error: there is no such unit"),
        (("--town", "nowhere"), "error: there is no town with this code"),
        (("--from", "2020-01-01"), "error: the days must lie within six weeks from today"),
    ],
)
def test_what_is_not_there_ends_in_one_line(world: World, options: tuple[str, ...], problem: str) -> None:
    status, printed = run(world, *options)
    assert status == 1
    assert problem in printed
    assert len(printed.strip().splitlines()) == 1


def test_apply_needs_somebody_who_may_send(world: World) -> None:
    for grant in db.session.scalars(select(Grant).where(Grant.role == Role.COMMITTEE)):
        grant.until = clock.now()
    db.session.commit()
    status, printed = run(world, "--apply")
    assert status == 1
    assert "error: nobody may send plans for this unit" in printed
    assert count(Plan) == 0
