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
class DemandTakenOnAtOnce(DemandHappening):
    """A need that cannot wait was handed in and taken on in one step; its project follows at once."""

    action: ClassVar[str] = "demand.taken_on_at_once"


@dataclass(frozen=True, kw_only=True)
class DemandNotAccepted(DemandHappening):
    """It was accepted by mistake, and that was taken back."""

    action: ClassVar[str] = "demand.not_accepted"


@dataclass(frozen=True, kw_only=True)
class DemandNotForwarded(DemandHappening):
    """It was passed on by mistake, and came back; `unit_id` is the unit that had been told."""

    action: ClassVar[str] = "demand.not_forwarded"


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
class DemandWordAdded(DemandHappening):
    """Whoever asked without an account said one more thing."""

    action: ClassVar[str] = "demand.word_added"


@dataclass(frozen=True, kw_only=True)
class DemandVouched(DemandHappening):
    """The site says that it needs what a unit asked for in its name."""

    action: ClassVar[str] = "demand.vouched"


@dataclass(frozen=True, kw_only=True)
class DemandCorrected(DemandHappening):
    """The site rewrote what a unit had asked for in its name."""

    action: ClassVar[str] = "demand.corrected"


@dataclass(frozen=True, kw_only=True)
class DemandCompleted(DemandHappening):
    """The site filled in what somebody without an account could not know; `details` name the fields."""

    action: ClassVar[str] = "demand.completed"


@dataclass(frozen=True, kw_only=True)
class DemandLinkRenewed(DemandHappening):
    """A new private link to it was made; the ones before have ended."""

    action: ClassVar[str] = "demand.link_renewed"


@dataclass(frozen=True, kw_only=True)
class DemandClosed(DemandHappening):
    """Struck off."""

    action: ClassVar[str] = "demand.closed"


@dataclass(frozen=True, kw_only=True)
class DemandMerged(DemandHappening):
    """It is the same need as another, in `details`, and done with it; the asker follows that one's story."""

    action: ClassVar[str] = "demand.merged"


@dataclass(frozen=True, kw_only=True)
class DemandClosedTogether(DemandHappening):
    """The site's word on the one it was done with, in `details`, struck it off as well."""

    action: ClassVar[str] = "demand.closed_together"


@dataclass(frozen=True, kw_only=True)
class DemandRejoined(DemandHappening):
    """What it was done with, in `details`, is done again, and it with that."""

    action: ClassVar[str] = "demand.rejoined"


@dataclass(frozen=True, kw_only=True)
class DemandSplit(DemandHappening):
    """It is a need of its own again, and waits for an answer; `details` holds what it had been merged into."""

    action: ClassVar[str] = "demand.split"


@dataclass(frozen=True, kw_only=True)
class DemandSorted(DemandHappening):
    """A triager corrected category, skill, hurry or number of helpers; `details` holds what was and what is."""

    action: ClassVar[str] = "demand.sorted"


@dataclass(frozen=True, kw_only=True)
class DemandToldApart(DemandHappening):
    """It resembles another, in `details`, and is none the less a different need."""

    action: ClassVar[str] = "demand.told_apart"


@dataclass(frozen=True, kw_only=True)
class DemandToldAlike(DemandHappening):
    """That it is a different need than another, in `details`, was a mistake."""

    action: ClassVar[str] = "demand.told_alike"


@dataclass(frozen=True, kw_only=True)
class DemandMasked(DemandHappening):
    """What was too personal in its public words was taken out by a triager; `details` holds the kinds."""

    action: ClassVar[str] = "demand.masked"


@dataclass(frozen=True, kw_only=True)
class DemandDeclaredHarmless(DemandHappening):
    """A triager says that its words may be public as they are; `details` holds the kinds of what looked personal."""

    action: ClassVar[str] = "demand.declared_harmless"


@dataclass(frozen=True, kw_only=True)
class DemandNotHarmless(DemandHappening):
    """That its words may be public was a mistake; `details` holds the kinds of what looks personal."""

    action: ClassVar[str] = "demand.not_harmless"


@dataclass(frozen=True, kw_only=True)
class DemandHourChosen(DemandHappening):
    """A helper of a small thing chose the hour (D8); the reason says which."""

    action: ClassVar[str] = "demand.hour_chosen"


@dataclass(frozen=True, kw_only=True)
class DemandHourOpened(DemandHappening):
    """The helper who chose the hour cannot come: it is open again."""

    action: ClassVar[str] = "demand.hour_opened"
