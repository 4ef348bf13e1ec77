"""Accounts found by what people type or hold."""

from __future__ import annotations

from sqlalchemy import select

from volunteer.accounts import rules
from volunteer.accounts.models import Account, SignInIdentity
from volunteer.accounts.states import IdentityKind
from volunteer.kernel.database import db


def account_named(typed: str, *, lock: bool = False) -> Account | None:
    """The account with this user name."""
    statement = (
        select(Account)
        .join(SignInIdentity, SignInIdentity.account_id == Account.id)
        .where(SignInIdentity.kind == IdentityKind.PASSWORD, SignInIdentity.subject == rules.user_name(typed))
    )
    if lock:
        statement = statement.with_for_update(of=Account, key_share=True).execution_options(populate_existing=True)
    return db.session.scalar(statement)


def user_name_of(account_id: int) -> str | None:
    """The name an account signs in under."""
    return db.session.scalar(
        select(SignInIdentity.subject).where(
            SignInIdentity.account_id == account_id, SignInIdentity.kind == IdentityKind.PASSWORD
        )
    )
