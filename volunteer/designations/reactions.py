"""What becomes of posts and areas when their holder changes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, select

from volunteer.designations.models import Designation
from volunteer.designations.queries import in_force
from volunteer.designations.service import end_on
from volunteer.happenings.organization import UnitClosed
from volunteer.happenings.people import MemberChanged
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.people.models import SERVING, Member


def unit_closed(happening: UnitClosed, work: Work) -> None:
    """The successor keeps what the unit was named for, from today; members take theirs along."""
    today = clock.today()
    for held in _running(Designation.unit_id == happening.subject_id):
        if held.member_id is not None or held.since >= today:
            held.unit_id = happening.successor_id
            continue
        until = held.until
        end_on(work, held, today - timedelta(days=1))
        db.session.add(
            Designation(
                kind=held.kind,
                title=held.title,
                unit_id=happening.successor_id,
                place_id=held.place_id,
                since=today,
                until=until,
                note=held.note,
                named_by=held.named_by,
                named_at=work.now,
            )
        )


def member_changed(happening: MemberChanged, work: Work) -> None:
    """A member's posts move along to another squad, and end when the member leaves (D4)."""
    if happening.kind is not None and happening.kind not in SERVING:
        for held in _running(Designation.member_id == happening.subject_id):
            end_on(work, held, max(clock.today(), held.since))
        return
    unit_id = db.session.scalar(select(Member.unit_id).where(Member.id == happening.subject_id))
    for held in _running(Designation.member_id == happening.subject_id, Designation.unit_id != unit_id):
        held.unit_id = unit_id or held.unit_id


def _running(*which: ColumnElement[bool]) -> list[Designation]:
    statement = select(Designation).where(*which, in_force(clock.today())).order_by(Designation.id)
    return list(db.session.scalars(statement.with_for_update(key_share=True)))
