"""What happens to the data of people: asked for, taken along, erased; leaks and drills of leaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class OwnDataExported(Happening):
    """Somebody took along all that is known about them; the subject is their account."""

    action: ClassVar[str] = "own_data.exported"


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(Happening):
    """Somebody agreed to a version of the text; the subject is their account."""

    action: ClassVar[str] = "own_data.consented"


@dataclass(frozen=True, kw_only=True)
class DataRequestHappening(Happening):
    """Something about a request; `of_account_id` is whose it is, None for a resident's."""

    kind: str
    of_account_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class DataRequested(DataRequestHappening):
    """Somebody asks for a correction, for deletion, or else."""

    action: ClassVar[str] = "data_request.made"


@dataclass(frozen=True, kw_only=True)
class DataRequestAnswered(DataRequestHappening):
    """It was done, or declined with a reason."""

    action: ClassVar[str] = "data_request.answered"
    declined: bool = False


@dataclass(frozen=True, kw_only=True)
class DataRequestCancelled(DataRequestHappening):
    """Whoever asked changed their mind."""

    action: ClassVar[str] = "data_request.cancelled"


@dataclass(frozen=True, kw_only=True)
class PersonErased(Happening):
    """The profile of a member is gone; what the law has kept stays under the number of the row."""

    action: ClassVar[str] = "own_data.erased"


@dataclass(frozen=True, kw_only=True)
class RetentionApplied(Happening):
    """What had been kept long enough is gone; `details` count it by kind."""

    action: ClassVar[str] = "retention.applied"


@dataclass(frozen=True, kw_only=True)
class LeakOpened(Happening):
    """A leak, or a drill of one, was entered."""

    action: ClassVar[str] = "leak.opened"


@dataclass(frozen=True, kw_only=True)
class LeakTold(Happening):
    """The authority or the people concerned were told; `details` say whom."""

    action: ClassVar[str] = "leak.told"


@dataclass(frozen=True, kw_only=True)
class LeakClosed(Happening):
    """What was learned of it is written down."""

    action: ClassVar[str] = "leak.closed"
