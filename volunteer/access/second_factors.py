"""Somebody lost the phone and the recovery codes: two who may manage the account take the factor off together."""

from __future__ import annotations

from sqlalchemy import select

from volunteer.access import queries
from volunteer.accounts.admitting import confirmed_totp, end_sign_ins
from volunteer.accounts.models import Account
from volunteer.accounts.sign_in_models import TwoFactorReset
from volunteer.accounts.two_factors import take_off
from volunteer.happenings.accounts import ResetAgreed, ResetAsked, ResetDropped, ResetOnHost
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor


def open_reset(account_id: int) -> TwoFactorReset | None:
    """The request that waits for a second person."""
    return db.session.scalar(
        select(TwoFactorReset).where(TwoFactorReset.account_id == account_id, TwoFactorReset.ended_at.is_(None))
    )


@use_case
def ask(work: Work, actor: Actor, account_id: int) -> None:
    """The first person has seen whose account it is; nothing changes yet."""
    account = _managed(work, actor, account_id)
    if open_reset(account.id) is not None:
        raise Refused("reset_asked_already")
    db.session.add(TwoFactorReset(account_id=account.id, asked_by=actor.account_id, asked_at=work.now))
    work.record(ResetAsked(subject_id=account.id, unit_id=queries.home_unit_id(account.id)))


@use_case
def agree(work: Work, actor: Actor, account_id: int) -> None:
    """A second person agrees: the factor is taken off and every sign-in of the account ends."""
    account = _managed(work, actor, account_id)
    reset = _open(account.id)
    if reset.asked_by == actor.account_id:
        raise Refused("second_person")
    reset.agreed_by, reset.ended_at = actor.account_id, work.now
    take_off(work, account.id)
    end_sign_ins(work, account)
    work.record(ResetAgreed(subject_id=account.id, unit_id=queries.home_unit_id(account.id)))


@use_case
def drop(work: Work, actor: Actor, account_id: int) -> None:
    """It was a mistake, or the phone was found."""
    account = _managed(work, actor, account_id)
    _open(account.id).ended_at = work.now
    work.record(ResetDropped(subject_id=account.id, unit_id=queries.home_unit_id(account.id)))


@use_case
def reset_on_host(work: Work, actor: Actor, account_id: int, reason: str) -> None:
    """An operator at the host takes the factor off, where there are no two people who could; the owner is told."""
    account = db.session.get(Account, account_id, with_for_update={"key_share": True}, populate_existing=True)
    if account is None:
        raise NotVisible
    if confirmed_totp(account.id) is None:
        raise Refused("not_in_this_state")
    if (reset := open_reset(account.id)) is not None:
        reset.ended_at = work.now
    take_off(work, account.id)
    end_sign_ins(work, account)
    unit_id = queries.home_unit_id(account.id)
    work.record(ResetOnHost(subject_id=account.id, unit_id=unit_id, reason=reason))


def _managed(work: Work, actor: Actor, account_id: int) -> Account:
    account = queries.managed_account(actor, account_id, work.now, lock=True)
    if account.id == actor.account_id:
        raise Refused("own_account")
    if confirmed_totp(account.id) is None:
        raise Refused("not_in_this_state")
    return account


def _open(account_id: int) -> TwoFactorReset:
    reset = open_reset(account_id)
    if reset is None:
        raise Refused("not_in_this_state")
    return reset
