"""Selects on qualifications that somebody has to see to: those that wait for a leader, those that run out."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from volunteer.kernel.clock import today
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import unit_within
from volunteer.people.models import SERVING, Member, MemberSkill, SkillEvidence
from volunteer.people.rules import REMINDED_BEFORE
from volunteer.taxonomy.models import Skill


def awaiting_approval(actor: Actor) -> Select[MemberSkill, Member]:
    """Skills that wait for the actor's approval, or for its renewal, with whose they are."""
    return _decided_by(actor).where(waits())


def to_see_to(actor: Actor) -> Select[MemberSkill, Member, bool]:
    """Skills that wait for the actor, then those that run out within 30 days; whether each waits."""
    day = today()
    waiting = waits()
    soon = and_(*runs_out(day, day + max(REMINDED_BEFORE)))
    statement = _decided_by(actor).where(or_(waiting, soon)).add_columns(waiting.label("waits"))
    return statement.order_by(None).order_by(waiting.desc(), MemberSkill.expires_on, Member.pinyin, Member.id)


def runs_out(day: date, until: date) -> tuple[ColumnElement[bool], ...]:
    """In a join of MemberSkill and Member: approved, expiring from one day to another, and not being renewed."""
    return (
        MemberSkill.approved_at.is_not(None),
        MemberSkill.expires_on.between(day, until),
        or_(MemberSkill.returned_at.is_not(None), ~_renewed()),
        Member.kind.in_(SERVING),
    )


def its_paper() -> ColumnElement[bool]:
    """The evidence that belongs to a held skill."""
    return and_(SkillEvidence.member_id == MemberSkill.member_id, SkillEvidence.skill == MemberSkill.skill)


def waits() -> ColumnElement[bool]:
    """In a join of MemberSkill and Skill: it waits for a leader; what was given back waits for the member."""
    asked = or_(MemberSkill.approved_at.is_(None), _renewed())
    return and_(Skill.needs_approval, MemberSkill.returned_at.is_(None), asked)


def _renewed() -> ColumnElement[bool]:
    return exists().where(its_paper(), SkillEvidence.added_at > MemberSkill.approved_at)


def _decided_by(actor: Actor) -> Select[MemberSkill, Member]:
    return (
        select(MemberSkill, Member)
        .join(Member, Member.id == MemberSkill.member_id)
        .join(Skill, Skill.code == MemberSkill.skill)
        .where(unit_within(Member.unit_id, actor.reach(Permission.MEMBER_MANAGE)), Member.kind.in_(SERVING))
        .order_by(Member.pinyin, Member.id)
    )
