"""Signing in, changing the password, ending sign-ins, tokens.

A failed sign-in must leave its count behind, so it is an answer of the use case and not an exception of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from volunteer.accounts import passwords, rules
from volunteer.accounts.models import Account, ApiToken
from volunteer.accounts.queries import account_named, user_name_of
from volunteer.accounts.states import AccountStatus
from volunteer.accounts.wording import PASSWORD_PROBLEMS
from volunteer.happenings.accounts import (
    AccountLocked,
    PasswordChanged,
    SignedIn,
    SignedOut,
    SignedOutEverywhere,
    SignInFailed,
    TokenIssued,
    TokenRevoked,
)
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible
from volunteer.kernel.unit_of_work import Acting, Work, use_case

NO_ACCOUNT = 0  # subject of a failed sign-in under a name that nobody has


@dataclass(frozen=True)
class Admitted:
    """A sign-in that worked; `epoch` goes into the session, so that it ends when the account's epoch rises."""

    account_id: int
    epoch: int
    locale: str


@dataclass(frozen=True)
class Rejected:
    """A sign-in that failed: `sign_in_wrong` or `locked`."""

    reason: str


@dataclass(frozen=True)
class NewToken:
    """A bearer token, to be told once."""

    token: str
    expires_at: datetime


@use_case
def sign_in(work: Work, actor: Acting, username: str, password: str) -> Admitted | Rejected:
    """Check a user name and password."""
    account = _verified(work, username, password)
    if isinstance(account, Rejected):
        return account
    work.record(SignedIn(subject_id=account.id, by=account.id))
    return Admitted(account.id, account.sign_in_epoch, account.locale)


@use_case
def issue_token(work: Work, actor: Acting, username: str, password: str) -> NewToken | Rejected:
    """Check a user name and password, and give a token that lives for 12 hours."""
    account = _verified(work, username, password)
    if isinstance(account, Rejected):
        return account
    return token_for(work, account.id)


def token_for(work: Work, account_id: int) -> NewToken:
    """Write a new token of an account whose owner has been recognized."""
    told = NewToken(rules.new_token(), work.now + rules.TOKEN_LIFE)
    row = ApiToken(
        account_id=account_id, token_hash=rules.digest(told.token), created_at=work.now, expires_at=told.expires_at
    )
    db.session.add(row)
    db.session.flush()
    work.record(TokenIssued(subject_id=row.id, by=account_id, details={"account_id": account_id}))
    return told


@use_case
def revoke_token(work: Work, actor: Acting, token: str) -> None:
    """End one token of one's own."""
    row = db.session.scalar(
        select(ApiToken)
        .where(
            ApiToken.token_hash == rules.digest(token),
            ApiToken.account_id == actor.account_id,
            ApiToken.revoked_at.is_(None),
        )
        .with_for_update()
    )
    if row is None:
        raise NotVisible
    row.revoked_at = work.now
    work.record(TokenRevoked(subject_id=row.id))


@use_case
def change_password(work: Work, actor: Acting, current: str, new: str) -> Admitted | Rejected:
    """Change one's own password; every other sign-in ends. Guesses at the current one count towards the lock."""
    account = _own(actor)
    rejected = _refusal(work, account, current)
    if rejected is not None:
        return rejected
    set_password(account, new)
    end_sign_ins(work, account)
    work.record(PasswordChanged(subject_id=account.id))
    return Admitted(account.id, account.sign_in_epoch, account.locale)


@use_case
def sign_out(work: Work, actor: Acting) -> None:
    """Put on record that somebody leaves this browser; its cookie ends with the answer."""
    if actor.account_id is None:
        raise NotVisible
    work.record(SignedOut(subject_id=actor.account_id))


@use_case
def sign_out_everywhere(work: Work, actor: Acting) -> None:
    """End every browser session and token of one's own."""
    account = _own(actor)
    end_sign_ins(work, account)
    work.record(SignedOutEverywhere(subject_id=account.id))


@use_case
def choose_locale(work: Work, actor: Acting, locale: str) -> None:
    """The language a person reads, on whatever device."""
    _own(actor).locale = locale


def set_password(account: Account, new: str) -> None:
    """Set a password that is good enough, or say what is wrong with it."""
    problem = rules.password_problem(new, account.name, user_name_of(account.id))
    if problem:
        raise Invalid({"password": str(PASSWORD_PROBLEMS[problem])})
    account.password_hash = passwords.hash_password(new)
    account.failed_sign_ins = 0
    account.locked_until = None


def end_sign_ins(work: Work, account: Account) -> None:
    """End every session and token of an account."""
    account.sign_in_epoch += 1
    db.session.execute(
        update(ApiToken)
        .where(ApiToken.account_id == account.id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=work.now)
    )


def _own(actor: Acting) -> Account:
    account = db.session.get(Account, actor.account_id, with_for_update={"key_share": True}, populate_existing=True)
    if account is None:
        raise NotVisible
    return account


def _verified(work: Work, username: str, password: str) -> Account | Rejected:
    """The account if name and password are right. Its row stays locked, so that guesses at once are counted each."""
    account = account_named(username, lock=True)
    if account is None or account.status != AccountStatus.ACTIVE:
        passwords.matches(None, password)
        work.record(SignInFailed(subject_id=account.id if account else NO_ACCOUNT))
        return Rejected("sign_in_wrong")
    return _refusal(work, account, password) or account


def _refusal(work: Work, account: Account, password: str) -> Rejected | None:
    """None when the password is right; else the failure is counted, and locks the account when it is the fifth."""
    if rules.is_locked(account.locked_until, work.now):
        work.record(SignInFailed(subject_id=account.id, reason="locked"))
        return Rejected("locked")
    if passwords.matches(account.password_hash, password):
        account.failed_sign_ins = 0
        account.locked_until = None
        return None
    account.failed_sign_ins += 1
    work.record(SignInFailed(subject_id=account.id))
    if account.failed_sign_ins < rules.LOCK_AFTER:
        return Rejected("sign_in_wrong")
    account.failed_sign_ins = 0
    account.locked_until = work.now + rules.LOCK_FOR
    work.record(AccountLocked(subject_id=account.id))
    return Rejected("locked")
