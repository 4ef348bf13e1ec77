"""What happens to projects because of happenings in other rooms."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import ngettext
from sqlalchemy import select, update

from volunteer.happenings.activities import CheckedIn
from volunteer.happenings.demands import DemandCancelled, DemandChanged, DemandWithdrawn
from volunteer.happenings.organization import UnitClosed
from volunteer.happenings.projects import ProjectDiscarded, ServiceBegan
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.belongings import Belonging, counting
from volunteer.projects import planning, queries
from volunteer.projects.leaving import leave
from volunteer.projects.linking import is_held, own_session
from volunteer.projects.models import Project, ProjectDemand, ServiceSession
from volunteer.projects.queries import STANDING
from volunteer.projects.rules import MACHINE
from volunteer.projects.service import call_off, tell_of
from volunteer.projects.states import ProjectStatus

PROJECTS = Belonging(
    count=counting(Project.unit_id, Project.status.in_(STANDING)),
    words=lambda number: ngettext("%(num)s 个项目", "%(num)s 个项目", number),
)


def unit_closed(happening: UnitClosed, work: Work) -> None:
    """The successor carries on with what is under way; what is over stays the dissolved unit's."""
    carried_on = (
        update(Project)
        .where(Project.unit_id == happening.subject_id, Project.status.in_(STANDING))
        .values(unit_id=happening.successor_id, version=Project.version + 1)
    )
    db.session.execute(carried_on)


def service_began(happening: CheckedIn, work: Work) -> None:
    """The first check-in of a project is when its service begins."""
    first = update(Project).where(Project.id == happening.project_id, Project.began_at.is_(None))
    project = db.session.scalar(first.values(began_at=work.now).returning(Project))
    if project is not None:
        work.record(tell_of(ServiceBegan, project))


def demand_cancelled(happening: DemandCancelled | DemandWithdrawn, work: Work) -> None:
    """A project that answers only a demand that is no longer there has no reason left; with others it goes on."""
    for project in _answering(happening.subject_id):
        if not _alone(project):
            leave(work, project, happening.subject_id, happening.reason)
            continue
        if project.status == ProjectStatus.PUBLISHED:
            MACHINE.move(project, "cancel")
            call_off(work, project, happening.reason)
        else:
            MACHINE.move(project, "discard")
            work.record(tell_of(ProjectDiscarded, project, reason=happening.reason))


def demand_changed(happening: DemandChanged, work: Work) -> None:
    """The asker wants more or fewer people, another time or place (D7).

    Carried over where it is plain what is meant: one row takes the headcount, one session ahead takes time and place.
    A project of several demands has them taken by the session made for this one alone; what others share stays. The
    demand's own notice asks the organizer to look at everything else.
    """
    for project in _answering(happening.subject_id):
        ahead = [session for session in _made_for(project, happening.subject_id) if session.starts > work.now]
        if happening.headcount is not None:
            _change_headcount(work, project, ahead, happening.headcount)
        if len(ahead) == 1:
            _change_session(work, ahead[0], happening)


def _change_headcount(work: Work, project: Project, ahead: Sequence[ServiceSession], headcount: int) -> None:
    still = {session.id for session in ahead}
    positions = planning.lock_positions(project)
    if not _alone(project):
        positions = [position for position in positions if position.session_id in still]
    if len({position.line for position in positions}) != 1:
        return
    for position in positions:
        if position.session_id in still:
            planning.change_headcount(work, position, headcount)


def _change_session(work: Work, session: ServiceSession, wanted: DemandChanged) -> None:
    starts, ends = wanted.starts or session.starts, wanted.ends or session.ends
    place = wanted.public_place or session.public_place
    if (starts, ends, place) != (session.starts, session.ends, session.public_place):
        planning.move_session(work, session, starts, ends, place)


def _made_for(project: Project, demand_id: int) -> list[ServiceSession]:
    """The sessions that are this demand's and no other's."""
    if _alone(project):
        return [session for session in project.sessions if is_held(session)]
    own = own_session(project, demand_id)
    return [] if own is None else [own]


def _alone(project: Project) -> bool:
    """The project answers one demand only."""
    return len(db.session.scalars(queries.demand_ids_of(project.id)).all()) == 1


def _answering(demand_id: int) -> list[Project]:
    """The projects still under way that answer a demand, locked."""
    statement = (
        select(Project)
        .join(ProjectDemand, ProjectDemand.project_id == Project.id)
        .where(ProjectDemand.demand_id == demand_id, Project.status.in_(STANDING))
        .order_by(Project.id)
        .with_for_update(key_share=True, of=Project)
    )
    return list(db.session.scalars(statement))
