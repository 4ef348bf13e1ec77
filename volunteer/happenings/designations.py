"""What can happen to pioneer posts and responsibility areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class DesignationHappening(Happening):
    """Something about one designation; `holder_account_id` is the account of the member who holds it."""

    holder_account_id: int | None = None
    kind: str
    title: str


@dataclass(frozen=True, kw_only=True)
class DesignationNamed(DesignationHappening):
    """A unit or a member was named for a post or an area."""

    action: ClassVar[str] = "designation.named"


@dataclass(frozen=True, kw_only=True)
class DesignationEnded(DesignationHappening):
    """A post or an area ends on a day; its time is kept."""

    action: ClassVar[str] = "designation.ended"
