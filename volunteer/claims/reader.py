"""Who reads the board: home, skills, what their organ says of working time, what they hold, in one statement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from volunteer.claims.states import ALWAYS_BLOCKS, LIVE
from volunteer.claims.taking import UNEXPLAINED
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import WorkingTimeRule
from volunteer.organization.settings import KNOBS, setting_at

_UNEXPLAINED = re.sub(r":member\b", "m.id", UNEXPLAINED)
_LIVE = ", ".join(f"'{status}'" for status in sorted(LIVE))

# The nearest unit with an organ decides about working time; without any it is free (D17).
_READER = text(f"""
SELECT m.home_lon, m.home_lat,
  (SELECT organ.working_time FROM unit a JOIN organ ON organ.id = a.organ_id
   WHERE a.id = ANY(string_to_array(rtrim(u.path, '/'), '/')::bigint[]) ORDER BY length(a.path) DESC LIMIT 1),
  (SELECT jsonb_object_agg(ms.skill, ms.level) FROM member_skill ms JOIN skill k ON k.code = ms.skill
   WHERE ms.member_id = m.id AND (NOT k.needs_approval OR ms.approved_at IS NOT NULL)
     AND (ms.expires_on IS NULL OR ms.expires_on >= :today)),
  (SELECT jsonb_agg(jsonb_build_array(c.id, c.position_id, c.status, extract(epoch FROM lower(c.period)),
                                      extract(epoch FROM upper(c.period)), extract(epoch FROM c.respond_by), pr.title))
   FROM claim c JOIN service_session s ON s.id = c.session_id JOIN project pr ON pr.id = s.project_id
   WHERE c.member_id = m.id AND c.status IN ({_LIVE}) AND s.ends > :now
     AND NOT (c.status IN ('offered', 'invited') AND c.respond_by <= :now)),
  CASE WHEN :limit > 0 THEN {_UNEXPLAINED} ELSE 0 END
FROM member m JOIN unit u ON u.id = m.unit_id
WHERE m.id = :member
""")


@dataclass(frozen=True, slots=True)
class OwnClaim:
    """A live claim of the reader on a session that is not over."""

    id: int
    position_id: int
    status: str
    starts: datetime
    ends: datetime
    respond_by: datetime | None
    project_title: str

    def clashes_with(self, position_id: int, starts: datetime, ends: datetime) -> bool:
        """Whether it keeps the reader from another position at that time."""
        overlap = self.starts < ends and starts < self.ends
        return overlap and self.position_id != position_id and self.status in ALWAYS_BLOCKS


@dataclass(frozen=True)
class Reader:
    """A member who reads the board, or somebody who is none: no home, no claims."""

    home: tuple[float, float] | None = None
    working_time: str = WorkingTimeRule.FREE
    skills: Mapping[str, int] = field(default_factory=dict)  # levels that count today
    claims: tuple[OwnClaim, ...] = field(default=())
    asked_after: int = 0  # absences without a word because of which the own leader is asked; 0: is not asked

    def own(self, position_id: int) -> OwnClaim | None:
        """The reader's claim on a position."""
        return next((claim for claim in self.claims if claim.position_id == position_id), None)

    def clash(self, position_id: int, starts: datetime, ends: datetime) -> OwnClaim | None:
        """A claim of the reader at the time of a position they do not hold."""
        return next((claim for claim in self.claims if claim.clashes_with(position_id, starts, ends)), None)

    def lacks(self, skill: str | None, level: int) -> bool:
        """Whether a position asks for more than the reader can do."""
        return skill is not None and self.skills.get(skill, 0) < level

    @property
    def off_hours_only(self) -> bool:
        """Whether service in working time is kept out of this reader's lists."""
        return self.working_time == WorkingTimeRule.HIDDEN


def reader_of(actor: Actor, now: datetime) -> Reader:
    """The actor as a reader of the board."""
    if actor.member_id is None:
        return Reader()
    limit = setting_at(actor.unit_path or "", "no_show_limit", KNOBS["no_show_limit"].default)
    values = {"member": actor.member_id, "now": now, "today": clock.local(now).date(), "limit": limit}
    lon, lat, rule, skills, claims, unexplained = db.session.execute(_READER, values).one()
    return Reader(
        home=None if lon is None or lat is None else (lon, lat),
        working_time=rule or WorkingTimeRule.FREE,
        skills=skills or {},
        claims=tuple(_own_claim(*values) for values in claims or ()),
        asked_after=unexplained if 0 < limit <= unexplained else 0,
    )


def _own_claim(
    key: int, position_id: int, status: str, starts: Any, ends: Any, respond_by: Any, title: str
) -> OwnClaim:
    until = None if respond_by is None else _moment(respond_by)
    return OwnClaim(key, position_id, status, _moment(starts), _moment(ends), until, title)


def _moment(epoch: float) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)
