"""What the proof of the ledger found: on the pages until somebody writes down what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select

from volunteer.happenings.ledger import LedgerFindingSettled
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.ledger.proof_models import LedgerFinding, LedgerHead, LedgerProof
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.people.models import Member
from volunteer.web.api import LARGEST_ID


def seen(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Findings about members within reach, and those about whole days, which are for everybody who oversees anybody.

    A day is sealed for the whole network, and what was taken out of it names nobody: whose rows they were cannot be
    told from what is left, so no overseer can be told that it is not about their people. Such a finding says the day
    and what does not fit; members are named by the page only within the reader's own reach.
    """
    members = visible(Member, actor, permission).with_only_columns(Member.id)
    return or_(LedgerFinding.member_id.is_(None), LedgerFinding.member_id.in_(members))


def open_count(actor: Actor, permission: Permission = Permission.AUDIT_READ) -> int:
    """How many wait for an answer."""
    waiting = select(func.count(LedgerFinding.id)).where(LedgerFinding.resolved_at.is_(None), seen(actor, permission))
    return db.session.scalar(waiting) or 0


def all_findings(actor: Actor) -> Sequence[LedgerFinding]:
    """Open ones first, the latest first."""
    order = LedgerFinding.resolved_at.is_not(None), LedgerFinding.found_at.desc(), LedgerFinding.id.desc()
    return db.session.scalars(select(LedgerFinding).where(seen(actor, Permission.AUDIT_READ)).order_by(*order)).all()


def last_proof() -> LedgerProof | None:
    """The last one that came to its end."""
    statement = select(LedgerProof).where(LedgerProof.finished_at.is_not(None)).order_by(LedgerProof.id.desc())
    return db.session.scalars(statement.limit(1)).first()


def last_head() -> LedgerHead | None:
    """The head of the last day that has one."""
    return db.session.scalars(select(LedgerHead).order_by(LedgerHead.day.desc()).limit(1)).first()


def may_settle(actor: Actor, finding: LedgerFinding) -> bool:
    """Whose word ends a finding: on members, whoever sees it; on a whole day, only somebody at the top of a network.

    A day is everybody's, and an alarm that stands for others is not put out by one of them.
    """
    if not actor.may(Permission.AUDIT_HANDLE):
        return False
    return finding.member_id is not None or actor.reach(Permission.AUDIT_HANDLE).whole_network


@use_case
def settle(work: Work, actor: Actor, finding_id: int, resolution: str) -> None:
    """Say what came of a finding; it is shouted about again if it gets worse."""
    if actor.account_id is None:
        raise Forbidden
    statement = select(LedgerFinding).where(LedgerFinding.id == min(finding_id, LARGEST_ID))
    finding = db.session.scalars(
        statement.where(seen(actor, Permission.AUDIT_HANDLE))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if finding is None:
        raise NotVisible
    if not may_settle(actor, finding):
        raise Forbidden
    if finding.resolved_at is not None:
        raise Refused("not_in_this_state")
    finding.resolved_by, finding.resolved_at, finding.resolution = actor.account_id, work.now, resolution
    work.record(
        LedgerFindingSettled(
            subject_id=finding.id, reason=resolution, details={"fault": finding.fault, "member_id": finding.member_id}
        )
    )
