"""The break of a session: inside it, and along when it is moved. Called by the use cases only."""

from __future__ import annotations

from flask_babel import gettext as _

from volunteer.happenings.projects import BreakSet
from volunteer.kernel.errors import Invalid
from volunteer.kernel.unit_of_work import Work
from volunteer.projects.content import Rest
from volunteer.projects.models import ServiceSession
from volunteer.projects.rules import check_break


def take_break(session: ServiceSession, rest: Rest) -> bool:
    """Let the session rest then, or not at all; whether that is new. Invalid unless it fits."""
    if (rest.starts is None) != (rest.ends is None):
        raise Invalid({"break_ends": _("请填写休息的开始和结束，或都不填")})
    if rest.starts is not None and rest.ends is not None:
        check_break(session.starts, session.ends, rest.starts, rest.ends)
    new = (session.break_starts, session.break_ends) != (rest.starts, rest.ends)
    session.break_starts, session.break_ends = rest.starts, rest.ends
    return new


def change_break(work: Work, session: ServiceSession, rest: Rest) -> None:
    """Change when a session rests that people may know of; nobody is asked again."""
    if not take_break(session, rest):
        return
    session.version += 1
    details = {"break": [moment.isoformat() for moment in (rest.starts, rest.ends) if moment]}
    work.record(
        BreakSet(subject_id=session.id, unit_id=session.project.unit_id, project_id=session.project_id, details=details)
    )
