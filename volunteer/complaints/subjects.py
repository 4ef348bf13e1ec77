"""What a complaint is about: found by kind and id, with the unit and the people it names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from volunteer.complaints.desks import leaders_of
from volunteer.complaints.states import About
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.ledger.models import HoursEntry, HoursProposal
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.queries import root_brigade
from volunteer.organization.rules import ids_of
from volunteer.people.models import Member
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.states import ProjectStatus
from volunteer.records.issuers import answering
from volunteer.records.models import Certificate
from volunteer.web.api import LARGEST_ID
from volunteer.web.humanize import period

# What has not been public yet names nothing to a stranger.
KNOWN = (ProjectStatus.PUBLISHED, ProjectStatus.FINISHED, ProjectStatus.CANCELLED, ProjectStatus.UNPUBLISHED)


@dataclass(frozen=True)
class Subject:
    """What it is about, in words too; `unit` is the one that is named."""

    about: About
    label: str
    unit: Unit
    project: Project | None = None
    session: ServiceSession | None = None
    hours: HoursProposal | None = None
    certificate: Certificate | None = None

    @property
    def row_id(self) -> int | None:
        """The id of what it is about; none for the platform."""
        if self.about is About.UNIT:
            return self.unit.id
        row = self.session or self.project or self.hours or self.certificate
        return row.id if row is not None else None

    @property
    def at_the_top(self) -> bool:
        """Whether nobody stands above the unit named."""
        return len(ids_of(self.unit.path)) == 1


def subject(about: About, row_id: int | None) -> Subject:
    """What an address or a form names, or NotVisible."""
    if about is About.PLATFORM:
        return Subject(about, _("平台本身"), root_brigade())
    if row_id is None or not 0 < row_id <= LARGEST_ID:
        raise NotVisible
    found = FINDERS[about](row_id)
    if found is None:
        raise NotVisible
    return found


def session_of(position_id: int | None) -> int | None:
    """The session that a position belongs to."""
    if position_id is None or not 0 < position_id <= LARGEST_ID:
        return None
    return db.session.scalar(select(Position.session_id).where(Position.id == position_id))


def people_named(what: Subject, now: datetime) -> set[int]:
    """The accounts that may not handle it: who leads the unit named, who did what it is about."""
    if what.about is About.PLATFORM:
        return set()
    leaders = leaders_of(what.unit.id, now)
    if what.at_the_top:
        leaders = leaders[:1] if what.about is About.UNIT else []  # whoever is in charge; another of the top may
    return {account for account in (*leaders, *_doers(what)) if account is not None}


def _doers(what: Subject) -> list[int | None]:
    project, session, hours, certificate = what.project, what.session, what.hours, what.certificate
    found = [project.created_by if project else None, session.host_id if session else None]
    if hours is not None:
        confirmed = select(HoursEntry.confirmed_by).where(HoursEntry.proposal_id == hours.id)
        found += [hours.entered_by, hours.countersigned_by, *db.session.scalars(confirmed)]
        found.append(db.session.scalar(select(Member.account_id).where(Member.id == hours.member_id)))
    if certificate is not None:
        found += [certificate.answered_by, certificate.issued_by, certificate.revoked_by, certificate.member.account_id]
    return found


def _unit(row_id: int) -> Subject | None:
    unit = db.session.get(Unit, row_id)
    if unit is None or unit.status != UnitStatus.ACTIVE:
        return None
    return Subject(About.UNIT, unit.name, unit)


def _project(row_id: int) -> Subject | None:
    statement = select(Project).options(joinedload(Project.unit)).where(Project.id == row_id, Project.status.in_(KNOWN))
    project = db.session.scalar(statement)
    return Subject(About.PROJECT, project.title, answering(project.unit), project) if project is not None else None


def _session(row_id: int) -> Subject | None:
    statement = (
        select(ServiceSession)
        .join(ServiceSession.project)
        .options(joinedload(ServiceSession.project).joinedload(Project.unit))
        .where(ServiceSession.id == row_id, Project.status.in_(KNOWN))
    )
    session = db.session.scalar(statement)
    if session is None:
        return None
    label = f"{session.project.title} · {period(session.starts, session.ends)}"
    return Subject(About.SESSION, label, answering(session.project.unit), session.project, session)


def _record(row_id: int) -> Subject | None:
    """Whose hours they are is nobody's business here."""
    hours = db.session.get(HoursProposal, row_id)
    if hours is None:
        return None
    unit = answering(db.session.get_one(Unit, hours.unit_id))
    return Subject(About.RECORD, _("第 %(number)s 号服务时长", number=hours.id), unit, hours=hours)


def _certificate(row_id: int) -> Subject | None:
    """Named by its number only; one that is not issued yet by nothing."""
    found = db.session.get(Certificate, row_id)
    if found is None:
        return None
    unit = answering(found.issuer or found.unit)
    return Subject(
        About.CERTIFICATE,
        (found.snapshot or {}).get("serial") or _("还没有开具的志愿服务证明"),
        unit,
        certificate=found,
    )


FINDERS = {
    About.UNIT: _unit,
    About.PROJECT: _project,
    About.SESSION: _session,
    About.RECORD: _record,
    About.CERTIFICATE: _certificate,
}
