"""What stands in the form of a project: its choices, and the values it starts with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind
from volunteer.organization.permissions import Permission
from volunteer.projects.campaign_queries import campaign_choices
from volunteer.projects.content import WORDS, PositionRow, ProjectContent, SessionRow
from volunteer.projects.forms import ProjectForm, instant, typed_like
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.shape import Departures, departures, rows_of
from volunteer.projects.sources import DemandFacts, content_of, placed
from volunteer.projects.states import SessionStatus
from volunteer.taxonomy.models import Category, Skill
from volunteer.taxonomy.naming import category_name, skill_name
from volunteer.taxonomy.queries import offered


def offer_choices(form: ProjectForm, actor: Actor) -> None:
    """Fill in categories, skills, and the campaigns that the actor's units take part in."""
    form.offer(
        [(category.code, category_name(category.code)) for category in offered(Category)],
        [(skill.code, skill_name(skill.code)) for skill in offered(Skill)],
        campaign_choices(actor.reach(Permission.PROJECT_EDIT).unit_paths, clock.today(), form.campaign_id.data),
    )


def towns() -> list[tuple[int, str]]:
    """All towns."""
    statement = select(Place.id, Place.name).where(Place.kind == PlaceKind.TOWN).order_by(Place.code)
    return [(town_id, name) for town_id, name in db.session.execute(statement)]


def values_of(project: Project) -> dict[str, Any]:
    """What the form shows of a project that exists; of a published one, sessions are changed one by one elsewhere."""
    fixed, rows = project.published_at is not None, rows_of(project)
    return {
        **{name: getattr(project, name) for name in WORDS},
        "opens_at": typed_like(project.opens_at) if project.opens_at else None,
        "version": project.version,
        "unit_id": project.unit_id,
        "positions": [vars(row) for row in rows],
        "sessions": [
            {"id": session.id, **times_of(session), "heads": _heads(rows, departures(rows, session.positions))}
            for session in project.sessions
            if not fixed and session.status == SessionStatus.PLANNED
        ],
    }


def times_of(session: ServiceSession) -> dict[str, Any]:
    """When a session is and when it rests, as it is typed."""
    rest = {"break_starts": session.break_starts, "break_ends": session.break_ends}
    return {
        "starts": typed_like(session.starts),
        "ends": typed_like(session.ends),
        **{name: typed_like(moment).time() for name, moment in rest.items() if moment is not None},
    }


def copied(project: Project, now: datetime) -> dict[str, Any]:
    """What the form shows of a project done again: the same weekdays, as many weeks later as makes them lie ahead."""
    again = [session for session in project.sessions if session.status != SessionStatus.CANCELLED]
    first = min((session.starts for session in again), default=now)
    weeks = timedelta(weeks=max(0, (now - first) // timedelta(weeks=1) + 1))
    held = {position.line for session in again for position in session.positions}
    rows = [row for row in rows_of(project) if row.line in held or not again]
    sessions = [{**times_of(session), "heads": _heads(rows, departures(rows, session.positions))} for session in again]
    return {
        **{name: getattr(project, name) for name in WORDS if name not in ("opens_at", "campaign_id")},
        "unit_id": project.unit_id,
        "positions": [{**vars(row), "line": None} for row in rows],
        "sessions": [{**times, "starts": times["starts"] + weeks, "ends": times["ends"] + weeks} for times in sessions],
    }


def proposed(content: ProjectContent, unit_id: int | None) -> dict[str, Any]:
    """What the form shows of a proposal made from demands."""
    rows = content.positions or ()
    return {
        **content.words,
        "unit_id": unit_id,
        "positions": [vars(row) for row in rows],
        "sessions": [
            {
                "starts": typed_like(row.starts),
                "ends": typed_like(row.ends),
                "heads": _heads(rows, row.departures or {}),
            }
            for row in content.sessions or ()
        ],
    }


def _heads(rows: Sequence[PositionRow], departing: Departures) -> list[int | None]:
    """What stands in the fields of a session: nothing where the row holds."""
    return [departing.get(row.line or 0) for row in rows]


def sites_of(form: ProjectForm, project: Project | None, demands: Sequence[DemandFacts]) -> list[str | None]:
    """For each row of sessions the site it is at, where not all are at the project's own."""
    if project is not None:
        own = {session.id: session.site for session in project.sessions if session.site_id != project.site_id}
        return [own[row.form.id.data].name if row.form.id.data in own else None for row in form.sessions]
    names = {demand.site_id: demand.site.name for demand in demands}
    if len(names) < 2:
        return [None] * len(form.sessions)
    typed = [(row.form.starts.data, row.form.ends.data) for row in form.sessions]
    rows = [SessionRow(instant(starts), instant(ends)) for starts, ends in typed if starts and ends]
    found = iter(placed(tuple(rows), content_of(demands, "").sessions or ()))
    return [names.get(next(found).site_id or 0) if starts and ends else None for starts, ends in typed]
