"""What people are told of transfers: whoever must answer, the member, and whoever asked."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.happenings.transfers import TransferHappening
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import nearest_holders
from volunteer.organization.permissions import Permission
from volunteer.transfers.models import Transfer
from volunteer.web.humanize import masked_name


def asked(happening: TransferHappening, work: Work) -> Iterable[Row]:
    """The leaders of the sides that have not agreed, and the member where somebody else asked."""
    waiting = [_leaders(unit_id, work) for unit_id in happening.waiting_unit_ids]
    yield from _tell(happening, work, "transfer.asked", [account for leaders in waiting for account in leaders])
    if waiting:
        yield from _tell(happening, work, "transfer.asked_for_you", [happening.member_account_id])


def ended(happening: TransferHappening, work: Work) -> Iterable[Row]:
    """The member and whoever asked; of a withdrawal also those who were to answer."""
    told = [happening.member_account_id, happening.asked_by]
    if happening.action == "transfer.withdrawn":
        told += [account for unit_id in happening.waiting_unit_ids for account in _leaders(unit_id, work)]
    yield from _tell(happening, work, happening.action, told)


def escalated(happening: TransferHappening, work: Work) -> Iterable[Row]:
    """The leaders above both sides."""
    yield from _tell(happening, work, happening.action, _leaders(happening.unit_id, work))


def _leaders(unit_id: int | None, work: Work) -> list[int]:
    return nearest_holders(unit_id, Permission.MEMBER_MANAGE, work.now)


def _tell(happening: TransferHappening, work: Work, kind: str, account_ids: Iterable[int]) -> Iterable[Row]:
    """Everybody once, but for the one who acted."""
    transfer = db.session.get_one(Transfer, happening.subject_id)
    words = {
        "name": masked_name(transfer.member.name),
        "source": transfer.from_unit.name,
        "target": transfer.to_unit.name,
        "respond_by": transfer.answer_by.isoformat(),
        "why": happening.reason or "",
    }
    actor_id = work.actor.account_id if work.actor else None
    for account_id in dict.fromkeys(account_ids):
        if account_id != actor_id:
            yield tell(work, account_id, kind, f"/transfers/{transfer.id}", **words)
