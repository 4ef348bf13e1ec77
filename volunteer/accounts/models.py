"""Accounts: one person, one account, several ways to sign in (D1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.accounts.states import AccountStatus, CodePurpose, IdentityKind
from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of


class Account(Base):
    """Whoever signs in. Members, site operators and staff alike; what they may do stands in grants."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    status: Mapped[str] = mapped_column(default=AccountStatus.PENDING)
    password_hash: Mapped[str | None]
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    locale: Mapped[str] = mapped_column(default="zh")
    consent_version: Mapped[str | None]
    consented_at: Mapped[datetime | None]
    # Raising it ends every browser session and token of the account.
    sign_in_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))

    __table_args__ = (one_of("status", AccountStatus),)


class SignInIdentity(Base):
    """A name under which an account signs in; the user name is the subject of kind `password`."""

    __tablename__ = "sign_in_identity"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[str]
    subject: Mapped[str]

    __table_args__ = (UniqueConstraint("kind", "subject"), one_of("kind", IdentityKind))


class OneTimeCode(Base):
    """A printed code, of which a keyed hash is stored (`kept_codes.py`); usable once, for 7 days."""

    __tablename__ = "one_time_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    purpose: Mapped[str]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (one_of("purpose", CodePurpose),)


class ApiToken(Base):
    """An opaque bearer token, 256 bits, stored as SHA-256, valid 12 hours (D32)."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class IdempotencyKey(Base):
    """The answer once given to a request with this key, replayed for 24 hours (D32)."""

    __tablename__ = "idempotency_key"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    method: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int | None]
    response: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("length(key) <= 200", name="key_length"),
        Index("ix_idempotency_key_created_at", "created_at"),
    )
