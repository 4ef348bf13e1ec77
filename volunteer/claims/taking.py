"""The hot path in SQL: one statement that locks the member and reads the facts, one that takes a place.

Under READ COMMITTED a statement that waited for the member's lock still sees the other tables as they were before
it waited. So the facts only give the friendly reason; the claiming statement, whose snapshot is younger than the lock,
checks again, and the constraints are the guarantee. Locks go member, position, claim (D30).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import TextClause, text

from volunteer.claims.models import ClaimSource
from volunteer.claims.rules import ASKED, CONSTRAINT_REASONS, NO_SHOWS_COUNT_FOR, Facts
from volunteer.claims.states import ALWAYS_BLOCKS, COUNTS_OPEN, LIVE, ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused, refusing
from volunteer.organization.settings import KNOBS
from volunteer.projects.states import ProjectStatus


def listed(states: frozenset[ClaimStatus]) -> str:
    """States as SQL names them."""
    return ", ".join(f"'{state}'" for state in sorted(states))


_ANCESTORS = "string_to_array(rtrim(u.path, '/'), '/')::bigint[]"
_HAS_SKILL = """(p.skill IS NULL OR EXISTS (
    SELECT 1 FROM member_skill ms JOIN skill k ON k.code = ms.skill
    WHERE ms.member_id = :member AND ms.skill = p.skill AND ms.level >= p.level
      AND (NOT k.needs_approval OR ms.approved_at IS NOT NULL)
      AND (ms.expires_on IS NULL OR ms.expires_on >= :today)))"""
_OPEN_CLAIMS = f"(SELECT count(*) FROM claim WHERE member_id = :member AND status IN ({listed(COUNTS_OPEN)}))"
OPEN_OFFERS = f"""(SELECT count(*) FROM claim WHERE member_id = :member AND status IN ({listed(ASKED)})
    AND respond_by > :now AND source NOT IN ('{ClaimSource.WAITLIST}', '{ClaimSource.CALL_OUT}'))"""
UNEXPLAINED = f"""(SELECT count(*) FROM claim missed WHERE missed.member_id = :member
    AND missed.status = '{ClaimStatus.NO_SHOW}'
    AND lower(missed.period) > :now - make_interval(days => {NO_SHOWS_COUNT_FOR.days})
    AND NOT EXISTS (SELECT 1 FROM absence_explanation told WHERE told.claim_id = missed.id))"""
_OVERLAPPING = "o.member_id = :member AND o.blocks AND o.period && tstzrange(s.starts, s.ends)"


def setting_of(key: str) -> str:
    """What holds for the member's unit (`organization.settings.setting_at`), as part of the statement."""
    return f"""coalesce((SELECT (a.settings->>'{key}')::int FROM unit a
    WHERE a.id = ANY({_ANCESTORS}) AND a.settings ? '{key}' ORDER BY length(a.path) DESC LIMIT 1),
    {KNOBS[key].default})"""


