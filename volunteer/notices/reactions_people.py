"""What members are told of their skills."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.happenings.people import SkillApproved, SkillExpiring, SkillRemoved, SkillReturned
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell

OWN_SKILLS = "/me/skills"


def skill_approved(happening: SkillApproved, work: Work) -> Iterable[Row]:
    """The member learns that the qualification counts."""
    yield tell(work, happening.member_account_id, "skill.approved", OWN_SKILLS, skill=happening.skill)


def skill_returned(happening: SkillReturned, work: Work) -> Iterable[Row]:
    """The member learns what is wrong with the paper."""
    page = f"{OWN_SKILLS}/{happening.skill}"
    said = {"skill": happening.skill, "reason": happening.reason}
    yield tell(work, happening.member_account_id, "skill.returned", page, **said)


def skill_expiring(happening: SkillExpiring, work: Work) -> Iterable[Row]:
    """The member learns when the qualification runs out, and where to show a new paper."""
    page = f"{OWN_SKILLS}/{happening.skill}"
    said = {"skill": happening.skill, "date": happening.expires_on.isoformat()}
    yield tell(work, happening.member_account_id, "skill.expiring", page, **said)


def skill_removed(happening: SkillRemoved, work: Work) -> Iterable[Row]:
    """The member learns that a leader took a skill off the list, and why; one's own doing needs no telling."""
    if work.actor is None or work.actor.account_id != happening.member_account_id:
        reason = happening.reason or ""
        yield tell(work, happening.member_account_id, "skill.removed", OWN_SKILLS, skill=happening.skill, reason=reason)
