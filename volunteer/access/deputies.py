"""Deputies and leaders: who stands in for the holder of a role, and who leads a unit whose leader is missing."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from volunteer.access.holding import held_already, holding, may_end, may_name_leader
from volunteer.access.service import add_grant, end_grant
from volunteer.accounts.models import Account
from volunteer.accounts.states import AccountStatus
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Grant, Tier, Unit, UnitStatus
from volunteer.organization.permissions import Permission, Role
from volunteer.organization.scope import get_visible


@use_case
def name_deputy(work: Work, actor: Actor, grant_id: int, account_id: int, until: datetime | None = None) -> Grant:
    """Somebody who may do the same as the holder of a role, for as long as the role lasts or until a day."""
    held = holding(actor, grant_id, work.now, lock=True).grant
    if held.deputy:
        raise Refused("deputy_of_deputy")
    if until is not None and until <= work.now:
        raise Invalid({"until": str(_("结束日期要晚于今天"))})
    deputy = Grant(
        account_id=_person(account_id),
        role=held.role,
        unit_id=held.unit_id,
        place_id=held.place_id,
        collaboration_group_id=held.collaboration_group_id,
        deputy=True,
        since=max(work.now, held.since),
        until=min((moment for moment in (until, held.until) if moment is not None), default=None),
        granted_by=actor.account_id,
    )
    if held_already(deputy, account_id, work.now) is not None:
        raise Refused("holds_already")
    return add_grant(work, deputy)


@use_case
def name_leader(work: Work, actor: Actor, unit_id: int, account_id: int) -> Grant:
    """Whoever shapes what is above a unit says who leads it; a deputy who is named stops being one."""
    unit = get_visible(Unit, actor, Permission.UNIT_READ, unit_id, lock=True)
    if not may_name_leader(actor, unit):
        raise Forbidden
    if unit.status != UnitStatus.ACTIVE:
        raise Refused("unit_closed")
    role = Role.TEAM_LEADER if unit.tier == Tier.TEAM else Role.SQUAD_LEADER
    leader = Grant(
        account_id=_person(account_id), role=role, unit_id=unit.id, since=work.now, granted_by=actor.account_id
    )
    before = held_already(leader, account_id, work.now)
    if before is not None and not before.deputy:
        raise Refused("holds_already")
    if before is not None:
        before.until = max(work.now, before.since)
    return add_grant(work, leader)


@use_case
def end_role(work: Work, actor: Actor, grant_id: int) -> Grant:
    """End a deputy's role, or that of a leader below; the holder's own passes on by handover."""
    one = holding(actor, grant_id, work.now, lock=True)
    if not may_end(actor, one):
        raise Refused("own_grant")
    end_grant(work, one.grant)
    return one.grant


def _person(account_id: int) -> int:
    account = db.session.get(Account, account_id)
    if account is None or account.status == AccountStatus.DISABLED:
        raise Invalid({"to": str(_("没有这个账号，或账号已停用"))})
    return account.id
