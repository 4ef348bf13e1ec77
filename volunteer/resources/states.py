"""States of resources and of orders."""

from __future__ import annotations

from enum import StrEnum


class ResourceKind(StrEnum):
    """What a team can offer."""

    SERVICE = "service"
    VENUE = "venue"
    EQUIPMENT = "equipment"
    VEHICLE = "vehicle"
    EXPERT = "expert"


class ResourceStatus(StrEnum):
    """Whether sites can see and order it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class OrderStatus(StrEnum):
    """点单 → 接单 or not."""

    ORDERED = "ordered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class IfDeclined(StrEnum):
    """What the site wants if the team says no."""

    PASS_ON = "pass_on"
    DROP = "drop"


# One at a time: while an order stands, nobody else can have it for that time.
EXCLUSIVE = frozenset({ResourceKind.VENUE, ResourceKind.VEHICLE})
