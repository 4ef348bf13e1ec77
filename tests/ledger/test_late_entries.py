"""Entries of devices that come in late never overwrite what a leader decided about pending minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.activities.day import minute, scan, session_with
from tests.ledger.test_service import hours_of
from tests.support.world import World, text_of
from volunteer.activities.models import Attendance, PunchKind
from volunteer.activities.offline import Result, take_in
from volunteer.activities.offline_judging import Noted
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible, Refused
from volunteer.ledger import pending, service
from volunteer.ledger.anomalies import Anomaly
from volunteer.ledger.late_entries import late_entries, take_counted
from volunteer.ledger.models import HoursProposal
from volunteer.projects.models import ServiceSession

WHY = "中途去接孩子"


@pytest.fixture
def session(world: World) -> ServiceSession:
    """Two hours, of which `member` was there from the beginning for one, by the code."""
    session = session_with(world, "member")
    scan(world, "member", session, left=60)
    return session


def send(world: World, session: ServiceSession, *times: tuple[PunchKind, float], at: float = 150) -> None:
    """The team's device sends what it noted, so long after the start."""
    member_id = world.members["member"].id
    noted = [
        Noted(f"late-{kind}-{minutes}", kind, session.starts + timedelta(minutes=minutes), member_id=member_id)
        for kind, minutes in times
    ]
    with minute(session, at):
        answers = take_in(world.actor("team"), session.id, clock.now(), noted)
    assert {answer.result for answer in answers} == {Result.ACCEPTED}


def came_back(world: World, session: ServiceSession, at: float = 150) -> None:
    """Half an hour more that nobody knew of."""
    send(world, session, (PunchKind.IN, 70), (PunchKind.OUT, 100), at=at)


def amend(world: World, session: ServiceSession, at: float = 140, minutes: int = 45) -> HoursProposal:
    """The squad's leader sets the minutes."""
    with minute(session, at):
        service.correct(world.actor("squad"), hours_of(session.id), minutes, WHY)
    return proposal(session)


def proposal(session: ServiceSession) -> HoursProposal:
    """The hours as stored."""
    db.session.expire_all()
    return db.session.get_one(HoursProposal, hours_of(session.id))


def noticed(world: World, hours_id: int) -> tuple[Anomaly, ...]:
    """What stands out at the desk."""
    return pending.desk(world.actor("squad"), clock.now()).found[hours_id]


def test_what_a_leader_set_stays_when_more_comes_in(world: World, session: ServiceSession) -> None:
    before = amend(world, session).version
    came_back(world, session)
    hours = proposal(session)
    assert (hours.minutes, hours.note, hours.version) == (45, WHY, before)
    assert hours.entered_by == world.accounts["squad"].id
    assert db.session.get_one(Attendance, hours.attendance_id).minutes == 90
    assert Anomaly.LATE_ENTRIES in noticed(world, hours.id)
    found = late_entries([hours.id])[hours.id]
    assert (found.counted, [kind for kind, _at in found.punches]) == (90, ["in", "out"])


def test_the_countersign_of_what_a_leader_set_stays_too(world: World, session: ServiceSession) -> None:
    hours_id = amend(world, session).id
    with minute(session, 145):
        assert service.countersign(world.actor("site"), [hours_id]).done == [hours_id]
    came_back(world, session)
    hours = proposal(session)
    assert (hours.minutes, hours.countersigned_by) == (45, world.accounts["site"].id)
    assert service.confirm(world.actor("squad"), [hours_id]).done == [hours_id]
    assert late_entries([hours_id]) == {}


def test_who_sets_minutes_after_everything_came_in_knew_of_it(world: World, session: ServiceSession) -> None:
    came_back(world, session, at=130)
    assert proposal(session).minutes == 90
    hours = amend(world, session, at=140)
    assert hours.minutes == 45
    assert Anomaly.LATE_ENTRIES not in noticed(world, hours.id)
    with pytest.raises(Refused, match="not_in_this_state"):
        take_counted(world.actor("squad"), hours.id)


