"""Who waits for the second factor stands in a table, so that what ends sign-ins can end it; short codes are keyed.

Codes on paper and codes of mail addresses are kept as keyed hashes of their SHA-256, so those that are out stay good.
The way down cannot take the key off again: such codes are void then, and have to be made anew.

Revision ID: 0046
Revises: 0045
"""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

from volunteer.kernel import field_keys
from volunteer.kernel.sealed import keyed

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

KEYED: Mapping[str, str] = {"one_time_code": "id", "recovery_code": "id", "mail_code": "account_id"}


def upgrade() -> None:
    field_keys.ensure()
    for table, key in KEYED.items():
        _key(table, key)
    op.create_table(
        "waiting_sign_in",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("provider_session", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_waiting_sign_in_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_sign_in")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_waiting_sign_in_key_hash")),
    )
    op.create_index(op.f("ix_waiting_sign_in_account_id"), "waiting_sign_in", ["account_id"])
    op.create_index(op.f("ix_waiting_sign_in_expires_at"), "waiting_sign_in", ["expires_at"])


def downgrade() -> None:
    op.drop_table("waiting_sign_in")
    op.execute("DELETE FROM mail_code")
    op.execute("DELETE FROM recovery_code")
    op.execute("UPDATE one_time_code SET expires_at = least(expires_at, now()) WHERE used_at IS NULL")


def _key(table: str, key: str) -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text(f"SELECT {key}, code_hash FROM {table}")).all()
    new = [{"row": row, "hash": keyed(bytes(hash_), f"{table}.code_hash")} for row, hash_ in rows]
    if new:
        connection.execute(sa.text(f"UPDATE {table} SET code_hash = :hash WHERE {key} = :row"), new)
