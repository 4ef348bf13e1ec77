"""Regular work: offers that ran out pass on, reservations end at their date. Reads treat both as ended already."""

from __future__ import annotations

from sqlalchemy import select, union

from volunteer.claims.models import Claim, Reservation
from volunteer.claims.places import lock_position, tidy
from volunteer.claims.rules import ASKED
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work


def end_what_ran_out(work: Work) -> int:
    """Tidy every position that holds a lapsed offer or an overdue reservation, in the order of their ids."""
    lapsed = select(Claim.position_id).where(Claim.status.in_(ASKED), Claim.respond_by <= work.now)
    overdue = select(Reservation.position_id).where(
        Reservation.released_at.is_(None), Reservation.release_at <= work.now
    )
    positions = sorted(db.session.scalars(union(lapsed, overdue)))
    return sum(tidy(work, lock_position(position_id)) for position_id in positions)


JOBS = (Job("claims.end_what_ran_out", end_what_ran_out, "interval", {"minutes": 1}),)
