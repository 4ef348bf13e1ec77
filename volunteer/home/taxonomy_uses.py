"""How much each skill and category is used, for whoever keeps the lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from volunteer.demands.models import Demand
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.people.models import SERVING, Member, MemberSkill
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.taxonomy.usage import Use


def holders() -> dict[str, int]:
    """By skill: the serving members who have it on their list."""
    statement = select(MemberSkill.skill, func.count()).join(Member, Member.id == MemberSkill.member_id)
    return _counts(statement.where(Member.kind.in_(SERVING)).group_by(MemberSkill.skill))


def positions() -> dict[str, int]:
    """By skill: the positions of coming sessions that ask for it."""
    statement = select(Position.skill, func.count()).join(ServiceSession, ServiceSession.id == Position.session_id)
    ahead = statement.where(Position.skill.is_not(None), ServiceSession.ends > clock.now())
    return _counts(ahead.group_by(Position.skill))


def demands() -> dict[str, int]:
    """By category: all demands there were."""
    return _counts(select(Demand.category, func.count()).group_by(Demand.category))


def projects() -> dict[str, int]:
    """By category: all projects there were."""
    return _counts(select(Project.category, func.count()).group_by(Project.category))


USES: Mapping[str, tuple[Use, ...]] = {
    "skills": (Use(_l("登记人数"), holders), Use(_l("要求岗位"), positions)),
    "categories": (Use(_l("需求"), demands), Use(_l("项目"), projects)),
}


def _counts(statement: Select[*tuple[Any, ...]]) -> dict[str, int]:
    return {code: number for code, number in db.session.execute(statement)}
