"""What leaders are told of projects. Those who signed up hear from the claims room."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from volunteer.happenings.projects import (
    HostNamed,
    ProjectCancelled,
    ProjectHappening,
    ProjectPublished,
    ProjectReturned,
    ProjectSubmitted,
)
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import nearest_holders, seeing_to
from volunteer.organization.permissions import Permission
from volunteer.projects.models import Project, ServiceSession


def submitted(happening: ProjectSubmitted, work: Work) -> Iterable[Row]:
    """The nearest approvers above the project's unit learn that one waits for them."""
    title = _title(happening.subject_id)
    for account_id in nearest_holders(happening.unit_id, Permission.PROJECT_APPROVE, work.now):
        yield tell(work, account_id, "project.submitted", f"/projects/{happening.subject_id}", title=title)


def returned(happening: ProjectReturned, work: Work) -> Iterable[Row]:
    """The maker reads why it came back."""
    yield from _tell_maker(happening, work, "project.returned", why=happening.reason or "")


def published(happening: ProjectPublished, work: Work) -> Iterable[Row]:
    """The maker learns that people can sign up."""
    yield from _tell_maker(happening, work, "project.published")


def cancelled(happening: ProjectCancelled, work: Work) -> Iterable[Row]:
    """The maker learns that it was called off."""
    yield from _tell_maker(happening, work, "project.cancelled", why=happening.reason or "")


def host_named(happening: HostNamed, work: Work) -> Iterable[Row]:
    """The host learns which session is in their care."""
    if happening.host_id is not None:
        starts = db.session.scalar(select(ServiceSession.starts).where(ServiceSession.id == happening.subject_id))
        yield tell(
            work,
            happening.host_id,
            "session.host_named",
            f"/projects/{happening.project_id}",
            title=_title(happening.project_id),
            starts=starts.isoformat() if starts else "",
        )


def _tell_maker(happening: ProjectHappening, work: Work, kind: str, **parameters: str) -> Iterable[Row]:
    """Or whoever edits the project now that the maker has left; unless they did it."""
    acted = work.actor.account_id if work.actor else None
    for account_id in seeing_to(happening.maker_id, happening.unit_id, Permission.PROJECT_EDIT, work.now):
        if account_id != acted:
            link = f"/projects/{happening.subject_id}"
            yield tell(work, account_id, kind, link, title=_title(happening.subject_id), **parameters)


def _title(project_id: int) -> str:
    return db.session.scalar(select(Project.title).where(Project.id == project_id)) or ""