_SEEN = f"""
SELECT m.id AS member_id, m.account_id, m.kind, m.paused_until, m.max_positions, m.unit_id, u.path AS unit_path,
  p.id AS position_id, p.project_id, pr.title, p.session_id, p.skill, p.level, p.headcount, p.taken, p.reserved,
  CASE WHEN s.hour_open THEN s.ends - make_interval(mins => s.window_minutes::int) ELSE s.starts END AS starts,
  s.ends, s.status AS session_status, s.off_hours, pr.status AS project_status, pr.opens_at,
  category.safeguards,
  CASE WHEN category.safeguards ? 'min_helpers' THEN (
    SELECT sum(other.headcount) FROM position other WHERE other.session_id = p.session_id) END AS places_in_session,
  {_HAS_SKILL} AS has_skill, own.id AS own_id, own.status AS own_status,
  CASE WHEN NOT s.hour_open THEN (SELECT project.title FROM claim o JOIN position op ON op.id = o.position_id
   JOIN project ON project.id = op.project_id
   WHERE {_OVERLAPPING} AND o.id IS DISTINCT FROM own.id LIMIT 1) END AS overlaps,
  {_OPEN_CLAIMS} AS open_claims, {OPEN_OFFERS} AS open_offers,
  {setting_of("max_open_offers")} AS max_open_offers, {setting_of("offer_hours")} AS offer_hours,
  (SELECT r.id FROM reservation r WHERE r.position_id = p.id AND r.released_at IS NULL AND r.remaining > 0
   AND r.release_at > :now AND r.unit_id = ANY({_ANCESTORS}) ORDER BY r.id LIMIT 1) AS reservation_id,
  CASE WHEN NOT s.off_hours AND NOT s.hour_open THEN (
    SELECT organ.working_time FROM unit a JOIN organ ON organ.id = a.organ_id
    WHERE a.id = ANY({_ANCESTORS}) ORDER BY length(a.path) DESC LIMIT 1) END AS working_time,
  EXISTS (SELECT 1 FROM claim WHERE position_id = p.id AND status IN ('offered', 'invited') AND respond_by <= :now)
    OR (p.reserved > 0 AND EXISTS (SELECT 1 FROM reservation
        WHERE position_id = p.id AND released_at IS NULL AND release_at <= :now)) AS tidy,
  {setting_of("no_show_limit")} AS no_show_limit, {UNEXPLAINED} AS unexplained, s.hour_open
FROM member m JOIN unit u ON u.id = m.unit_id
JOIN position p ON p.id = :position
JOIN service_session s ON s.id = p.session_id
JOIN project pr ON pr.id = p.project_id
JOIN category ON category.code = pr.category
LEFT JOIN claim own ON own.member_id = :member AND own.position_id = p.id AND own.status IN ({listed(LIVE)})
"""
_LOOK = text(f"{_SEEN} WHERE m.id = :member")
_EACH = text(re.sub(r":member\b", "m.id", _SEEN) + "WHERE m.id = ANY(:members)")
_FACTS = text(f"{_SEEN} WHERE m.id = :member FOR NO KEY UPDATE OF m")

_WINDOW = """
window_open AS MATERIALIZED (
  SELECT s.id, s.starts, s.ends FROM service_session s JOIN project pr ON pr.id = s.project_id
  WHERE s.id = :session AND s.status = 'planned' AND s.ends > :now AND (:walk_up OR s.starts > :now)
    AND NOT s.hour_open AND pr.status = 'published' AND (pr.opens_at IS NULL OR pr.opens_at <= :now)
  FOR SHARE OF s, pr)"""  # a move or cancellation under way is waited for, and seen
_HELD = """
held AS (
  UPDATE reservation SET remaining = remaining - 1 FROM (
    SELECT position.id FROM position, window_open WHERE position.id = :position FOR NO KEY UPDATE OF position) locked
  WHERE reservation.id = :reservation AND remaining > 0 AND released_at IS NULL AND release_at > :now
  RETURNING reservation.id)"""
_PLACE = f"""
place AS (
  UPDATE position p SET taken = taken + 1{{reserved}}
  FROM window_open s{{held}}
  WHERE p.id = :position AND {{room}} AND {_HAS_SKILL}
    AND (NOT :blocks OR NOT EXISTS (SELECT 1 FROM claim o WHERE {_OVERLAPPING}))
    AND (NOT :blocks OR {_OPEN_CLAIMS} < :most)
    AND (CAST(:most_offers AS int) IS NULL OR {OPEN_OFFERS} < :most_offers)
  RETURNING p.id, s.starts, s.ends)"""
_CLAIM = """
INSERT INTO claim (position_id, session_id, member_id, unit_id, status, blocks, period, source, by, reservation_id,
                   respond_by, created_at, changed_at, version)
SELECT place.id, :session, :member, :unit, :status, :blocks, tstzrange(place.starts, place.ends), :source, :by,
       CAST(:reservation AS bigint), CAST(:respond_by AS timestamptz), :now, :now, 1
FROM place RETURNING id"""

_TAKE_OPEN = text(
    f"WITH {_WINDOW},{_PLACE}".format(reserved="", held="", room="p.taken + p.reserved < p.headcount") + _CLAIM
)
_TAKE_RESERVED = text(
    f"WITH {_WINDOW},{_HELD},{_PLACE}".format(reserved=", reserved = reserved - 1", held=", held", room="TRUE") + _CLAIM
)


