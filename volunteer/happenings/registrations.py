"""What can happen to registrations of members with sites (报到)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class RegistrationHappening(Happening):
    """Something about one member at one site; `unit_id` is the member's unit."""

    place_id: int
    member_account_id: int


@dataclass(frozen=True, kw_only=True)
class RegistrationAsked(RegistrationHappening):
    """A member asks a site to receive them."""

    action: ClassVar[str] = "registration.asked"


@dataclass(frozen=True, kw_only=True)
class RegistrationWithdrawn(RegistrationHappening):
    """The member takes the request back before the site answered."""

    action: ClassVar[str] = "registration.withdrawn"


@dataclass(frozen=True, kw_only=True)
class RegistrationReceived(RegistrationHappening):
    """The site received the member."""

    action: ClassVar[str] = "registration.received"


@dataclass(frozen=True, kw_only=True)
class RegistrationRefused(RegistrationHappening):
    """The site did not receive the member; `reason` says why."""

    action: ClassVar[str] = "registration.refused"


@dataclass(frozen=True, kw_only=True)
class RegistrationEnded(RegistrationHappening):
    """A registration that held has ended: by the member, by the site with a reason, by leaving, or by moving on.

    `moved_to` is the site that received the member instead.
    """

    action: ClassVar[str] = "registration.ended"
    moved_to: int | None = None


@dataclass(frozen=True, kw_only=True)
class TeamRegistered(Happening):
    """A leader registered members of a team with the site it is paired with, all in one step; the subject is the site.

    `account_ids` are those of the members.
    """

    action: ClassVar[str] = "site.team_registered"
    account_ids: tuple[int, ...]
