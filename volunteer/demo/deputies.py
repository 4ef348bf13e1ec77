"""Deputies of the demo city: standing ones, and some who stand in for a leader on leave."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from volunteer.demo.blocks import City
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Role

ACTING = timedelta(days=10)


def make_deputies(city: City, member: dict[str, Any], seed: int) -> None:
    """One for every third team, from its own people but the demo member; every third of them only for a while."""
    random = Random(f"{seed}-deputies")  # plausible, not secret
    by_squad: dict[int, list[dict[str, Any]]] = {}
    for one in city.members:
        by_squad.setdefault(one["unit_id"], []).append(one)
    for n, team in enumerate(city.network.teams[::3]):
        taken = {member["id"], team["leader"]["id"], *(squad["leader"]["id"] for squad in team["squads"])}
        people = [one for squad in team["squads"] for one in by_squad.get(squad["id"], ()) if one["id"] not in taken]
        if people:
            city.rows.add(
                Grant,
                account_id=random.choice(people)["account_id"],
                role=Role.TEAM_LEADER,
                unit_id=team["id"],
                deputy=True,
                since=city.now - timedelta(days=20),
                until=city.now + ACTING if n % 3 == 2 else None,
            )
