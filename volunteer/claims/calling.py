"""Calling many people at once: one statement asks them all, one ends what they have not answered.

The rules are those of `claims.service.invite`: whoever serves, takes no break and is not on the position already is
asked. In an emergency the cap on open offers gives way, and the claim's source says so: what its answer may pass over
is decided in `claims.answering`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text, update

from volunteer.claims.models import Claim, ClaimSource
from volunteer.claims.places import lock_position
from volunteer.claims.rules import MACHINE
from volunteer.claims.states import LIVE, ClaimStatus
from volunteer.claims.taking import OPEN_OFFERS, listed, setting_of
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.people.models import SERVING, Member

_SERVING = ", ".join(f"'{kind}'" for kind in SERVING)
_OFFERS = re.sub(r":member\b", "m.id", OPEN_OFFERS)
_MOST_OFFERS = setting_of("max_open_offers")
# Members are locked in the order of their ids, as everywhere that several are (D30).
_CALL = text(f"""
WITH locked AS MATERIALIZED (
  SELECT m.id, m.account_id, m.unit_id FROM member m
  WHERE m.id = ANY(:members) AND m.kind IN ({_SERVING}) AND (m.paused_until IS NULL OR m.paused_until < :today)
  ORDER BY m.id FOR NO KEY UPDATE),
asked AS (
  SELECT m.id, m.account_id, m.unit_id, {_OFFERS} >= {_MOST_OFFERS} AS over_cap
  FROM locked m JOIN unit u ON u.id = m.unit_id),
written AS (
  INSERT INTO claim (position_id, session_id, member_id, unit_id, status, blocks, period, source, by,
                     respond_by, created_at, changed_at, version)
  SELECT p.id, s.id, asked.id, asked.unit_id, :status, FALSE, tstzrange(s.starts, s.ends), :source, :by,
         :respond_by, :now, :now, 1
  FROM asked, position p JOIN service_session s ON s.id = p.session_id
  WHERE p.id = :position AND (:urgent OR NOT asked.over_cap)
  ON CONFLICT (member_id, position_id) WHERE status IN ({listed(LIVE)}) DO NOTHING
  RETURNING id, member_id)
SELECT written.id, asked.id, asked.account_id, asked.over_cap
FROM written JOIN asked ON asked.id = written.member_id ORDER BY written.id
""")


@dataclass(frozen=True)
class Called:
    """One member who was asked; `over_cap`: had as many unanswered offers as members are spared from already."""

    claim_id: int
    member_id: int
    account_id: int
    over_cap: bool


def call(
    work: Work, position_id: int, member_ids: Sequence[int], respond_by: datetime, *, urgent: bool
) -> list[Called]:
    """Invite the members to a position; those who were asked now. `urgent`: called in an emergency."""
    parameters = {
        "members": list(member_ids),
        "position": position_id,
        "status": MACHINE.initial,
        "source": ClaimSource.CALL_OUT if urgent else ClaimSource.LEADER,
        "urgent": urgent,
        "by": work.actor.account_id if work.actor else None,
        "respond_by": respond_by,
        "now": work.now,
        "today": clock.local(work.now).date(),
    }
    db.session.flush()
    return [Called(*row) for row in db.session.execute(_CALL, parameters)]


def end_unanswered(work: Work, position_id: int) -> list[tuple[int, int]]:
    """Ask no longer: open invitations lapse, the queue is let go. Claim and account of those it concerned.

    The position is locked first, as by every answer, so that an answer is either counted before or finds it ended.
    """
    lock_position(position_id)
    ended: list[tuple[int, int]] = []
    for status, step in ((ClaimStatus.INVITED, "lapse"), (ClaimStatus.WAITLISTED, "release")):
        statement = (
            update(Claim)
            .where(Claim.position_id == position_id, Claim.status == status, Member.id == Claim.member_id)
            .values(
                status=MACHINE.target(status, step), respond_by=None, changed_at=work.now, version=Claim.version + 1
            )
            .returning(Claim.id, Member.account_id)
            .execution_options(synchronize_session="fetch")
        )
        ended += [(claim_id, account_id) for claim_id, account_id in db.session.execute(statement)]
    return ended
