"""What the ledger tells about a unit: how many hours wait for confirmation."""

from __future__ import annotations

from collections.abc import Collection

from volunteer.ledger.models import HoursProposal, ProposalStatus
from volunteer.organization.queries import counted_below


def waiting_hours(unit_ids: Collection[int]) -> dict[int, int]:
    """By unit: the pending hours of its members and of those below."""
    return counted_below(unit_ids, HoursProposal, HoursProposal.unit_id, HoursProposal.status == ProposalStatus.PENDING)
