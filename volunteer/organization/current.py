"""The actor of the request being served."""

from __future__ import annotations

from typing import cast

from volunteer.organization.actor import Actor
from volunteer.web.guard import acting


def current_actor() -> Actor:
    """Who makes this request; NOBODY when not signed in."""
    return cast(Actor, acting())
