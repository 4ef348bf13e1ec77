"""What deserves a look among the hours that were entered: facts in order of date, about no rank of anybody.

A pattern is no proof of anything: a night shift at a shelter is served at night, and a leader enters what the own squad
did. The thresholds say from where on a committee would want to know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import text

from volunteer.kernel.database import db
from volunteer.kernel.spans import Span
from volunteer.organization.actor import Reach

BULK = 10  # backfills of one day by one person: a session's worth of people who all forgot
SAME_PAIR = 5  # entries for one member, all of them by one and the same other person
EQUAL = 5  # backfills with the same minutes by one person: real services differ
LONG_DAY = 720  # minutes: what beyond takes the brigade's word
LAST_DAYS = 90  # looked at where no month is asked for


class Unusual(StrEnum):
    """The patterns."""

    BULK = "bulk"
    SAME_PAIR = "same_pair"
    NIGHT = "night"
    EQUAL = "equal"
    TWO_PLACES = "two_places"
    LONG_DAY = "long_day"
    SAME_TIER = "same_tier"


@dataclass(frozen=True)
class Group:
    """Hours that one pattern was found in. `entered_by` is set where one person entered all of them."""

    kind: Unusual
    key: str
    last: date
    first: date
    entered_by: int | None
    own_word: bool  # members checked in and out themselves
    records: int
    people: int
    minutes: int


@dataclass(frozen=True)
class Flagged:
    """One of the hours of a group."""

    kind: Unusual
    key: str
    hours_id: int


# The patterns, each with what makes a group of it. At night means that some of it lies between 22:00 and 06:00. The
# rank 0 of a second person is that of the same tier, at the top.
_FLAGGED = """
WITH entered AS (
  SELECT p.id, p.member_id, p.service_date AS day, p.source, p.entered_by, p.session_id, s.site_id,
    m.account_id = p.entered_by AS own_word,
    coalesce((SELECT sum(e.minutes) FROM hours_entry e WHERE e.proposal_id = p.id), p.minutes)::bigint AS minutes,
    coalesce(a.first_in, s.starts) AS begins, coalesce(a.last_out, s.ends) AS ends
  FROM hours_proposal p JOIN unit u ON u.id = p.unit_id JOIN member m ON m.id = p.member_id
  LEFT JOIN service_session s ON s.id = p.session_id LEFT JOIN attendance a ON a.id = p.attendance_id
  WHERE p.status <> 'refused' AND p.service_date BETWEEN :first AND :last AND u.path LIKE ANY(:below)),
clocked AS (
  SELECT *, date_trunc('minute', begins AT TIME ZONE 'Asia/Shanghai') AS came,
    date_trunc('minute', ends AT TIME ZONE 'Asia/Shanghai') AS went FROM entered),
flagged AS (
  SELECT 'bulk' AS kind, day || ':' || entered_by AS key, id FROM
    (SELECT *, count(*) OVER (PARTITION BY day, entered_by) AS n FROM entered WHERE source = 'backfilled') AS b
    WHERE n >= :bulk
  UNION ALL
  SELECT 'same_pair', entered_by::text, id FROM
    (SELECT *, count(*) OVER w AS n, min(entered_by) OVER w AS one, max(entered_by) OVER w AS other
     FROM entered WHERE NOT own_word WINDOW w AS (PARTITION BY member_id)) AS t
    WHERE n >= :same_pair AND one = other
  UNION ALL
  SELECT 'night', day || ':' || coalesce(session_id, 0), id FROM clocked
    WHERE came::time >= '22:00' OR came::time < '06:00' OR went::time > '22:00' OR went::date > came::date
  UNION ALL
  SELECT 'equal', entered_by || ':' || minutes, id FROM
    (SELECT *, count(*) OVER (PARTITION BY entered_by, minutes) AS n FROM entered WHERE source = 'backfilled') AS q
    WHERE n >= :equal
  UNION
  SELECT 'two_places', o.day || ':' || o.member_id, o.id FROM entered o JOIN entered t
    ON t.member_id = o.member_id AND t.site_id <> o.site_id AND t.begins < o.ends AND t.ends > o.begins
  UNION ALL
  SELECT 'long_day', day || ':' || member_id, id FROM
    (SELECT *, sum(minutes) OVER (PARTITION BY member_id, day) AS whole FROM entered) AS d WHERE whole > :long_day
  UNION ALL
  SELECT 'same_tier', e.entered_by || ':' || b.agreed_by, e.id FROM entered e JOIN hours_backing b
    ON b.proposal_id = e.id WHERE b.agreed_rank = b.entered_rank)
"""
_GROUPS = text(f"""
{_FLAGGED}
SELECT f.kind, f.key, max(e.day), min(e.day),
  CASE WHEN min(e.entered_by) = max(e.entered_by) THEN min(e.entered_by) END, bool_and(e.own_word),
  count(*), count(DISTINCT e.member_id), sum(e.minutes)::bigint
FROM flagged f JOIN entered e USING (id)
WHERE CAST(:kind AS text) IS NULL OR f.kind = :kind
GROUP BY f.kind, f.key ORDER BY max(e.day) DESC, f.kind, f.key
""")
_HOURS = text(f"""
{_FLAGGED}
SELECT f.kind, f.key, f.id FROM flagged f JOIN entered e USING (id)
WHERE (CAST(:kind AS text) IS NULL OR f.kind = :kind) AND (CAST(:key AS text) IS NULL OR f.key = :key)
ORDER BY max(e.day) OVER (PARTITION BY f.kind, f.key) DESC, f.kind, f.key, e.day, f.id
""")


def days_asked(month: date | None, today: date) -> Span:
    """A month whole; the last days where none is asked for."""
    if month is None:
        return Span(today - timedelta(days=LAST_DAYS - 1), today)
    return Span(month, (month + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def groups(reach: Reach, days: Span, kind: Unusual | None = None) -> list[Group]:
    """What was found in the reach, the latest service first."""
    return [Group(Unusual(found), *rest) for found, *rest in db.session.execute(_GROUPS, _asked(reach, days, kind))]


def flagged(reach: Reach, days: Span, kind: Unusual | None = None, key: str | None = None) -> list[Flagged]:
    """The hours behind all groups, or behind one."""
    rows = db.session.execute(_HOURS, _asked(reach, days, kind) | {"key": key})
    return [Flagged(Unusual(found), group, hours_id) for found, group, hours_id in rows]


def _asked(reach: Reach, days: Span, kind: Unusual | None) -> dict[str, Any]:
    below: Sequence[str] = [f"{path}%" for path in reach.unit_paths]
    thresholds = {"bulk": BULK, "same_pair": SAME_PAIR, "equal": EQUAL, "long_day": LONG_DAY}
    return {"first": days.first, "last": days.last, "below": below, "kind": kind, **thresholds}
