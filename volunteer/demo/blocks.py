"""Building blocks of the demo's past and future: demands, projects, sessions, claims."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from volunteer.claims.models import Claim, ClaimSource
from volunteer.claims.states import ALWAYS_BLOCKS, TAKES_PLACE, ClaimStatus
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.states import DemandStatus
from volunteer.demo.days import Diary
from volunteer.demo.kinds import Kind
from volunteer.demo.network import Network
from volunteer.demo.rows import Rows, period
from volunteer.projects.models import Position, Project, ProjectDemand, ServiceSession
from volunteer.projects.states import ProjectStatus


@dataclass
class City:
    """What past and future are made from."""

    rows: Rows
    network: Network
    members: list[dict[str, Any]]
    random: Random
    now: datetime
    diary: Diary = field(default_factory=Diary)
    demands_numbered: int = 0
    regular: dict[str, Any] | None = None  # the demo member, who served now and then over the year
    regular_share: float = 0.0  # in what share of the past sessions

    def near(self, site: dict[str, Any], count: int) -> list[dict[str, Any]]:
        """Members drawn at random, those living nearer first."""
        drawn = self.random.sample(self.members, min(len(self.members), count * 12))
        return sorted(drawn, key=lambda m: math.hypot(m["home_lon"] - site["lon"], m["home_lat"] - site["lat"]))


def add_demand(
    city: City, kind: Kind, site: dict[str, Any], starts: datetime, status: DemandStatus, made: datetime, **values: Any
) -> dict[str, Any]:
    """A demand of a site with the timeline that leads to its status."""
    city.demands_numbered += 1
    submitted = status != DemandStatus.DRAFT
    demand_id = city.rows.add(
        Demand,
        number=f"{made.year}-{city.demands_numbered:06d}" if submitted else None,
        status=status,
        category=kind.category,
        title=kind.title,
        text=kind.text,
        site_id=site["id"],
        public_place=f"{site['name']}党群服务中心",
        skill=kind.skill,
        level=kind.level,
        headcount=city.random.randint(*kind.headcount),
        starts=starts,
        ends=starts + timedelta(hours=kind.hours),
        contact_name="社区值班",
        contact_phone=site["duty_phone"],
        risk_note=kind.risk,
        asker_id=site["operator"],
        responsible_unit_id=site["paired_unit_id"] if submitted else None,
        deadline=made + timedelta(days=3) if submitted else None,
        created_at=made,
        submitted_at=made if submitted else None,
        **values,
    )
    row = city.rows.of(Demand)[-1]
    row["team"] = next(team for team in city.network.teams if team["id"] == site["paired_unit_id"])
    if submitted:
        add_step(city, demand_id, "submit", made, site["operator"])
    return row


def add_step(city: City, demand_id: int, step: str, at: datetime, by: int, reason: str | None = None) -> None:
    """One line of a demand's timeline."""
    city.rows.add(DemandStep, demand_id=demand_id, step=step, at=at, by=by, reason=reason)


def add_project(
    city: City,
    kind: Kind,
    site: dict[str, Any],
    starts: Iterable[datetime],
    status: ProjectStatus,
    made: datetime,
    *,
    headcount: int,
    demand: dict[str, Any] | None = None,
) -> tuple[int, list[dict[str, Any]]]:
    """A project with one position a session; returns its id and the position rows (with "session")."""
    team = next(t for t in city.network.teams if t["id"] == site["paired_unit_id"])
    project_id = city.rows.add(
        Project,
        status=status,
        title=kind.title,
        summary=kind.text,
        category=kind.category,
        site_id=site["id"],
        unit_id=team["id"],
        contact_name="社区值班",
        contact_phone=site["duty_phone"],
        risk_note=kind.risk,
        bring_note=kind.bring,
        created_by=team["leader"]["account_id"],
        created_at=made,
        published_at=None if status in (ProjectStatus.DRAFT, ProjectStatus.IN_REVIEW) else made,
    )
    if demand is not None:
        city.rows.add(ProjectDemand, project_id=project_id, demand_id=demand["id"])
    positions = [_session(city, kind, site, project_id, begin, headcount) for begin in starts]
    return project_id, positions


def _session(
    city: City, kind: Kind, site: dict[str, Any], project_id: int, starts: datetime, headcount: int
) -> dict[str, Any]:
    session_id = city.rows.add(
        ServiceSession,
        project_id=project_id,
        starts=starts,
        ends=starts + timedelta(hours=kind.hours),
        site_id=site["id"],
        public_place=f"{site['name']}党群服务中心",
        off_hours=True,
        code_secret=city.random.randbytes(20),
    )
    session = city.rows.of(ServiceSession)[-1]
    city.rows.add(
        Position, project_id=project_id, session_id=session_id, line=1, title=kind.position, skill=kind.skill,
        level=kind.level, headcount=headcount, taken=0,
    )  # fmt: skip
    position = city.rows.of(Position)[-1]
    position["session"] = session
    return position


def add_claim(
    city: City, position: dict[str, Any], member: dict[str, Any], status: ClaimStatus, made: datetime, **values: Any
) -> int:
    """A claim, counted on its position when it takes a place."""
    session = position["session"]
    position["taken"] += status in TAKES_PLACE
    return city.rows.add(
        Claim,
        position_id=position["id"],
        session_id=session["id"],
        member_id=member["id"],
        unit_id=member["unit_id"],
        status=status,
        blocks=status in ALWAYS_BLOCKS,
        period=period(session["starts"], session["ends"]),
        source=values.pop("source", ClaimSource.SELF),
        by=values.pop("by", member["account_id"]),
        created_at=made,
        changed_at=made,
        **values,
    )


def fits(member: dict[str, Any], position: dict[str, Any]) -> bool:
    """Whether the member holds what the position asks for."""
    return position["skill"] is None or member["skills"].get(position["skill"], 0) >= position["level"]
