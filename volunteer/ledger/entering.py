"""Who entered hours: a name for the screen, and what the person is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from volunteer.accounts.models import Account
from volunteer.kernel.database import db
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Role


@dataclass(frozen=True)
class Entering:
    """One who entered hours, with the roles held now."""

    name: str
    roles: tuple[Role, ...]


def entering(account_ids: Collection[int | None], now: datetime) -> dict[int | None, Entering]:
    """By account; two statements for however many."""
    wanted = {account_id for account_id in account_ids if account_id is not None}
    if not wanted:
        return {}
    held: dict[int, set[Role]] = {}
    grants = select(Grant.account_id, Grant.role).where(Grant.account_id.in_(wanted), Grant.holds(now))
    for account_id, role in db.session.execute(grants):
        held.setdefault(account_id, set()).add(Role(role))
    names = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return {account_id: Entering(name, tuple(sorted(held.get(account_id, ())))) for account_id, name in names}