def read_facts(position_id: int, member_id: int, now: datetime) -> Facts:
    """Lock the member's row and read all that decides about a claim; NotVisible for drafts and unknown ids."""
    return _facts(_FACTS, position_id, member_id, now)


def look_at_facts(position_id: int, member_id: int, now: datetime) -> Facts:
    """The same for showing only: nobody waits for it."""
    return _facts(_LOOK, position_id, member_id, now)


def look_at_each(position_id: int, member_ids: Sequence[int], now: datetime) -> dict[int, Facts]:
    """The same of several members in one statement, by member."""
    parameters = {"members": list(member_ids), "position": position_id, "now": now, "today": clock.local(now).date()}
    return {row.member_id: Facts(*row) for row in db.session.execute(_EACH, parameters)}


def _facts(statement: TextClause, position_id: int, member_id: int, now: datetime) -> Facts:
    parameters = {"member": member_id, "position": position_id, "now": now, "today": clock.local(now).date()}
    row = db.session.execute(statement, parameters).one_or_none()
    if row is None or row.project_status in (ProjectStatus.DRAFT, ProjectStatus.IN_REVIEW):
        raise NotVisible
    return Facts(*row)


def take_place(
    facts: Facts,
    status: ClaimStatus,
    source: ClaimSource,
    by: int | None,
    now: datetime,
    *,
    respond_by: datetime | None = None,
    walk_up: bool = False,
) -> int | None:
    """Take one place, out of the own team's reservation where there is one, and write the claim: its id, or None.

    None means that something changed since the facts were read. `walk_up` lifts the rule that claiming ends when
    the session begins (D18).
    """
    parameters = {
        "member": facts.member_id,
        "position": facts.position_id,
        "session": facts.session_id,
        "unit": facts.unit_id,
        "most": facts.max_positions,
        "most_offers": _most_offers(facts, status),
        "reservation": facts.reservation_id,
        "status": status,
        "blocks": status in ALWAYS_BLOCKS,
        "source": source if facts.reservation_id is None else ClaimSource.TEAM,
        "by": by,
        "respond_by": respond_by,
        "now": now,
        "today": clock.local(now).date(),
        "walk_up": walk_up,
    }
    statement = _TAKE_OPEN if facts.reservation_id is None else _TAKE_RESERVED
    with refusing(CONSTRAINT_REASONS):
        claim_id: int | None = db.session.scalar(statement, parameters)
    return claim_id


_UNPLACED = text(
    f"""WITH place AS (
  SELECT CAST(:position AS bigint) AS id, CAST(:starts AS timestamptz) AS starts, CAST(:ends AS timestamptz) AS ends
  WHERE CAST(:most_offers AS int) IS NULL OR {OPEN_OFFERS} < :most_offers)"""
    + _CLAIM
)


def write_unplaced(
    facts: Facts,
    status: ClaimStatus,
    source: ClaimSource,
    by: int | None,
    now: datetime,
    respond_by: datetime | None = None,
) -> int:
    """Write a claim that takes no place: an invitation or a place in the queue.

    Refused where the member was asked as many things as they may be in the meantime.
    """
    parameters = {
        "member": facts.member_id,
        "position": facts.position_id,
        "session": facts.session_id,
        "starts": facts.starts,
        "ends": facts.ends,
        "unit": facts.unit_id,
        "status": status,
        "blocks": False,
        "source": source,
        "by": by,
        "reservation": None,
        "respond_by": respond_by,
        "most_offers": _most_offers(facts, status),
        "now": now,
    }
    with refusing(CONSTRAINT_REASONS):
        claim_id: int | None = db.session.scalar(_UNPLACED, parameters)
    if claim_id is None:
        raise Refused("too_many_offers", num=facts.max_open_offers)
    return claim_id


def _most_offers(facts: Facts, status: ClaimStatus) -> int | None:
    """How many open offers the member may have, for a claim that is one; any other is not bound by it."""
    return facts.max_open_offers if status in ASKED else None
