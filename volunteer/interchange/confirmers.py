"""In which role somebody confirmed hours: a record names the role, never the person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from volunteer.kernel.database import db
from volunteer.organization.models import Grant, Unit


class Held(NamedTuple):
    """A role over a unit (empty: elsewhere, as at a site), from when until when."""

    role: str
    path: str
    since: datetime
    until: datetime | None

    def held_at(self, moment: datetime) -> bool:
        """Whether it was in force then."""
        return self.since <= moment and (self.until is None or moment < self.until)


def roles_of(accounts: Collection[int | None]) -> Mapping[int, Sequence[Held]]:
    """By account, every role it ever had, the highest unit first."""
    roles: defaultdict[int, list[Held]] = defaultdict(list)
    statement = (
        select(Grant.account_id, Grant.role, func.coalesce(Unit.path, ""), Grant.since, Grant.until)
        .outerjoin(Unit, Unit.id == Grant.unit_id)
        .where(Grant.account_id == any_(literal(list(accounts), ARRAY(BigInteger))))
        .order_by(func.length(func.coalesce(Unit.path, "")), Grant.id)
    )
    for account_id, *held in db.session.execute(statement):
        roles[account_id].append(Held(*held))
    return roles


def role_of(
    roles: Mapping[int, Sequence[Held]], account_id: int | None, moment: datetime, unit_path: str
) -> str | None:
    """The role in which an account confirmed hours of a unit: the nearest above the unit, else any it held then."""
    held = [one for one in roles.get(account_id or 0, ()) if one.held_at(moment)]
    over = [one for one in held if one.path and unit_path.startswith(one.path)]
    return (over or held)[-1].role if held else None
