"""Certificates: whose they are, who is asked, who issued them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from volunteer.kernel.database import db
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import answered_within, scoped, unit_within, visible
from volunteer.records.fetching import one_of
from volunteer.records.models import Certificate
from volunteer.records.rules import WAITING
from volunteer.web.api import LARGEST_ID


@scoped(Certificate)
def _certificates(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """One's own, and those of the units that one certifies for."""
    return or_(
        Certificate.member_id == actor.member_id,
        answered_within(Certificate.unit_id, reach),
        unit_within(Certificate.issuer_id, reach),
    )


def certificates(
    actor: Actor, *, status: str | None = None, waiting: bool = False, unit_id: int | None = None
) -> Select[Certificate]:
    """What the actor may certify, and their own; what waits the longest first, else the latest first."""
    statement = _whole(visible(Certificate, actor, Permission.CERTIFICATE_ISSUE))
    if unit_id is not None:
        statement = statement.where(Certificate.unit_id == min(unit_id, LARGEST_ID))
    if waiting:
        waits = Certificate.status.in_(WAITING), Certificate.member_id.is_distinct_from(actor.member_id)
        return statement.where(*waits).order_by(Certificate.requested_at, Certificate.id)
    if status is not None:
        statement = statement.where(Certificate.status == status)
    return statement.order_by(Certificate.requested_at.desc(), Certificate.id.desc())


def own_certificates(member_id: int) -> Select[Certificate]:
    """A member's own, the latest first."""
    mine = _whole(select(Certificate)).where(Certificate.member_id == member_id)
    return mine.order_by(Certificate.requested_at.desc(), Certificate.id.desc())


def certificate(actor: Actor, certificate_id: int, *, lock: bool = False) -> Certificate:
    """One of them, or NotVisible."""
    seen = visible(Certificate, actor, Permission.CERTIFICATE_ISSUE)
    return one_of(Certificate, certificate_id, seen, _whole(seen), lock=lock)


def by_code(hashed: bytes) -> Certificate | None:
    """The certificate that carries a code; whoever has the paper may ask."""
    return db.session.scalar(select(Certificate).where(Certificate.code_hash == hashed))


def _whole(statement: Select[Certificate]) -> Select[Certificate]:
    return statement.options(joinedload(Certificate.member), joinedload(Certificate.unit))
