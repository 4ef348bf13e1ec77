"""The two steps that the day of service takes on a claim: the member came, or did not."""

from __future__ import annotations

from sqlalchemy import update

from volunteer.claims.models import Claim
from volunteer.claims.rules import CONSTRAINT_REASONS, MACHINE
from volunteer.kernel.database import db
from volunteer.kernel.errors import refusing
from volunteer.kernel.unit_of_work import Work
from volunteer.projects.models import Position


def mark_attended(work: Work, claim: Claim) -> None:
    """The member is here. Coming answers an open question about a new time with yes."""
    _step(work, claim, "attend")
    claim.blocks = True
    with refusing(CONSTRAINT_REASONS):
        db.session.flush()


def mark_no_show(work: Work, claim: Claim) -> None:
    """The member did not come; the place counts as free again, and nobody is promoted to it (D14)."""
    _step(work, claim, "miss")
    claim.blocks = False
    db.session.execute(update(Position).where(Position.id == claim.position_id).values(taken=Position.taken - 1))


def _step(work: Work, claim: Claim, step: str) -> None:
    MACHINE.move(claim, step)
    claim.changed_at = work.now
    claim.version += 1
