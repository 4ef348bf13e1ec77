"""Rows of service by insert-many: projects, sessions, claims, attendances and hours of the small city."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import Range

from tests.support.world import World
from volunteer.activities.models import Attendance, AttendanceStatus, Punch, PunchKind, PunchMethod
from volunteer.claims.models import Claim
from volunteer.claims.states import ALWAYS_BLOCKS, TAKES_PLACE, ClaimStatus
from volunteer.kernel.database import Base, db
from volunteer.ledger.models import HoursProposal, ProposalStatus
from volunteer.people.models import Member
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.states import ProjectStatus

LASTING = timedelta(hours=2)


def add(model: type[Base], rows: list[dict[str, Any]]) -> list[int]:
    """Insert rows and return their ids in the same order."""
    if not rows:
        return []
    statement = insert(model).returning(model.__table__.c.id, sort_by_parameter_order=True)
    return list(db.session.scalars(statement, rows))


class ServiceRows:
    """What team_a does at site_1 with the people of squad_a1."""

    def __init__(self, world: World, now: datetime) -> None:
        self._now = now
        self._site = world.places["site_1"].id
        self._team = world.units["team_a"].id
        self._squad = world.units["squad_a1"].id
        self._leader = world.accounts["team"].id

    def projects(self, status: ProjectStatus, count: int) -> list[int]:
        """Projects of one status; their ids."""
        row = {
            "status": status,
            "title": "社区义诊",
            "summary": "为居民量血压、测血糖。",
            "category": "care",
            "site_id": self._site,
            "unit_id": self._team,
            "created_by": self._leader,
            "created_at": self._now,
            "published_at": None if status in (ProjectStatus.DRAFT, ProjectStatus.IN_REVIEW) else self._now,
        }
        return add(Project, [row] * count)

    def sessions(self, projects: list[int], starts: list[datetime]) -> list[tuple[int, int, datetime]]:
        """A session with one position each: position, session, start."""
        site, secret = self._site, b"0" * 20
        numbered = list(zip(projects, starts, strict=True))
        sessions = add(
            ServiceSession,
            [
                {"project_id": p, "starts": at, "ends": at + LASTING, "site_id": site, "code_secret": secret}
                for p, at in numbered
            ],
        )
        positions = add(
            Position,
            [
                {"project_id": p, "session_id": s, "line": 1, "title": "志愿者", "headcount": 9, "taken": 1}
                for p, s in zip(projects, sessions, strict=True)
            ],
        )
        return list(zip(positions, sessions, starts, strict=True))

    def claims(self, where: list[tuple[int, int, datetime]], members: list[int], status: ClaimStatus) -> list[int]:
        """One claim for each place in a session and each member; their ids."""
        lapses = self._now + timedelta(days=1) if status not in TAKES_PLACE or status == ClaimStatus.OFFERED else None
        shared = {
            "unit_id": self._squad,
            "status": status,
            "blocks": status in ALWAYS_BLOCKS,
            "respond_by": lapses,
            "created_at": self._now,
            "changed_at": self._now,
        }
        return add(
            Claim,
            [
                {**shared, "position_id": p, "session_id": s, "period": Range(at, at + LASTING), "member_id": member}
                for (p, s, at), member in zip(where, members, strict=True)
            ],
        )

    def attendances(
        self, claims: list[int], sessions: list[int], members: list[int], at: datetime, status: AttendanceStatus
    ) -> list[int]:
        """Who came at this moment, with the first punch; ids of the attendances."""
        shared = {"unit_id": self._squad, "status": status, "first_in": at}
        if status != AttendanceStatus.CHECKED_IN:
            shared.update(last_out=at + LASTING, minutes=120)
        if status == AttendanceStatus.ACCEPTED:
            shared.update(accepted_at=self._now)
        rows = [
            {**shared, "claim_id": claim, "session_id": session, "member_id": member}
            for claim, session, member in zip(claims, sessions, members, strict=True)
        ]
        attended = add(Attendance, rows)
        punch = {"kind": PunchKind.IN, "method": PunchMethod.CODE, "at": at, "received_at": at}
        add(Punch, [{**punch, "attendance_id": attendance} for attendance in attended])
        return attended

    def proposals(
        self, attended: list[int], members: list[int], sessions: list[int], status: ProposalStatus
    ) -> list[int]:
        """Two hours for each attendance; ids of the proposals."""
        accounts = {row.id: row.account_id for row in db.session.execute(select(Member.id, Member.account_id))}
        shared = {
            "unit_id": self._squad,
            "service_date": self._now.date(),
            "minutes": 120,
            "status": status,
            "proposed_at": self._now,
        }
        return add(
            HoursProposal,
            [
                {**shared, "attendance_id": a, "member_id": m, "session_id": s, "entered_by": accounts[m]}
                for a, m, s in zip(attended, members, sessions, strict=True)
            ],
        )
