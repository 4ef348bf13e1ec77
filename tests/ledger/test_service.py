"""Hours from proposal to ledger, against a real database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.activities.day import minute, scan, session_with, tick
from tests.support.world import World
from volunteer.activities import service as activities
from volunteer.activities.models import Attendance, AttendanceStatus
from volunteer.activities.service import Said
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.ledger import queries, service, totals
from volunteer.ledger.chain import verify_chain
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal


def served(world: World, member: str = "member", hours: float = 2) -> int:
    """The id of hours that a member scanned in a session of its own."""
    session = session_with(world, member, hours=hours)
    scan(world, member, session, left=hours * 60)
    return hours_of(session.id)


def ticked(world: World, leader: str = "squad", member: str = "member") -> int:
    """The id of hours that a leader ticked."""
    session = session_with(world, member)
    session.host_id = world.accounts[leader].id
    db.session.commit()
    tick(world, leader, member, session)
    return hours_of(session.id)


def hours_of(session_id: int) -> int:
    """The id of the only hours of a session."""
    return db.session.execute(select(HoursProposal.id).where(HoursProposal.session_id == session_id)).scalar_one()


def status(world: World, hours_id: int, who: str = "committee") -> str:
    """The status that people see."""
    return queries.one(world.actor(who), hours_id).status


def test_a_scanned_attendance_is_confirmed_by_a_leader(world: World) -> None:
    hours_id = served(world)
    assert status(world, hours_id) == "pending"
    answer = service.confirm(world.actor("squad"), [hours_id])
    assert (answer.done, answer.refused) == ([hours_id], [])
    entry = db.session.execute(select(HoursEntry)).scalar_one()
    assert (entry.kind, entry.minutes, entry.sequence) == (EntryKind.CREDIT, 120, 1)
    assert entry.entered_by == world.members["member"].account_id
    assert entry.confirmed_by == world.accounts["squad"].id
    assert entry.unit_path == world.units["squad_a1"].path
    assert status(world, hours_id) == "effective"
    assert db.session.execute(select(Attendance.status)).scalar_one() == AttendanceStatus.ACCEPTED
    assert verify_chain(entry.member_id) is None


def test_the_organizer_confirms_members_of_other_teams(world: World) -> None:
    hours_id = served(world, "member_b")
    assert service.confirm(world.actor("team"), [hours_id]).done == [hours_id]


def test_nobody_confirms_own_minutes(world: World) -> None:
    world._grant("member", "squad_leader", unit="squad_a1")
    db.session.commit()
    hours_id = served(world)
    assert service.confirm(world.actor("member"), [hours_id]).refused == [service.NotDone(hours_id, "own_hours")]
    with pytest.raises(Refused, match="own_hours"):
        service.correct(world.actor("member"), hours_id, 100, "记错了")


def test_hours_out_of_reach_are_not_visible(world: World) -> None:
    hours_id = served(world)
    assert service.confirm(world.actor("team_b"), [hours_id, 10**30]).refused == [
        service.NotDone(hours_id, "not_visible"),
        service.NotDone(10**30, "not_visible"),
    ]
    with pytest.raises(NotVisible):
        service.confirm_one(world.actor("team_b"), hours_id)


def test_confirming_twice_is_refused(world: World) -> None:
    hours_id = served(world)
    service.confirm(world.actor("squad"), [hours_id, hours_id])
    assert service.confirm(world.actor("team"), [hours_id]).refused == [service.NotDone(hours_id, "not_in_this_state")]
    assert db.session.scalar(select(func.count(HoursEntry.id))) == 1


def test_who_ticked_needs_a_countersign(world: World) -> None:
    hours_id = ticked(world)
    squad, site = world.actor("squad"), world.actor("site")
    assert service.confirm(squad, [hours_id]).refused == [service.NotDone(hours_id, "needs_countersign")]
    assert service.countersign(site, [hours_id]).done == [hours_id]
    assert service.countersign(site, [hours_id]).refused == [service.NotDone(hours_id, "not_in_this_state")]
    assert service.confirm(squad, [hours_id]).done == [hours_id]
    entry = db.session.execute(select(HoursEntry)).scalar_one()
    assert entry.entered_by == world.accounts["squad"].id
    assert entry.confirmed_by == entry.countersigned_by == world.accounts["site"].id


def test_a_second_leader_confirms_what_another_ticked(world: World) -> None:
    hours_id = ticked(world)
    assert service.confirm(world.actor("team"), [hours_id]).done == [hours_id]


def test_a_site_does_not_countersign_what_it_ticked(world: World) -> None:
    hours_id = ticked(world, leader="site")
    assert service.countersign(world.actor("site"), [hours_id]).refused == [service.NotDone(hours_id, "own_entry")]
    assert service.confirm(world.actor("squad"), [hours_id]).done == [hours_id]


def test_both_who_ticked_count_as_writers(world: World) -> None:
    session = session_with(world, "member")
    said = Said(member_id=world.members["member"].id)
    with minute(session, 0):
        activities.check_in(world.actor("team"), session.id, said)
    with minute(session, 60):
        activities.check_out(world.actor("committee"), session.id, said)
    hours_id = hours_of(session.id)
    for writer in ("team", "committee"):
        refused = service.confirm(world.actor(writer), [hours_id]).refused
        assert refused == [service.NotDone(hours_id, "needs_countersign")]
    assert service.confirm(world.actor("squad"), [hours_id]).done == [hours_id]
    for writer in ("team", "committee"):
        with pytest.raises(Refused, match="own_entry"):
            service.correct(world.actor(writer), hours_id, 30, "记错")


@pytest.mark.parametrize(
    ("hours", "allowed", "barred"),
    [(8, "squad", None), (9, "team", "squad"), (12, "team", "squad"), (13, "committee", "team")],
)
def test_long_days_need_a_higher_tier(world: World, hours: int, allowed: str, barred: str | None) -> None:
    hours_id = served(world, hours=hours)
    if barred is not None:
        assert service.confirm(world.actor(barred), [hours_id]).refused == [
            service.NotDone(hours_id, "needs_next_tier")
        ]
    assert service.confirm(world.actor(allowed), [hours_id]).done == [hours_id]


def test_a_day_fills_up_within_one_call(world: World) -> None:
    early = session_with(world, "member", hours=5)
    late = session_with(world, "member", hours=5, starts=early.ends)
    for session in (early, late):
        scan(world, "member", session, left=300)
    first, second = hours_of(early.id), hours_of(late.id)
    answer = service.confirm(world.actor("squad"), [second, first])
    assert answer.done == [first]
    assert answer.refused == [service.NotDone(second, "needs_next_tier")]


def test_a_unit_may_set_other_limits(world: World) -> None:
    world.units["team_a"].settings = {"leader_day_minutes": 60}
    db.session.commit()
    hours_id = served(world)
    assert service.confirm(world.actor("squad"), [hours_id]).refused[0].reason == "needs_next_tier"


def test_a_later_pair_updates_the_pending_hours_only(world: World) -> None:
    session = session_with(world, "member")
    scan(world, "member", session, left=30.4)
    hours_id = hours_of(session.id)
    with minute(session, 60):
        activities.check_in(world.actor("site"), session.id, Said(member_id=world.members["member"].id))
    assert service.confirm(world.actor("squad"), [hours_id]).refused[0].reason == "not_in_this_state"
    with minute(session, 90.4):
        activities.check_out(world.actor("site"), session.id, Said(member_id=world.members["member"].id))
    view = queries.one(world.actor("squad"), hours_id)
    assert (view.minutes, view.proposal.ticked) == (60, True)


def test_dispute_and_answer(world: World) -> None:
    hours_id = served(world)
    member, squad = world.actor("member"), world.actor("squad")
    with pytest.raises(Refused, match="not_in_this_state"):
        service.dispute(member, hours_id, "少记了")
    service.confirm(squad, [hours_id])
    service.dispute(member, hours_id, "少记了")
    assert status(world, hours_id) == "disputed"
    with pytest.raises(Refused, match="not_in_this_state"):
        service.dispute(member, hours_id, "少记了")
    service.uphold(squad, hours_id, "已核对签到表")
    assert status(world, hours_id) == "effective"
    assert totals.balance(member.member_id).minutes == 120


def test_a_correction_reverses_and_credits(world: World) -> None:
    hours_id = served(world)
    service.confirm(world.actor("squad"), [hours_id])
    service.dispute(world.actor("member"), hours_id, "多记了")
    service.correct(world.actor("squad"), hours_id, 90, "中途离开 30 分钟")
    view = queries.one(world.actor("member"), hours_id)
    assert (view.status, view.source, view.minutes) == ("corrected", "correction", 90)
    rows = queries.entries_of(hours_id)
    assert [(row.kind, row.minutes) for row in rows] == [
        ("credit", 120),
        ("dispute", 0),
        ("reversal", -120),
        ("credit", 90),
    ]
    assert rows[2].reverses_id == rows[0].id
    assert verify_chain(view.proposal.member_id) is None
    assert totals.balance(view.proposal.member_id).verified == 90


def test_a_correction_stays_inside_the_session(world: World) -> None:
    hours_id = served(world)
    service.confirm(world.actor("squad"), [hours_id])
    with pytest.raises(Invalid):
        service.correct(world.actor("squad"), hours_id, 121, "多记一点")


def test_the_writer_of_an_entry_does_not_correct_it(world: World) -> None:
    hours_id = ticked(world)
    service.confirm(world.actor("team"), [hours_id])
    with pytest.raises(Refused, match="own_entry"):
        service.correct(world.actor("squad"), hours_id, 60, "记错")


def test_amending_pending_minutes_needs_a_second_leader(world: World) -> None:
    hours_id = served(world)
    service.correct(world.actor("squad"), hours_id, 60, "提前离开")
    assert service.confirm(world.actor("squad"), [hours_id]).refused[0].reason == "needs_countersign"
    assert service.confirm(world.actor("team"), [hours_id]).done == [hours_id]
    assert queries.one(world.actor("team"), hours_id).minutes == 60


def test_refused_hours_never_count(world: World) -> None:
    hours_id = served(world)
    service.refuse(world.actor("squad"), hours_id, "当天未到岗")
    assert status(world, hours_id) == "refused"
    assert service.confirm(world.actor("team"), [hours_id]).refused[0].reason == "not_in_this_state"
    assert totals.balance(world.members["member"].id).minutes == 0


def test_totals_by_month_unit_and_member(world: World) -> None:
    ids = [served(world, "member"), served(world, "member_a2"), served(world, "member_b", hours=1)]
    service.confirm(world.actor("committee"), ids)
    committee = world.actor("committee")
    by_unit = {total.key: total.minutes for total in totals.by_unit(committee)}
    units = {name: unit.id for name, unit in world.units.items()}
    assert by_unit == {
        units["brigade"]: 300,
        units["team_a"]: 240,
        units["team_b"]: 60,
        units["squad_a1"]: 120,
        units["squad_a2"]: 120,
        units["squad_b1"]: 60,
    }
    assert {total.key for total in totals.by_unit(world.actor("team_b"))} == {units["team_b"], units["squad_b1"]}
    assert [total.key for total in totals.by_unit(committee, tier="team")] == [units["team_a"], units["team_b"]]
    (month,) = totals.by_month(committee)
    assert (month.verified, month.backfilled, month.services, month.people) == (300, 0, 3, 3)
    assert sum(total.minutes for total in totals.by_member(world.actor("squad"))) == 120
    later = month.key + timedelta(days=62)
    assert totals.by_month(committee, since=later) == []
