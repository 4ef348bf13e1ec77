"""Regular work: what has a last moment ends by itself."""

from __future__ import annotations

from sqlalchemy import select

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.projects.models import Position, ServiceSession
from volunteer.task_forces.calls import close_call
from volunteer.task_forces.clocks import fit_clocks
from volunteer.task_forces.emergencies import end_emergency
from volunteer.task_forces.forces import end_force, overdue
from volunteer.task_forces.models import CallOut, Emergency


def end_what_is_over(work: Work) -> int:
    """Close call-outs whose time is over, then emergencies at their end, then forces after their last day."""
    over = (
        select(CallOut)
        .join(Position, Position.id == CallOut.position_id)
        .join(ServiceSession, ServiceSession.id == Position.session_id)
        .where(CallOut.closed_at.is_(None), ServiceSession.ends <= work.now)
        .order_by(CallOut.position_id)
        .with_for_update(key_share=True, of=CallOut)
    )
    calls = db.session.scalars(over).all()
    for made in calls:
        close_call(work, made)
    ended = select(Emergency).where(Emergency.closed_at.is_(None), Emergency.ends_at <= work.now)
    emergencies = db.session.scalars(ended.order_by(Emergency.id).with_for_update(key_share=True)).all()
    for emergency in emergencies:
        end_emergency(work, emergency)
    forces = overdue(clock.local(work.now).date())
    for unit in forces:
        end_force(work, unit)
    return len(calls) + len(emergencies) + len(forces)


JOBS = (
    Job("task_forces.end_what_is_over", end_what_is_over, "interval", {"seconds": 30}),
    Job("task_forces.fit_clocks", fit_clocks, "interval", {"seconds": 30}, in_parts=True),
)
