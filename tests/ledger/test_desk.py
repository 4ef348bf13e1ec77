"""The leader's desk of hours: who is missing, late, implausible; the site's term to countersign."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.activities.day import scan, session_with
from tests.backfills.test_service import told
from tests.ledger.test_service import hours_of, served, ticked
from tests.support.world import World, coming, text_of
from volunteer.activities.models import Punch
from volunteer.activities.service import mark_no_show
from volunteer.claims.explaining import explain
from volunteer.claims.models import Claim
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform
from volunteer.ledger import countersigning, pending, service
from volunteer.ledger.anomalies import Anomaly
from volunteer.ledger.models import HoursProposal


def noticed(world: World, hours_id: int, who: str = "squad") -> tuple[Anomaly, ...]:
    """What stands out about some hours at somebody's desk."""
    return pending.desk(world.actor(who), clock.now()).found[hours_id]


def test_beside_a_session_stands_who_never_came_was_late_and_left_early(world: World) -> None:
    session = session_with(world, "member", "member_2", "member_a2")
    scan(world, "member", session, came=25, left=79.5)
    with clock.travel(session.ends + timedelta(hours=3)):
        mark_no_show(world.actor("team"), session.id, world.members["member_2"].id)
        claim = world.members["member_2"]
        explain(world.actor("member_2"), _claim_of(claim.id), "孩子发烧")
        page = text_of(world.browser("team").get("/hours"))
    assert "报名没来 2 人" in page
    assert "1 人有说明" in page
    assert "迟到 25 分" in page
    assert "早退 40 分" in page
    assert world.members["member_2"].name not in page


def test_lateness_is_told_to_those_who_lead_and_no_one_above(world: World) -> None:
    session = session_with(world, "member", "member_2")
    scan(world, "member", session, came=25, left=120)
    with clock.travel(session.ends + timedelta(hours=3)):
        for name, reads in {"squad": True, "team": True, "committee": False}.items():
            page = text_of(world.browser(name).get("/hours"))
            assert ("迟到" in page, "报名没来" in page) == (reads, reads), name


def test_two_places_at_once_and_wrong_clocks_stand_out(world: World) -> None:
    starts = coming(days=7)
    here = session_with(world, "member", starts=starts)
    there = world.project(starts=starts + timedelta(hours=3), site_id=world.places["site_2"].id).sessions[0]
    world.claim("member", there.positions[0])
    for session in (here, there):
        scan(world, "member", session)
    first, second = hours_of(here.id), hours_of(there.id)
    assert noticed(world, first) == ()
    there.starts, there.ends = here.starts + timedelta(minutes=30), here.ends + timedelta(minutes=30)
    db.session.commit()
    assert noticed(world, first) == noticed(world, second) == (Anomaly.TWO_PLACES,)
    service.confirm(world.actor("squad"), [second])
    assert noticed(world, first) == (Anomaly.TWO_PLACES,)
    wrong = served(world, "member_2")
    attendance_id = db.session.get_one(HoursProposal, wrong).attendance_id
    db.session.execute(update(Punch).where(Punch.attendance_id == attendance_id).values(clock_off_s=900))
    db.session.commit()
    assert noticed(world, wrong) == (Anomaly.CLOCK_OFF,)


def test_the_site_has_three_working_days_then_the_next_tier_is_told(world: World) -> None:
    hours_id = ticked(world)
    proposed = db.session.get_one(HoursProposal, hours_id).proposed_at
    assert noticed(world, hours_id) == (Anomaly.TICKED,)
    assert perform(countersigning.REMIND) == 0
    with clock.travel(proposed + timedelta(days=1, hours=1)):
        assert (perform(countersigning.REMIND), perform(countersigning.REMIND)) == (1, 0)
        assert "核签期限" in text_of(world.browser("squad").get("/hours"))
    assert told(world, "site") == ["hours.countersign_due"]
    with clock.travel(proposed + timedelta(days=15)):
        assert (perform(countersigning.REMIND), perform(countersigning.REMIND)) == (1, 0)
        assert noticed(world, hours_id, "committee") == (Anomaly.COUNTERSIGN_LATE,)
        assert "过了核签期限" in text_of(world.browser("committee").get("/hours"))
        assert service.confirm(world.actor("team"), [hours_id]).done == [hours_id]
    assert "hours.countersign_late" in told(world, "committee")


@pytest.mark.parametrize("countersigned", [True, False])
def test_nobody_is_reminded_of_what_is_countersigned(world: World, countersigned: bool) -> None:
    hours_id = ticked(world)
    if countersigned:
        service.countersign(world.actor("site"), [hours_id])
    with clock.travel(clock.now() + timedelta(days=9)):
        assert perform(countersigning.REMIND) == (0 if countersigned else 1)


def _claim_of(member_id: int) -> int:
    """The id of the only claim of a member."""
    return db.session.scalars(select(Claim.id).where(Claim.member_id == member_id)).one()
