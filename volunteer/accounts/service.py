"""Signing in with a password, changing it, ending sign-ins, tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import select, update

from volunteer.accounts import leaked_passwords, passwords, rules, two_factors
from volunteer.accounts.admitting import (
    NO_ACCOUNT,
    PASSWORD,
    Admitted,
    Rejected,
    SecondStep,
    admit,
    admit_or_ask,
    confirmed_totp,
    end_sign_ins,
    failed,
    failed_name,
    own_account,
)
from volunteer.accounts.models import Account, ApiToken
from volunteer.accounts.queries import account_named, user_name_of
from volunteer.accounts.sign_in_models import Device
from volunteer.accounts.states import AccountStatus
from volunteer.accounts.wording import PASSWORD_PROBLEMS
from volunteer.happenings.accounts import (
    PasswordChanged,
    SignedOut,
    SignedOutEverywhere,
    SignInFailed,
    TokenIssued,
    TokenRevoked,
)
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible
from volunteer.kernel.unit_of_work import Acting, Work, use_case


@dataclass(frozen=True)
class NewToken:
    """A bearer token, to be told once."""

    token: str
    expires_at: datetime


@use_case
def sign_in(
    work: Work, actor: Acting, username: str, password: str, agent: str = ""
) -> Admitted | SecondStep | Rejected:
    """Check a user name and password; `agent` is how the browser calls itself."""
    account = _verified(work, username, password)
    if isinstance(account, Rejected):
        return account
    return admit_or_ask(work, account, PASSWORD, agent)


@use_case
def issue_token(work: Work, actor: Acting, username: str, password: str, otp: str | None = None) -> NewToken | Rejected:
    """Check a user name, password and second factor, and give a token that lives for 12 hours."""
    account = _verified(work, username, password)
    if isinstance(account, Rejected):
        return account
    if confirmed_totp(account.id) is not None:
        if otp is None:
            return Rejected("otp_needed")
        if not two_factors.takes(work, account.id, otp):
            return failed(work, account, "otp_wrong")
    account.failed_sign_ins = 0
    account.locked_until = None
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
def change_password(work: Work, actor: Acting, current: str, new: str, agent: str = "") -> Admitted | Rejected:
    """Change one's own password; every other sign-in ends. Guesses at the current one count towards the lock."""
    account = own_account(actor)
    rejected = _refusal(work, account, current)
    if rejected is not None:
        return rejected
    set_password(account, new)
    end_sign_ins(work, account)
    work.record(PasswordChanged(subject_id=account.id))
    return admit(work, account, PASSWORD, agent, second_factor=confirmed_totp(account.id) is not None)


@use_case
def sign_out(work: Work, actor: Acting, device_id: int | None) -> None:
    """Sign out the browser at hand; its cookie is worth nothing from now on."""
    if actor.account_id is None:
        raise NotVisible
    db.session.execute(
        update(Device)
        .where(Device.id == device_id, Device.account_id == actor.account_id, Device.ended_at.is_(None))
        .values(ended_at=work.now)
    )
    work.record(SignedOut(subject_id=actor.account_id))


@use_case
def sign_out_everywhere(work: Work, actor: Acting) -> None:
    """End every browser session and token of one's own."""
    account = own_account(actor)
    end_sign_ins(work, account)
    work.record(SignedOutEverywhere(subject_id=account.id))


@use_case
def choose_locale(work: Work, actor: Acting, locale: str) -> None:
    """The language a person reads, on whatever device."""
    own_account(actor).locale = locale


def set_password(account: Account, new: str) -> None:
    """Set a password that is good enough, or say what is wrong with it."""
    problem = rules.password_problem(new, account.name, user_name_of(account.id), current_app.config["BRAND_NAME"])
    if problem is None and leaked_passwords.are_known(current_app.config["LEAKED_PASSWORDS_FILE"], new):
        problem = "leaked"
    if problem:
        raise Invalid({"password": str(PASSWORD_PROBLEMS[problem])})
    account.password_hash = passwords.hash_password(new)
    account.failed_sign_ins = 0
    account.locked_until = None


def _verified(work: Work, username: str, password: str) -> Account | Rejected:
    """The account if name and password are right. Its row stays locked, so that guesses at once are counted each."""
    account = account_named(username, lock=True)
    if account is None or account.status != AccountStatus.ACTIVE:
        passwords.matches(None, password)
        return failed_name(work, username, account.id if account else NO_ACCOUNT)
    return _refusal(work, account, password) or account


def _refusal(work: Work, account: Account, password: str) -> Rejected | None:
    """None when the password is right; else the failure is counted, and locks the account when it is the fifth.

    What was counted is forgotten only when somebody is let in: a right password must not renew the guesses at the
    second factor.
    """
    if passwords.matches(account.password_hash, password) and not rules.is_locked(account.locked_until, work.now):
        return None
    if rules.is_locked(account.locked_until, work.now):
        work.record(SignInFailed(subject_id=account.id, reason="locked", details={"way": PASSWORD}))
        return Rejected("locked")
    return failed(work, account, "sign_in_wrong")
