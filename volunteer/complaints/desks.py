"""Who handles a complaint, found in the grants that hold: for routing, for notices, for the next tier."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select

from volunteer.complaints.models import Complaint, ComplaintBarred
from volunteer.complaints.rules import LEADING, SUPERVISING, Desk, desk_for, handlers, tiers_above
from volunteer.kernel.database import db
from volunteer.organization.models import Grant, Unit
from volunteer.organization.permissions import Role


@dataclass(frozen=True)
class Holders:
    """The accounts that lead each of some units, who has done so longest first, and the supervisors at the last."""

    leaders: dict[int, list[int]]
    supervisors: list[int]


def holders(unit_ids: Collection[int], now: datetime) -> Holders:
    """Those of some units from the nearest to the top."""
    found = Holders({unit_id: [] for unit_id in unit_ids}, [])
    top = list(unit_ids)[-1]
    for unit_id, role, account_id in db.session.execute(_grants(unit_ids, now)):
        if unit_id is not None and role in LEADING:
            found.leaders[unit_id].append(account_id)
        elif role in SUPERVISING and unit_id == top:
            found.supervisors.append(account_id)
    return found


def leaders_of(unit: Unit, now: datetime) -> list[int]:
    """Whoever leads a unit itself in any role: a complaint about the unit names them."""
    return list(
        dict.fromkeys(
            account_id
            for _unit_id, role, account_id in db.session.execute(_grants([unit.id], now))
            if role in (*LEADING, Role.SQUAD_LEADER)
        )
    )


def desk_above(path: str, barred: Collection[int], now: datetime, *, at_the_top: bool) -> Desk:
    """Where it is handled: above the unit at a path, by somebody who is not barred."""
    tiers = tiers_above(path)
    return desk_for(tiers, holders(tiers, now).leaders, barred, at_the_top=at_the_top)


def handlers_now(complaint: Complaint, now: datetime) -> tuple[int, ...]:
    """The accounts that handle it as it stands."""
    there = holders([complaint.handler_unit_id], now)
    barred = db.session.scalars(
        select(ComplaintBarred.account_id).where(ComplaintBarred.complaint_id == complaint.id)
    ).all()
    desk = Desk(complaint.handler_unit_id, complaint.oversight)
    return tuple(handlers(desk, there.leaders, there.supervisors, barred))


def _grants(unit_ids: Collection[int], now: datetime) -> Select[int | None, str, int]:
    return (
        select(Grant.unit_id, Grant.role, Grant.account_id)
        .where(Grant.unit_id.in_(unit_ids), Grant.since <= now, or_(Grant.until.is_(None), Grant.until > now))
        .order_by(Grant.since, Grant.id)
    )
