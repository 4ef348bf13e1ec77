"""Who handles a complaint, found in the grants that hold: for routing, for notices, for the next tier."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, select

from volunteer.complaints.models import Complaint, ComplaintBarred
from volunteer.complaints.rules import HANDLING, LEADING, handling_unit
from volunteer.kernel.database import db
from volunteer.organization.models import Grant, Unit
from volunteer.organization.permissions import Role


def handling(unit_ids: Collection[int], now: datetime) -> dict[int, list[int]]:
    """The accounts that handle complaints at each of some units."""
    found: dict[int, list[int]] = {unit_id: [] for unit_id in unit_ids}
    for unit_id, account_id in db.session.execute(_grants(unit_ids, HANDLING, now)):
        if unit_id is not None:
            found[unit_id].append(account_id)
    return found


def leaders_of(unit_id: int, now: datetime) -> list[int]:
    """Whoever leads a unit itself, in charge or deputy: a complaint about the unit names them."""
    return list(dict.fromkeys(account_id for _unit, account_id in db.session.execute(_grants([unit_id], LEADING, now))))


def nearest_unit(tiers: Sequence[int], excluded: Collection[int], now: datetime) -> int:
    """The nearest of some tiers where somebody who is not excluded may handle it, else the top."""
    return handling_unit(tiers, handling(tiers, now), excluded)


def barred(complaint: Complaint) -> set[int]:
    """Who is named by it or has answered it before, as written down."""
    accounts = select(ComplaintBarred.account_id).where(ComplaintBarred.complaint_id == complaint.id)
    return set(db.session.scalars(accounts))


def excluded(complaint: Complaint, now: datetime) -> set[int]:
    """Whoever may not handle it, those who came to lead the unit it names since then included."""
    if complaint.named_unit_id == complaint.handler_unit_id:
        return barred(complaint)
    return barred(complaint) | set(leaders_of(complaint.named_unit_id, now))


def handlers_now(complaint: Complaint, now: datetime) -> tuple[int, ...]:
    """The accounts that handle it as it stands, whoever is in charge first."""
    there = handling([complaint.handler_unit_id], now)[complaint.handler_unit_id]
    not_they = excluded(complaint, now)
    return tuple(account_id for account_id in dict.fromkeys(there) if account_id not in not_they)


def hand_to(complaint: Complaint, unit_id: int) -> None:
    """Another unit handles it from here on."""
    complaint.handler_unit = db.session.get_one(Unit, unit_id)
    db.session.flush()


def _grants(unit_ids: Collection[int], roles: Collection[Role], now: datetime) -> Select[int | None, int]:
    """Who holds one of some roles at units: those in charge before their deputies, who has done so longest first."""
    return (
        select(Grant.unit_id, Grant.account_id)
        .where(
            Grant.unit_id.in_(unit_ids),
            Grant.role.in_(roles),
            Grant.holds(now),
        )
        .order_by(Grant.deputy, Grant.since, Grant.id)
    )
