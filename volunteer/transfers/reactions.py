"""What becomes of a transfer that is still asked when its member or one of its squads changes."""

from __future__ import annotations

from flask_babel import ngettext
from sqlalchemy import or_, select

from volunteer.happenings.organization import UnitClosed
from volunteer.happenings.people import MemberChanged
from volunteer.happenings.transfers import TransferWithdrawn
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.belongings import Belonging, counting
from volunteer.people.models import SERVING
from volunteer.transfers.models import Transfer
from volunteer.transfers.queries import open_transfer_of
from volunteer.transfers.service import end
from volunteer.transfers.states import TransferStatus

TRANSFERS = Belonging(
    count=counting(Transfer.to_unit_id, Transfer.status == TransferStatus.ASKED),
    words=lambda number: ngettext("%(num)s 份转入申请", "%(num)s 份转入申请", number),
)


def member_changed(happening: MemberChanged, work: Work) -> None:
    """Nothing is left to ask when the member is moved otherwise, or serves no more."""
    left = happening.kind is not None and happening.kind not in SERVING
    if not left and "unit_id" not in happening.details.get("fields", ()):
        return
    transfer = db.session.scalar(open_transfer_of(happening.subject_id).with_for_update(key_share=True))
    if transfer is not None:
        end(work, transfer, "withdraw", TransferWithdrawn)


def unit_closed(happening: UnitClosed, work: Work) -> None:
    """The successor answers for the closed squad; a transfer between the two is over."""
    of_it = or_(Transfer.from_unit_id == happening.subject_id, Transfer.to_unit_id == happening.subject_id)
    asked = select(Transfer).where(of_it, Transfer.status == TransferStatus.ASKED).order_by(Transfer.id)
    for transfer in db.session.scalars(asked.with_for_update(key_share=True)).all():
        if happening.successor_id in (transfer.from_unit_id, transfer.to_unit_id):
            end(work, transfer, "withdraw", TransferWithdrawn)
        elif transfer.from_unit_id == happening.subject_id:
            transfer.from_unit_id = happening.successor_id
        else:
            transfer.to_unit_id = happening.successor_id
