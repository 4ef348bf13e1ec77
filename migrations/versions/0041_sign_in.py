"""Signing in: browsers, the second factor, identities at providers, sign-ins under way.

Every browser signs in once more after this migration: cookies name a device from now on.

Revision ID: 0041
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0042"
branch_labels = None
depends_on = None

TABLES = (
    "sign_in_attempt",
    "account_identity",
    "name_guess",
    "two_factor_reset",
    "recovery_code",
    "account_totp",
    "device",
)


def upgrade() -> None:
    _devices()
    _second_factor()
    _identities()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _devices() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_device_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_device_key_hash")),
    )
    op.create_index("ix_device_account_id_made_at", "device", ["account_id", "made_at"])
    op.create_table(
        "name_guess",
        sa.Column("name_hash", sa.LargeBinary(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_name_guess")),
    )
    op.create_index(op.f("ix_name_guess_last_at"), "name_guess", ["last_at"])


def _second_factor() -> None:
    op.create_table(
        "account_totp",
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("secret LIKE 's1.%'", name=op.f("ck_account_totp_secret_sealed")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_totp_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_totp")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"])
    op.create_table(
        "two_factor_reset",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("asked_by <> account_id", name=op.f("ck_two_factor_reset_asked_by")),
        sa.CheckConstraint(
            "agreed_by <> asked_by AND agreed_by <> account_id", name=op.f("ck_two_factor_reset_agreed_by")
        ),
        sa.CheckConstraint("agreed_by IS NULL OR ended_at IS NOT NULL", name=op.f("ck_two_factor_reset_agreed")),
        *(
            sa.ForeignKeyConstraint([column], ["account.id"], name=op.f(f"fk_two_factor_reset_{column}"))
            for column in ("account_id", "asked_by", "agreed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_two_factor_reset")),
    )
    op.create_index(
        "uq_two_factor_reset_open",
        "two_factor_reset",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _identities() -> None:
    op.create_table(
        "account_identity",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("linked_by", sa.String(), nullable=False),
        sa.CheckConstraint("linked_by IN ('number', 'phone', 'owner')", name=op.f("ck_account_identity_linked_by")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_identity_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_identity")),
        sa.UniqueConstraint("provider", "subject", name=op.f("uq_account_identity_provider_subject")),
        sa.UniqueConstraint("account_id", "provider", name=op.f("uq_account_identity_account_id_provider")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("state_hash", sa.LargeBinary(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_attempt_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_sign_in_attempt_state_hash")),
    )
    op.create_index(op.f("ix_sign_in_attempt_expires_at"), "sign_in_attempt", ["expires_at"])
