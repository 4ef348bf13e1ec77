"""What can happen to the ways on which people are reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class ContactSet(Happening):
    """An account is reached at another address; `details["kind"]` tells on which channel. Subject: the account."""

    action: ClassVar[str] = "account.contact_set"


@dataclass(frozen=True, kw_only=True)
class ContactRemoved(Happening):
    """An address is not used any more. Subject: the account."""

    action: ClassVar[str] = "account.contact_removed"


@dataclass(frozen=True, kw_only=True)
class MessageSentAgain(Happening):
    """A dead message is tried once more. Subject: the message."""

    action: ClassVar[str] = "message.sent_again"


@dataclass(frozen=True, kw_only=True)
class NoticeWaysChosen(Happening):
    """Somebody chose how they are told about what. Subject: the account."""

    action: ClassVar[str] = "account.notice_ways_chosen"


@dataclass(frozen=True, kw_only=True)
class MessageDropped(Happening):
    """A dead message is not tried any more. Subject: the message."""

    action: ClassVar[str] = "message.dropped"


@dataclass(frozen=True, kw_only=True)
class RobotSet(Happening):
    """A unit's group chat has a robot. Subject: the unit."""

    action: ClassVar[str] = "unit.robot_set"


@dataclass(frozen=True, kw_only=True)
class RobotRemoved(Happening):
    """It has none any more. Subject: the unit."""

    action: ClassVar[str] = "unit.robot_removed"


@dataclass(frozen=True, kw_only=True)
class OutboxHeld(Happening):
    """Nothing leaves any more. Subject: the hold."""

    action: ClassVar[str] = "outbox.held"


@dataclass(frozen=True, kw_only=True)
class OutboxReleased(Happening):
    """Messages leave again; `details` tell how many were given up. Subject: the hold."""

    action: ClassVar[str] = "outbox.released"
