"""The accounts somebody may let in or lock out, as a list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, or_, select, true

from volunteer.access import rules
from volunteer.accounts.models import Account, SignInIdentity
from volunteer.accounts.states import AccountStatus, IdentityKind
from volunteer.organization.actor import Actor
from volunteer.organization.models import Grant, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import place_within, unit_within
from volunteer.people.models import SERVING, Member

PENDING, ACTIVE, LOCKED, DISABLED = "pending", "active", "locked", "disabled"


def managed_accounts(
    actor: Actor, now: datetime, *, state: str | None = None, q: str | None = None
) -> Select[Account, str, str]:
    """(account, user name, unit) of the accounts within reach. People who left or died are no longer asked for."""
    under_name = and_(SignInIdentity.account_id == Account.id, SignInIdentity.kind == IdentityKind.PASSWORD)
    statement = (
        select(Account, SignInIdentity.subject, Unit.name)
        .join(SignInIdentity, under_name, isouter=True)
        .join(Member, Member.account_id == Account.id, isouter=True)
        .join(Unit, Unit.id == Member.unit_id, isouter=True)
        .where(_within(actor, now), or_(Member.id.is_(None), Member.kind.in_(SERVING)))
        .where(_states(now).get(state or "", true()))
    )
    if q:
        called = (name.contains(q, autoescape=True) for name in (Account.name, Member.name))
        statement = statement.where(or_(*called, SignInIdentity.subject == q, Member.number == q))
    return statement.order_by(Account.id)


def _states(now: datetime) -> Mapping[str, ColumnElement[bool]]:
    locked = and_(Account.status == AccountStatus.ACTIVE, Account.locked_until > now)
    return {
        PENDING: Account.status == AccountStatus.PENDING,
        ACTIVE: and_(Account.status == AccountStatus.ACTIVE, not_(locked)),
        LOCKED: locked,
        DISABLED: Account.status == AccountStatus.DISABLED,
    }


def _within(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """As for one account: something of it lies within reach, and nothing outside (see `managed_account`)."""
    reach = actor.reach(Permission.ACCOUNT_MANAGE)
    whole = rules.covers_root(reach)
    place = (
        Grant.place_id.is_not(None) if whole else and_(Grant.place_id.is_not(None), place_within(Grant.place_id, reach))
    )
    granted = and_(Grant.account_id == Account.id, Grant.not_over(now))
    group = Grant.collaboration_group_id.is_not(None) if whole else false()
    given_inside = or_(and_(Grant.unit_id.is_not(None), unit_within(Grant.unit_id, reach)), place, group)
    at_home = unit_within(Member.unit_id, reach)
    return and_(
        or_(Member.id.is_(None), at_home),
        not_(exists().where(granted, not_(given_inside))),
        or_(true() if whole else at_home, exists().where(granted, given_inside)),
    )
