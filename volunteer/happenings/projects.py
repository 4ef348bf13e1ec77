"""What can happen to projects and their sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class ProjectHappening(Happening):
    """`subject_id` is the project, `unit_id` the organizing unit, `maker_id` the account that made the project."""

    demand_ids: tuple[int, ...] = ()
    maker_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ProjectMade(ProjectHappening):
    """A draft exists."""

    action: ClassVar[str] = "project.made"


@dataclass(frozen=True, kw_only=True)
class ProjectEdited(ProjectHappening):
    """Words, positions or sessions of a project changed; `details["changed"]` names the fields."""

    action: ClassVar[str] = "project.edited"


@dataclass(frozen=True, kw_only=True)
class ProjectSubmitted(ProjectHappening):
    """A draft waits for approval."""

    action: ClassVar[str] = "project.submitted"


@dataclass(frozen=True, kw_only=True)
class ProjectReturned(ProjectHappening):
    """The approver sent it back with a reason."""

    action: ClassVar[str] = "project.returned"


@dataclass(frozen=True, kw_only=True)
class ChecklistTicked(ProjectHappening):
    """An organizer has seen to an item of the list; `details["item_id"]` says which."""

    action: ClassVar[str] = "project.ticked"


@dataclass(frozen=True, kw_only=True)
class ChecklistUnticked(ProjectHappening):
    """It is not seen to after all."""

    action: ClassVar[str] = "project.unticked"


@dataclass(frozen=True, kw_only=True)
class ProjectPublished(ProjectHappening):
    """Its positions can be claimed."""

    action: ClassVar[str] = "project.published"


@dataclass(frozen=True, kw_only=True)
class ProjectUnpublished(ProjectHappening):
    """Taken back before anybody signed up."""

    action: ClassVar[str] = "project.unpublished"


@dataclass(frozen=True, kw_only=True)
class ProjectCancelled(ProjectHappening):
    """It will not take place; whoever had signed up is told."""

    action: ClassVar[str] = "project.cancelled"


@dataclass(frozen=True, kw_only=True)
class ProjectDiscarded(ProjectHappening):
    """Given up before it was ever open to claims."""

    action: ClassVar[str] = "project.discarded"


@dataclass(frozen=True, kw_only=True)
class ServiceBegan(ProjectHappening):
    """The first helper of a project checked in."""

    action: ClassVar[str] = "project.began"


@dataclass(frozen=True, kw_only=True)
class ProjectFinished(ProjectHappening):
    """All its service is done."""

    action: ClassVar[str] = "project.finished"


@dataclass(frozen=True, kw_only=True)
class HeadcountChanged(ProjectHappening):
    """A position asks for more or fewer people."""

    action: ClassVar[str] = "project.headcount_changed"
    position_id: int
    headcount: int


@dataclass(frozen=True, kw_only=True)
class SessionHappening(Happening):
    """`subject_id` is the session, `unit_id` the organizing unit."""

    project_id: int


@dataclass(frozen=True, kw_only=True)
class SessionAdded(SessionHappening):
    """A project got one more session."""

    action: ClassVar[str] = "session.added"


@dataclass(frozen=True, kw_only=True)
class SessionMoved(SessionHappening):
    """A session has a new time or place; claims on it are to be confirmed again (D7)."""

    action: ClassVar[str] = "session.moved"
    starts: datetime
    ends: datetime


@dataclass(frozen=True, kw_only=True)
class SessionPostponed(SessionHappening):
    """A session will be held later, the new time is not known yet."""

    action: ClassVar[str] = "session.postponed"


@dataclass(frozen=True, kw_only=True)
class SessionCancelled(SessionHappening):
    """A session will not be held."""

    action: ClassVar[str] = "session.cancelled"


@dataclass(frozen=True, kw_only=True)
class CheckInWaySet(SessionHappening):
    """People check in by code or on their own word, with or without saying where the phone is."""

    action: ClassVar[str] = "session.check_in_way_set"


@dataclass(frozen=True, kw_only=True)
class HostNamed(SessionHappening):
    """A session got a host (现场负责人)."""

    action: ClassVar[str] = "session.host_named"
    host_id: int | None


@dataclass(frozen=True, kw_only=True)
class BreakSet(SessionHappening):
    """A session got a break that counts no minutes, another one, or none any more."""

    action: ClassVar[str] = "session.break_set"


@dataclass(frozen=True, kw_only=True)
class HeadsSet(SessionHappening):
    """A session asks for other numbers than before, or for a position more; `details["heads"]` has them by line."""

    action: ClassVar[str] = "session.heads_set"


@dataclass(frozen=True, kw_only=True)
class CampaignMade(Happening):
    """A unit calls for a campaign; `unit_id` is the unit."""

    action: ClassVar[str] = "campaign.made"


@dataclass(frozen=True, kw_only=True)
class CampaignEdited(Happening):
    """Its words or days were changed."""

    action: ClassVar[str] = "campaign.edited"


@dataclass(frozen=True, kw_only=True)
class HourChosen(SessionHappening):
    """Whoever claimed a place in a session with a window chose its hour (D8)."""

    action: ClassVar[str] = "session.hour_chosen"
    demand_ids: tuple[int, ...]
    starts: datetime
    ends: datetime


@dataclass(frozen=True, kw_only=True)
class HourOpened(SessionHappening):
    """Nobody is left who wanted to come at the chosen hour: it can be chosen again."""

    action: ClassVar[str] = "session.hour_opened"
    demand_ids: tuple[int, ...]
