"""Identities at providers, and sign-ins that are under way there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.sign_in.states import LinkedBy


class AccountIdentity(Base):
    """Who an account is at a provider: at most one identity each, and no identity has two accounts (D1)."""

    __tablename__ = "account_identity"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    provider: Mapped[str]
    subject: Mapped[str]
    linked_at: Mapped[datetime]
    linked_by: Mapped[str]

    __table_args__ = (
        UniqueConstraint("provider", "subject"),
        UniqueConstraint("account_id", "provider"),
        one_of("linked_by", LinkedBy),
    )


class SignInAttempt(Base):
    """A browser that was sent to a provider. Its state comes back once, to the same browser, within minutes.

    With `account_id` somebody signed in means to link. `subject` is set when the provider named somebody whom no
    account is linked to: the browser then holds a new state, with which the owner of an account links it.
    """

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    state_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    provider: Mapped[str]
    nonce: Mapped[str]
    verifier: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    subject: Mapped[str | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ProviderLogout(Base):
    """A provider said that somebody left: each of its messages counts once. What was refused counts for its sender.

    Either `token_hash` (taken) or `address_hash` (refused); rows are forgotten after a day.
    """

    __tablename__ = "provider_logout"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    address_hash: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (
        CheckConstraint("(token_hash IS NULL) <> (address_hash IS NULL)", name="one"),
        Index("ix_provider_logout_address_hash_at", "address_hash", "at"),
    )
