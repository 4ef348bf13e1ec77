"""What can happen to what teams offer, and to the orders of sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class ResourceHappening(Happening):
    """`subject_id` is the resource, `unit_id` the unit that offers it."""


@dataclass(frozen=True, kw_only=True)
class ResourceMade(ResourceHappening):
    """A draft exists."""

    action: ClassVar[str] = "resource.made"


@dataclass(frozen=True, kw_only=True)
class ResourceEdited(ResourceHappening):
    """It was rewritten."""

    action: ClassVar[str] = "resource.edited"


@dataclass(frozen=True, kw_only=True)
class ResourcePublished(ResourceHappening):
    """Sites can order it."""

    action: ClassVar[str] = "resource.published"


@dataclass(frozen=True, kw_only=True)
class ResourceWithdrawn(ResourceHappening):
    """It cannot be ordered any more; the orders that stand are kept."""

    action: ClassVar[str] = "resource.withdrawn"


@dataclass(frozen=True, kw_only=True)
class ResourcePassedOn(ResourceHappening):
    """Its unit was closed: `unit_id` is the successor, which offers it from now on."""

    action: ClassVar[str] = "resource.passed_on"


@dataclass(frozen=True, kw_only=True)
class OrderHappening(Happening):
    """`subject_id` is the order, `unit_id` the unit that offers what was ordered."""

    resource_id: int
    demand_id: int
    site_id: int


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(OrderHappening):
    """A site ordered; the demand exists and waits for the unit's answer."""

    action: ClassVar[str] = "order.placed"


@dataclass(frozen=True, kw_only=True)
class OrderMoved(OrderHappening):
    """The site changed the time of the demand, and the booking follows."""

    action: ClassVar[str] = "order.moved"


@dataclass(frozen=True, kw_only=True)
class OrderAccepted(OrderHappening):
    """The unit will come."""

    action: ClassVar[str] = "order.accepted"


@dataclass(frozen=True, kw_only=True)
class OrderDeclined(OrderHappening):
    """The unit cannot, with a reason; what it held is free again."""

    action: ClassVar[str] = "order.declined"


@dataclass(frozen=True, kw_only=True)
class OrderWithdrawn(OrderHappening):
    """The site took it back; what it held is free again."""

    action: ClassVar[str] = "order.withdrawn"
