"""What waits for a role's answer, told before the role is handed over; it follows by itself."""

from __future__ import annotations

from flask_babel import ngettext
from sqlalchemy import func, select

from volunteer.home.awaiting import for_the_role
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.handing_over import Following, Held


def _count(held: Held) -> int:
    waiting = for_the_role(Actor(account_id=held.contact.account_id, grants=(held.view,)))
    counts = [select(func.count()).select_from(rows.subquery()).scalar_subquery() for rows in waiting.values()]
    return sum(db.session.execute(select(*counts)).one()) if counts else 0


TASKS = Following(_count, lambda number: ngettext("%(num)s 项待办", "%(num)s 项待办", number))
