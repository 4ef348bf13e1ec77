"""A need that cannot wait: project, session and position in one step, open to claims at once.

Nobody reviews it, and no list is ticked off first: the caller answers for who may do this, and for keeping what was
passed over (D11).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.happenings.projects import ProjectCancelled, ProjectMade, ProjectPublished
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.unit_of_work import Work
from volunteer.projects import planning
from volunteer.projects.checklist import lines_for, wanting
from volunteer.projects.content import PositionRow, SessionRow
from volunteer.projects.linking import link_sessions
from volunteer.projects.models import Position, Project, ProjectDemand
from volunteer.projects.publishing import needed
from volunteer.projects.rules import MACHINE, SESSION_MACHINE, Assured, assurances, helpers_needed
from volunteer.projects.service import tell_of
from volunteer.projects.states import ProjectStatus, SessionStatus
from volunteer.projects.wording import FILLED_IN_AT
from volunteer.taxonomy.models import Category
from volunteer.taxonomy.words import SAFEGUARDS

DAILY_SAFEGUARDS = frozenset({"min_helpers", "outdoor"})  # the first is a number, the second says when it is called off


@dataclass(frozen=True, kw_only=True)
class UrgentNeed:
    """What, where, how many, until when; who answers on the spot."""

    title: str
    category: str
    site_id: int
    place: str
    headcount: int
    starts: datetime
    ends: datetime
    contact_name: str
    contact_phone: str
    summary: str
    risk_note: str
    bring_note: str | None
    position_title: str
    insurance_note: str | None = None
    assured: tuple[str, ...] = ()
    demand_id: int | None = None


def open_at_once(work: Work, need: UrgentNeed, unit_id: int, *, in_emergency: bool) -> Position:
    """Publish the need without review. In an emergency what its category asks for beforehand is no obstacle."""
    project = Project(
        title=need.title,
        summary=need.summary,
        category=need.category,
        site_id=need.site_id,
        unit_id=unit_id,
        contact_name=need.contact_name,
        contact_phone=need.contact_phone,
        risk_note=need.risk_note,
        bring_note=need.bring_note,
        insurance_note=need.insurance_note,
        assured=list(need.assured),
        created_by=work.actor.account_id if work.actor else None,
        created_at=work.now,
    )
    db.session.add(project)
    db.session.flush()
    if need.demand_id is not None:
        db.session.add(ProjectDemand(project_id=project.id, demand_id=need.demand_id))
    row = PositionRow(need.position_title, need.headcount)
    planning.plan(work, project, (row,), (SessionRow(need.starts, need.ends, public_place=need.place),))
    link_sessions(project)
    work.record(tell_of(ProjectMade, project))
    gives_way = db.session.get_one(Category, need.category).safeguards if in_emergency else {}
    lacking = [code for code, met in needed(work.now, project).items() if not met and code not in gives_way]
    if lacking:
        raise Refused("incomplete", missing=lacking)
    MACHINE.move(project, "publish")
    project.published_at = work.now
    work.record(tell_of(ProjectPublished, project))
    return project.positions[0]


def check_assured(category: str, said: Assured) -> None:
    """Invalid where the category asks for something beforehand that nobody has said to be there (D10)."""
    safeguards = db.session.scalar(select(Category.safeguards).where(Category.code == category)) or {}
    problems: dict[str, str] = {}
    for code in (code for code, met in assurances(said, safeguards).items() if not met):
        words = problems.get(FILLED_IN_AT[code], str(_("这类服务还要：")))
        problems[FILLED_IN_AT[code]] = f"{words} {SAFEGUARDS[code]}"
    if problems:
        raise Invalid(problems)


def safeguards_passed_over(position: Position) -> list[str]:
    """What the category of a need opened at once asks for beforehand (D10), by name, and was not asked."""
    safeguards = db.session.get_one(Category, position.project.category).safeguards
    too_few = ["min_helpers"] if position.headcount < helpers_needed(safeguards) else []
    return too_few + sorted(name for name, wanted in safeguards.items() if wanted and name not in DAILY_SAFEGUARDS)


def items_passed_over(now: datetime, position: Position) -> list[str]:
    """What the unit's list asks to be made sure of before publishing, by name, and nobody has seen to."""
    project = position.project
    return [line.item.name for line in wanting(lines_for(project, needed(now, project)))]


def enough(work: Work, position: Position) -> None:
    """Look for nobody else: places that nobody took are given up; where nobody took any, the project is called off."""
    taken = position.taken + position.reserved
    if taken:
        planning.change_headcount(work, position, taken)
    elif position.project.status == ProjectStatus.PUBLISHED:
        _call_off(work, position)


def _call_off(work: Work, position: Position) -> None:
    """Even once it has begun: nobody is on it."""
    project, session = position.project, position.session
    if session.status == SessionStatus.PLANNED:
        SESSION_MACHINE.move(session, "cancel")
        session.sequence += 1
    MACHINE.move(project, "cancel")
    project.ended_at = work.now
    project.version += 1
    work.record(tell_of(ProjectCancelled, project))
