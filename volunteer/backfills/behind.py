"""What the page of one member's hours shows of hours that were entered later (ledger/entered_later.py asks)."""

from __future__ import annotations

from volunteer.backfills import queries
from volunteer.backfills.awaited import of_hours
from volunteer.backfills.words import PROOFS
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger.entered_later import EnteredLater
from volunteer.ledger.models import HoursProposal, HoursSource
from volunteer.ledger.queries import HoursView
from volunteer.ledger.rules import HoursStatus
from volunteer.organization.actor import Actor


def behind(actor: Actor, view: HoursView) -> EnteredLater | None:
    """What they rest on, and whether the actor may be the second person; nothing for hours of the day itself."""
    if view.source != HoursSource.BACKFILLED:
        return None
    [one] = queries.views([view.id])
    backing = one.backing
    return EnteredLater(
        starts=backing.starts,
        ends=backing.ends,
        place=backing.place,
        proof_kind=backing.proof_kind,
        proof_words=PROOFS[backing.proof_kind],
        proof=backing.proof,
        entered_by=one.entered_by,
        entered_at=backing.entered_at,
        agreed_by=one.agreed_by,
        agreed_at=backing.agreed_at,
        same_tier=backing.same_tier,
        awaited=of_hours([view.id], clock.now())[view.id].words if view.status == HoursStatus.PENDING else None,
        until=backing.until,
        refused_because=backing.refused_because,
        may_agree=_may_agree(actor, view),
    )


def _may_agree(actor: Actor, view: HoursView) -> bool:
    if view.status != HoursStatus.PENDING:
        return False
    return db.session.scalar(queries.to_agree(actor).where(HoursProposal.id == view.id)) is not None
