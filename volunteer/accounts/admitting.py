"""Letting somebody in who was recognized: the second factor where there is one, then a device of one's own.

A failed sign-in must leave its count behind, so it is an answer of the use case and not an exception of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import text, update

from volunteer.accounts import rules
from volunteer.accounts.models import Account, ApiToken
from volunteer.accounts.sign_in_models import AccountTotp, Device, WaitingSignIn
from volunteer.accounts.states import AccountStatus
from volunteer.happenings.accounts import AccountLocked, SignedIn, SignInFailed
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.kernel.unit_of_work import Acting, Work, use_case

PASSWORD = "password"  # the way in, as it stands with the device
NO_ACCOUNT = 0  # subject of a failed sign-in under a name that nobody has
SECOND_STEP_LIFE = timedelta(minutes=10)
GUESSES_KEPT = timedelta(days=30)
AGENT_LENGTH = 300


@dataclass(frozen=True)
class Admitted:
    """A sign-in that worked. `key` goes into the cookie of this browser and is told nowhere else."""

    account_id: int
    epoch: int
    locale: str
    key: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class SecondStep:
    """The first factor was right, the second is asked for now. `key` goes into the cookie of this browser."""

    account_id: int
    key: str = field(compare=False, repr=False)


@dataclass(frozen=True)
class Rejected:
    """A sign-in that failed: `sign_in_wrong`, `locked`, `otp_needed`, `otp_wrong` or `step_over`."""

    reason: str


def admit(
    work: Work,
    account: Account,
    way: str,
    agent: str,
    *,
    second_factor: bool = False,
    provider_session: bytes | None = None,
) -> Admitted:
    """Open a device for whoever has shown everything that is asked of this account; earlier failures are forgotten."""
    account.failed_sign_ins = 0
    account.locked_until = None
    admitted = Admitted(account.id, account.sign_in_epoch, account.locale, rules.new_token())
    db.session.add(
        Device(
            account_id=account.id,
            key_hash=rules.digest(admitted.key),
            epoch=account.sign_in_epoch,
            way=way,
            second_factor=second_factor,
            made_at=work.now,
            seen_at=work.now,
            address=work.actor.address if work.actor else None,
            agent=agent[:AGENT_LENGTH],
            provider_session=provider_session,
        )
    )
    work.record(SignedIn(subject_id=account.id, by=account.id, details={"way": way, "second_factor": second_factor}))
    return admitted


def admit_or_ask(
    work: Work, account: Account, way: str, agent: str, provider_session: bytes | None = None
) -> Admitted | SecondStep:
    """Whoever showed the first factor: let in, or asked for the second."""
    if confirmed_totp(account.id) is not None:
        return _ask(work, account, way, provider_session)
    return admit(work, account, way, agent, provider_session=provider_session)


@use_case
def take_in(
    work: Work, actor: Acting, account_id: int, way: str, agent: str, provider_session: bytes | None = None
) -> Admitted | SecondStep | Rejected:
    """Let in whom a provider named, in the session that it has a name for. A lock holds for every way in."""
    account = db.session.get_one(Account, account_id, with_for_update={"key_share": True}, populate_existing=True)
    if account.status != AccountStatus.ACTIVE:
        work.record(SignInFailed(subject_id=account.id, reason=account.status, details={"way": way}))
        return Rejected("account_disabled" if account.status == AccountStatus.DISABLED else "not_activated")
    if rules.is_locked(account.locked_until, work.now):
        work.record(SignInFailed(subject_id=account.id, reason="locked", details={"way": way}))
        return Rejected("locked")
    return admit_or_ask(work, account, way, agent, provider_session)


def _ask(work: Work, account: Account, way: str, provider_session: bytes | None) -> SecondStep:
    step = SecondStep(account.id, rules.new_token())
    db.session.add(
        WaitingSignIn(
            key_hash=rules.digest(step.key),
            account_id=account.id,
            epoch=account.sign_in_epoch,
            way=way,
            provider_session=provider_session,
            expires_at=work.now + SECOND_STEP_LIFE,
        )
    )
    return step


def end_sign_ins(work: Work, account: Account) -> None:
    """End every session and token of an account, and every sign-in that waits for its second factor."""
    account.sign_in_epoch += 1
    db.session.execute(
        update(ApiToken)
        .where(ApiToken.account_id == account.id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=work.now)
    )


def own_account(actor: Acting) -> Account:
    """The account of whoever acts, its row locked."""
    account = db.session.get(Account, actor.account_id, with_for_update={"key_share": True}, populate_existing=True)
    if account is None:
        raise NotVisible
    return account


def confirmed_totp(account_id: int) -> AccountTotp | None:
    """The second factor of an account, if it has one that is in force."""
    totp = db.session.get(AccountTotp, account_id, populate_existing=True)
    return totp if totp is not None and totp.confirmed_at is not None else None


def failed(work: Work, account: Account, reason: str, way: str = PASSWORD) -> Rejected:
    """Count a failure; the fifth in a row locks the account. Its row must be locked."""
    account.failed_sign_ins += 1
    work.record(SignInFailed(subject_id=account.id, details={"way": way, "second_factor": reason == "otp_wrong"}))
    if account.failed_sign_ins < rules.LOCK_AFTER:
        return Rejected(reason)
    account.failed_sign_ins = 0
    account.locked_until = work.now + rules.LOCK_FOR
    work.record(AccountLocked(subject_id=account.id))
    return Rejected("locked")


_COUNT_GUESS = text("""
INSERT INTO name_guess AS g (name_hash, failed, last_at) VALUES (:name, 1, :now)
ON CONFLICT (name_hash) DO UPDATE SET last_at = :now,
  failed = CASE WHEN g.locked_until > :now THEN g.failed WHEN g.failed >= :most THEN 1 ELSE g.failed + 1 END,
  locked_until = CASE WHEN g.locked_until > :now THEN g.locked_until
                      WHEN g.failed + 1 = :most THEN :until END
RETURNING locked_until IS NOT NULL""")


def failed_name(work: Work, typed: str, subject: int = NO_ACCOUNT) -> Rejected:
    """The same for a name that opens nothing: it locks as an account would, so that locks tell nothing."""
    parameters = {
        "name": rules.digest(rules.user_name(typed)),
        "now": work.now,
        "most": rules.LOCK_AFTER,
        "until": work.now + rules.LOCK_FOR,
    }
    locked = db.session.execute(_COUNT_GUESS, parameters).scalar_one()
    work.record(SignInFailed(subject_id=subject, reason="locked" if locked else None, details={"way": PASSWORD}))
    return Rejected("locked" if locked else "sign_in_wrong")
