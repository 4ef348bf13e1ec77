"""What a member's record looks like to somebody else: masked, or opened on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from volunteer.organization.actor import Actor
from volunteer.people import service
from volunteer.people.models import Member
from volunteer.people.queries import HeldSkill, skills_of
from volunteer.web.humanize import masked_name, masked_phone


@dataclass(frozen=True)
class ShownMember:
    """A member's record for a list or page; names and phones are in clear only if `unmasked`."""

    member: Member
    held: list[HeldSkill]
    unmasked: bool

    @property
    def name(self) -> str:
        """The name, masked unless opened."""
        return self.member.name if self.unmasked else masked_name(self.member.name)

    @property
    def phone(self) -> str | None:
        """The phone, masked unless opened."""
        phone = self.member.phone
        return phone if phone is None or self.unmasked else masked_phone(phone)

    @property
    def skills(self) -> dict[str, int]:
        """Levels of the skills that count today."""
        return {held.code: held.level for held in self.held if held.counts}

    @property
    def pending_skills(self) -> list[str]:
        """Codes that wait for approval."""
        return [held.code for held in self.held if held.needs_approval and held.approved_at is None]


def shown(actor: Actor, members: Sequence[Member], *, unmask: bool = False, purpose: str = "") -> list[ShownMember]:
    """The records as the actor may see them; unmasking is put on record for each."""
    if unmask:
        service.unmask(actor, members, purpose)
    held = skills_of(member.id for member in members)
    return [ShownMember(member, held[member.id], unmask) for member in members]
