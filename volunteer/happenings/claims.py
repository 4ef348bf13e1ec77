"""What happens to claims and to the places that teams hold.

Recipients stand in the fields, so that telling people costs the hot path no query.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class ClaimHappening(Happening):
    """Something about one claim. `subject_id` is the claim, `unit_id` the member's unit when claimed.

    `title` (of the project, public) and `starts` are for the words of notices.
    """

    member_id: int
    member_account_id: int
    position_id: int
    session_id: int
    title: str
    starts: datetime


@dataclass(frozen=True, kw_only=True)
class ClaimConfirmed(ClaimHappening):
    """A place is the member's: claimed, accepted or approved.

    `waived` names the rules that gave way because the member was called out in an emergency (D11).
    """

    action: ClassVar[str] = "claim.confirmed"
    waived: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClaimRequested(ClaimHappening):
    """The place is held until the own leader agrees: to working time (D17), or after absences without a word."""

    action: ClassVar[str] = "claim.requested"
    leader_account_ids: tuple[int, ...] = ()
    often_missing: bool = False


@dataclass(frozen=True, kw_only=True)
class ClaimRefused(ClaimHappening):
    """The own leader did not agree."""

    action: ClassVar[str] = "claim.refused"


@dataclass(frozen=True, kw_only=True)
class ClaimWaitlisted(ClaimHappening):
    """The member waits behind a full position."""

    action: ClassVar[str] = "claim.waitlisted"


@dataclass(frozen=True, kw_only=True)
class ClaimOffered(ClaimHappening):
    """A place is held for the member until `respond_by`."""

    action: ClassVar[str] = "claim.offered"
    respond_by: datetime


@dataclass(frozen=True, kw_only=True)
class ClaimInvited(ClaimHappening):
    """The member is asked; nothing is held."""

    action: ClassVar[str] = "claim.invited"
    respond_by: datetime


@dataclass(frozen=True, kw_only=True)
class ClaimDeclined(ClaimHappening):
    """The member said no to an offer or invitation; nothing follows from it."""

    action: ClassVar[str] = "claim.declined"


@dataclass(frozen=True, kw_only=True)
class ClaimLapsed(ClaimHappening):
    """An offer or invitation ran out."""

    action: ClassVar[str] = "claim.lapsed"


@dataclass(frozen=True, kw_only=True)
class ClaimReleased(ClaimHappening):
    """The place was given back; `organizers` hear of it when the member did it."""

    action: ClassVar[str] = "claim.released"
    organizers: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClaimReleasedByOthers(ClaimHappening):
    """The place was taken back: the service is called off, or the leader withdrew it."""

    action: ClassVar[str] = "claim.withdrawn"


@dataclass(frozen=True, kw_only=True)
class ClaimToReconfirm(ClaimHappening):
    """Time or place changed (D7); `overlaps` tells whether the new time collides with another claim."""

    action: ClassVar[str] = "claim.to_reconfirm"
    overlaps: bool


@dataclass(frozen=True, kw_only=True)
class ClaimReconfirmed(ClaimHappening):
    """The member holds on after a change."""

    action: ClassVar[str] = "claim.reconfirmed"


@dataclass(frozen=True, kw_only=True)
class ClaimAttended(ClaimHappening):
    """The member was there."""

    action: ClassVar[str] = "claim.attended"


@dataclass(frozen=True, kw_only=True)
class ClaimNoShow(ClaimHappening):
    """The member was not there; no penalty follows."""

    action: ClassVar[str] = "claim.no_show"


@dataclass(frozen=True, kw_only=True)
class ClaimNoShowTakenBack(ClaimHappening):
    """The member is not noted as absent any more."""

    action: ClassVar[str] = "claim.no_show_taken_back"


@dataclass(frozen=True, kw_only=True)
class ClaimExplained(ClaimHappening):
    """The member said why they did not come, or came late; what they said is for them and their leader.

    The leaders hear of it when it is said for the first time.
    """

    action: ClassVar[str] = "claim.explained"
    leader_account_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlacesReserved(Happening):
    """A team holds places until a date (D15). `subject_id` is the reservation."""

    action: ClassVar[str] = "reservation.made"
    position_id: int
    places: int


@dataclass(frozen=True, kw_only=True)
class PlacesReturned(Happening):
    """What a team did not fill is open again."""

    action: ClassVar[str] = "reservation.released"
    position_id: int
    places: int
