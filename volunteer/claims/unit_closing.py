"""What becomes of the claims of a squad that is dissolved, and of the places that a team holds."""

from __future__ import annotations

from flask_babel import ngettext
from sqlalchemy import select, update

from volunteer.claims.models import Claim, Reservation
from volunteer.claims.places import lock_position
from volunteer.claims.states import LIVE, ClaimStatus
from volunteer.happenings.organization import UnitClosed
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.belongings import Belonging, counting

RESERVATIONS = Belonging(
    count=counting(Reservation.unit_id, Reservation.released_at.is_(None)),
    words=lambda number: ngettext("%(num)s 处预留名额", "%(num)s 处预留名额", number),
)


def unit_closed(happening: UnitClosed, work: Work) -> None:
    """Whoever leads the successor answers for claims that are not over, and holds the places that were held."""
    db.session.execute(
        update(Claim)
        .where(Claim.unit_id == happening.subject_id, Claim.status.in_(LIVE - {ClaimStatus.ATTENDED}))
        .values(unit_id=happening.successor_id)
    )
    held = select(Reservation).where(Reservation.unit_id == happening.subject_id, Reservation.released_at.is_(None))
    for reservation in db.session.scalars(held.order_by(Reservation.position_id)).all():
        _pass_on(work, reservation, happening.successor_id)


def _pass_on(work: Work, reservation: Reservation, successor_id: int) -> None:
    """A position knows one open reservation of a unit: what the successor holds there already grows by this one."""
    lock_position(reservation.position_id)
    db.session.refresh(reservation)
    own = db.session.scalar(
        select(Reservation).where(
            Reservation.position_id == reservation.position_id,
            Reservation.unit_id == successor_id,
            Reservation.released_at.is_(None),
        )
    )
    if own is None:
        reservation.unit_id = successor_id
        return
    own.places += reservation.places
    own.remaining += reservation.remaining
    own.release_at = max(own.release_at, reservation.release_at)
    reservation.remaining, reservation.released_at = 0, work.now
    db.session.execute(update(Claim).where(Claim.reservation_id == reservation.id).values(reservation_id=own.id))
