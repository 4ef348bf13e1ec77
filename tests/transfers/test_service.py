"""Transfers: who may ask, whose word is needed, who is told, and what overtakes them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.jobs import perform
from volunteer.notices.models import Notice
from volunteer.organization import reshape
from volunteer.organization.actor import Actor
from volunteer.organization.models import Grant
from volunteer.people import service as people
from volunteer.people.models import MemberKind, Membership
from volunteer.transfers import queries, service
from volunteer.transfers.jobs import ESCALATE
from volunteer.transfers.models import Transfer
from volunteer.transfers.states import TransferStatus


def ask(world: World, by: str = "team", member: str = "member", to: str = "squad_b1") -> Transfer:
    """A transfer asked for through the use case."""
    new = service.NewTransfer(member_id=world.members[member].id, to_unit_id=world.units[to].id, reason="工作变动")
    return service.ask(world.actor(by), new)


def told(world: World, name: str) -> list[str]:
    """The kinds of notices that an account got."""
    account_id = world.accounts[name].id
    return list(db.session.scalars(select(Notice.kind).where(Notice.account_id == account_id).order_by(Notice.id)))


def squad_of(world: World, member: str) -> int:
    """The squad a member belongs to, read afresh."""
    db.session.refresh(world.members[member])
    return world.members[member].unit_id


def test_the_asking_side_agrees_by_asking_and_the_other_completes_it(world: World) -> None:
    transfer = ask(world)
    assert (transfer.from_agreed, transfer.to_agreed) == (True, False)
    assert squad_of(world, "member") == world.units["squad_a1"].id
    assert told(world, "team_b") == ["transfer.asked"]
    assert told(world, "member") == ["transfer.asked_for_you"]
    assert told(world, "team") == []
    service.agree(world.actor("team_b"), transfer.id)
    assert transfer.status == TransferStatus.DONE
    assert squad_of(world, "member") == world.units["squad_b1"].id
    assert told(world, "team") == ["transfer.done"]
    assert told(world, "member") == ["transfer.asked_for_you", "transfer.done"]
    kept = select(Membership).where(Membership.member_id == transfer.member_id).order_by(Membership.since)
    before, after = db.session.scalars(kept).all()
    assert (before.until, after.unit_id) == (after.since, world.units["squad_b1"].id)
    trail = select(AuditEvent.action).where(AuditEvent.subject_kind.in_(("transfer", "member"))).order_by(AuditEvent.id)
    assert list(db.session.scalars(trail)) == ["transfer.asked", "transfer.done", "member.changed"]


def test_the_receiving_side_may_ask_by_number(world: World) -> None:
    member = world.members["member"]
    new = service.NewTransfer(number=member.number, to_unit_id=world.units["squad_b1"].id)
    transfer = service.ask(world.actor("team_b"), new)
    assert (transfer.from_agreed, transfer.to_agreed) == (False, True)
    assert told(world, "team") == ["transfer.asked"]
    with pytest.raises(Invalid):
        service.ask(world.actor("team_b"), service.NewTransfer(number="none", to_unit_id=new.to_unit_id))


def test_members_ask_for_themselves_and_both_sides_answer(world: World) -> None:
    transfer = ask(world, by="member")
    assert (transfer.from_agreed, transfer.to_agreed) == (False, False)
    assert (told(world, "team"), told(world, "team_b")) == (["transfer.asked"], ["transfer.asked"])
    service.agree(world.actor("team_b"), transfer.id)
    assert transfer.status == TransferStatus.ASKED
    service.agree(world.actor("team"), transfer.id)
    assert squad_of(world, "member") == world.units["squad_b1"].id


@pytest.mark.parametrize("by", ["team", "committee"])
def test_whoever_speaks_for_both_sides_moves_at_once(world: World, by: str) -> None:
    transfer = ask(world, by=by, to="squad_a2" if by == "team" else "squad_b1")
    assert transfer.status == TransferStatus.DONE
    assert squad_of(world, "member") == transfer.to_unit_id
    assert told(world, "member") == ["transfer.done"]


@pytest.mark.parametrize("by", ["member_2", "squad", "supervisor", "site", "team_b"])
def test_nobody_else_asks(world: World, by: str) -> None:
    with pytest.raises(NotVisible):
        ask(world, by=by, to="squad_a2")


def test_what_cannot_be_asked_for_says_why(world: World) -> None:
    with pytest.raises(Refused, match="same_squad"):
        ask(world, to="squad_a1")
    with pytest.raises(Invalid):
        ask(world, to="team_b")
    ask(world)
    with pytest.raises(Refused, match="transfer_open"):
        ask(world, by="member")
    world.members["member_2"].kind = MemberKind.LEFT
    db.session.commit()
    with pytest.raises(Refused, match="not_serving"):
        ask(world, member="member_2")


def test_only_a_side_that_has_not_agreed_answers(world: World) -> None:
    transfer = ask(world)
    for by in ("team", "member"):
        with pytest.raises(Forbidden):
            service.agree(world.actor(by), transfer.id)
        with pytest.raises(Forbidden):
            service.refuse(world.actor(by), transfer.id, "不行")
    with pytest.raises(NotVisible):
        service.agree(world.actor("squad"), transfer.id)


def test_a_refusal_says_why_and_leaves_the_member_where_they_are(world: World) -> None:
    transfer = ask(world)
    with pytest.raises(Invalid):
        service.refuse(world.actor("team_b"), transfer.id, "  ")
    service.refuse(world.actor("team_b"), transfer.id, "分队满员")
    assert (transfer.status, transfer.answer) == (TransferStatus.REFUSED, "分队满员")
    assert squad_of(world, "member") == world.units["squad_a1"].id
    assert told(world, "team") == ["transfer.refused"]
    with pytest.raises(Refused):
        service.agree(world.actor("team_b"), transfer.id)


def test_who_asked_and_the_side_that_agreed_withdraw(world: World) -> None:
    with pytest.raises(Forbidden):
        service.withdraw(world.actor("team_b"), ask(world).id)
    transfer = db.session.scalars(select(Transfer)).one()
    service.withdraw(world.actor("team"), transfer.id)
    assert transfer.status == TransferStatus.WITHDRAWN
    assert told(world, "team_b") == ["transfer.asked", "transfer.withdrawn"]
    own = ask(world, by="member")
    service.withdraw(world.actor("member"), own.id)
    assert own.status == TransferStatus.WITHDRAWN


def test_what_nobody_answers_goes_to_the_common_parent_once(world: World) -> None:
    transfer = ask(world, by="member")
    with clock.travel(transfer.answer_by - timedelta(minutes=1)):
        assert perform(ESCALATE) == 0
    with clock.travel(transfer.answer_by + timedelta(minutes=1)):
        assert (perform(ESCALATE), perform(ESCALATE)) == (1, 0)
        assert told(world, "committee") == ["transfer.escalated"]
        service.agree(world.actor("committee"), transfer.id)
    assert squad_of(world, "member") == world.units["squad_b1"].id


def test_a_side_without_leader_falls_to_the_one_above(world: World) -> None:
    grant = db.session.scalars(select(Grant).where(Grant.account_id == world.accounts["team_b"].id)).one()
    grant.until = clock.now()
    db.session.commit()
    ask(world)
    assert "transfer.asked" in told(world, "committee")


def test_a_member_moved_otherwise_or_gone_leaves_nothing_to_ask(world: World) -> None:
    transfer, other = ask(world), ask(world, member="member_2")
    moved, left = world.members["member"], world.members["member_2"]
    people.update_member(world.actor("team"), moved.id, moved.version, {"unit_id": world.units["squad_a2"].id})
    people.update_member(world.actor("team"), left.id, left.version, {"kind": MemberKind.LEFT})
    assert (transfer.status, other.status) == (TransferStatus.WITHDRAWN, TransferStatus.WITHDRAWN)


def test_the_successor_answers_for_a_closed_squad(world: World) -> None:
    transfer = ask(world)
    committee = world.actor("committee")
    reshape.merge_unit(committee, world.units["squad_b1"].id, 1, world.units["squad_a2"].id)
    db.session.expire_all()
    assert (transfer.status, transfer.to_unit_id) == (TransferStatus.ASKED, world.units["squad_a2"].id)
    reshape.merge_unit(committee, world.units["squad_a1"].id, 1, world.units["squad_a2"].id)
    db.session.expire_all()
    assert transfer.status == TransferStatus.WITHDRAWN


def test_each_sees_what_concerns_them(world: World) -> None:
    transfer = ask(world)

    def seen(actor: Actor) -> bool:
        return db.session.scalar(queries.transfers(actor).where(Transfer.id == transfer.id)) is not None

    for name, sees in (("team", True), ("team_b", True), ("member", True), ("committee", True), ("member_2", False)):
        assert seen(world.actor(name)) is sees, name
    assert [one.id for one in db.session.scalars(queries.to_answer(world.actor("team_b"), clock.now()))] == [
        transfer.id
    ]
    assert db.session.scalars(queries.to_answer(world.actor("team"), clock.now())).all() == []
