"""What pages show of a project beyond its columns."""

from __future__ import annotations

from typing import Any

from volunteer.kernel import clock
from volunteer.projects import rules
from volunteer.projects.models import Project
from volunteer.projects.schemas import fill_counts
from volunteer.web.humanize import masked_name, masked_phone


def summary(project: Project) -> dict[str, Any]:
    """What a line of the list shows."""
    now = clock.now()
    ahead = [session for session in rules.planned(project.sessions) if session.ends > now]
    return {
        "project": project,
        "state": rules.fill_state(project, now),
        "next": ahead[0] if ahead else None,
        "sessions": len(project.sessions),
        **fill_counts(project.sessions),
    }


def lines_of(project: Project) -> dict[int, str]:
    """The titles of the rows that its positions came from, in order; the earliest session names them."""
    titles = {position.line: position.title for position in reversed(project.positions)}
    return dict(sorted(titles.items()))


def contact_of(project: Project, own: bool) -> str:
    """Whom to call: masked for those who do not organize."""
    name, phone = project.contact_name or "", project.contact_phone or ""
    return f"{name} {phone}".strip() if own else f"{masked_name(name)} {masked_phone(phone)}".strip()
