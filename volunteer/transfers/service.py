"""A member moves to another squad when both sides agree; whoever speaks for both moves them at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.happenings.transfers import (
    TransferAgreed,
    TransferAsked,
    TransferDone,
    TransferHappening,
    TransferRefused,
    TransferWithdrawn,
)
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.calendar import add_working_days
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.tree import keep_tree
from volunteer.people.models import SERVING, Member
from volunteer.people.moves import move_members, open_squad
from volunteer.transfers import queries
from volunteer.transfers.models import Transfer
from volunteer.transfers.rules import ANSWER_DAYS, MACHINE, Side, answerable, common_parent, covered, waiting


@dataclass(frozen=True, kw_only=True)
class NewTransfer:
    """Who is to go where, and why. The member is named by id, or by the number where out of the asker's reach."""

    to_unit_id: int
    member_id: int | None = None
    number: str | None = None
    reason: str | None = None


@use_case
def ask(work: Work, actor: Actor, new: NewTransfer) -> Transfer:
    """Ask for a transfer; the asking side agrees by asking. Done at once where the asker speaks for both sides."""
    keep_tree()
    member = _lock_member(_wanted(new))
    _check_asker(actor, member, db.session.get(Unit, new.to_unit_id))
    if member.kind not in SERVING:
        raise Refused("not_serving")
    if member.unit_id == new.to_unit_id:
        raise Refused("same_squad")
    squad = open_squad(new.to_unit_id, "to_unit_id")
    if db.session.scalar(queries.open_transfer_of(member.id)) is not None:
        raise Refused("transfer_open")
    transfer = Transfer(
        member_id=member.id,
        from_unit_id=member.unit_id,
        to_unit_id=squad.id,
        reason=new.reason,
        asked_by=actor.account_id,
        asked_at=work.now,
        answer_by=add_working_days(work.now, ANSWER_DAYS),
    )
    db.session.add(transfer)
    db.session.flush()
    _agree(work, actor, transfer, covered(transfer, actor.reach(Permission.MEMBER_MANAGE)))
    work.record(tell_of(TransferAsked, transfer))
    _carry_out_if_agreed(work, transfer)
    return transfer


@use_case
def agree(work: Work, actor: Actor, transfer_id: int) -> Transfer:
    """Agree for every side that the actor speaks for; the second word moves the member."""
    transfer = _locked(actor, transfer_id)
    MACHINE.move(transfer, "agree")
    _agree(work, actor, transfer, _own_sides(actor, transfer))
    transfer.version += 1
    if not _carry_out_if_agreed(work, transfer):
        work.record(tell_of(TransferAgreed, transfer))
    return transfer


@use_case
def refuse(work: Work, actor: Actor, transfer_id: int, reason: str) -> Transfer:
    """Say no for a side that has not agreed yet."""
    transfer = _locked(actor, transfer_id)
    if not reason.strip():
        raise Invalid({"reason": str(_("请写明原因"))})
    _own_sides(actor, transfer)
    transfer.answer = reason.strip()
    end(work, transfer, "refuse", TransferRefused, reason.strip())
    return transfer


@use_case
def withdraw(work: Work, actor: Actor, transfer_id: int) -> Transfer:
    """Take it back: whoever asked, and whoever speaks for a side that has agreed."""
    transfer = _locked(actor, transfer_id)
    agreed = covered(transfer, actor.reach(Permission.MEMBER_MANAGE)) - set(waiting(transfer))
    if transfer.asked_by != actor.account_id and not agreed:
        raise Forbidden
    end(work, transfer, "withdraw", TransferWithdrawn)
    return transfer


def end(work: Work, transfer: Transfer, step: str, kind: type[TransferHappening], reason: str | None = None) -> None:
    """Take the last step of a transfer and tell of it."""
    MACHINE.move(transfer, step)
    transfer.ended_at = work.now
    transfer.version += 1
    work.record(tell_of(kind, transfer, reason=reason))


def tell_of(kind: type[TransferHappening], transfer: Transfer, *, reason: str | None = None) -> TransferHappening:
    """What happened to a transfer."""
    sides = {Side.FROM: transfer.from_unit_id, Side.TO: transfer.to_unit_id}
    return kind(
        subject_id=transfer.id,
        unit_id=transfer.from_unit_id,
        member_account_id=transfer.member.account_id,
        asked_by=transfer.asked_by,
        from_unit_id=transfer.from_unit_id,
        to_unit_id=transfer.to_unit_id,
        waiting_unit_ids=tuple(sides[side] for side in waiting(transfer)),
        reason=reason,
        details={"member_id": transfer.member_id, "from": transfer.from_unit_id, "to": transfer.to_unit_id},
    )


def _wanted(new: NewTransfer) -> int:
    if new.member_id is not None:
        return new.member_id
    member_id = db.session.scalar(select(Member.id).where(Member.number == (new.number or "")))
    if member_id is None:
        raise Invalid({"number": str(_("没有这个编号的成员"))})
    return member_id


def _lock_member(member_id: int) -> Member:
    """Members are locked before anything about them."""
    wanted = select(Member).where(Member.id == member_id).with_for_update(key_share=True, of=Member)
    member = db.session.scalar(wanted.execution_options(populate_existing=True))
    if member is None:
        raise NotVisible
    db.session.expire(member, ["unit"])
    return member


def _check_asker(actor: Actor, member: Member, squad: Unit | None) -> None:
    """The member, or a leader of either side, within one network."""
    reach = actor.reach(Permission.MEMBER_MANAGE)
    if squad is None:
        raise Invalid({"to_unit_id": str(_("没有这个组织"))})
    if member.id != actor.member_id and not (reach.covers(member.unit.path) or reach.covers(squad.path)):
        raise NotVisible
    if common_parent(member.unit.path, squad.path) is None:
        raise Refused("other_network")


def _locked(actor: Actor, transfer_id: int) -> Transfer:
    """A transfer within reach; the tree, the member and itself locked in this order."""
    keep_tree()
    member = _lock_member(queries.transfer(actor, transfer_id).member_id)
    wanted = select(Transfer).where(Transfer.id == transfer_id, Transfer.member_id == member.id)
    return db.session.scalars(
        wanted.with_for_update(key_share=True, of=Transfer).execution_options(populate_existing=True)
    ).one()


def _own_sides(actor: Actor, transfer: Transfer) -> set[Side]:
    sides = answerable(transfer, actor.reach(Permission.MEMBER_MANAGE))
    if not sides:
        raise Forbidden
    return sides


def _agree(work: Work, actor: Actor, transfer: Transfer, sides: Iterable[Side]) -> None:
    for side in sides:
        setattr(transfer, f"{side}_agreed_by", actor.account_id)
        setattr(transfer, f"{side}_agreed_at", work.now)
    db.session.flush()


def _carry_out_if_agreed(work: Work, transfer: Transfer) -> bool:
    if any(waiting(transfer)):
        return False
    end(work, transfer, "carry_out", TransferDone)
    db.session.flush()
    move_members(work, [transfer.member], open_squad(transfer.to_unit_id))
    return True
