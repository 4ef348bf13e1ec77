"""What stays of service in the demo city: enough to look alive, and by the rules."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import func, select

from tests.demo.test_load import NOW, TINY
from tests.support.database import WorkerDatabase
from volunteer.demo.load import load, make_city
from volunteer.demo.records import certify
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.calendar import day_types
from volunteer.organization.rules import working_days_within
from volunteer.records.models import Certificate, Honour, Training, TrainingMember


def test_records_certificates_and_honours(app: Flask, clean_database: WorkerDatabase) -> None:
    load(clean_database.urls.owner, make_city(TINY, 7, NOW, "hash"))
    with app.app_context(), clock.travel(NOW):
        certify(NOW)
        statuses = db.session.scalars(select(Certificate.status).order_by(Certificate.id)).all()
        assert statuses == ["issued", "requested"]
        assert db.session.scalar(select(func.count()).select_from(Training)) >= 2
        assert db.session.scalar(select(func.count()).select_from(TrainingMember)) >= 10
        for given_on, until in db.session.execute(
            select(Honour.given_on, Honour.notice_until).where(Honour.notice_until.is_not(None))
        ):
            assert isinstance(given_on, date)
            assert working_days_within(given_on, until, day_types(given_on)) >= 3
        db.session.remove()
