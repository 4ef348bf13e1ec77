"""The list of those who have not answered, with names and phones, for whoever rings them up."""

from __future__ import annotations

from collections.abc import Sequence

from volunteer.happenings.people import MemberUnmasked
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.people.models import Member
from volunteer.task_forces import board, queries
from volunteer.task_forces.access import may_call

MOST_LISTED = 500


@use_case
def open_call_list(work: Work, actor: Actor, call_out_id: int, unit_id: int) -> Sequence[Member]:
    """The people in clear, each look on record (`people.service.unmask` does not know a force's reach).

    Whoever calls out may ring up whom they called; others only members whose names they may open anyway.
    """
    made = queries.call_out_seen(actor, call_out_id)
    top = db.session.get_one(Unit, unit_id)
    people = db.session.scalars(board.silent_people(actor, made, top).limit(MOST_LISTED)).all()
    reach = actor.reach(Permission.MEMBER_UNMASK)
    if not may_call(actor, made.unit) and not all(reach.covers(member.unit.path) for member in people):
        raise Forbidden
    for member in people:
        work.record(
            MemberUnmasked(
                subject_id=member.id,
                unit_id=member.unit_id,
                reason=f"{made.position.project.title} · {made.muster_point}",
            )
        )
    return people
