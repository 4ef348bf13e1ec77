"""Plans: made, solved, changed by hand, sent as offers, given up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from tests.plans.planning import name_of, one_place, pairs, proposed
from tests.support.world import World, coming
from volunteer.audit.models import AuditEvent
from volunteer.claims import service as claims
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.organization.models import Organ, WorkingTimeRule
from volunteer.people.models import Absence, MemberKind
from volunteer.plans import service, solving
from volunteer.plans.models import PlanPair
from volunteer.plans.queries import answers, pairs_of, status_counts
from volunteer.plans.rules import PAIR_MACHINE, PLAN_MACHINE
from volunteer.plans.states import PairStatus, PlanStatus


def test_machines_begin_where_a_new_row_stands() -> None:
    assert PLAN_MACHINE.initial == PlanStatus.DRAFT
    assert PAIR_MACHINE.initial == PairStatus.PROPOSED


def test_a_plan_fills_what_is_free_and_says_what_it_was_made_of(world: World) -> None:
    first = world.project(headcount=2).positions[0]
    second = one_place(world, starts=coming(days=8))
    world.claim("member", first)

    plan = proposed(world)

    assert {position for position, _member in pairs(plan)} == {first.id, second.id}
    assert (first.id, world.members["member"].id) not in pairs(plan)
    assert (plan.members, plan.positions, plan.places) == (4, 2, 2)
    assert plan.objective == sum(pair.score + 500 for pair in db.session.scalars(pairs_of(plan))) <= plan.bound
    assert plan.unfilled == []
    assert plan.solved_at is not None


def test_every_pair_says_why(world: World) -> None:
    one_place(world)

    pair = db.session.scalars(pairs_of(proposed(world))).one()

    assert pair.distance_m > 0
    assert set(pair.reasons) == {"proximity", "skill", "registered", "need", "interest", "load"}
    assert abs(sum(pair.reasons.values()) - pair.score) <= 3, "rounded one by one"


def test_nobody_is_asked_by_making_a_plan(world: World) -> None:
    one_place(world)
    proposed(world)
    assert db.session.scalars(select(Claim)).all() == []


def test_a_place_that_nobody_can_take_says_why(world: World) -> None:
    position = one_place(world, skill="law")

    plan = proposed(world)

    assert pairs(plan) == set()
    (left,) = plan.unfilled
    assert (left["position"], left["missing"]) == (position.id, 1)
    assert left["reasons"]["no_skill"] == 4
    assert left["remedies"], "what would help"


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(-1, 5, "first_day"), (3, 2, "last_day"), (0, 42, "last_day")],
)
def test_the_days_must_lie_ahead_and_near(world: World, first: int, last: int, field: str) -> None:
    today = clock.today()
    with pytest.raises(Invalid) as problem:
        service.make(world.actor("committee"), None, today + timedelta(days=first), today + timedelta(days=last))
    assert list(problem.value.fields) == [field]


def test_a_site_is_no_town(world: World) -> None:
    with pytest.raises(Invalid) as problem:
        service.make(world.actor("committee"), None, clock.today(), clock.today(), town_id=world.places["site_1"].id)
    assert list(problem.value.fields) == ["town_id"]


def test_without_a_unit_the_plan_is_of_the_highest(world: World) -> None:
    plan = service.make(world.actor("committee"), None, clock.today(), clock.today())
    assert plan.unit_id == world.units["brigade"].id


@pytest.mark.parametrize("who", ["team", "squad", "supervisor", "member", "admin"])
def test_only_the_committee_plans(world: World, who: str) -> None:
    plan = proposed(world)
    with pytest.raises(NotVisible):
        service.make(world.actor(who), world.units["team_a"].id, clock.today(), clock.today())
    with pytest.raises(NotVisible):
        service.send(world.actor(who), plan.id)


def test_a_plan_of_a_unit_asks_its_own_people_for_its_own_projects(world: World) -> None:
    one_place(world)
    own = one_place(world, unit_id=world.units["squad_b1"].id, starts=coming(days=9))
    assert pairs(proposed(world, unit="team_b")) == {(own.id, world.members["member_b"].id)}


def test_a_plan_of_a_town_leaves_the_others_alone(world: World) -> None:
    world.add_member("near_by", "squad_b1", home_lon=113.95, home_lat=22.90)
    one_place(world)
    there = one_place(world, site_id=world.places["site_3"].id, starts=coming(days=9))
    assert {position for position, _member in pairs(proposed(world, town="town_2"))} == {there.id}


def test_nobody_is_planned_twice_for_one_time(world: World) -> None:
    starts = coming(days=6)
    for hours in (0, 1):
        one_place(world, starts=starts + timedelta(hours=hours))
    found = pairs(proposed(world))
    assert len(found) == len({member for _position, member in found}) == 2


def test_who_was_asked_elsewhere_for_that_time_is_left_alone(world: World) -> None:
    starts = coming(days=6)
    elsewhere = world.project(starts=starts, headcount=4).positions[0]
    for name in ("member", "member_2", "member_a2"):
        world.claim(name, elsewhere, ClaimStatus.OFFERED)
    position = world.project(starts=starts, headcount=4).positions[0]

    found = pairs(proposed(world, unit="team_a"))

    assert {member for at, member in found if at == position.id} <= {world.members["member_b"].id}


def test_nobody_is_planned_within_the_working_time_of_an_organ_that_keeps_it_free(world: World) -> None:
    organ = db.session.get_one(Organ, world.units["team_a"].organ_id)
    organ.working_time = WorkingTimeRule.APPROVAL
    world.add_member("retired", "squad_a1", kind=MemberKind.RETIRED)
    position = world.project(headcount=5).positions[0]
    position.session.off_hours = False
    db.session.commit()

    plan = proposed(world)

    free = {world.members["retired"].id, world.members["member_b"].id}
    assert {member for _position, member in pairs(plan)} == free
    assert plan.unfilled[0]["reasons"]["not_free"] == 3


def test_where_helpers_would_be_alone_against_the_safeguard_nobody_is_planned(world: World) -> None:
    one_place(world, category="tutoring")
    together = world.project(category="tutoring", headcount=2, starts=coming(days=9)).positions[0]

    plan = proposed(world)

    assert {position for position, _member in pairs(plan)} == {together.id}
    assert plan.positions == 1


@pytest.mark.parametrize(
    ("settings", "most"),
    [
        ({"brigade": 1}, {"member": 1, "member_a2": 1, "member_b": 1}),
        ({"brigade": 1, "team_b": 2}, {"member": 1, "member_a2": 1, "member_b": 2}),
        ({"squad_a1": 1}, {"member": 1, "member_a2": 3, "member_b": 3}),
    ],
)
def test_nobody_is_planned_for_more_than_may_be_open_at_once(
    world: World, settings: dict[str, int], most: dict[str, int]
) -> None:
    for name, value in settings.items():
        unit = world.units[name]
        unit.settings = {**unit.settings, "max_open_offers": value}
    db.session.commit()
    for day in range(3, 11):
        world.project(headcount=4, starts=coming(days=day))

    planned = Counter(member for _position, member in pairs(proposed(world)))

    assert {name: planned[world.members[name].id] for name in most} == most


def test_solving_again_keeps_what_is_pinned_and_never_proposes_what_was_removed(world: World) -> None:
    position = one_place(world)
    plan, committee = proposed(world), world.actor("committee")
    (removed,) = pairs(plan)
    service.remove(committee, plan.id, *removed)
    service.solve(committee, plan.id)
    (second,) = pairs(plan)
    assert second != removed
    assert second[0] == position.id
    service.pin(committee, plan.id, *second)

    service.solve(committee, plan.id)

    assert pairs(plan, PairStatus.PINNED) == {second}
    assert pairs(plan, PairStatus.REMOVED) == {removed}
    assert pairs(plan) == set()


def test_a_pinned_pair_that_no_longer_fits_is_told(world: World) -> None:
    position = one_place(world)
    plan, committee = proposed(world), world.actor("committee")
    (pinned,) = pairs(plan)
    service.pin(committee, plan.id, *pinned)
    session = position.session
    db.session.add(Absence(member_id=pinned[1], period=Range(session.starts, session.ends)))
    db.session.commit()

    solved = service.solve(committee, plan.id)

    assert solved.given_up == 1
    assert pairs(plan, PairStatus.REFUSED) == {pinned}
    assert db.session.get_one(PlanPair, (plan.id, *pinned)).reason == "overlap"
    assert len(pairs(plan)) == 1, "somebody else instead"


def test_more_pins_than_places_are_given_up(world: World) -> None:
    position = world.project(headcount=2).positions[0]
    plan, committee = proposed(world), world.actor("committee")
    for pair in pairs(plan):
        service.pin(committee, plan.id, *pair)
    free = [m for m in world.members.values() if (position.id, m.id) not in pairs(plan, PairStatus.PINNED)]
    db.session.refresh(position)
    claims.claim(world.actor(name_of(world, free[0].id)), position.id)

    assert service.solve(committee, plan.id).given_up == 1
    reason = select(PlanPair.reason).where(PlanPair.plan_id == plan.id, PlanPair.status == PairStatus.REFUSED)
    assert db.session.scalars(reason).all() == ["full"]


def test_a_plan_changed_while_it_was_thought_about_is_not_overwritten(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_place(world)
    plan, committee = proposed(world), world.actor("committee")
    (pair,) = pairs(plan)
    think = solving.answer

    def slowly(question: solving.Question, now: datetime, progress: solving.Told | None = None) -> solving.Solution:
        service.remove(committee, plan.id, *pair)
        return think(question, now, progress)

    monkeypatch.setattr(service, "answer", slowly)
    with pytest.raises(Refused) as refusal:
        service.solve(committee, plan.id)

    assert refusal.value.reason == "stale"
    assert pairs(plan, PairStatus.REMOVED) == {pair}


def test_a_removed_pair_comes_back_while_its_place_is_free(world: World) -> None:
    one_place(world)
    plan, committee = proposed(world), world.actor("committee")
    (first,) = pairs(plan)
    service.remove(committee, plan.id, *first)
    service.put_back(committee, plan.id, *first)
    assert pairs(plan) == {first}

    service.remove(committee, plan.id, *first)
    service.solve(committee, plan.id)
    with pytest.raises(Refused) as refusal:
        service.put_back(committee, plan.id, *first)
    assert refusal.value.reason == "full"


@pytest.mark.parametrize("change", [service.pin, service.remove, service.put_back, service.unpin])
def test_a_pair_that_is_not_there_cannot_be_changed(world: World, change: Callable[..., PlanPair]) -> None:
    position = one_place(world)
    plan = service.make(world.actor("committee"), None, clock.today(), clock.today())
    with pytest.raises(NotVisible):
        change(world.actor("committee"), plan.id, position.id, world.members["member"].id)


def test_a_discarded_plan_stays_as_it_is(world: World) -> None:
    one_place(world)
    plan, committee = proposed(world), world.actor("committee")
    (pair,) = pairs(plan)
    service.discard(committee, plan.id)

    for attempt in (
        lambda: service.solve(committee, plan.id),
        lambda: service.send(committee, plan.id),
        lambda: service.discard(committee, plan.id),
        lambda: service.pin(committee, plan.id, *pair),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.reason == "not_in_this_state"
    assert db.session.scalars(select(Claim)).all() == []


def test_what_is_done_to_a_plan_stands_in_the_trail(world: World) -> None:
    one_place(world)
    plan, committee = proposed(world), world.actor("committee")
    service.pin(committee, plan.id, *next(iter(pairs(plan))))
    service.send(committee, plan.id)
    service.ask_next(committee, plan.id, False)

    done = select(AuditEvent.action).where(AuditEvent.subject_kind == "plan", AuditEvent.subject_id == plan.id)
    assert set(db.session.scalars(done)) == {
        "plan.made",
        "plan.solved",
        "plan.pair_changed",
        "plan.sent",
        "plan.asks_next",
    }
    assert status_counts(plan.id)[PairStatus.SENT] == 1
    assert answers(plan.id, clock.now()).open == 1
