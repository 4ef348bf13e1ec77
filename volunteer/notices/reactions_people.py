"""What members are told of their skills."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.happenings.people import SkillApproved, SkillRemoved
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell

OWN_SKILLS = "/me/skills"


def skill_approved(happening: SkillApproved, work: Work) -> Iterable[Row]:
    """The member learns that the qualification counts."""
    yield tell(work, happening.member_account_id, "skill.approved", OWN_SKILLS, skill=happening.skill)


def skill_removed(happening: SkillRemoved, work: Work) -> Iterable[Row]:
    """The member learns that a leader took a skill off the list, and why; one's own doing needs no telling."""
    if work.actor is None or work.actor.account_id != happening.member_account_id:
        reason = happening.reason or ""
        yield tell(work, happening.member_account_id, "skill.removed", OWN_SKILLS, skill=happening.skill, reason=reason)
