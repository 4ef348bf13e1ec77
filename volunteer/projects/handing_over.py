"""Projects and sessions that follow when a role is handed over: the maker's, the contact's, the host's."""

from __future__ import annotations

from datetime import datetime

from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update

from volunteer.happenings.accounts import Contact, WorkHandedOver
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.handing_over import Following, Held
from volunteer.organization.models import Place, Unit
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.states import ProjectStatus, SessionStatus

UNDER_WAY = (ProjectStatus.DRAFT, ProjectStatus.IN_REVIEW, ProjectStatus.UNPUBLISHED, ProjectStatus.PUBLISHED)
TO_COME = (SessionStatus.PLANNED, SessionStatus.POSTPONED)


def work_handed_over(happening: WorkHandedOver, work: Work) -> None:
    """Whoever takes over is the maker, the contact and the host from now on."""
    before, after = happening.before, happening.after
    within = _within(happening.unit_path, happening.place_path)
    _change_contact(before, after, within)
    db.session.execute(update(Project).where(within, _made_by(before)).values(created_by=after.account_id))
    hosted = _hosted(before, within, work.now).with_only_columns(ServiceSession.id)
    db.session.execute(
        update(ServiceSession).where(ServiceSession.id.in_(hosted)).values(host_id=after.account_id),
        execution_options={"synchronize_session": "fetch"},
    )


def _change_contact(before: Contact, after: Contact, within: ColumnElement[bool]) -> None:
    """The new name; the new phone only where the old one was the person's own, not the office's."""
    named = and_(within, _contact_is(before))
    if before.phone is not None and after.phone is not None:
        own_phone = and_(named, Project.contact_phone == before.phone)
        db.session.execute(update(Project).where(own_phone).values(contact_phone=after.phone))
    db.session.execute(update(Project).where(named).values(contact_name=after.name, version=Project.version + 1))


def _made_by(contact: Contact) -> ColumnElement[bool]:
    return and_(Project.created_by == contact.account_id, Project.status.in_(UNDER_WAY))


def _contact_is(contact: Contact) -> ColumnElement[bool]:
    return and_(Project.contact_name == contact.name, Project.status.in_(UNDER_WAY))


def _within(unit_path: str | None, place_path: str | None) -> ColumnElement[bool]:
    if unit_path is not None:
        return Project.unit_id.in_(select(Unit.id).where(Unit.path.startswith(unit_path, autoescape=True)))
    return Project.site_id.in_(select(Place.id).where(Place.path.startswith(place_path or "/", autoescape=True)))


def _hosted(contact: Contact, within: ColumnElement[bool], now: datetime) -> Select[ServiceSession]:
    ahead = or_(ServiceSession.ends > now, ServiceSession.status == SessionStatus.POSTPONED)
    return (
        select(ServiceSession)
        .join(ServiceSession.project)
        .where(within, Project.status.in_(UNDER_WAY), ServiceSession.status.in_(TO_COME), ahead)
        .where(ServiceSession.host_id == contact.account_id)
    )


def _node(held: Held) -> ColumnElement[bool]:
    path = held.view.path
    return _within(path, None) if held.view.tree == "unit" else _within(None, path)


def _count_projects(held: Held) -> int:
    whose = or_(_made_by(held.contact), _contact_is(held.contact))
    return db.session.scalar(select(func.count(Project.id)).where(_node(held), whose)) or 0


def _count_sessions(held: Held) -> int:
    rows = _hosted(held.contact, _node(held), clock.now()).subquery()
    return db.session.scalar(select(func.count()).select_from(rows)) or 0


PROJECTS = Following(_count_projects, lambda number: ngettext("%(num)s 个项目", "%(num)s 个项目", number))
SESSIONS = Following(_count_sessions, lambda number: ngettext("%(num)s 场活动", "%(num)s 场活动", number))
