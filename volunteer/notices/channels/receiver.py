"""Who stands behind the recipient of a message: their address on a channel, and the language they read."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from volunteer.accounts.models import Account
from volunteer.accounts.states import AccountStatus
from volunteer.kernel.database import db
from volunteer.kernel.outbox import Undeliverable
from volunteer.notices.models import Contact
from volunteer.notices.states import Way
from volunteer.people.models import Member
from volunteer.web.speech import CHINESE

# Recipients without an account are named by their address.
DIRECT = {Way.MAIL: "mail:", Way.SMS: "phone:"}


@dataclass(frozen=True)
class Receiver:
    """An address of the channel; `account_id` when it is an account's."""

    address: str
    locale: str
    account_id: int | None


def receiver(recipient: str, way: Way) -> Receiver:
    """Looked up when the message leaves, so that it goes to the address of that moment."""
    direct = DIRECT.get(way)
    if direct is not None and recipient.startswith(direct):
        return Receiver(recipient.removeprefix(direct), CHINESE, None)
    account_id = int(recipient)
    if way is Way.SMS:
        statement = select(Member.phone, Account.locale).join(Account, Account.id == Member.account_id)
    else:
        statement = (
            select(Contact.address, Account.locale)
            .join(Account, Account.id == Contact.account_id)
            .where(Contact.kind == way.value)
        )
    found = db.session.execute(
        statement.where(Account.id == account_id, Account.status != AccountStatus.DISABLED)
    ).first()
    if found is None or not found[0]:
        raise Undeliverable(f"no {way} address any more")
    return Receiver(found[0], found[1], account_id)
