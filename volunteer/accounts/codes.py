"""Printed one-time codes: made here, handed out by those who may (room `access`), used by their owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from volunteer.accounts import rules, service
from volunteer.accounts.admitting import Admitted, SecondStep, admit_or_ask, end_sign_ins
from volunteer.accounts.kept_codes import PRINTED, kept
from volunteer.accounts.models import Account, OneTimeCode
from volunteer.accounts.states import AccountStatus, CodePurpose
from volunteer.happenings.accounts import AccountActivated, CodeIssued, PasswordChanged
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Acting, Work, use_case


@dataclass(frozen=True)
class PrintedCode:
    """A code to be shown once."""

    code: str
    purpose: CodePurpose
    expires_at: datetime


def make_code(work: Work, account: Account, unit_id: int | None = None) -> PrintedCode:
    """Write a new code for an account; an earlier one that was not used is void from now on."""
    if account.status == AccountStatus.DISABLED:
        raise Refused("account_disabled")
    purpose = CodePurpose.ACTIVATION if account.status == AccountStatus.PENDING else CodePurpose.RESET
    db.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.account_id == account.id, OneTimeCode.used_at.is_(None), OneTimeCode.expires_at > work.now)
        .values(expires_at=work.now)
    )
    printed = PrintedCode(rules.new_code(), purpose, work.now + rules.CODE_LIFE)
    db.session.add(
        OneTimeCode(
            account_id=account.id,
            code_hash=kept(PRINTED, printed.code),
            purpose=purpose,
            issued_by=work.actor.account_id if work.actor else None,
            issued_at=work.now,
            expires_at=printed.expires_at,
        )
    )
    work.record(CodeIssued(subject_id=account.id, unit_id=unit_id, details={"purpose": purpose}))
    return printed


def owner_of(typed: str, now: datetime) -> Account | None:
    """Whose code this is, as long as it can be used: told to whoever holds it."""
    return db.session.scalar(
        select(Account)
        .join(OneTimeCode, OneTimeCode.account_id == Account.id)
        .where(
            OneTimeCode.code_hash == kept(PRINTED, typed),
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > now,
            Account.status != AccountStatus.DISABLED,
        )
    )


@use_case
def use_code(work: Work, actor: Acting, typed: str, password: str, agent: str = "") -> Admitted | SecondStep:
    """Set a password with a printed code and consent; the account is active, and every older sign-in has ended.

    A code stands for the password only: where there is a second factor, it is asked for.
    """
    code = db.session.scalar(
        select(OneTimeCode)
        .where(OneTimeCode.code_hash == kept(PRINTED, typed))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if code is None or code.used_at is not None or code.expires_at <= work.now:
        raise Refused("code_wrong")
    account = db.session.get_one(Account, code.account_id, with_for_update={"key_share": True})
    if account.status == AccountStatus.DISABLED:
        raise Refused("account_disabled")
    service.set_password(account, password)
    end_sign_ins(work, account)
    code.used_at = work.now
    account.consent_version = rules.CONSENT_VERSION
    account.consented_at = work.now
    rules.MACHINE.move(account, "activate")
    happening = AccountActivated if code.purpose == CodePurpose.ACTIVATION else PasswordChanged
    work.record(happening(subject_id=account.id, details={"code_id": code.id, "consent": rules.CONSENT_VERSION}))
    return admit_or_ask(work, account, "code", agent)
