"""Skills of members. One that needs approval counts for nothing until a leader has seen the paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.happenings.people import SkillAdded, SkillRemoved
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, require
from volunteer.people.models import Member, MemberSkill
from volunteer.people.queries import own
from volunteer.taxonomy.models import Skill


@use_case
def add_skill(
    work: Work, actor: Actor, member_id: int, code: str, level: int, expires_on: date | None = None
) -> MemberSkill:
    """Add a skill or change its level: the member for oneself, or a leader, whose word approves it at once."""
    member, by_leader = _own_or_managed(actor, member_id)
    skill = _known({code})[code]
    held = _put(work, actor if by_leader else None, member, skill, level)
    held.expires_on = expires_on
    _changed(work, member, by_leader)
    return held


@use_case
def add_skills(work: Work, actor: Actor, levels: Mapping[str, int]) -> list[Skill]:
    """Add several to one's own list; answers those whose paper a leader has to see. What is held already stays."""
    member = own(actor, lock=True)
    known = _known(set(levels))
    held = set(db.session.scalars(select(MemberSkill.skill).where(MemberSkill.member_id == member.id)))
    added = [skill for code, skill in known.items() if code not in held]
    for skill in added:
        _put(work, None, member, skill, levels[skill.code])
    if added:
        _changed(work, member, by_leader=False)
    return [skill for skill in added if skill.needs_approval]


@use_case
def remove_skill(work: Work, actor: Actor, member_id: int, code: str, reason: str | None = None) -> None:
    """Take a skill off a member's list."""
    member, by_leader = _own_or_managed(actor, member_id)
    db.session.delete(held_by(member.id, code))
    _changed(work, member, by_leader)
    work.record(
        SkillRemoved(
            subject_id=member.id,
            unit_id=member.unit_id,
            member_account_id=member.account_id,
            skill=code,
            reason=reason,
            details={"skill": code},
        )
    )


def held_by(member_id: int, code: str) -> MemberSkill:
    """A skill on a member's list, locked, or NotVisible."""
    held = db.session.get(MemberSkill, (member_id, code), with_for_update=True)
    if held is None:
        raise NotVisible
    return held


def _put(work: Work, approver: Actor | None, member: Member, skill: Skill, level: int) -> MemberSkill:
    held = db.session.get(MemberSkill, (member.id, skill.code), with_for_update=True)
    if held is None:
        held = MemberSkill(member_id=member.id, skill=skill.code)
        db.session.add(held)
    approved = skill.needs_approval and approver is not None
    held.level = level
    held.expires_on = None
    held.approved_at = work.now if approved else None
    held.approved_by = approver.account_id if approver and approved else None
    held.returned_at = held.returned_reason = None
    work.record(
        SkillAdded(
            subject_id=member.id,
            unit_id=member.unit_id,
            pending=skill.needs_approval and approver is None,
            details={"skill": skill.code, "level": level},
        )
    )
    return held


def _changed(work: Work, member: Member, by_leader: bool) -> None:
    member.version += 1
    if not by_leader:
        member.profile_changed_at = work.now
    db.session.flush()


def _known(codes: set[str]) -> dict[str, Skill]:
    found = db.session.scalars(select(Skill).where(Skill.code.in_(codes), Skill.retired.is_(False)))
    known = {skill.code: skill for skill in found}
    if codes - known.keys():
        raise Invalid({"skill": str(_("没有这项技能"))})
    return known


def _own_or_managed(actor: Actor, member_id: int) -> tuple[Member, bool]:
    """The member, and whether the actor is a leader rather than the member."""
    if member_id == actor.member_id:
        return own(actor, lock=True), False
    member = get_visible(Member, actor, Permission.MEMBER_READ, member_id, lock=True)
    require(actor, Permission.MEMBER_MANAGE, unit_path=member.unit.path)
    return member, True
