"""Which role makes sense where, and how far whoever gives it must reach. Needs no database."""

from __future__ import annotations

from collections.abc import Sequence

from volunteer.organization.actor import Reach
from volunteer.organization.models import PlaceKind, Tier
from volunteer.organization.permissions import Role

GROUP = "collaboration_group"  # the third kind of node: the teams of its organs, whichever they are at the time

# The kinds of node at which a role can be held.
NODES: dict[Role, frozenset[str]] = {
    Role.ADMIN: frozenset({Tier.BRIGADE}),
    Role.COMMITTEE: frozenset({Tier.BRIGADE}),
    Role.SUPERVISOR: frozenset({Tier.BRIGADE, Tier.TEAM, GROUP}),
    Role.TEAM_LEADER: frozenset({Tier.TEAM}),
    Role.SQUAD_LEADER: frozenset({Tier.SQUAD, Tier.TASK_FORCE, Tier.PIONEER_TEAM}),
    Role.TOWN_OFFICER: frozenset({PlaceKind.TOWN}),
    Role.SITE_OPERATOR: frozenset({PlaceKind.SITE, PlaceKind.GRID}),
}


def fits(role: Role, kind: str) -> bool:
    """Whether a role can be held at a node of this tier or kind."""
    return kind in NODES[role]


def covers_root(reach: Reach) -> bool:
    """Whether the reach takes in a whole network, and with it the places that the network serves."""
    return reach.whole_network


def covers_place(reach: Reach, path: str) -> bool:
    """Whether a node of the place tree is within reach."""
    return covers_root(reach) or reach.covers(place_path=path)


def nodes_within(reach: Reach, unit_paths: Sequence[str], place_paths: Sequence[str], groups: int = 0) -> list[bool]:
    """For every node that a person belongs to or acts for: is it within reach?

    Collaboration groups, and somebody with no node at all, are within reach of whoever covers a whole network.
    """
    inside = [reach.covers(path) for path in unit_paths] + [covers_place(reach, path) for path in place_paths]
    inside += [covers_root(reach)] * groups
    return inside or [covers_root(reach)]
