"""Backfilled hours from a leader's word to the ledger, on a real database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from tests.backfills.backed import (
    PROOF,
    a_morning,
    after_the_notice,
    backing,
    described,
    enter,
    entered,
    ids,
    of_session,
    past_session,
    posted,
    second_of_the_top,
    status,
)
from tests.ledger.test_service import served
from tests.support.races import all_at_once
from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.backfills import entering, queries
from volunteer.backfills import service as backfills
from volunteer.backfills.models import TOP, HoursObjection
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.kernel.jobs import perform
from volunteer.ledger import service, totals
from volunteer.ledger.chain import verify_chain
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal, HoursSource
from volunteer.ledger.service import NotDone
from volunteer.notices.models import Notice
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Role


def entries() -> int:
    """How many rows the ledger has."""
    return db.session.scalar(select(func.count(HoursEntry.id))) or 0


def told(world: World, name: str) -> list[str]:
    """The kinds of notices somebody has had."""
    statement = select(Notice.kind).where(Notice.account_id == world.accounts[name].id).order_by(Notice.id)
    return list(db.session.scalars(statement))


def test_hours_entered_later_take_the_long_way_to_the_ledger(world: World) -> None:
    hours_id = entered(world)
    assert (status(hours_id), entries()) == ("pending", 0)
    assert service.confirm(world.actor("team"), [hours_id]).refused == [NotDone(hours_id, "needs_agreement")]
    assert backfills.agree(world.actor("team"), [hours_id]).done == [hours_id]
    assert (status(hours_id), entries()) == ("on_notice", 0)
    assert perform(backfills.TAKE_EFFECT) == 0
    with after_the_notice(hours_id):
        assert perform(backfills.TAKE_EFFECT) == 1
        assert perform(backfills.TAKE_EFFECT) == 0
    entry = db.session.execute(select(HoursEntry)).scalar_one()
    assert (entry.kind, entry.source, entry.minutes) == (EntryKind.CREDIT, HoursSource.BACKFILLED, 120)
    assert (entry.entered_by, entry.confirmed_by) == (world.accounts["squad"].id, world.accounts["team"].id)
    assert status(hours_id) == "confirmed"
    assert totals.balance(world.members["member"].id).backfilled == 120
    assert verify_chain(world.members["member"].id) is None
    assert told(world, "member") == ["hours.backfilled", "hours.posted", "hours.confirmed"]
    assert "hours.agreement_wanted" in told(world, "team")


def test_the_second_person_stands_higher_than_the_first(world: World) -> None:
    world._account("second_squad")
    world._grant("second_squad", Role.SQUAD_LEADER, unit="squad_a1")
    db.session.commit()
    hours_id = entered(world)
    for name, reason in {"squad": "own_backfill", "second_squad": "needs_higher_tier"}.items():
        assert backfills.agree(world.actor(name), [hours_id]).refused == [NotDone(hours_id, reason)]
    assert backfills.agree(world.actor("team_b"), [hours_id]).refused == [NotDone(hours_id, "not_visible")]
    by_team = entered(world, "team", "member_2")
    assert backfills.agree(world.actor("squad"), [by_team]).refused == [NotDone(by_team, "needs_higher_tier")]
    assert backfills.agree(world.actor("committee"), [by_team, hours_id]).done == [hours_id, by_team]


def test_what_the_top_entered_another_of_the_top_agrees_to(world: World) -> None:
    second_of_the_top(world)
    hours_id = entered(world, "committee")
    assert told(world, "second_committee") == ["hours.agreement_wanted"]
    assert "hours.agreement_wanted" not in told(world, "committee")
    for name, reason in {"committee": "own_backfill", "team": "needs_higher_tier"}.items():
        assert backfills.agree(world.actor(name), [hours_id]).refused == [NotDone(hours_id, reason)]
    assert ids(queries.to_agree(world.actor("committee"))) == ids(queries.to_agree(world.actor("team"))) == []
    assert ids(queries.to_agree(world.actor("second_committee"))) == [hours_id]
    assert backfills.agree(world.actor("second_committee"), [hours_id]).done == [hours_id]
    assert (backing(hours_id).agreed_rank, backing(hours_id).same_tier) == (TOP, True)
    assert [event.details["same_tier"] for event in db.session.query(AuditEvent).filter_by(action="hours.posted")] == [
        True
    ]
    with after_the_notice(hours_id):
        assert perform(backfills.TAKE_EFFECT) == 1
    entry = db.session.execute(select(HoursEntry)).scalar_one()
    assert (entry.entered_by, entry.confirmed_by) == tuple(
        world.accounts[name].id for name in ("committee", "second_committee")
    )


def test_a_higher_tier_is_not_kept_as_the_same(world: World) -> None:
    second_of_the_top(world)
    hours_id = posted(world, "team", "second_committee")
    assert (backing(hours_id).agreed_rank, backing(hours_id).same_tier) == (TOP, False)


def test_an_objection_to_what_the_top_agreed_to_is_answered_by_a_third_of_the_top(world: World) -> None:
    second_of_the_top(world)
    hours_id = posted(world, "committee", "second_committee")
    backfills.object_to(world.actor("member_2"), hours_id, "那天他在单位值班")
    for name, reason in {"committee": "same_person", "second_committee": "same_person", "team": "higher_tier"}.items():
        with pytest.raises(Refused, match=reason):
            backfills.keep(world.actor(name), hours_id, "核实过")
    second_of_the_top(world, "third_committee")
    backfills.keep(world.actor("third_committee"), hours_id, "核实过")
    assert status(hours_id) == "on_notice"


def test_the_database_demands_the_second_person_itself(world: World) -> None:
    hours_id = entered(world)
    for second, rank, broken in (("squad", 2, "four_eyes"), ("team", 3, "higher_tier")):
        sets = "agreed_by = :by, agreed_rank = :rank, agreed_at = now(), posted_on = '2026-11-20', until = '2026-11-25'"
        values = {"by": world.accounts[second].id, "rank": rank, "id": hours_id}
        with pytest.raises(IntegrityError, match=broken):
            db.session.execute(text(f"UPDATE hours_backing SET {sets} WHERE proposal_id = :id"), values)
        db.session.rollback()
    proposal = db.session.get_one(HoursProposal, hours_id)
    db.session.add(
        HoursEntry(
            proposal_id=hours_id,
            member_id=proposal.member_id,
            sequence=1,
            kind=EntryKind.CREDIT,
            source=HoursSource.BACKFILLED,
            minutes=120,
            unit_id=proposal.unit_id,
            unit_path="1/",
            service_date=proposal.service_date,
            entered_by=proposal.entered_by,
            confirmed_by=world.accounts["team"].id,
            recorded_at=clock.now(),
            hash=b"0",
        )
    )
    with pytest.raises(IntegrityError, match="lack a second person"):
        db.session.flush()


def test_nobody_enters_or_agrees_to_own_hours(world: World) -> None:
    world._grant("member", Role.SQUAD_LEADER, unit="squad_a1")
    world._grant("member_2", Role.TEAM_LEADER, unit="team_a")
    db.session.commit()
    session = past_session(world, "member", "member_2")
    answer = enter(world, "member", of_session(session), "member", "member_2")
    assert answer.refused == [NotDone(world.members["member"].id, "own_hours")]
    own = answer.done
    assert backfills.agree(world.actor("member_2"), own).refused == [NotDone(own[0], "own_hours")]


def test_what_cannot_be_backfilled_is_refused_for_each_by_itself(world: World) -> None:
    session = past_session(world, "member", "member_2")
    served(world, "member")
    assert len(enter(world, "squad", of_session(session), "member").done) == 1
    again = enter(world, "squad", of_session(session), "member", "member_2", "member_b")
    ids = {name: one.id for name, one in world.members.items()}
    assert NotDone(ids["member"], "hours_exist") in again.refused
    assert len(again.done) == 1
    assert NotDone(ids["member_b"], "member_not_visible") in again.refused
    overlapping = enter(world, "squad", described(session.starts + timedelta(minutes=30)), "member")
    assert overlapping.refused == [NotDone(ids["member"], "hours_overlap")]


def test_the_sheet_comes_first_and_hours_never_exceed_the_session(world: World) -> None:
    fresh = past_session(world, "member", starts=clock.now() - timedelta(hours=40))
    with pytest.raises(Refused, match="sheet_still_open"):
        enter(world, "squad", of_session(fresh), "member")
    session = past_session(world, "member", "member_2")
    for minutes in (0, 121):
        with pytest.raises(Invalid, match="minutes"):
            enter(world, "squad", of_session(session), "member", minutes=minutes)
    with pytest.raises(Invalid, match="proof"):
        enter(world, "squad", of_session(session, proof="有"), "member")
    with pytest.raises(Refused, match="not_over_yet"):
        enter(world, "squad", described(clock.now() - timedelta(hours=1)), "member")


def test_an_activity_without_a_session_is_described(world: World) -> None:
    starts = clock.now() - timedelta(days=5)
    hours_id = enter(world, "squad", described(starts), "member", minutes=90).done[0]
    assert (backing(hours_id).activity, backing(hours_id).place) == ("清理河道", "花园路河段")
    assert backfills.agree(world.actor("team"), [hours_id]).done == [hours_id]
    with after_the_notice(hours_id):
        perform(backfills.TAKE_EFFECT)
    assert db.session.execute(select(HoursEntry.minutes)).scalar_one() == 90


def test_an_objection_stops_the_clock_until_the_higher_tier_has_answered(world: World) -> None:
    hours_id = posted(world)
    until = backing(hours_id).until
    backfills.object_to(world.actor("member_b"), hours_id, "那天他在单位值班")
    with pytest.raises(Refused, match="objected_already"):
        backfills.object_to(world.actor("member_b"), hours_id, "再说一次")
    assert backing(hours_id).days_left == 3
    with after_the_notice(hours_id):
        assert perform(backfills.TAKE_EFFECT) == 0
        for name, reason in {"squad": "same_person", "team": "same_person"}.items():
            with pytest.raises(Refused, match=reason):
                backfills.keep(world.actor(name), hours_id, "核实过")
        backfills.keep(world.actor("committee"), hours_id, "当天请假，社区证明在案")
        later = backing(hours_id).until
    assert until is not None
    assert later is not None
    assert later > until
    with after_the_notice(hours_id):
        assert perform(backfills.TAKE_EFFECT) == 1
    assert told(world, "member_b") == ["hours.objection_kept"]
    assert "hours.objection_to_decide" in told(world, "committee")
    assert "hours.objection_kept" in told(world, "member")


def test_an_objection_that_is_right_ends_it(world: World) -> None:
    hours_id = posted(world)
    backfills.object_to(world.actor("site"), hours_id, "当天没有来过")
    backfills.refuse_objected(world.actor("committee"), hours_id, "与签到表不符")
    assert (status(hours_id), backing(hours_id).refused_because) == ("refused", "与签到表不符")
    with after_the_notice(hours_id):
        assert perform(backfills.TAKE_EFFECT) == 0
    assert entries() == 0
    with pytest.raises(Refused):
        backfills.object_to(world.actor("member_b"), hours_id, "还有一点")


def test_who_objected_is_not_in_the_audit_trail(world: World) -> None:
    hours_id = posted(world)
    backfills.object_to(world.actor("member_b"), hours_id, "那天他在单位值班")
    event = db.session.execute(select(AuditEvent).where(AuditEvent.action == "hours.objected")).scalar_one()
    assert (event.account_id, event.address, event.reason) == (None, None, None)
    assert db.session.execute(select(HoursObjection.by)).scalar_one() == world.accounts["member_b"].id


def test_who_is_of_another_network_or_site_does_not_know_of_it(world: World) -> None:
    hours_id, waiting = posted(world), entered(world, member="member_2")
    for name, one in (("site_3", hours_id), ("member_b", waiting)):
        with pytest.raises(NotVisible):
            backfills.object_to(world.actor(name), one, "没有这回事")


def test_the_notice_ends_on_its_day_even_before_the_clock_has_run(world: World) -> None:
    hours_id = posted(world)
    with after_the_notice(hours_id), pytest.raises(Refused, match="notice_over"):
        backfills.object_to(world.actor("member_b"), hours_id, "迟了")


def test_a_long_day_needs_a_higher_second_person_and_what_is_on_notice_counts(world: World) -> None:
    noon = past_session(world, "member", starts=a_morning() + timedelta(hours=4), hours=7)
    wanted = {of_session(noon): 420, described(noon.ends, 4): 240, described(a_morning(), 3): 180}
    ids = [enter(world, "squad", what, "member", minutes=minutes).done[0] for what, minutes in wanted.items()]
    assert backfills.agree(world.actor("team"), ids[:2]).done == ids[:2]
    assert backfills.agree(world.actor("team"), ids[2:]).refused == [NotDone(ids[2], "needs_next_tier")]
    assert backfills.agree(world.actor("committee"), ids[2:]).done == ids[2:]


def test_two_second_persons_and_two_objectors_at_once_leave_one_outcome(world: World) -> None:
    hours_id = entered(world)
    team, committee, other, site = (world.actor(name) for name in ("team", "committee", "member_b", "site"))

    def agreed(actor: Actor) -> str:
        answer = backfills.agree(actor, [hours_id])
        return "agreed" if answer.done else answer.refused[0].reason

    outcome = all_at_once(world, [lambda: agreed(team), lambda: agreed(committee)])
    assert outcome == {"agreed": 1, "not_in_this_state": 1}

    def objects(actor: Actor) -> str:
        backfills.object_to(actor, hours_id, "那天他在单位值班")
        return "objected"

    outcome = all_at_once(world, [lambda: objects(other), lambda: objects(other), lambda: objects(site)])
    assert outcome == {"objected": 2, "objected_already": 1}
    assert status(hours_id) == "objected"


def test_an_objection_and_the_clock_at_once_leave_one_outcome(world: World) -> None:
    hours_id = posted(world)
    other = world.actor("member_b")

    def objects() -> str:
        backfills.object_to(other, hours_id, "那天他在单位值班")
        return "objected"

    def clock_strikes() -> str:
        return f"entered {perform(backfills.TAKE_EFFECT)}"

    with after_the_notice(hours_id):
        outcome = all_at_once(world, [objects, clock_strikes])
    assert outcome in ({"notice_over": 1, "entered 1": 1}, {"not_in_this_state": 1, "entered 1": 1})
    assert entries() == 1


def test_the_same_people_entered_twice_at_once_have_hours_once(world: World) -> None:
    what = of_session(past_session(world, "member", "member_2"))
    minutes = {world.members[name].id: 120 for name in ("member", "member_2")}
    squad, team = world.actor("squad"), world.actor("team")

    def attempt(actor: Actor) -> str:
        return f"{len(entering.enter(actor, what, minutes).done)} entered"

    assert all_at_once(world, [lambda: attempt(squad), lambda: attempt(team)]) == {"2 entered": 1, "0 entered": 1}
    assert db.session.scalar(select(func.count(HoursProposal.id))) == 2


def test_a_refused_backfill_says_why_and_can_be_entered_anew(world: World) -> None:
    session = past_session(world, "member")
    hours_id = enter(world, "squad", of_session(session), "member").done[0]
    service.refuse(world.actor("team"), hours_id, "签到表上没有这个人")
    assert (status(hours_id), backing(hours_id).refused_because) == ("refused", "签到表上没有这个人")
    assert len(enter(world, "squad", of_session(session, PROOF + "，补充照片"), "member").done) == 1


def test_the_site_of_the_session_may_dispute_what_stands_in_the_ledger(world: World) -> None:
    hours_id = served(world)
    service.confirm(world.actor("squad"), [hours_id])
    with pytest.raises(NotVisible):
        service.dispute(world.actor("site_3"), hours_id, "没有来过")
    service.dispute(world.actor("site"), hours_id, "提前走了")
    assert "hours.disputed" in told(world, "squad")
