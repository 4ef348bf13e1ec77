"""The one order in which demands that wait for an answer are looked at, in the queue, on homes and in lists.

Emergencies stand before all others (D11). Then counts by when an answer is due, so that what is overdue stands first
and longest overdue before all; then the hurry; then what came first. The parts are written as `ix_demand_queue` has
them: an index answers only for the very same words, and for none that hold parameters.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Boolean, ColumnElement, DateTime, Integer, literal, literal_column, tuple_

from volunteer.demands.models import Demand
from volunteer.demands.states import Urgency
from volunteer.web.api import LARGEST_ID

NEVER = "never"
HURRY = "emergency urgent normal"  # earlier in the text, more pressing
RANKS = {urgency: HURRY.index(urgency) + 1 for urgency in Urgency}

_CALM: ColumnElement[bool] = literal_column("(demand.urgency <> 'emergency')", Boolean)
_DUE: ColumnElement[datetime] = literal_column(
    "coalesce(demand.deadline, 'infinity'::timestamptz)", DateTime(timezone=True)
)
_HURRY: ColumnElement[int] = literal_column(f"strpos('{HURRY}', demand.urgency)", Integer)
_INFINITY: ColumnElement[datetime] = literal_column("'infinity'::timestamptz", DateTime(timezone=True))

PRESSING_FIRST: tuple[ColumnElement[bool], ColumnElement[datetime], ColumnElement[int]] = (_CALM, _DUE, _HURRY)


def place_of(demand: Demand) -> str:
    """Where a demand stands in the order, for an address."""
    due = demand.deadline.astimezone(UTC).isoformat() if demand.deadline else NEVER
    return f"{due}_{RANKS[Urgency(demand.urgency)]}_{demand.id}"


def behind(place: str | None) -> ColumnElement[bool] | None:
    """What stands behind a place of an address; None for the beginning, and for a place that cannot be read."""
    try:
        due, rank, demand_id = (place or "").split("_")
        if not (int(rank) in RANKS.values() and int(demand_id) <= LARGEST_ID):
            return None
        ends = _INFINITY if due == NEVER else literal(datetime.fromisoformat(due))
    except ValueError:
        return None
    calm = literal(int(rank) != RANKS[Urgency.EMERGENCY])
    return tuple_(*PRESSING_FIRST, Demand.id) > tuple_(calm, ends, literal(int(rank)), literal(int(demand_id)))
