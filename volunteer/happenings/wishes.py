"""What can happen to micro-wishes (微心愿)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class WishHappening(Happening):
    """`subject_id` is the wish, `unit_id` the unit that verifies it; both accounts are those to be told.

    `helper` is the account of the member who has, or had, taken it on.
    """

    collected_by: int
    helper: int | None = None


@dataclass(frozen=True, kw_only=True)
class WishCollected(WishHappening):
    """A site wrote it down, or handed it in again; it waits to be verified."""

    action: ClassVar[str] = "wish.collected"


@dataclass(frozen=True, kw_only=True)
class WishEdited(WishHappening):
    """It was rewritten before it was verified."""

    action: ClassVar[str] = "wish.edited"


@dataclass(frozen=True, kw_only=True)
class WishReturned(WishHappening):
    """Whoever verifies it asks the site for more."""

    action: ClassVar[str] = "wish.returned"


@dataclass(frozen=True, kw_only=True)
class WishPublished(WishHappening):
    """Verified by a second person: it can be claimed under its number."""

    action: ClassVar[str] = "wish.published"


@dataclass(frozen=True, kw_only=True)
class WishClaimed(WishHappening):
    """One member takes it on."""

    action: ClassVar[str] = "wish.claimed"


@dataclass(frozen=True, kw_only=True)
class WishReleased(WishHappening):
    """The member gave it back; it can be claimed again."""

    action: ClassVar[str] = "wish.released"


@dataclass(frozen=True, kw_only=True)
class WishTakenBack(WishHappening):
    """The site gave it back to everybody, with a reason."""

    action: ClassVar[str] = "wish.taken_back"


@dataclass(frozen=True, kw_only=True)
class WishIntroduced(WishHappening):
    """The site opened the guarded part to the member."""

    action: ClassVar[str] = "wish.introduced"


@dataclass(frozen=True, kw_only=True)
class WishDelivered(WishHappening):
    """The member says that it is granted."""

    action: ClassVar[str] = "wish.delivered"


@dataclass(frozen=True, kw_only=True)
class WishContested(WishHappening):
    """The site says that it is not granted yet, and why."""

    action: ClassVar[str] = "wish.contested"


@dataclass(frozen=True, kw_only=True)
class WishFulfilled(WishHappening):
    """The site says so, too."""

    action: ClassVar[str] = "wish.fulfilled"


@dataclass(frozen=True, kw_only=True)
class WishThanked(WishHappening):
    """The person's word came through the site."""

    action: ClassVar[str] = "wish.thanked"


@dataclass(frozen=True, kw_only=True)
class WishClosed(WishHappening):
    """Nothing is left to do; the guarded part shuts in a week."""

    action: ClassVar[str] = "wish.closed"


@dataclass(frozen=True, kw_only=True)
class WishWithdrawn(WishHappening):
    """It is not needed any more."""

    action: ClassVar[str] = "wish.withdrawn"


@dataclass(frozen=True, kw_only=True)
class WishOverdue(WishHappening):
    """The next step is late; `waits_for` are the accounts that are reminded."""

    action: ClassVar[str] = "wish.overdue"
    waits_for: tuple[int, ...] = ()
