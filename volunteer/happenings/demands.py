"""What can happen to demands and their ratings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class DemandHappening(Happening):
    """`subject_id` is the demand, `unit_id` the responsible unit, `asker_id` the account that asked, if one did."""

    asker_id: int | None
    site_id: int


@dataclass(frozen=True, kw_only=True)
class DemandPosted(DemandHappening):
    """A draft exists."""

    action: ClassVar[str] = "demand.posted"


@dataclass(frozen=True, kw_only=True)
class DemandEdited(DemandHappening):
    """A draft or returned demand was rewritten."""

    action: ClassVar[str] = "demand.edited"


@dataclass(frozen=True, kw_only=True)
class DemandSubmitted(DemandHappening):
    """It has a number, a responsible unit and a deadline."""

    action: ClassVar[str] = "demand.submitted"


@dataclass(frozen=True, kw_only=True)
class DemandAccepted(DemandHappening):
    """The unit will make a project of it."""

    action: ClassVar[str] = "demand.accepted"


@dataclass(frozen=True, kw_only=True)
class DemandReturned(DemandHappening):
    """The unit asks for more, with a reason."""

    action: ClassVar[str] = "demand.returned"


@dataclass(frozen=True, kw_only=True)
class DemandDeclined(DemandHappening):
    """The unit cannot help, with a reason."""

    action: ClassVar[str] = "demand.declined"


@dataclass(frozen=True, kw_only=True)
class DemandForwarded(DemandHappening):
    """Another unit is responsible now; `unit_id` is the new one."""

    action: ClassVar[str] = "demand.forwarded"


@dataclass(frozen=True, kw_only=True)
class DemandWithdrawn(DemandHappening):
    """The asker took it back before it was published."""

    action: ClassVar[str] = "demand.withdrawn"


@dataclass(frozen=True, kw_only=True)
class DemandPublished(DemandHappening):
    """A project answers it."""

    action: ClassVar[str] = "demand.published"


@dataclass(frozen=True, kw_only=True)
class DemandUnpublished(DemandHappening):
    """Its project was taken back or cancelled: it waits for another one."""

    action: ClassVar[str] = "demand.unpublished"


@dataclass(frozen=True, kw_only=True)
class DemandServiceBegan(DemandHappening):
    """The first helper has checked in."""

    action: ClassVar[str] = "demand.began"


@dataclass(frozen=True, kw_only=True)
class DemandServed(DemandHappening):
    """The service is over; the site is asked to rate it."""

    action: ClassVar[str] = "demand.served"


@dataclass(frozen=True, kw_only=True)
class DemandChanged(DemandHappening):
    """The asker wants something else after publishing (D7); None where nothing changes."""

    action: ClassVar[str] = "demand.changed"
    headcount: int | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    public_place: str | None = None


@dataclass(frozen=True, kw_only=True)
class DemandCancelled(DemandHappening):
    """The asker no longer needs it, after publishing."""

    action: ClassVar[str] = "demand.cancelled"


@dataclass(frozen=True, kw_only=True)
class DemandRated(DemandHappening):
    """The site or the recipient said how it was; `details` holds kind and score."""

    action: ClassVar[str] = "demand.rated"


@dataclass(frozen=True, kw_only=True)
class DemandReopened(DemandHappening):
    """It is to be done again, with its story kept."""

    action: ClassVar[str] = "demand.reopened"


@dataclass(frozen=True, kw_only=True)
class DemandClosed(DemandHappening):
    """Struck off."""

    action: ClassVar[str] = "demand.closed"
