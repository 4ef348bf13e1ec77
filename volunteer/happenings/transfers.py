"""What can happen to a member's transfer to another squad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class TransferHappening(Happening):
    """`unit_id` is the squad the member belongs to; `waiting_unit_ids` are the sides that have not answered."""

    member_account_id: int
    asked_by: int
    from_unit_id: int
    to_unit_id: int
    waiting_unit_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TransferAsked(TransferHappening):
    """Somebody asked for it; the sides named have yet to agree."""

    action: ClassVar[str] = "transfer.asked"


@dataclass(frozen=True, kw_only=True)
class TransferAgreed(TransferHappening):
    """One side agreed, the other has yet to."""

    action: ClassVar[str] = "transfer.agreed"


@dataclass(frozen=True, kw_only=True)
class TransferDone(TransferHappening):
    """Both sides agreed: the member belongs to the new squad."""

    action: ClassVar[str] = "transfer.done"


@dataclass(frozen=True, kw_only=True)
class TransferRefused(TransferHappening):
    """One side said no, and why."""

    action: ClassVar[str] = "transfer.refused"


@dataclass(frozen=True, kw_only=True)
class TransferWithdrawn(TransferHappening):
    """It is not asked for any more, or events have passed it by."""

    action: ClassVar[str] = "transfer.withdrawn"


@dataclass(frozen=True, kw_only=True)
class TransferEscalated(TransferHappening):
    """Nobody answered in time: `unit_id`, above both sides, may decide for both (D3)."""

    action: ClassVar[str] = "transfer.escalated"
