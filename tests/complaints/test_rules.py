"""Who handles a complaint, decided without a database."""

from __future__ import annotations

from volunteer.complaints.rules import MACHINE, Desk, Facts, desk_for, handlers, may_handle, tiers_above
from volunteer.organization.actor import Actor, GrantView
from volunteer.organization.permissions import Role

ROOT, TEAM, SQUAD = 1, 12, 345
LEADERS = {TEAM: [20, 21], ROOT: [10, 11]}


def actor(account_id: int, *grants: tuple[Role, int], group_id: int | None = None) -> Actor:
    """Somebody with roles at units."""
    held = tuple(GrantView(role, "unit", node, f"{node}/", "team", group_id) for role, node in grants)
    return Actor(account_id=account_id, grants=held)


def test_it_goes_to_the_unit_above_the_one_named_and_at_the_top_stays_there() -> None:
    assert tiers_above("1/12/345/") == [TEAM, ROOT]
    assert tiers_above("1/") == [ROOT]


def test_a_tier_whose_leaders_are_all_named_or_missing_is_passed_over() -> None:
    assert desk_for([TEAM, ROOT], LEADERS, [], at_the_top=False) == Desk(TEAM, oversight=False)
    assert desk_for([TEAM, ROOT], LEADERS, [20], at_the_top=False) == Desk(TEAM, oversight=False)
    assert desk_for([TEAM, ROOT], LEADERS, [20, 21], at_the_top=False) == Desk(ROOT, oversight=False)
    assert desk_for([TEAM, ROOT], {ROOT: [10]}, [], at_the_top=False) == Desk(ROOT, oversight=False)


def test_where_nobody_stands_above_the_supervisors_join() -> None:
    assert desk_for([ROOT], LEADERS, [10], at_the_top=True) == Desk(ROOT, oversight=True)
    assert desk_for([TEAM, ROOT], LEADERS, [10, 11, 20, 21], at_the_top=False) == Desk(ROOT, oversight=True)


def test_handlers_are_those_at_the_desk_but_never_who_is_named() -> None:
    assert handlers(Desk(TEAM, oversight=False), LEADERS, [30], [20]) == [21]
    assert handlers(Desk(ROOT, oversight=True), LEADERS, [30], [10]) == [11, 30]
    assert handlers(Desk(ROOT, oversight=True), {ROOT: [10]}, [], [10]) == []


def test_only_the_tier_that_handles_it_may() -> None:
    facts = Facts(Desk(TEAM, oversight=False), SQUAD, frozenset({21}))
    assert may_handle(actor(20, (Role.TEAM_LEADER, TEAM)), facts)
    assert not may_handle(actor(21, (Role.TEAM_LEADER, TEAM)), facts)
    assert not may_handle(actor(10, (Role.COMMITTEE, ROOT)), facts)
    assert not may_handle(actor(40, (Role.SQUAD_LEADER, SQUAD)), facts)
    assert not may_handle(actor(30, (Role.SUPERVISOR, TEAM)), facts)
    assert not may_handle(Actor(account_id=None), facts)


def test_who_leads_the_unit_named_does_not_handle_it_from_a_second_office() -> None:
    facts = Facts(Desk(ROOT, oversight=False), TEAM, frozenset())
    assert may_handle(actor(10, (Role.COMMITTEE, ROOT)), facts)
    assert not may_handle(actor(10, (Role.COMMITTEE, ROOT), (Role.TEAM_LEADER, TEAM)), facts)


def test_supervisors_handle_only_what_needs_them_and_not_through_a_group() -> None:
    with_them = Facts(Desk(ROOT, oversight=True), ROOT, frozenset())
    without = Facts(Desk(ROOT, oversight=False), TEAM, frozenset())
    supervisor = actor(30, (Role.SUPERVISOR, ROOT))
    assert may_handle(supervisor, with_them)
    assert not may_handle(supervisor, without)
    assert not may_handle(actor(30, (Role.SUPERVISOR, ROOT), group_id=5), with_them)


def test_every_state_is_reached() -> None:
    assert MACHINE.unreachable() == set()
