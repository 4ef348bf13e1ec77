"""What a supervisor keeps an eye on, and for whoever reads the audit trail, where it tells who looked at what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, literal_column, select

from volunteer.demands.queries import DemandFilters, demand_list
from volunteer.happenings.ledger import HoursCorrected
from volunteer.happenings.organization import PrivatePlaceOpened
from volunteer.happenings.people import MemberUnmasked
from volunteer.kernel.database import db
from volunteer.kernel.spans import Span
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal
from volunteer.ledger.queries import HoursFilter, hours
from volunteer.ledger.rules import HoursStatus
from volunteer.organization.actor import Actor

LOOKED_AT = (
    (_l("查看过姓名和电话"), MemberUnmasked.action),
    (_l("查看过上门信息"), PrivatePlaceOpened.action),
    (_l("更正过时长"), HoursCorrected.action),
)


@dataclass(frozen=True)
class Supervision:
    """Hours that wait, were disputed (at any time) or corrected (for service of the month); late answers."""

    pending: int
    disputed: int
    corrected: int
    overdue: int


def supervision(actor: Actor, today: date, now: datetime) -> Supervision:
    """The numbers of one's part, each counted by the select of its list; one statement."""
    told = select(HoursEntry.proposal_id).where(HoursEntry.kind.in_((EntryKind.DISPUTE, EntryKind.REVERSAL)))
    spoken_of = HoursProposal.id.in_(told)  # nothing else can be disputed or corrected; spares summing the rest
    counted = (
        hours(actor, HoursFilter(status=HoursStatus.PENDING)),
        hours(actor, HoursFilter(status=HoursStatus.DISPUTED)).where(spoken_of),
        hours(actor, HoursFilter(status=HoursStatus.CORRECTED, month=today)).where(spoken_of),
        demand_list(actor, DemandFilters(overdue=True), now).with_only_columns(literal_column("1")),
    )
    return Supervision(*db.session.execute(select(*(_count(rows) for rows in counted))).one())


def trail_links(span: Span) -> list[tuple[LazyString, str]]:
    """The parts of the audit trail worth a regular look, each narrowed to some days."""
    return [
        (label, url_for("audit.index", action=action, since=span.first, until=span.last)) for label, action in LOOKED_AT
    ]


def _count(rows: Select[Any]) -> Any:
    return select(func.count()).select_from(rows.order_by(None).subquery()).scalar_subquery()
