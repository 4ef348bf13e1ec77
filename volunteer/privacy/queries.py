"""Requests and leaks, scoped by the units that a grant reaches."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select

from volunteer.accounts.models import Account
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import scoped, unit_within, visible
from volunteer.privacy.models import Consent, DataRequest, Leak, RetentionRun
from volunteer.privacy.states import RequestKind, RequestStatus


@scoped(DataRequest)
def _requests_within(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    return unit_within(DataRequest.unit_id, reach)


@scoped(Leak)
def _leaks_within(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    return unit_within(Leak.unit_id, reach)


def requests(actor: Actor, *, ended: bool) -> Select[DataRequest]:
    """What the actor may read: what waits, the most pressing first; or what has ended, the latest first."""
    statement = visible(DataRequest, actor, Permission.PRIVACY_HANDLE)
    waiting = DataRequest.status == RequestStatus.WAITING
    if ended:
        return statement.where(~waiting).order_by(DataRequest.ended_at.desc(), DataRequest.id.desc())
    return statement.where(waiting).order_by(DataRequest.answer_by, DataRequest.id)


def own_requests(account_id: int) -> list[DataRequest]:
    """Whatever an account asked for, the latest first."""
    statement = select(DataRequest).where(DataRequest.account_id == account_id)
    return list(db.session.scalars(statement.order_by(DataRequest.asked_at.desc(), DataRequest.id.desc())))


def waiting_erasure(account_id: int) -> DataRequest | None:
    """The erasure that an account waits for."""
    return db.session.scalar(
        select(DataRequest).where(
            DataRequest.account_id == account_id,
            DataRequest.kind == RequestKind.ERASE,
            DataRequest.status == RequestStatus.WAITING,
        )
    )


def consents(account_id: int) -> list[Consent]:
    """The versions agreed to, the latest first."""
    statement = select(Consent).where(Consent.account_id == account_id)
    return list(db.session.scalars(statement.order_by(Consent.given_at.desc(), Consent.id.desc())))


def leaks(actor: Actor) -> Select[Leak]:
    """Leaks and drills within reach, the latest first."""
    return visible(Leak, actor, Permission.PRIVACY_HANDLE).order_by(Leak.found_at.desc(), Leak.id.desc())


def runs() -> Select[RetentionRun]:
    """What retention did, the latest night first."""
    return select(RetentionRun).order_by(RetentionRun.at.desc(), RetentionRun.id.desc())


def top_unit_id() -> int:
    """The top brigade, for those who belong to no unit."""
    statement = select(Unit.id).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1)
    return db.session.execute(statement).scalar_one()


def name_of(account_id: int | None) -> str | None:
    """Who somebody with an account is."""
    return db.session.scalar(select(Account.name).where(Account.id == account_id))
