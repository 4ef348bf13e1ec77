"""The demo city comes with a year of frozen months."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from tests.demo.test_load import NOW, TINY
from tests.support.database import WorkerDatabase
from volunteer.demo.load import load, make_city
from volunteer.demo.months import freeze_months
from volunteer.kernel.database import db
from volunteer.months.calendar import cut_off, days_of
from volunteer.months.models import MonthReport
from volunteer.notices.models import Notice
from volunteer.organization.models import Unit


def test_a_year_of_months_is_frozen_on_their_nights(app: Flask, clean_database: WorkerDatabase) -> None:
    load(clean_database.urls.owner, make_city(TINY, 7, NOW, "hash"))
    with app.app_context():
        units = db.session.scalar(select(func.count()).select_from(Unit))
        assert freeze_months(NOW) == 12 * (units or 0)
        top = select(Unit.id).where(Unit.parent_id.is_(None)).scalar_subquery()
        months = db.session.scalars(select(MonthReport).where(MonthReport.unit_id == top)).all()
        assert len({report.month for report in months}) == 12
        for report in months:
            assert report.frozen_at >= cut_off(report.month, 5)
            assert (report.frozen_at - cut_off(report.month, 5)).total_seconds() < 60
            assert days_of(report.month).last < NOW.date()
        assert sum(report.figures["services"] for report in months) > 0
        told = db.session.scalars(select(Notice.created_at).where(Notice.kind == "month.frozen")).all()
        assert told
        assert max(told) < NOW
        unread = select(Notice.created_at).where(Notice.kind == "month.frozen", Notice.read_at.is_(None))
        assert all(told_at > NOW - timedelta(days=45) for told_at in db.session.scalars(unread))
        db.session.remove()
