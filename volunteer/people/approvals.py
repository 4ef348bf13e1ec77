"""Leaders decide on qualifications: they look at the paper, approve until a date, or give it back with a reason."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from volunteer.happenings.people import EvidenceOpened, SkillApproved, SkillReturned
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, require
from volunteer.people.evidence import evidence_of
from volunteer.people.models import Member, MemberSkill, SkillEvidence
from volunteer.people.queries import HeldSkill, skills_of
from volunteer.people.skills import held_by


@use_case
def approve_skill(work: Work, actor: Actor, member_id: int, code: str, expires_on: date | None = None) -> MemberSkill:
    """Approve a qualification, or its renewal, until the date given, else the one the member read off the paper."""
    member = decided_for(actor, member_id, lock=True)
    held = held_by(member.id, code)
    paper = db.session.get(SkillEvidence, (member.id, code))
    newer = paper is not None and (held.approved_at is None or paper.added_at > held.approved_at)
    until = expires_on or (paper.expires_on if paper and newer else None) or held.expires_on
    if until is not None and until < clock.local(work.now).date():
        raise Invalid({"expires_on": str(_("有效期已经过了，请填写新的日期"))})
    held.expires_on = until
    held.approved_at = work.now
    held.approved_by = actor.account_id
    held.returned_at = held.returned_reason = held.reminded_on = None
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
def return_skill(work: Work, actor: Actor, member_id: int, code: str, reason: str) -> MemberSkill:
    """Give a qualification back with the reason; an approval that still runs goes on."""
    if not reason.strip():
        raise Invalid({"reason": str(_("请写明退回原因"))})
    member = decided_for(actor, member_id, lock=True)
    held = held_by(member.id, code)
    if not standing_of(member.id, code).waiting:
        raise Refused("not_in_this_state")
    held.returned_at = work.now
    held.returned_reason = reason.strip()
    member.version += 1
    work.record(
        SkillReturned(
            subject_id=member.id,
            unit_id=member.unit_id,
            member_account_id=member.account_id,
            skill=code,
            reason=held.returned_reason,
            details={"skill": code},
        )
    )
    return held


@use_case
def open_evidence(work: Work, actor: Actor, member_id: int, code: str) -> SkillEvidence:
    """The picture, for a leader who may approve it; each look is on record."""
    member = decided_for(actor, member_id)
    paper = evidence_of(member.id, code)
    work.record(EvidenceOpened(subject_id=member.id, unit_id=member.unit_id, details={"skill": code}))
    return paper


def decided_for(actor: Actor, member_id: int, *, lock: bool = False) -> Member:
    """The member whose qualifications the actor may decide on; never one's own."""
    member = get_visible(Member, actor, Permission.MEMBER_READ, member_id, lock=lock)
    require(actor, Permission.MEMBER_MANAGE, unit_path=member.unit.path)
    if member.id == actor.member_id:
        raise Forbidden
    return member


def standing_of(member_id: int, code: str) -> HeldSkill:
    """How one skill of a member stands."""
    return next(one for one in skills_of([member_id])[member_id] if one.code == code)
