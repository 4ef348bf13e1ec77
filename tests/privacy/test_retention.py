"""Nothing younger goes, nothing older stays, and what the law keeps is not touched."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text

from tests.support.everything import something_of_everything
from tests.support.world import World, text_of
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform_whole
from volunteer.notices.models import Notice
from volunteer.organization.models import PrivatePlace
from volunteer.privacy import jobs, retention
from volunteer.privacy.models import RetentionRun
from volunteer.wiring import JOBS

_ERASE, RETAIN = jobs.JOBS
DAYS = st.lists(st.integers(min_value=-5, max_value=5), min_size=1, max_size=8)
LEDGER = ("hours_entry", "hours_proposal", "attendance", "claim", "certificate", "audit_event")


def test_every_rule_is_carried_out_by_a_job_there_is() -> None:
    names = {job.name for job in JOBS}
    for rule in retention.RULES:
        assert (rule.apply is not None) + bool(rule.job) + (rule.kept is None) == 1, rule.kind
        assert not rule.job or rule.job in names, rule.kind
    assert timedelta(days=365) <= retention.AUDIT_KEPT


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=DAYS)
def test_recipients_go_when_their_time_has_come_and_no_earlier(world: World, days: list[int]) -> None:
    now = clock.now()
    db.session.execute(delete(PrivatePlace))
    places = {}
    for offset in days:
        closed = now - retention.RECIPIENTS_KEPT - timedelta(days=offset, seconds=1)
        place = PrivatePlace(recipient="欧阳震华", phone="13911112222", address="和平路", closes_at=closed)
        db.session.add(place)
        db.session.flush()
        places[place.id] = closed
    open_place = PrivatePlace(recipient="欧阳震华", phone="13911112222")
    db.session.add(open_place)
    db.session.commit()
    while any(retention.carry_out(now, most=2).values()):
        pass
    db.session.commit()
    db.session.expire_all()
    for place_id, closed in places.items():
        gone = closed < now - retention.RECIPIENTS_KEPT
        place = db.session.get_one(PrivatePlace, place_id)
        assert (place.recipient is None, place.phone is None, place.address is None) == (gone, gone, gone)
    assert db.session.get_one(PrivatePlace, open_place.id).phone is not None


def test_the_night_is_told_once_and_touches_nothing_that_stays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    something_of_everything(world)
    account_id = world.accounts["member"].id
    for age in (364, 366):
        at = clock.now() - timedelta(days=age)
        said = {"kind": "grant.given", "parameters": {"role": "squad_leader"}, "link": "/"}
        db.session.add(Notice(account_id=account_id, created_at=at, **said))
    db.session.commit()
    monkeypatch.setattr(retention, "BATCH", 1)
    before = _counts()
    assert perform_whole(RETAIN) >= 1
    again = perform_whole(RETAIN)
    db.session.expire_all()
    ages = db.session.scalars(select(Notice.created_at)).all()
    assert all(at > clock.now() - retention.NOTICES_KEPT for at in ages)
    assert any(at < clock.now() - timedelta(days=363) for at in ages)
    (run,) = db.session.scalars(select(RetentionRun)).all()
    assert (run.counts["notices"], again) == (1, 0)
    after = _counts()
    assert {table: after[table] for table in LEDGER[:-1]} == {table: before[table] for table in LEDGER[:-1]}
    assert after["audit_event"] >= before["audit_event"]
    assert "通知" in text_of(world.browser("committee").get("/privacy/retention"))


def _counts() -> dict[str, int]:
    return {table: db.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in LEDGER}
