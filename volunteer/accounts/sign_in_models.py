"""What stands behind a sign-in: the browser it was done with, the second factor, guesses at names nobody has."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base
from volunteer.kernel.sealed import Sealed, sealed_only


class Device(Base):
    """One sign-in with one browser. Its cookie holds a key of 256 bits, kept here as SHA-256.

    It is alive as long as it has not ended and its `epoch` is the account's.
    """

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    epoch: Mapped[int]
    way: Mapped[str]  # password, code, or the name of a provider
    second_factor: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    address: Mapped[str | None]
    agent: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
    provider_session: Mapped[bytes | None] = mapped_column(LargeBinary)  # SHA-256 of what the provider calls it

    __table_args__ = (
        Index("ix_device_account_id_made_at", "account_id", "made_at"),
        Index("ix_device_provider_session", "provider_session", postgresql_where=text("provider_session IS NOT NULL")),
    )


class WaitingSignIn(Base):
    """Somebody who showed the first factor and is asked for the second; the browser holds a key, kept as SHA-256.

    What ends sign-ins ends it too: another epoch of the account, and whoever says that this sign-in is over.
    """

    __tablename__ = "waiting_sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    epoch: Mapped[int]
    way: Mapped[str]
    provider_session: Mapped[bytes | None] = mapped_column(LargeBinary)  # as of a device
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AccountTotp(Base):
    """The second factor of an account: a secret shared with an app on a phone, sealed with the installation's key."""

    __tablename__ = "account_totp"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(Sealed("account_totp.secret"))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]  # until then it asks nobody for anything
    last_step: Mapped[int | None]  # of the last code that was taken, so that each counts once

    __table_args__ = (sealed_only("secret"),)


class RecoveryCode(Base):
    """Opens instead of a code of the app, once; a keyed hash of it is kept (`kept_codes.py`)."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    used_at: Mapped[datetime | None]


class TwoFactorReset(Base):
    """Somebody lost the phone: one who may asks that the second factor is taken off, another agrees."""

    __tablename__ = "two_factor_reset"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]  # agreed, taken back, or asked for anew

    __table_args__ = (
        CheckConstraint("asked_by <> account_id", name="asked_by"),
        CheckConstraint("agreed_by <> asked_by AND agreed_by <> account_id", name="agreed_by"),
        CheckConstraint("agreed_by IS NULL OR ended_at IS NOT NULL", name="agreed"),
        Index("uq_two_factor_reset_open", "account_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    )


class NameGuess(Base):
    """Failures under a name that opens nothing, counted as for an account: a lock must not tell who has one."""

    __tablename__ = "name_guess"

    name_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failed: Mapped[int]
    locked_until: Mapped[datetime | None]
    last_at: Mapped[datetime] = mapped_column(index=True)
