"""The second factor: set up by its owner, asked for at each sign-in, renewed, turned off, taken off by others."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy import Select, delete, func, select, update

from volunteer.accounts import rules
from volunteer.accounts import two_factor_rules as factor
from volunteer.accounts.admitting import (
    PASSWORD,
    Admitted,
    Rejected,
    admit,
    confirmed_totp,
    end_sign_ins,
    failed,
    own_account,
)
from volunteer.accounts.kept_codes import RECOVERY, kept
from volunteer.accounts.models import Account
from volunteer.accounts.sign_in_models import AccountTotp, RecoveryCode, WaitingSignIn
from volunteer.accounts.states import AccountStatus
from volunteer.happenings.accounts import (
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SignInFailed,
    TwoFactorsOff,
    TwoFactorsOn,
)
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Acting, Work, use_case


class Owner(Acting, Protocol):
    """Whoever acts on their own account."""

    @property
    def two_factors_required(self) -> bool: ...


@use_case
def begin(work: Work, actor: Acting) -> None:
    """A new secret, which counts for nothing until a code of it was typed."""
    account = own_account(actor)
    if confirmed_totp(account.id) is not None:
        raise Refused("two_factors_on")
    secret = factor.new_secret()
    db.session.merge(
        AccountTotp(account_id=account.id, secret=secret, made_at=work.now, confirmed_at=None, last_step=None)
    )


def secret_to_set_up(account_id: int) -> str | None:
    """The secret that waits for its first code; one in force is never shown again."""
    totp = db.session.get(AccountTotp, account_id, populate_existing=True)
    if totp is None or totp.confirmed_at is not None:
        return None
    return totp.secret


def codes_left(account_id: int) -> int:
    """How many recovery codes can still be used."""
    left = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(left) or 0


@use_case
def confirm(work: Work, actor: Acting, typed: str, agent: str = "") -> tuple[Admitted, list[str]] | Rejected:
    """The app shows the right code: from now on it is asked for. Every other sign-in ends, this one gets a new key."""
    account = own_account(actor)
    if rules.is_locked(account.locked_until, work.now):
        return Rejected("locked")
    totp = db.session.get(AccountTotp, account.id, populate_existing=True)
    secret = totp.secret if totp is not None and totp.confirmed_at is None else None
    if totp is None or secret is None:
        raise Refused("not_in_this_state")
    step = factor.step_of(secret, typed, work.now, None)
    if step is None:
        return failed(work, account, "otp_wrong")
    totp.confirmed_at, totp.last_step = work.now, step
    end_sign_ins(work, account)
    work.record(TwoFactorsOn(subject_id=account.id))
    return admit(work, account, PASSWORD, agent, second_factor=True), _write_codes(account.id)


@use_case
def renew_codes(work: Work, actor: Acting, typed: str) -> list[str] | Rejected:
    """A fresh sheet of recovery codes; the old ones are void."""
    rejected = _asked(work, actor, typed)
    if rejected is not None:
        return rejected
    work.record(RecoveryCodesMade(subject_id=actor.account_id or 0))
    return _write_codes(actor.account_id or 0)


@use_case
def turn_off(work: Work, actor: Owner, typed: str) -> Rejected | None:
    """Do without; refused to those whose role needs it."""
    if actor.two_factors_required:
        raise Refused("two_factors_required")
    rejected = _asked(work, actor, typed)
    if rejected is None:
        take_off(work, actor.account_id or 0)
    return rejected


def take_off(work: Work, account_id: int) -> None:
    """Forget the second factor of an account."""
    db.session.execute(delete(AccountTotp).where(AccountTotp.account_id == account_id))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    work.record(TwoFactorsOff(subject_id=account_id))


def is_awaited(key: str, now: datetime) -> bool:
    """Whether a second factor is still asked for under this key."""
    return db.session.scalar(_awaited(key, now).with_only_columns(WaitingSignIn.id)) is not None


@use_case
def second_step(work: Work, actor: Acting, key: str, typed: str, agent: str = "") -> Admitted | Rejected:
    """Check the second factor of somebody whose first was right; `step_over` where what they began has ended since.

    The account is locked before what waits, as by whoever begins; a provider that ends it takes its turn with this.
    """
    account = db.session.scalar(
        _awaited(key, work.now).with_for_update(of=Account, key_share=True).execution_options(populate_existing=True)
    )
    step = db.session.scalar(select(WaitingSignIn).where(WaitingSignIn.key_hash == rules.digest(key)).with_for_update())
    if account is None or step is None:
        return Rejected("step_over")
    if rules.is_locked(account.locked_until, work.now):
        work.record(SignInFailed(subject_id=account.id, reason="locked", details={"way": step.way}))
        return Rejected("locked")
    if not takes(work, account.id, typed):
        return failed(work, account, "otp_wrong", step.way)
    db.session.delete(step)
    return admit(work, account, step.way, agent, second_factor=True, provider_session=step.provider_session)


def _awaited(key: str, now: datetime) -> Select[tuple[Account]]:
    """The account of what waits under a key, as long as nothing has ended it."""
    return (
        select(Account)
        .join(WaitingSignIn, WaitingSignIn.account_id == Account.id)
        .where(
            WaitingSignIn.key_hash == rules.digest(key),
            WaitingSignIn.expires_at > now,
            WaitingSignIn.epoch == Account.sign_in_epoch,
            Account.status == AccountStatus.ACTIVE,
        )
    )


def takes(work: Work, account_id: int, typed: str) -> bool:
    """Whether this is a code of the app, or a recovery code; either counts once. The account's row must be locked."""
    totp = confirmed_totp(account_id)
    if totp is None:
        return False
    step = factor.step_of(totp.secret, typed, work.now, totp.last_step)
    if step is not None:
        totp.last_step = step
        return True
    used = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_hash == kept(RECOVERY, typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=work.now)
        .returning(RecoveryCode.id)
    ).scalar()
    if used is not None:
        work.record(RecoveryCodeUsed(subject_id=account_id, by=account_id))
    return used is not None


def _asked(work: Work, actor: Acting, typed: str) -> Rejected | None:
    account = own_account(actor)
    if confirmed_totp(account.id) is None:
        raise Refused("not_in_this_state")
    if rules.is_locked(account.locked_until, work.now):
        return Rejected("locked")
    return None if takes(work, account.id, typed) else failed(work, account, "otp_wrong")


def _write_codes(account_id: int) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    made = factor.new_recovery_codes()
    db.session.add_all(RecoveryCode(account_id=account_id, code_hash=kept(RECOVERY, code)) for code in made)
    return made
