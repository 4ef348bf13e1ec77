"""How far members told what matching needs, and which skills there are: counted by unit, never by person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, func, or_, select

from volunteer.kernel.database import db
from volunteer.organization.models import Unit
from volunteer.organization.queries import Top, within_each
from volunteer.people.models import SERVING, Member, MemberSkill, Registration, RegistrationStatus
from volunteer.people.qualifications import waits
from volunteer.people.queries import skill_counts
from volunteer.taxonomy.models import Skill

# What may still be missing of a member, in the order in which people are asked for it.
LACKS: Mapping[str, ColumnElement[bool]] = {
    "profile": Member.profile_assumed.is_(True),
    "home": or_(Member.home_lon.is_(None), Member.home_lat.is_(None)),
    "skills": ~exists().where(MemberSkill.member_id == Member.id),
    "registration": ~exists().where(
        Registration.member_id == Member.id, Registration.status == RegistrationStatus.RECEIVED
    ),
    "phone": Member.phone.is_(None),
}
TOLD: Mapping[str, LazyString] = {
    "profile": _l("确认了空闲时间和范围"),
    "home": _l("填了常住地点"),
    "skills": _l("登记了技能"),
    "registration": _l("到社区报到"),
    "phone": _l("留了手机"),
}
NOT_TOLD: Mapping[str, LazyString] = {
    "profile": _l("没确认空闲时间"),
    "home": _l("没填常住地点"),
    "skills": _l("没登记技能"),
    "registration": _l("没到社区报到"),
    "phone": _l("没留手机"),
}


@dataclass(frozen=True)
class Progress:
    """How many serving members a unit has with everything below it, and how many lack what."""

    members: int = 0
    lacking: Mapping[str, int] = field(default_factory=dict)

    def told(self, what: str) -> int:
        """How many told this."""
        return self.members - self.lacking.get(what, 0)


@dataclass(frozen=True)
class SkillRow:
    """One skill in a unit: members by level, those whose qualification waits, and the places that ask for it."""

    skill: str
    levels: Mapping[int, int]
    pending: int
    wanted: int

    @property
    def members(self) -> int:
        """All whose skill counts today."""
        return sum(self.levels.values())


def progress(unit_ids: Collection[int]) -> dict[int, Progress]:
    """Each unit's progress in one statement."""
    within, these = within_each(unit_ids)
    lacking = [func.count().filter(condition) for condition in LACKS.values()]
    statement = (
        select(Top.id, func.count(), *lacking)
        .select_from(Member)
        .join(Unit, Unit.id == Member.unit_id)
        .join(Top, within)
        .where(these, Member.kind.in_(SERVING))
        .group_by(Top.id)
    )
    return {
        unit_id: Progress(members, dict(zip(LACKS, counts, strict=True)))
        for unit_id, members, *counts in db.session.execute(statement)
    }


def skill_rows(unit: Unit, wanted: Mapping[str, int], day: date) -> list[SkillRow]:
    """Every skill that somebody has or a coming session asks for: what is short stands first, then by code."""
    counted = skill_counts(day)
    statement = (
        select(
            MemberSkill.skill,
            MemberSkill.level,
            func.count().filter(counted),
            func.count().filter(waits()),
        )
        .join(Skill, Skill.code == MemberSkill.skill)
        .join(Member, Member.id == MemberSkill.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Unit.path.startswith(unit.path, autoescape=True), Member.kind.in_(SERVING))
        .group_by(MemberSkill.skill, MemberSkill.level)
    )
    levels: dict[str, dict[int, int]] = {skill: {} for skill in wanted}
    pending: dict[str, int] = {}
    for skill, level, count, waiting in db.session.execute(statement):
        levels.setdefault(skill, {})[level] = count
        pending[skill] = pending.get(skill, 0) + waiting
    rows = [SkillRow(code, held, pending.get(code, 0), wanted.get(code, 0)) for code, held in levels.items()]
    return sorted(rows, key=lambda row: (row.members >= row.wanted, row.skill))
