"""What the proof of the ledger found: on the pages until somebody writes down what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from volunteer.happenings.ledger import LedgerFindingSettled
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.ledger.proof_models import LedgerFinding, LedgerHead, LedgerProof
from volunteer.organization.actor import Actor


def open_count() -> int:
    """How many wait for an answer."""
    waiting = select(func.count(LedgerFinding.id)).where(LedgerFinding.resolved_at.is_(None))
    return db.session.scalar(waiting) or 0


def all_findings() -> Sequence[LedgerFinding]:
    """Open ones first, the latest first."""
    order = LedgerFinding.resolved_at.is_not(None), LedgerFinding.found_at.desc(), LedgerFinding.id.desc()
    return db.session.scalars(select(LedgerFinding).order_by(*order)).all()


def last_proof() -> LedgerProof | None:
    """The last one that came to its end."""
    statement = select(LedgerProof).where(LedgerProof.finished_at.is_not(None)).order_by(LedgerProof.id.desc())
    return db.session.scalars(statement.limit(1)).first()


def last_head() -> LedgerHead | None:
    """The head of the last day that has one."""
    return db.session.scalars(select(LedgerHead).order_by(LedgerHead.day.desc()).limit(1)).first()


@use_case
def settle(work: Work, actor: Actor, finding_id: int, resolution: str) -> None:
    """Say what came of a finding; it is shouted about again if it gets worse."""
    if actor.account_id is None:
        raise Forbidden
    finding = db.session.get(LedgerFinding, finding_id, with_for_update=True)
    if finding is None:
        raise NotVisible
    if finding.resolved_at is not None:
        raise Refused("not_in_this_state")
    finding.resolved_by, finding.resolved_at, finding.resolution = actor.account_id, work.now, resolution
    work.record(
        LedgerFindingSettled(
            subject_id=finding.id, reason=resolution, details={"fault": finding.fault, "member_id": finding.member_id}
        )
    )
