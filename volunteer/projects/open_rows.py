"""One open position as lists need it, and the statement that reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, select
from sqlalchemy.orm import aliased

from volunteer.organization.models import Place
from volunteer.projects.campaign_models import Campaign
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.states import ProjectStatus, SessionStatus


@dataclass(frozen=True, slots=True, eq=False)
class OpenPosition:
    """A position of a published project's planned session, with what a card says of it. Two reads are two objects."""

    id: int
    title: str
    skill: str | None
    level: int
    headcount: int
    taken: int
    reserved: int
    project_id: int
    project_title: str
    summary: str
    category: str
    unit_id: int
    opens_at: datetime | None
    session_id: int
    starts: datetime
    ends: datetime
    off_hours: bool
    public_place: str | None
    site_id: int
    site_name: str
    site_path: str
    lon: float
    lat: float
    town_code: str | None
    town_name: str | None
    campaign_id: int | None = None
    campaign_name: str | None = None
    hour_minutes: int | None = None  # how long, where whoever claims it first chooses the hour within starts and ends

    @property
    def free(self) -> int:
        """Places neither taken nor held by a team."""
        return self.headcount - self.taken - self.reserved

    @property
    def place(self) -> str:
        """Where the session is, said in public."""
        return said_place(self.town_name, self.site_name, self.public_place)


def said_place(town: str | None, site: str, public_place: str | None) -> str:
    """Town, site and the place within it; a place that carries the site's name stands for both."""
    named = public_place is not None and site in public_place
    return " ".join(part for part in (town, None if named else site, public_place) if part)


def open_rows() -> Select[Any]:
    """The rows that `open_position` takes; conditions may name Position, ServiceSession and Project."""
    site, town = aliased(Place, name="site"), aliased(Place, name="town")
    return (
        select(
            Position.id,
            Position.title,
            Position.skill,
            Position.level,
            Position.headcount,
            Position.taken,
            Position.reserved,
            Project.id,
            Project.title,
            Project.summary,
            Project.category,
            Project.unit_id,
            Project.opens_at,
            ServiceSession.id,
            ServiceSession.starts,
            ServiceSession.ends,
            ServiceSession.off_hours,
            ServiceSession.public_place,
            site.id,
            site.name,
            site.path,
            site.lon,
            site.lat,
            town.code,
            town.name,
            Project.campaign_id,
            Campaign.name,
            case((ServiceSession.hour_open, ServiceSession.window_minutes)),
        )
        .join(ServiceSession, ServiceSession.id == Position.session_id)
        .join(Project, Project.id == ServiceSession.project_id)
        .join(site, site.id == ServiceSession.site_id)
        .outerjoin(town, town.id == site.parent_id)
        .outerjoin(Campaign, Campaign.id == Project.campaign_id)
    )


def open_position(row: Row[Any]) -> OpenPosition:
    """One row of `open_rows`."""
    return OpenPosition(*row)


def stays_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Published, planned, not begun: what time alone will not bring back. Its opening time may still lie ahead."""
    return (
        Project.status == ProjectStatus.PUBLISHED,
        ServiceSession.status == SessionStatus.PLANNED,
        ServiceSession.starts > now,
    )
