"""Selects on members, within reach."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select

from volunteer.kernel.clock import today
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Place, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.queries import counted_below, from_top
from volunteer.organization.scope import scoped, unit_within, visible
from volunteer.people.models import (
    SERVING,
    Member,
    MemberInterest,
    MemberSkill,
    Registration,
    RegistrationStatus,
    SkillEvidence,
)
from volunteer.people.qualifications import its_paper
from volunteer.people.rules import counts
from volunteer.taxonomy.models import Skill


@dataclass(frozen=True)
class HeldSkill:
    """One skill on a member's list."""

    member_id: int
    code: str
    level: int
    needs_approval: bool
    approved_at: datetime | None
    expires_on: date | None
    counts: bool
    returned_reason: str | None = None
    shown_at: datetime | None = None  # when the picture of its paper came in
    asked_until: date | None = None  # the date on that paper

    @property
    def standing(self) -> str:
        """How a qualification stands (see web.statuses), for a skill that needs approval."""
        if self.approved_at is None:
            return "returned" if self.returned_reason else "pending"
        return "approved" if self.counts else "expired"

    @property
    def waiting(self) -> bool:
        """Whether a leader has to decide: on the qualification, or on newer evidence that asks for its renewal."""
        if not self.needs_approval or self.returned_reason:
            return False
        return self.approved_at is None or (self.shown_at is not None and self.shown_at > self.approved_at)

    @property
    def renewing(self) -> bool:
        """Approved once, and newer evidence waits."""
        return self.waiting and self.approved_at is not None


@scoped(Member)
def _members(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    return unit_within(Member.unit_id, reach)


def members(
    actor: Actor,
    *,
    q: str | None = None,
    unit: int | None = None,
    skill: str | None = None,
    kind: str | None = None,
    permission: Permission = Permission.MEMBER_READ,
) -> Select[Member]:
    """Members by pinyin; those who left only when their kind is asked for. `unit` means the unit and all below."""
    statement = visible(Member, actor, permission)
    statement = statement.where(Member.kind == kind if kind else Member.kind.in_(SERVING))
    if q:
        statement = statement.where(name_matches(q))
    if unit is not None:
        top = select(Unit.path).where(Unit.id == unit).scalar_subquery()
        statement = statement.where(Member.unit_id.in_(select(Unit.id).where(from_top(top))))
    if skill:
        statement = statement.where(Member.id.in_(holders_of(skill, today())))
    return statement.order_by(Member.pinyin, Member.id)


def name_matches(q: str) -> ColumnElement[bool]:
    """The name begins with the text, in characters, full pinyin or initials; or it is the member's number."""
    typed = "".join(q.lower().split())
    return or_(
        Member.name.startswith(q.strip(), autoescape=True),
        Member.pinyin.startswith(typed, autoescape=True),
        Member.initials.startswith(typed, autoescape=True),
        Member.number == q.strip(),
    )


def holders_of(skill: str, day: date) -> Select[int]:
    """The ids of members whose skill counts on a day."""
    return (
        select(MemberSkill.member_id)
        .join(Skill, Skill.code == MemberSkill.skill)
        .where(MemberSkill.skill == skill, skill_counts(day))
    )


def skill_counts(day: date) -> ColumnElement[bool]:
    """In a join of MemberSkill and Skill: approved if it needs to be, and not expired."""
    return and_(
        or_(Skill.needs_approval.is_(False), MemberSkill.approved_at.is_not(None)),
        or_(MemberSkill.expires_on.is_(None), MemberSkill.expires_on >= day),
    )


def skills_of(member_ids: Iterable[int]) -> dict[int, list[HeldSkill]]:
    """The skills of several members at once, in the order of their codes."""
    wanted = list(member_ids)
    statement = (
        select(MemberSkill, Skill.needs_approval, SkillEvidence.added_at, SkillEvidence.expires_on)
        .join(Skill, Skill.code == MemberSkill.skill)
        .outerjoin(SkillEvidence, its_paper())
        .where(MemberSkill.member_id.in_(wanted))
        .order_by(MemberSkill.skill)
    )
    found: dict[int, list[HeldSkill]] = {member_id: [] for member_id in wanted}
    day = today()
    for held, needs_approval, shown_at, asked_until in db.session.execute(statement):
        found[held.member_id].append(
            HeldSkill(
                member_id=held.member_id,
                code=held.skill,
                level=held.level,
                needs_approval=needs_approval,
                approved_at=held.approved_at,
                expires_on=held.expires_on,
                counts=counts(needs_approval, held.approved_at, held.expires_on, day),
                returned_reason=held.returned_reason,
                shown_at=shown_at,
                asked_until=asked_until,
            )
        )
    return found


def interests_of(member_id: int) -> list[str]:
    """The categories a member likes to serve in."""
    statement = select(MemberInterest.category).where(MemberInterest.member_id == member_id)
    return list(db.session.scalars(statement.order_by(MemberInterest.category)))


def registered_places(member_id: int) -> Sequence[Place]:
    """Where the member is registered (报到): one site, or two."""
    return db.session.scalars(
        select(Place)
        .join(Registration, Registration.place_id == Place.id)
        .where(Registration.member_id == member_id, Registration.status == RegistrationStatus.RECEIVED)
        .order_by(Registration.kind.desc(), Registration.since)  # residence first
    ).all()


def own(actor: Actor, *, lock: bool = False) -> Member:
    """The member the actor is; NotVisible for accounts that are nobody's membership."""
    if actor.member_id is None:
        raise NotVisible
    statement = select(Member).where(Member.id == actor.member_id)
    if lock:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.session.scalars(statement).one()


def member_counts(unit_ids: Collection[int]) -> dict[int, int]:
    """How many serving members each of some units has, itself and below."""
    return counted_below(unit_ids, Member, Member.unit_id, Member.kind.in_(SERVING))
