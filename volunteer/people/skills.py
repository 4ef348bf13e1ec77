"""Skills of members. One that needs approval counts for nothing until a leader has seen the paper."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from volunteer.happenings.people import SkillAdded, SkillApproved, SkillRemoved
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible
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
    skill = db.session.get(Skill, code)
    if skill is None or skill.retired:
        raise Invalid({"skill": str(_("没有这项技能"))})
    held = db.session.get(MemberSkill, (member.id, code), with_for_update=True)
    if held is None:
        held = MemberSkill(member_id=member.id, skill=code)
        db.session.add(held)
    held.level = level
    held.expires_on = expires_on
    approved = skill.needs_approval and by_leader
    held.approved_at = work.now if approved else None
    held.approved_by = actor.account_id if approved else None
    member.version += 1
    db.session.flush()
    pending = skill.needs_approval and not by_leader
    work.record(
        SkillAdded(
            subject_id=member.id, unit_id=member.unit_id, pending=pending, details={"skill": code, "level": level}
        )
    )
    return held


@use_case
def approve_skill(work: Work, actor: Actor, member_id: int, code: str, expires_on: date | None = None) -> MemberSkill:
    """Approve a qualification; never one's own."""
    member = get_visible(Member, actor, Permission.MEMBER_READ, member_id, lock=True)
    require(actor, Permission.MEMBER_MANAGE, unit_path=member.unit.path)
    if member.id == actor.member_id:
        raise Forbidden
    held = _held(member.id, code)
    if expires_on is not None:
        held.expires_on = expires_on
    held.approved_at = work.now
    held.approved_by = actor.account_id
    member.version += 1
    work.record(
        SkillApproved(
            subject_id=member.id,
            unit_id=member.unit_id,
            member_account_id=member.account_id,
            skill=code,
            details={"skill": code},
        )
    )
    return held


@use_case
def remove_skill(work: Work, actor: Actor, member_id: int, code: str, reason: str | None = None) -> None:
    """Take a skill off a member's list."""
    member, _by_leader = _own_or_managed(actor, member_id)
    db.session.delete(_held(member.id, code))
    member.version += 1
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


def _own_or_managed(actor: Actor, member_id: int) -> tuple[Member, bool]:
    """The member, and whether the actor is a leader rather than the member."""
    if member_id == actor.member_id:
        return own(actor, lock=True), False
    member = get_visible(Member, actor, Permission.MEMBER_READ, member_id, lock=True)
    require(actor, Permission.MEMBER_MANAGE, unit_path=member.unit.path)
    return member, True


def _held(member_id: int, code: str) -> MemberSkill:
    held = db.session.get(MemberSkill, (member_id, code), with_for_update=True)
    if held is None:
        raise NotVisible
    return held
