"""What the tests of this room start from: a resource of team_a, and what a site asks when it orders."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.support.world import World, coming
from volunteer.resources import orders, service
from volunteer.resources.models import Resource, ResourceOrder
from volunteer.resources.states import ResourceKind


def content(world: World, **changes: Any) -> dict[str, Any]:
    """A service that team_a can repeat."""
    return {
        "kind": ResourceKind.SERVICE,
        "unit_id": world.units["team_a"].id,
        "title": "法律咨询进社区",
        "text": "两位执业律师到社区现场解答。",
        "category": "legal",
        "skill": None,
        "headcount": 2,
        "contact_name": "陈队",
        "contact_phone": "0769-22830000",
        **changes,
    }


def offered(world: World, **changes: Any) -> Resource:
    """A published resource."""
    return service.make(world.actor("team"), content(world, **changes), publish_now=True)


def wanted(starts: datetime | None = None, *, hours: float = 2, **changes: Any) -> dict[str, Any]:
    """What a site asks for."""
    starts = starts or coming(days=7)
    return {
        "starts": starts,
        "ends": starts + timedelta(hours=hours),
        "note": "居民想问物业纠纷。",
        "contact_name": "李社工",
        "contact_phone": "13900000000",
        **changes,
    }


def ordered(
    world: World, resource: Resource, starts: datetime | None = None, by: str = "site", **changes: Any
) -> ResourceOrder:
    """An order that waits for its answer."""
    return orders.order(world.actor(by), resource.id, wanted(starts, **changes))
