"""What happens to private calendar feeds. Subject: the feed's address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class CalendarFeedMade(Happening):
    """A member had an address made under which their own calendar can be read."""

    action: ClassVar[str] = "calendar_feed.made"


@dataclass(frozen=True, kw_only=True)
class CalendarFeedRevoked(Happening):
    """The address no longer opens: its owner took it back, or had a new one made."""

    action: ClassVar[str] = "calendar_feed.revoked"
