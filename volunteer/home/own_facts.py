"""What a member's home says of them and their services, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text

from volunteer.activities.models import AttendanceStatus
from volunteer.claims.rules import ASKED
from volunteer.claims.states import COUNTS_OPEN, ClaimStatus
from volunteer.kernel.database import db
from volunteer.kernel.sealed import unseal
from volunteer.projects.open_rows import said_place

LEADER_PHONE = "call_out.leader_phone"

# What is held or asked for; a place in the queue is no appointment yet.
_SHOWN = (COUNTS_OPEN - {ClaimStatus.WAITLISTED}) | ASKED | {ClaimStatus.ATTENDED}
_OWN = text(f"""
SELECT m.name, u.name, m.profile_assumed, coalesce(m.profile_checked_at, m.created_at),
  EXISTS (SELECT 1 FROM member_skill WHERE member_id = m.id),
  EXISTS (SELECT 1 FROM claim WHERE member_id = m.id),
  (SELECT count(*) FROM hours_proposal WHERE member_id = m.id AND status = 'pending'),
  (SELECT coalesce(sum(minutes), 0) FROM hours_entry WHERE member_id = m.id AND service_date >= :year_begins),
  (SELECT jsonb_build_object('title', v.title, 'due_on', v.due_on)
   FROM survey v JOIN unit vu ON vu.id = v.unit_id
   WHERE v.status = 'open' AND starts_with(u.path, vu.path)
     AND NOT EXISTS (SELECT 1 FROM survey_answer WHERE survey_id = v.id AND member_id = m.id)
   ORDER BY v.due_on, v.id LIMIT 1),
  (SELECT jsonb_agg(jsonb_build_object('id', c.id, 'status', c.status, 'respond_by', c.respond_by,
      'position_id', p.id, 'role', p.title, 'title', pr.title, 'organizer_path', ou.path,
      'session_id', s.id, 'starts', s.starts, 'ends', s.ends, 'attendance', a.status,
      'lon', site.lon, 'lat', site.lat, 'site_name', site.name, 'bring', pr.bring_note,
      'call', CASE WHEN co.id IS NOT NULL THEN
        jsonb_build_array(co.muster_point, co.leader_name, co.leader_phone, co.closed_at IS NOT NULL) END,
      'town', town.name, 'site', site.name, 'public_place', s.public_place) ORDER BY s.starts, c.id)
   FROM claim c JOIN position p ON p.id = c.position_id JOIN service_session s ON s.id = c.session_id
   JOIN place site ON site.id = s.site_id LEFT JOIN place town ON town.id = site.parent_id
   JOIN project pr ON pr.id = s.project_id JOIN unit ou ON ou.id = pr.unit_id
   LEFT JOIN attendance a ON a.session_id = s.id AND a.member_id = m.id
   LEFT JOIN call_out co ON co.position_id = p.id
   WHERE c.member_id = m.id AND (c.status IN ({", ".join(f"'{status}'" for status in sorted(_SHOWN))})
       OR c.status = '{ClaimStatus.WAITLISTED}' AND co.id IS NOT NULL)
     AND NOT (c.status IN ('offered', 'invited') AND c.respond_by <= :now)
     AND s.status = 'planned' AND s.ends > :now)
FROM member m JOIN unit u ON u.id = m.unit_id
WHERE m.id = :member
""")


@dataclass(frozen=True, slots=True)
class Call:
    """Where those who are called out muster, with whom; whether enough have come."""

    muster_point: str
    leader_name: str
    leader_phone: str
    over: bool


@dataclass(frozen=True, slots=True)
class OwnService:
    """A session of the member's that is not over. `place` is the public part; `attendance` where there is any."""

    id: int  # of the claim
    status: ClaimStatus
    respond_by: datetime | None
    position_id: int
    role: str
    title: str
    organizer_path: str
    session_id: int
    starts: datetime
    ends: datetime
    place: str
    lon: float
    lat: float
    site_name: str
    bring: str | None
    attendance: AttendanceStatus | None
    call: Call | None  # where it is a call-out

    @property
    def checked_in(self) -> bool:
        """There, and not gone yet."""
        return self.attendance == AttendanceStatus.CHECKED_IN


@dataclass(frozen=True)
class OwnSurvey:
    """A survey that waits for the member's answer, the most pressing one."""

    title: str
    due_on: date


@dataclass(frozen=True)
class OwnFacts:
    """The member; whether they began; hours that wait for confirmation; minutes confirmed this year."""

    name: str
    unit: str
    profile_assumed: bool
    checked_at: datetime  # when the member last said that the profile is right, or came in
    has_skills: bool
    has_claimed: bool
    pending: int
    minutes: int
    survey: OwnSurvey | None
    services: tuple[OwnService, ...]


def own_facts(member_id: int, year_begins: date, now: datetime) -> OwnFacts:
    """The facts of one member; services earliest first."""
    values = {"member": member_id, "year_begins": year_begins, "now": now}
    *plain, survey, services = db.session.execute(_OWN, values).one()
    asked = OwnSurvey(survey["title"], date.fromisoformat(survey["due_on"])) if survey else None
    return OwnFacts(*plain, survey=asked, services=tuple(_service(**one) for one in services or ()))


def _service(
    status: str,
    respond_by: str | None,
    starts: str,
    ends: str,
    attendance: str | None,
    call: tuple[str, str, str, bool] | None,
    town: str | None,
    site: str,
    public_place: str | None,
    **rest: Any,
) -> OwnService:
    return OwnService(
        status=ClaimStatus(status),
        respond_by=datetime.fromisoformat(respond_by) if respond_by else None,
        starts=datetime.fromisoformat(starts),
        ends=datetime.fromisoformat(ends),
        attendance=AttendanceStatus(attendance) if attendance else None,
        call=_call(*call) if call else None,
        place=said_place(town, site, public_place),
        **rest,
    )


def _call(muster_point: str, leader_name: str, sealed_phone: str, over: bool) -> Call:
    return Call(muster_point, leader_name, unseal(sealed_phone, LEADER_PHONE), over)
