"""Who handles a complaint, decided without a database."""

from __future__ import annotations

from volunteer.complaints.rules import MACHINE, Facts, handling_unit, may_handle, tiers_above, tiers_from
from volunteer.organization.actor import Actor, GrantView
from volunteer.organization.permissions import Role

ROOT, TEAM, SQUAD = 1, 12, 345
HANDLING = {TEAM: [20, 21], ROOT: [10, 11]}


def actor(account_id: int, *grants: tuple[Role, int], group_id: int | None = None) -> Actor:
    """Somebody with roles at units."""
    held = tuple(GrantView(role, "unit", node, f"{node}/", "team", group_id) for role, node in grants)
    return Actor(account_id=account_id, grants=held)


def test_it_goes_to_the_unit_above_the_one_named_and_at_the_top_stays_there() -> None:
    assert tiers_above("1/12/345/") == [TEAM, ROOT]
    assert tiers_above("1/") == [ROOT]
    assert tiers_from("1/12/") == [TEAM, ROOT]


def test_a_tier_whose_leaders_are_all_named_or_missing_is_passed_over() -> None:
    assert handling_unit([TEAM, ROOT], HANDLING, []) == TEAM
    assert handling_unit([TEAM, ROOT], HANDLING, [20]) == TEAM
    assert handling_unit([TEAM, ROOT], HANDLING, [20, 21]) == ROOT
    assert handling_unit([TEAM, ROOT], {ROOT: [10]}, []) == ROOT


def test_where_nobody_may_it_waits_at_the_top() -> None:
    assert handling_unit([ROOT], HANDLING, [10, 11]) == ROOT
    assert handling_unit([TEAM, ROOT], HANDLING, [10, 11, 20, 21]) == ROOT
    assert handling_unit([TEAM, ROOT], {}, []) == ROOT


def test_only_the_tier_that_handles_it_may() -> None:
    facts = Facts(TEAM, SQUAD, frozenset({21}))
    assert may_handle(actor(20, (Role.TEAM_LEADER, TEAM)), facts)
    assert not may_handle(actor(21, (Role.TEAM_LEADER, TEAM)), facts)
    assert not may_handle(actor(10, (Role.COMMITTEE, ROOT)), facts)
    assert not may_handle(actor(40, (Role.SQUAD_LEADER, SQUAD)), facts)
    assert not may_handle(Actor(account_id=None), facts)


def test_who_leads_the_unit_named_does_not_handle_it_from_a_second_office() -> None:
    of_team, of_squad = Facts(ROOT, TEAM, frozenset()), Facts(TEAM, SQUAD, frozenset())
    assert may_handle(actor(10, (Role.COMMITTEE, ROOT)), of_team)
    assert not may_handle(actor(10, (Role.COMMITTEE, ROOT), (Role.TEAM_LEADER, TEAM)), of_team)
    assert not may_handle(actor(20, (Role.TEAM_LEADER, TEAM), (Role.SQUAD_LEADER, SQUAD)), of_squad)


def test_what_names_the_top_is_handled_by_another_person_of_the_top() -> None:
    facts = Facts(ROOT, ROOT, frozenset({10}))
    assert not may_handle(actor(10, (Role.COMMITTEE, ROOT)), facts)
    assert may_handle(actor(11, (Role.COMMITTEE, ROOT)), facts)


def test_supervisors_and_administrators_handle_none_and_a_group_gives_no_complaints() -> None:
    for unit in (ROOT, TEAM):
        facts = Facts(unit, SQUAD, frozenset())
        for role in (Role.SUPERVISOR, Role.ADMIN, Role.SQUAD_LEADER):
            assert not may_handle(actor(30, (role, unit)), facts)
        assert not may_handle(actor(30, (Role.TEAM_LEADER, unit), group_id=5), facts)


def test_every_state_is_reached() -> None:
    assert MACHINE.unreachable() == set()
