"""Sign-ins by way of a provider: begun, come back once, linked to the one account they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select

from volunteer.accounts import rules
from volunteer.accounts.admitting import Admitted, Rejected, SecondStep, own_account, take_in
from volunteer.accounts.models import Account
from volunteer.accounts.states import AccountStatus
from volunteer.happenings.accounts import IdentityLinked, IdentityUnlinked
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused, refusing
from volunteer.kernel.unit_of_work import Acting, Work, use_case
from volunteer.people.models import Member
from volunteer.sign_in.models import AccountIdentity, SignInAttempt
from volunteer.sign_in.provider import Attempt, Identity
from volunteer.sign_in.states import LinkedBy

BACK_WITHIN = timedelta(minutes=10)
LINK_WITHIN = timedelta(minutes=15)
TAKEN = {
    "uq_account_identity_provider_subject": "identity_taken",
    "uq_account_identity_account_id_provider": "linked_already",
}


@dataclass(frozen=True)
class ToLink:
    """Nobody is linked to whom the provider named: with this state the owner of an account does it."""

    state: str


@use_case
def start(work: Work, actor: Acting, provider: str, callback: str, link: bool) -> Attempt:
    """Send a browser off; with `link`, on behalf of the account that is signed in."""
    attempt = Attempt(
        rules.new_token(), rules.new_token(), rules.new_token(), callback, actor.account_id if link else None
    )
    db.session.add(
        SignInAttempt(
            state_hash=rules.digest(attempt.state),
            provider=provider,
            nonce=attempt.nonce,
            verifier=attempt.verifier,
            account_id=attempt.account_id,
            expires_at=work.now + BACK_WITHIN,
        )
    )
    return attempt


@use_case
def come_back(work: Work, actor: Acting, provider: str, state: str, callback: str) -> Attempt:
    """The attempt of this state, which is spent by asking; refused when it is unknown, over, or of another provider."""
    row = _spent(state)
    if row is None or row.provider != provider or row.subject is not None or row.expires_at <= work.now:
        raise Refused("provider_refused")
    if row.account_id is not None and row.account_id != actor.account_id:
        raise Refused("provider_refused")
    return Attempt(state, row.nonce, row.verifier, callback, row.account_id)


@use_case
def settle(work: Work, actor: Acting, identity: Identity, agent: str) -> Admitted | SecondStep | Rejected | ToLink:
    """Sign in whoever is linked to this identity, or belongs to it beyond doubt; else somebody has to link it."""
    account_id = _linked(identity)
    if account_id is None:
        found = _whose(identity)
        if found is None:
            return _to_be_linked(work, identity)
        account_id, by = found
        _link(work, account_id, identity.provider, identity.subject, by)
    named = session_key(identity.provider, identity.session) if identity.session else None
    return take_in(actor, account_id, identity.provider, agent, named)


@use_case
def ask_to_link(work: Work, actor: Acting, identity: Identity) -> ToLink:
    """Somebody signed in came back with an identity: whether it is theirs, they say themselves."""
    linked = _linked(identity)
    if linked is not None:
        raise Refused("linked_already" if linked == actor.account_id else "identity_taken")
    return _to_be_linked(work, identity)


def waiting(state: str) -> SignInAttempt | None:
    """The identity that waits to be linked with this state."""
    row = db.session.scalar(select(SignInAttempt).where(SignInAttempt.state_hash == rules.digest(state)))
    return row if row is not None and row.subject is not None else None


@use_case
def link(work: Work, actor: Acting, state: str) -> str:
    """Whoever is signed in says that the identity is theirs; the provider's name."""
    account = own_account(actor)
    row = _spent(state)
    if row is None or row.subject is None or row.expires_at <= work.now:
        raise Refused("step_over")
    _link(work, account.id, row.provider, row.subject, LinkedBy.OWNER)
    return row.provider


@use_case
def unlink(work: Work, actor: Acting, identity_id: int) -> None:
    """An identity opens the account no longer; the last way in stays."""
    account = own_account(actor)
    identity = db.session.get(AccountIdentity, identity_id)
    if identity is None or identity.account_id != account.id:
        raise NotVisible
    others = select(AccountIdentity.id).where(
        AccountIdentity.account_id == account.id, AccountIdentity.id != identity_id
    )
    if account.password_hash is None and db.session.scalar(others.limit(1)) is None:
        raise Refused("last_way")
    db.session.delete(identity)
    work.record(IdentityUnlinked(subject_id=account.id, details={"provider": identity.provider}))


def session_key(provider: str, session: str) -> bytes:
    """What is kept of a provider's name for a sign-in."""
    return rules.digest(f"{provider} {session}")


def identities_of(account_id: int) -> list[AccountIdentity]:
    """What an account is linked to."""
    return list(
        db.session.scalars(
            select(AccountIdentity).where(AccountIdentity.account_id == account_id).order_by(AccountIdentity.linked_at)
        )
    )


def _spent(state: str) -> SignInAttempt | None:
    """The row of a state, taken away: nobody comes with the same state twice."""
    return db.session.scalar(
        delete(SignInAttempt).where(SignInAttempt.state_hash == rules.digest(state)).returning(SignInAttempt)
    )


def _linked(identity: Identity) -> int | None:
    return db.session.scalar(
        select(AccountIdentity.account_id).where(
            AccountIdentity.provider == identity.provider, AccountIdentity.subject == identity.subject
        )
    )


def _whose(identity: Identity) -> tuple[int, LinkedBy] | None:
    """The one account that has the number or the phone, never the name; None when number and phone disagree."""
    by_number = _owners(Member.number == identity.number) if identity.number else set()
    by_phone = _owners(Member.phone == rules.domestic(identity.phone)) if identity.phone else set()
    if by_number:
        found, by = by_number, LinkedBy.NUMBER
        if by_phone and not by_number & by_phone:
            return None
    else:
        found, by = by_phone, LinkedBy.PHONE
    if len(found) != 1:
        return None
    account_id = found.pop()
    return (account_id, by) if _in_use(account_id) and not _has_another(account_id, identity.provider) else None


def _owners(condition: ColumnElement[bool]) -> set[int]:
    """Accounts of the members it holds for, in use or not; two are as good as many."""
    return set(db.session.scalars(select(Member.account_id).where(condition).limit(2)))


def _in_use(account_id: int) -> bool:
    return db.session.get_one(Account, account_id).status == AccountStatus.ACTIVE


def _has_another(account_id: int, provider: str) -> bool:
    known = select(AccountIdentity.id).where(
        AccountIdentity.account_id == account_id, AccountIdentity.provider == provider
    )
    return db.session.scalar(known) is not None


def _to_be_linked(work: Work, identity: Identity) -> ToLink:
    state = rules.new_token()
    db.session.add(
        SignInAttempt(
            state_hash=rules.digest(state),
            provider=identity.provider,
            nonce="",
            verifier="",
            subject=identity.subject,
            expires_at=work.now + LINK_WITHIN,
        )
    )
    return ToLink(state)


def _link(work: Work, account_id: int, provider: str, subject: str, by: LinkedBy) -> None:
    db.session.add(
        AccountIdentity(account_id=account_id, provider=provider, subject=subject, linked_at=work.now, linked_by=by)
    )
    with refusing(TAKEN):
        db.session.flush()
    work.record(IdentityLinked(subject_id=account_id, by=account_id, details={"provider": provider, "by": by}))
