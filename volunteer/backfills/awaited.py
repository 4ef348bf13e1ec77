"""Whose word backfilled hours wait for: the unit and the role, never a name; and plainly so where nobody can.

Whoever agrees, and whoever answers an objection to what was agreed: the same rule finds both.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from volunteer.backfills.models import TOP, HoursBacking, HoursObjection
from volunteer.backfills.rules import Entered, Holder, node_over, seconds
from volunteer.kernel.database import db
from volunteer.ledger.models import HoursProposal
from volunteer.organization.actor import Actor
from volunteer.organization.models import Grant, Unit
from volunteer.organization.permissions import Permission, Role, roles_with
from volunteer.organization.rules import ids_of
from volunteer.organization.words import ROLES
from volunteer.people.models import Member
from volunteer.projects.models import Project, ServiceSession


@dataclass(frozen=True)
class Awaited:
    """Who may agree in words; `stuck` where somebody has to be appointed first."""

    words: str
    stuck: bool


def of_new(actor: Actor, path: str | None, now: datetime) -> Awaited:
    """Who will agree to what the actor enters for a unit, or for those the actor leads where none is said."""
    led = actor.reach(Permission.HOURS_CONFIRM).unit_paths
    node = node_over(actor, led if path is None else [path])
    if node is None or actor.account_id is None:
        return _in_words([], TOP)
    entered = Entered((node,), frozenset({actor.account_id}), node.count("/"))
    return _awaited([entered], now)[0]


def of_hours(ids: Collection[int], now: datetime) -> dict[int, Awaited]:
    """By id of backfilled hours: who may agree to them, or answer what was objected to them."""
    rows = db.session.execute(_facts().where(HoursBacking.proposal_id.in_(ids))).all() if ids else []
    return dict(zip((row.proposal_id for row in rows), _awaited([_entered(row) for row in rows], now), strict=True))


def _facts() -> Select[Any]:
    organizer = aliased(Unit, name="organizer")
    objectors = select(HoursObjection.by).where(
        HoursObjection.proposal_id == HoursBacking.proposal_id, HoursObjection.answered_at.is_(None)
    )
    return (
        select(
            HoursBacking.proposal_id,
            HoursBacking.entered_by,
            HoursBacking.entered_rank,
            HoursBacking.agreed_by,
            HoursBacking.agreed_rank,
            Member.account_id,
            Unit.path,
            organizer.path.label("organized"),
            func.array(objectors.scalar_subquery()).label("objectors"),
        )
        .join(HoursProposal, HoursProposal.id == HoursBacking.proposal_id)
        .join(Unit, Unit.id == HoursProposal.unit_id)
        .join(Member, Member.id == HoursProposal.member_id)
        .outerjoin(ServiceSession, ServiceSession.id == HoursProposal.session_id)
        .outerjoin(Project, Project.id == ServiceSession.project_id)
        .outerjoin(organizer, organizer.id == Project.unit_id)
    )


def _entered(row: Row[Any]) -> Entered:
    """What was agreed to already is answered by somebody above who agreed, as what was entered is agreed to."""
    paths = (row.path, *([row.organized] if row.organized else ()))
    if row.agreed_by is None:
        return Entered(paths, frozenset({row.entered_by, row.account_id}), row.entered_rank)
    without = frozenset({row.entered_by, row.agreed_by, row.account_id, *row.objectors})
    return Entered(paths, without, row.agreed_rank)


def _awaited(entered: Sequence[Entered], now: datetime) -> list[Awaited]:
    holders = _holders({unit_id for one in entered for path in one.paths for unit_id in ids_of(path)}, now)
    return [_in_words(seconds(one, holders), one.entered_rank) for one in entered]


def _holders(unit_ids: Collection[int], now: datetime) -> list[Holder]:
    """Who confirms hours at these units."""
    if not unit_ids:
        return []
    statement = (
        select(Unit.path, Unit.name, Grant.account_id, Grant.role)
        .join(Grant, Grant.unit_id == Unit.id)
        .where(
            Unit.id.in_(unit_ids),
            Grant.role.in_(roles_with(Permission.HOURS_CONFIRM)),
            Grant.holds(now),
        )
        .order_by(Unit.path, Grant.account_id)
    )
    return [Holder(*whose, Role(role)) for *whose, role in db.session.execute(statement)]


def _in_words(able: Sequence[Holder], entered_rank: int) -> Awaited:
    if not able and entered_rank == TOP:
        return Awaited(_("同级还没有另一位负责人可以办理，请系统管理员在“授权”里再指定一位"), stuck=True)
    if not able:
        return Awaited(_("上级队伍还没有负责人可以办理，请系统管理员在“授权”里指定"), stuck=True)
    roles = _("、").join(dict.fromkeys(str(ROLES[holder.role]) for holder in able))
    if entered_rank == TOP:
        who = _("%(unit)s的另一位%(roles)s（已是最高一级，由同级另一人办理）", unit=able[0].unit, roles=roles)
    else:
        who = _("%(unit)s的%(roles)s", unit=able[0].unit, roles=roles)
    return Awaited(who, stuck=False)
