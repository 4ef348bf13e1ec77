"""Ways of reaching people, and what each of them chose.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

WAITING = "delivered_at IS NULL AND dead_at IS NULL"


def upgrade() -> None:
    _outbox()
    _notices()
    _people()
    op.create_table(
        "unit_robot",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("tail", sa.String(), nullable=False),
        sa.Column("set_by", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('wecom', 'dingtalk', 'feishu')", name=op.f("ck_unit_robot_kind")),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name=op.f("fk_unit_robot_set_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_robot_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit_robot")),
    )


def _outbox() -> None:
    """What goes first, until when it makes sense, and since when it waits."""
    op.add_column("outbox_message", sa.Column("rank", sa.BigInteger(), nullable=False, server_default="1"))
    op.add_column("outbox_message", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "outbox_message",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
    )
    op.drop_index("ix_outbox_message_due", table_name="outbox_message")
    op.create_index(
        "ix_outbox_message_due",
        "outbox_message",
        ["channel", "rank", "due_at", "id"],
        postgresql_where=sa.text(WAITING),
    )
    op.create_index(
        "ix_outbox_message_retried",
        "outbox_message",
        ["channel", "recipient", "id"],
        postgresql_where=sa.text(f"{WAITING} AND attempts > 0"),
    )
    op.create_index(
        "ix_outbox_message_dead", "outbox_message", ["dead_at"], postgresql_where=sa.text("dead_at IS NOT NULL")
    )


def _notices() -> None:
    """Which notices have been passed on; those of before stay where they were."""
    op.add_column("notice", sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notice", sa.Column("digest_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE notice SET dispatched_at = created_at")
    op.create_index("ix_notice_new", "notice", ["id"], postgresql_where=sa.text("dispatched_at IS NULL"))


def _people() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('mail', 'wecom')", name=op.f("ck_contact_kind")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_contact_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("account_id", "kind", name=op.f("uq_contact_account_id_kind")),
    )
    op.create_index("uq_contact_wecom", "contact", ["address"], unique=True, postgresql_where=sa.text("kind = 'wecom'"))
    op.create_table(
        "mail_code",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mail_code_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mail_code")),
    )
    op.create_table(
        "notice_preference",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("choices", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("quiet_from", sa.BigInteger(), nullable=False),
        sa.Column("quiet_until", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 1439 AND quiet_until BETWEEN 0 AND 1439",
            name=op.f("ck_notice_preference_quiet"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_preference_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_notice_preference")),
    )


def downgrade() -> None:
    for table in ("unit_robot", "notice_preference", "mail_code"):
        op.drop_table(table)
    op.drop_index("uq_contact_wecom", table_name="contact", postgresql_where=sa.text("kind = 'wecom'"))
    op.drop_table("contact")
    op.drop_index("ix_notice_new", table_name="notice", postgresql_where=sa.text("dispatched_at IS NULL"))
    op.drop_column("notice", "digest_at")
    op.drop_column("notice", "dispatched_at")
    for index in ("ix_outbox_message_dead", "ix_outbox_message_retried", "ix_outbox_message_due"):
        op.drop_index(index, table_name="outbox_message")
    for column in ("created_at", "expires_at", "rank"):
        op.drop_column("outbox_message", column)
    op.create_index("ix_outbox_message_due", "outbox_message", ["due_at"], postgresql_where=sa.text(WAITING))