def test_entries_that_agree_with_the_leader_are_no_finding(world: World, session: ServiceSession) -> None:
    hours = amend(world, session, minutes=90)
    came_back(world, session)
    assert late_entries([hours.id]) == {}


def test_minutes_nobody_decided_about_follow_what_comes_late(world: World, session: ServiceSession) -> None:
    came_back(world, session)
    hours = proposal(session)
    assert (hours.minutes, hours.ticked) == (90, True)
    with minute(session, 160):
        assert service.countersign(world.actor("site"), [hours.id]).done == [hours.id]
    send(world, session, (PunchKind.IN, 105), (PunchKind.OUT, 115), at=170)
    hours = proposal(session)
    assert (hours.minutes, hours.countersigned_by) == (100, None)


def test_a_countersign_stays_where_another_word_says_the_same(world: World, session: ServiceSession) -> None:
    session.host_id = world.accounts["squad"].id
    db.session.commit()
    send(world, session, (PunchKind.IN, 70), (PunchKind.OUT, 100.8))
    hours = proposal(session)
    assert service.countersign(world.actor("site"), [hours.id]).done == [hours.id]
    with minute(session, 160):
        left = session.starts + timedelta(minutes=100.4)
        noted = Noted("other-device", PunchKind.OUT, left, member_id=world.members["member"].id)
        take_in(world.actor("squad"), session.id, clock.now(), [noted])
    hours = proposal(session)
    assert (hours.minutes, hours.entered_by) == (90, world.accounts["squad"].id)
    assert hours.countersigned_by == world.accounts["site"].id


def test_one_press_takes_what_is_counted(world: World, session: ServiceSession) -> None:
    hours_id = amend(world, session).id
    assert service.countersign(world.actor("site"), [hours_id]).done == [hours_id]
    came_back(world, session)
    take_counted(world.actor("squad"), hours_id)
    hours = proposal(session)
    assert (hours.minutes, hours.note, hours.ticked, hours.countersigned_by) == (90, None, True, None)
    assert hours.entered_by == world.accounts["team"].id
    send(world, session, (PunchKind.IN, 105), (PunchKind.OUT, 115), at=170)
    assert proposal(session).minutes == 100
    assert service.confirm(world.actor("squad"), [hours_id]).done == [hours_id]


def test_who_may_take_it(world: World, session: ServiceSession) -> None:
    hours_id = amend(world, session).id
    came_back(world, session)
    with pytest.raises(NotVisible):
        take_counted(world.actor("team_b"), hours_id)
    with pytest.raises((Forbidden, NotVisible)):
        take_counted(world.actor("site"), hours_id)
    assert world.browser("member").post(f"/hours/{hours_id}/take-counted", {}).status_code == 403
    service.countersign(world.actor("site"), [hours_id])
    assert service.confirm(world.actor("squad"), [hours_id]).done == [hours_id]
    with pytest.raises(Refused, match="not_in_this_state"):
        take_counted(world.actor("squad"), hours_id)


def test_the_desk_says_both_and_takes_one(world: World, session: ServiceSession) -> None:
    hours_id = amend(world, session).id
    came_back(world, session)
    squad, path = world.browser("squad"), f"/hours/{hours_id}/take-counted"
    page = squad.get("/hours")
    assert "改过时长后，又收到签到记录" in text_of(page)
    assert "按记录 1 小时 30 分，改为 45 分" in text_of(page)
    assert f'formaction="{path}"' in page.text
    shown = text_of(squad.get(f"/hours/{hours_id}"))
    assert "10:10 签到 10:40 签退" in " ".join(shown.split())
    assert squad.post(path, {"next": "/hours"}).location == "/hours"
    assert proposal(session).minutes == 90
    assert "当前状态下不能这样做" in text_of(squad.get(squad.post(path, {}).location))


def test_over_the_api(world: World, session: ServiceSession) -> None:
    hours_id = amend(world, session).id
    came_back(world, session)
    answer = world.api("squad").post(f"/hours/{hours_id}/take-counted")
    assert (answer.status_code, answer.json["minutes"]) == (200, 90)
    assert world.api("squad").post(f"/hours/{hours_id}/take-counted").status_code == 409
