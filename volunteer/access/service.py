"""Handing out codes, locking out, giving and ending grants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from volunteer.access import queries, rules
from volunteer.access.queries import NODES, Node
from volunteer.accounts import rules as account_rules
from volunteer.accounts.admitting import end_sign_ins
from volunteer.accounts.codes import PrintedCode, make_code
from volunteer.accounts.models import Account, SignInIdentity
from volunteer.accounts.states import IdentityKind
from volunteer.happenings.accounts import AccountDisabled, AccountEnabled, GrantEnded, GrantGiven
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import CollaborationGroup, Grant, Unit
from volunteer.organization.permissions import HOLDS, Permission, Role
from volunteer.organization.scope import get_visible
from volunteer.web.api import LARGEST_ID


@dataclass(frozen=True, kw_only=True)
class NewGrant:
    """Who is to hold which role at which unit, place or collaboration group, from when until when."""

    account_id: int
    role: Role
    unit_id: int | None = None
    place_id: int | None = None
    collaboration_group_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    deputy: bool = False


@use_case
def issue_code(work: Work, actor: Actor, account_id: int) -> PrintedCode:
    """A one-time code to activate an account or reset its password; told once."""
    account = queries.managed_account(actor, account_id, work.now, lock=True)
    return make_code(work, account, queries.home_unit_id(account_id))


@use_case
def disable(work: Work, actor: Actor, account_id: int) -> None:
    """Lock somebody out until further notice."""
    account = queries.managed_account(actor, account_id, work.now, lock=True)
    if account.id == actor.account_id:
        raise Refused("own_account")
    account_rules.MACHINE.move(account, "disable")
    end_sign_ins(work, account)
    work.record(AccountDisabled(subject_id=account.id, unit_id=queries.home_unit_id(account_id)))


@use_case
def enable(work: Work, actor: Actor, account_id: int) -> None:
    """Let somebody in again; a new code is needed."""
    account = queries.managed_account(actor, account_id, work.now, lock=True)
    account_rules.MACHINE.move(account, "enable")
    account.password_hash = None
    work.record(AccountEnabled(subject_id=account.id, unit_id=queries.home_unit_id(account_id)))


@use_case
def give(work: Work, actor: Actor, new: NewGrant) -> Grant:
    """Give a role at a node within one's own reach."""
    node = _node(new)
    _require_reach(actor, node)
    if not rules.fits(new.role, _kind(node)):
        raise Invalid({"role": str(_("这个职责不能设在这里"))})
    since = new.since or work.now
    if new.until is not None and new.until <= max(since, work.now):
        raise Invalid({"until": str(_("结束日期要晚于开始日期"))})
    grant = Grant(
        account_id=new.account_id,
        role=new.role,
        unit_id=new.unit_id,
        place_id=new.place_id,
        collaboration_group_id=new.collaboration_group_id,
        deputy=new.deputy,
        since=since,
        until=new.until,
        granted_by=actor.account_id,
    )
    return add_grant(work, grant)


@use_case
def end(work: Work, actor: Actor, grant_id: int) -> None:
    """End a role now; one that has not begun never begins."""
    grant = get_visible(Grant, actor, Permission.GRANT_MANAGE, grant_id, lock=True)
    if grant.until is not None and grant.until <= work.now:
        raise Refused("not_in_this_state")
    if grant.account_id == actor.account_id and Permission.GRANT_MANAGE in HOLDS[Role(grant.role)]:
        raise Refused("own_grant")
    end_grant(work, grant)


def add_grant(work: Work, grant: Grant) -> Grant:
    """Write a grant that was found right, and tell of it."""
    db.session.add(grant)
    db.session.flush()
    work.record(_told(GrantGiven, grant))
    return grant


def end_grant(work: Work, grant: Grant) -> None:
    """End a grant now, or before it begins, and tell of it."""
    grant.until = max(work.now, grant.since)
    work.record(_told(GrantEnded, grant))


def new_account(name: str, username: str) -> Account:
    """An account that waits for its owner's code."""
    account = Account(name=name)
    db.session.add(account)
    db.session.flush()
    subject = account_rules.user_name(username)
    db.session.add(SignInIdentity(account_id=account.id, kind=IdentityKind.PASSWORD, subject=subject))
    return account


def first_administrator(work: Work, username: str, name: str, brigade: Unit) -> tuple[Account, PrintedCode]:
    """The account that a fresh installation begins with."""
    account = new_account(name, username)
    db.session.add(Grant(account_id=account.id, role=Role.ADMIN, unit_id=brigade.id, since=work.now))
    return account, make_code(work, account, brigade.id)


def _node(new: NewGrant) -> Node:
    ids = (new.unit_id, new.place_id, new.collaboration_group_id)
    for model, node_id in zip(NODES, ids, strict=True):
        node: Node | None = db.session.get(model, node_id) if node_id and node_id <= LARGEST_ID else None
        if node is not None:
            return node
    raise Invalid({"node": str(_("没有这个组织或社区"))})


def _kind(node: Node) -> str:
    if isinstance(node, CollaborationGroup):
        return rules.GROUP
    return node.tier if isinstance(node, Unit) else node.kind


def _require_reach(actor: Actor, node: Node) -> None:
    reach = actor.reach(Permission.GRANT_MANAGE)
    if isinstance(node, CollaborationGroup):
        inside = rules.covers_root(reach)
    else:
        inside = reach.covers(node.path) if isinstance(node, Unit) else rules.covers_place(reach, node.path)
    if not inside:
        raise Forbidden


def _told(kind: type[GrantGiven] | type[GrantEnded], grant: Grant) -> GrantGiven | GrantEnded:
    details = {
        "account_id": grant.account_id,
        "role": grant.role,
        "place_id": grant.place_id,
        "collaboration_group_id": grant.collaboration_group_id,
        "deputy": grant.deputy,
    }
    return kind(
        subject_id=grant.id, unit_id=grant.unit_id, account_id=grant.account_id, role=grant.role, details=details
    )
