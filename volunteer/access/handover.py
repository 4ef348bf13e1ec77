"""交接: roles pass from one person to another, now or on a day, and what hung on the person follows (D3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from volunteer.access.holding import Holding, held_already, holding, may_hand_over
from volunteer.accounts.models import Account
from volunteer.accounts.states import AccountStatus
from volunteer.happenings.accounts import Contact, GrantHandedOver, WorkHandedOver
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.handing_over import Held, what_follows
from volunteer.organization.models import Grant, Place, Unit
from volunteer.people.models import Member


@dataclass(frozen=True, kw_only=True)
class Handover:
    """Which grants of one person go to whom, from when (now when None)."""

    grant_ids: Collection[int]
    to_account_id: int
    since: datetime | None = None


def following(holdings: Collection[Holding]) -> list[str]:
    """What follows with these roles, in words; said before it is done."""
    views = ((one.grant.account_id, one.view) for one in holdings)
    return what_follows([Held(contact_of(account_id), view) for account_id, view in views if view is not None])


def contact_of(account_id: int) -> Contact:
    """Somebody as contacts are written down: a member by the name and phone of the record."""
    statement = (
        select(func.coalesce(Member.name, Account.name), Member.phone)
        .select_from(Account)
        .join(Member, Member.account_id == Account.id, isouter=True)
        .where(Account.id == account_id)
    )
    return Contact(account_id, *db.session.execute(statement).one())


@use_case
def hand_over(work: Work, actor: Actor, wanted: Handover) -> list[Grant]:
    """End the grants and begin the same for somebody else; the new grants."""
    successor = db.session.get(Account, wanted.to_account_id)
    if successor is None or successor.status == AccountStatus.DISABLED:
        raise Invalid({"to": str(_("没有这个账号，或账号已停用"))})
    if not wanted.grant_ids:
        raise Invalid({"grants": str(_("请选择要交接的职责"))})
    since = max(wanted.since or work.now, work.now)
    passed = []
    for grant_id in sorted(set(wanted.grant_ids)):
        one = holding(actor, grant_id, work.now, lock=True)
        if not may_hand_over(actor, one):
            raise Refused("deputy_of_deputy")
        passed.append(_pass_on(work, one, successor, since))
    return passed


def carry_out(work: Work, taken: Grant) -> None:
    """What hung on the person before follows, now that the new grant has begun."""
    before = db.session.get_one(Grant, taken.takes_over_id)
    unit = db.session.get(Unit, taken.unit_id) if taken.unit_id is not None else None
    place = db.session.get(Place, taken.place_id) if taken.place_id is not None else None
    taken.taken_over_at = work.now
    work.record(
        WorkHandedOver(
            subject_id=taken.id,
            unit_id=taken.unit_id,
            before=contact_of(before.account_id),
            after=contact_of(taken.account_id),
            unit_path=unit.path if unit else None,
            place_path=place.path if place else None,
            details={"from": before.account_id, "to": taken.account_id},
        )
    )


def carry_out_due(work: Work) -> int:
    """The handovers whose day has come."""
    due = (
        select(Grant)
        .where(Grant.takes_over_id.is_not(None), Grant.taken_over_at.is_(None), Grant.since <= work.now)
        .order_by(Grant.id)
        .with_for_update(key_share=True, skip_locked=True)
    )
    grants = db.session.scalars(due).all()
    for grant in grants:
        carry_out(work, grant)
    return len(grants)


CARRY_OUT = Job("access.handovers", carry_out_due, "interval", {"minutes": 5})


def _pass_on(work: Work, one: Holding, successor: Account, since: datetime) -> Grant:
    old = one.grant
    if old.account_id == successor.id:
        raise Invalid({"to": str(_("不能交接给本人"))})
    if old.until is not None and old.until <= since:
        raise Invalid({"since": str(_("这项职责在那一天之前已经结束"))})
    since = max(since, old.since)
    until, stands_in = old.until, held_already(old, successor.id, since)
    if stands_in is not None and not stands_in.deputy:
        raise Refused("holds_already")
    if stands_in is not None:
        stands_in.until = max(since, stands_in.since)
    old.until = since
    new = Grant(
        account_id=successor.id,
        role=old.role,
        unit_id=old.unit_id,
        place_id=old.place_id,
        collaboration_group_id=old.collaboration_group_id,
        deputy=old.deputy,
        since=since,
        until=until,
        granted_by=work.actor.account_id if work.actor else None,
        takes_over_id=old.id,
    )
    db.session.add(new)
    db.session.flush()
    work.record(
        GrantHandedOver(
            subject_id=old.id,
            unit_id=old.unit_id,
            from_account_id=old.account_id,
            to_account_id=new.account_id,
            role=old.role,
            since=since,
            details={"from": old.account_id, "to": new.account_id, "grant_id": new.id, "since": since.isoformat()},
        )
    )
    if since <= work.now:
        carry_out(work, new)
    return new
