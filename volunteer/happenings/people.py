"""What can happen to members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class MemberAdded(Happening):
    """A member came in."""

    action: ClassVar[str] = "member.added"


@dataclass(frozen=True, kw_only=True)
class MemberChanged(Happening):
    """The record of a member changed; `kind` is the new kind when that is what changed (D4)."""

    action: ClassVar[str] = "member.changed"
    member_account_id: int
    kind: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Happening):
    """A member changed what matching knows of them: availability, radius, pause, skills that need no approval."""

    action: ClassVar[str] = "member.profile_changed"


@dataclass(frozen=True, kw_only=True)
class ProfileConfirmed(Happening):
    """A member says that all that is known of them is right; `changed` since they last said so."""

    action: ClassVar[str] = "member.profile_confirmed"
    member_account_id: int
    changed: bool


@dataclass(frozen=True, kw_only=True)
class MemberUnmasked(Happening):
    """Somebody looked at the full name and phone of a member; `reason` is the stated purpose."""

    action: ClassVar[str] = "member.unmasked"


@dataclass(frozen=True, kw_only=True)
class SkillAdded(Happening):
    """A member claims a skill. While `pending`, it counts for nothing until a leader approves."""

    action: ClassVar[str] = "member.skill_added"
    pending: bool


@dataclass(frozen=True, kw_only=True)
class SkillApproved(Happening):
    """A leader approved a qualification."""

    action: ClassVar[str] = "member.skill_approved"
    member_account_id: int
    skill: str


@dataclass(frozen=True, kw_only=True)
class SkillReturned(Happening):
    """A leader did not approve a qualification and said why; an approval that still runs goes on."""

    action: ClassVar[str] = "member.skill_returned"
    member_account_id: int
    skill: str


@dataclass(frozen=True, kw_only=True)
class SkillExpiring(Happening):
    """A qualification runs out soon, and its member is reminded."""

    action: ClassVar[str] = "member.skill_expiring"
    member_account_id: int
    skill: str
    expires_on: date


@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(Happening):
    """A member sent a picture of the paper that shows a qualification: for the first time, or to renew it."""

    action: ClassVar[str] = "member.evidence_added"


@dataclass(frozen=True, kw_only=True)
class EvidenceRemoved(Happening):
    """A member took the picture back."""

    action: ClassVar[str] = "member.evidence_removed"


@dataclass(frozen=True, kw_only=True)
class EvidenceOpened(Happening):
    """A leader looked at the picture."""

    action: ClassVar[str] = "member.evidence_opened"


@dataclass(frozen=True, kw_only=True)
class SkillRemoved(Happening):
    """A skill was taken off a member's list, by the member or by a leader who does not approve it."""

    action: ClassVar[str] = "member.skill_removed"
    member_account_id: int
    skill: str
