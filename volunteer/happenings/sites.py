"""What can happen to sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class SiteAdded(Happening):
    """A village or community was added."""

    action: ClassVar[str] = "site.added"


@dataclass(frozen=True, kw_only=True)
class SiteChanged(Happening):
    """Name, position, phone or pairing of a site changed."""

    action: ClassVar[str] = "site.changed"


@dataclass(frozen=True, kw_only=True)
class TownAdded(Happening):
    """A town, street or park was added."""

    action: ClassVar[str] = "town.added"


@dataclass(frozen=True, kw_only=True)
class TownChanged(Happening):
    """Name, position or phone of a town changed."""

    action: ClassVar[str] = "town.changed"
