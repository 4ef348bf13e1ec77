"""What the ledger says of some sessions, for who adds them up."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from volunteer.kernel.database import db
from volunteer.ledger.models import HoursEntry
from volunteer.projects.campaign_totals import Served


def served_in(sessions: Select[int]) -> Served:
    """How many services were confirmed in these sessions, and for how long: counted as reports of a month count."""
    services = func.count(HoursEntry.proposal_id.distinct())
    statement = select(services, func.sum(HoursEntry.minutes)).where(HoursEntry.session_id.in_(sessions))
    number, minutes = db.session.execute(statement).one()
    return Served(number, int(minutes or 0))
