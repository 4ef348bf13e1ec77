"""What can happen to units and to guarded private places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class UnitCreated(Happening):
    """A unit was added to the tree."""

    action: ClassVar[str] = "unit.created"


@dataclass(frozen=True, kw_only=True)
class UnitChanged(Happening):
    """Name, duty phone, organ or settings of a unit changed."""

    action: ClassVar[str] = "unit.changed"


@dataclass(frozen=True, kw_only=True)
class UnitMoved(Happening):
    """A unit, with all below it, hangs under another parent."""

    action: ClassVar[str] = "unit.moved"


@dataclass(frozen=True, kw_only=True)
class UnitClosed(Happening):
    """A unit was dissolved; what it answered for passes to its successor (D3)."""

    action: ClassVar[str] = "unit.closed"
    successor_id: int


@dataclass(frozen=True, kw_only=True)
class UnitSplit(Happening):
    """A part of a unit stands beside it now, as a unit of its own; the details name it."""

    action: ClassVar[str] = "unit.split"


@dataclass(frozen=True, kw_only=True)
class PrivatePlaceOpened(Happening):
    """Somebody looked at the guarded part of a place (D6). Subject: the private place; details name what it is of."""

    action: ClassVar[str] = "private_place.opened"


@dataclass(frozen=True, kw_only=True)
class GroupMade(Happening):
    """A collaboration group was set up. Subject: the group."""

    action: ClassVar[str] = "group.made"


@dataclass(frozen=True, kw_only=True)
class GroupRenamed(Happening):
    """A collaboration group has another name. Subject: the group."""

    action: ClassVar[str] = "group.renamed"


@dataclass(frozen=True, kw_only=True)
class OrganGrouped(Happening):
    """An organ joined a collaboration group or left it; details tell from which to which. Subject: the organ."""

    action: ClassVar[str] = "organ.grouped"
