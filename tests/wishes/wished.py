"""Wishes of the small city, in the state that a test begins with."""

from __future__ import annotations

from typing import Any

from tests.support.world import World
from volunteer.wishes import service, taking
from volunteer.wishes.models import Wish

PERSON = {"recipient": "王小明", "phone": "13700001234", "address": "花园路 8 号 302", "access_notes": "放学后在家"}


def content(**changes: Any) -> dict[str, Any]:
    """What a site writes down."""
    wish = {"title": "一个新书包", "text": "三年级孩子，想要一个蓝色的书包", "value_yuan": 120}
    return {**wish, **PERSON, **changes}


def collected(world: World, **changes: Any) -> Wish:
    """One that waits to be verified."""
    return service.collect(world.actor("site"), content(**changes))


def published(world: World, **changes: Any) -> Wish:
    """One that can be taken on."""
    return service.verify(world.actor("team"), collected(world, **changes).id)


def claimed(world: World, member: str = "member") -> Wish:
    """One that a member took on."""
    return taking.claim(world.actor(member), published(world).id)


def introduced(world: World) -> Wish:
    """One whose guarded part is open to the member."""
    return service.introduce(world.actor("site"), claimed(world).id)


def fulfilled(world: World) -> Wish:
    """One that the site says is granted."""
    wish = introduced(world)
    taking.deliver(world.actor("member"), wish.id)
    return service.confirm(world.actor("site"), wish.id)
