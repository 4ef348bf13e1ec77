"""Selects on transfers, within reach."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import scoped, unit_within, visible
from volunteer.transfers.models import Transfer
from volunteer.transfers.states import TransferStatus
from volunteer.web.api import LARGEST_ID


@scoped(Transfer)
def _transfers(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """Those of either side's leaders, one's own, and what one has asked for."""
    return or_(
        unit_within(Transfer.from_unit_id, reach),
        unit_within(Transfer.to_unit_id, reach),
        Transfer.member_id == actor.member_id,
        Transfer.asked_by == actor.account_id,
    )


def transfers(actor: Actor, *, ended: bool = False) -> Select[Transfer]:
    """What is still asked, the most urgent first; or what has ended, the latest first."""
    statement = _with_parts(visible(Transfer, actor, Permission.MEMBER_MANAGE))
    if ended:
        return statement.where(Transfer.status != TransferStatus.ASKED).order_by(
            Transfer.ended_at.desc(), Transfer.id.desc()
        )
    return statement.where(Transfer.status == TransferStatus.ASKED).order_by(Transfer.answer_by, Transfer.id)


def to_answer(actor: Actor, _now: datetime) -> Select[Transfer]:
    """What waits for the word of a side that the actor speaks for."""
    reach = actor.reach(Permission.MEMBER_MANAGE)
    return (
        _with_parts(select(Transfer))
        .where(
            Transfer.status == TransferStatus.ASKED,
            or_(
                Transfer.from_agreed_at.is_(None) & unit_within(Transfer.from_unit_id, reach),
                Transfer.to_agreed_at.is_(None) & unit_within(Transfer.to_unit_id, reach),
            ),
        )
        .order_by(Transfer.answer_by, Transfer.id)
    )


def transfer(actor: Actor, transfer_id: int) -> Transfer:
    """One transfer, or NotVisible."""
    wanted = _with_parts(visible(Transfer, actor, Permission.MEMBER_MANAGE)).where(Transfer.id == transfer_id)
    found = db.session.scalar(wanted) if transfer_id <= LARGEST_ID else None
    if found is None:
        raise NotVisible
    return found


def open_transfer_of(member_id: int) -> Select[Transfer]:
    """What is still asked about a member: at most one."""
    return select(Transfer).where(Transfer.member_id == member_id, Transfer.status == TransferStatus.ASKED)


def _with_parts(statement: Select[Transfer]) -> Select[Transfer]:
    return statement.options(
        joinedload(Transfer.member, innerjoin=True),
        joinedload(Transfer.from_unit, innerjoin=True),
        joinedload(Transfer.to_unit, innerjoin=True),
    )
