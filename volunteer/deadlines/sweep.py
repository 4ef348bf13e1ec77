"""The deadlines of all demands looked at together: each level once per clock, the highest that is reached.

One statement a batch, so that a hundred thousand cost seconds; a process that dies leaves whole batches behind, and
whoever comes next goes on. After days off only the highest level that was reached meanwhile is kept and told.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from volunteer.deadlines.rules import horizon
from volunteer.demands.models import Demand
from volunteer.demands.rules import ANSWER_AWAITED
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.organization.calendar import day_types
from volunteer.organization.models import Unit
from volunteer.organization.rules import ids_of
from volunteer.organization.settings import settings_at

BATCH = 100_000
LOOK_BACK = timedelta(days=366)
BY_DAY = range(8, 20)
KNOBS = ("demand_remind_days", "demand_bulletin_days")

# `above` is told when a deadline has passed, `top` when it is listed; who has nobody above tells itself.
# A reminder comes by day, and never before half of the time is over: one working day is not announced as it begins.
REACHED = text(
    """
    WITH terms AS (
        SELECT * FROM unnest(
            CAST(:units AS bigint[]), CAST(:above AS bigint[]), CAST(:top AS bigint[]),
            CAST(:remind_until AS timestamptz[]), CAST(:listed_before AS timestamptz[])
        ) AS t (unit_id, above_id, top_id, remind_until, listed_before)
    ), waiting AS (
        SELECT d.id, d.clock_number, t.unit_id, t.above_id, t.top_id,
            CASE
                WHEN d.deadline > :now THEN
                    CASE WHEN (:by_day OR d.urgency = 'emergency')
                        AND (d.clock_from IS NULL OR :now >= d.clock_from + (d.deadline - d.clock_from) / 2)
                        THEN 1 ELSE 0 END
                WHEN d.urgency = 'emergency' AND d.clock_from IS NOT NULL THEN
                    CASE WHEN :now >= d.deadline + (d.deadline - d.clock_from) THEN 3 ELSE 2 END
                WHEN d.deadline < t.listed_before THEN 3
                ELSE 2
            END AS rank
        FROM demand d JOIN terms t ON t.unit_id = d.responsible_unit_id
        WHERE d.status = ANY (CAST(:awaited AS varchar[])) AND d.deadline <= t.remind_until
    ), fresh AS (
        SELECT w.*, (ARRAY['remind', 'escalate', 'bulletin'])[w.rank] AS level,
            CASE w.rank WHEN 1 THEN w.unit_id WHEN 2 THEN w.above_id ELSE w.top_id END AS told_unit_id
        FROM waiting w
        WHERE w.rank > 0 AND NOT EXISTS (
            SELECT FROM demand_alert a
            WHERE a.demand_id = w.id AND a.clock_number = w.clock_number
                AND CASE a.level WHEN 'remind' THEN 1 WHEN 'escalate' THEN 2 ELSE 3 END >= w.rank
        )
        LIMIT :batch
    ), alerted AS (
        INSERT INTO demand_alert (demand_id, clock_number, level, unit_id, told_unit_id, at)
        SELECT id, clock_number, level, unit_id, told_unit_id, :now FROM fresh
        ON CONFLICT (demand_id, clock_number, level) DO NOTHING
        RETURNING demand_id, level, told_unit_id
    ), noted AS (
        INSERT INTO demand_step (demand_id, step, at, unit_id)
        SELECT demand_id, level, :now, told_unit_id FROM alerted WHERE level <> 'remind'
    )
    SELECT count(*) FROM alerted
    """
)


def raise_alerts(now: datetime, batch: int) -> int:
    """Keep which demands reached which level, at most a batch of them; how many did."""
    awaited = [str(status) for status in ANSWER_AWAITED]
    waiting = select(Demand.responsible_unit_id).where(Demand.status.in_(awaited), Demand.deadline.is_not(None))
    units = db.session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(waiting.distinct()))).all()
    if not units:
        return 0
    at_hand = {"now": now, "by_day": local(now).hour in BY_DAY, "awaited": awaited, "batch": batch}
    return int(db.session.scalar(REACHED, {**at_hand, **_terms(now, units)}) or 0)


def _terms(now: datetime, units: Iterable[Any]) -> dict[str, list[Any]]:
    """By unit, who stands above it and what its settings mean now; as columns."""
    days = day_types(local(now - LOOK_BACK).date())
    by_id = {unit_id: path for unit_id, path in units}
    settings = settings_at(by_id.values(), KNOBS)
    horizons = {
        path: horizon(now, found["demand_remind_days"], found["demand_bulletin_days"], days)
        for path, found in settings.items()
    }
    ways = {unit_id: ids_of(path) for unit_id, path in by_id.items()}
    return {
        "units": list(by_id),
        "above": [way[-2] if len(way) > 1 else unit_id for unit_id, way in ways.items()],
        "top": [way[0] for way in ways.values()],
        "remind_until": [horizons[path].remind_until for path in by_id.values()],
        "listed_before": [horizons[path].listed_before for path in by_id.values()],
    }
