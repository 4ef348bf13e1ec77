"""What was passed on, and the bulletin: the numbers are those of the lists."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tests.deadlines.test_sweep import SWEEP, be, waiting
from tests.support.world import World, text_of
from volunteer.deadlines import queries
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform_whole


def test_the_next_tier_sees_what_was_passed_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    late = waiting(world, title="陪诊")
    be(monkeypatch, "2026-11-25T18:00")
    perform_whole(SWEEP)
    committee = world.actor("committee")
    assert [one.id for one in db.session.scalars(queries.escalated(committee))] == [late.id]
    assert db.session.scalars(queries.escalated(world.actor("team"))).all() == []
    assert "转到你督办的超期需求 1 件" in text_of(world.browser("committee").get("/home"))
    page = text_of(world.browser("committee").get("/deadlines"))
    assert "陪诊" in page
    assert "已超期" in page
    late.status = DemandStatus.PUBLISHED
    db.session.commit()
    assert db.session.scalars(queries.escalated(committee)).all() == []


def test_the_bulletin_counts_what_it_lists(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for since, until, now in [
        ("2026-10-12T09:00", "2026-10-14T17:00", "2026-10-20T09:00"),
        ("2026-11-16T09:00", "2026-11-18T17:00", "2026-11-24T09:00"),
        ("2026-11-16T09:00", "2026-11-18T17:00", "2026-11-24T10:00"),
    ]:
        waiting(world, since=since, until=until)
        be(monkeypatch, now)
        perform_whole(SWEEP)
    committee, month = world.actor("committee"), clock.today().replace(day=1)
    (team,) = queries.units_in_bulletin(committee, month)
    assert (team.unit_id, team.count, team.before) == (world.units["team_a"].id, 2, 1)
    for shown, expected in ((month, 2), (queries.before(month), 1)):
        listed = queries.bulletin(committee, shown, team.unit_id).order_by(None).subquery()
        assert db.session.scalar(select(func.count()).select_from(listed)) == expected
    assert queries.units_in_bulletin(world.actor("team_b"), month) == []
    page = text_of(world.browser("team").get(f"/deadlines/bulletin?unit={team.unit_id}"))
    assert "不排名" in page
    assert text_of(world.browser("supervisor").get("/deadlines/bulletin?month=2026-10")).count("陪独居老人看病") == 1


@pytest.mark.parametrize("month", ["", "nonsense", "1800-01", "9999-12"])
def test_a_month_that_cannot_be_read_is_this_one(world: World, month: str) -> None:
    assert world.browser("committee").get(f"/deadlines/bulletin?month={month}").status_code == 200
