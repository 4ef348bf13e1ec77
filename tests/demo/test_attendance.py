"""The demo city shows lateness, absences with and without a word, a break and an organ's own job, all by the rules."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from tests.demo.test_load import NOW, TINY
from tests.support.database import WorkerDatabase
from volunteer.activities import punching
from volunteer.activities.minutes import late_minutes, left_early
from volunteer.activities.models import Attendance
from volunteer.claims.models import AbsenceExplanation, Claim
from volunteer.claims.states import ClaimStatus
from volunteer.demo.load import load, make_city
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger.models import HoursProposal, ProposalStatus
from volunteer.organization.calendar import is_off_hours
from volunteer.projects.models import Project, ServiceSession


def test_uneven_days_keep_the_rules(app: Flask, clean_database: WorkerDatabase) -> None:
    load(clean_database.urls.owner, make_city(TINY, 7, NOW, "hash"))
    with app.app_context(), clock.travel(NOW):
        pending = db.session.execute(
            select(Attendance, ServiceSession, HoursProposal.minutes)
            .join(ServiceSession, ServiceSession.id == Attendance.session_id)
            .join(HoursProposal, HoursProposal.attendance_id == Attendance.id)
            .where(HoursProposal.status == ProposalStatus.PENDING)
        ).all()
        assert any(late_minutes(attendance.first_in, session, 10) for attendance, session, _minutes in pending)
        assert any(left_early(attendance.last_out, session, 10) for attendance, session, _minutes in pending)
        for attendance, session, minutes in pending:
            assert punching.minutes_of(attendance, session) == attendance.minutes == minutes
        missed = set(db.session.scalars(select(Claim.id).where(Claim.status == ClaimStatus.NO_SHOW)))
        explained = set(db.session.scalars(select(AbsenceExplanation.claim_id)))
        assert explained < missed
        (rests,) = db.session.scalars(select(ServiceSession).join(ServiceSession.project).where(Project.own_duty)).all()
        assert rests.break_starts is not None
        assert rests.off_hours is is_off_hours(rests.starts, rests.ends) is False
        db.session.remove()
