"""Surveys, call-backs and reviews.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "answer",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=True),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("device_hash", sa.LargeBinary(), nullable=True),
        sa.Column("ticket_hash", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("source IN ('instant', 'survey', 'callback')", name=op.f("ck_answer_source")),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_answer_score")),
        sa.CheckConstraint("(source = 'callback') = (by IS NOT NULL)", name=op.f("ck_answer_by")),
        sa.CheckConstraint(
            "CASE source WHEN 'instant' THEN session_id ELSE demand_id END IS NOT NULL", name=op.f("ck_answer_about")
        ),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_answer_demand_id")),
        sa.ForeignKeyConstraint(["session_id"], ["service_session.id"], name=op.f("fk_answer_session_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_answer_unit_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_answer_site_id")),
        sa.ForeignKeyConstraint(["category"], ["category.code"], name=op.f("fk_answer_category")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_answer_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_answer_key_hash")),
        sa.UniqueConstraint("ticket_hash", name=op.f("uq_answer_ticket_hash")),
    )
    op.create_index(op.f("ix_answer_demand_id"), "answer", ["demand_id"])
    op.create_index(
        "uq_answer_asker_once",
        "answer",
        ["demand_id", "round"],
        unique=True,
        postgresql_where=sa.text("source <> 'instant'"),
    )
    op.create_index(
        "uq_answer_device_once",
        "answer",
        ["session_id", "device_hash"],
        unique=True,
        postgresql_where=sa.text("source = 'instant'"),
    )
    op.create_index("ix_answer_at", "answer", ["at"])
    for column in ("unit_id", "site_id", "session_id"):
        op.create_index(f"ix_answer_{column}_at", "answer", [column, "at"])
    _hidden_parts()
    _call_backs()


def _hidden_parts() -> None:
    op.create_table(
        "answer_hidden_part",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("answer_id", sa.BigInteger(), nullable=False),
        sa.Column("begins", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('name', 'phone', 'address', 'identity', 'health')", name=op.f("ck_answer_hidden_part_kind")
        ),
        sa.CheckConstraint("begins >= 0 AND length > 0", name=op.f("ck_answer_hidden_part_part")),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_answer_hidden_part_answer_id")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_answer_hidden_part_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_hidden_part")),
    )
    op.create_index(op.f("ix_answer_hidden_part_answer_id"), "answer_hidden_part", ["answer_id"])


def _call_backs() -> None:
    op.create_table(
        "call_back",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answer_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.CheckConstraint("outcome IN ('answered', 'unreached', 'declined')", name=op.f("ck_call_back_outcome")),
        sa.CheckConstraint("(outcome = 'answered') = (answer_id IS NOT NULL)", name=op.f("ck_call_back_answered")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_call_back_demand_id")),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_call_back_answer_id")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_call_back_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_back")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_call_back_answer_id")),
    )
    op.create_index("ix_call_back_demand_id_round", "call_back", ["demand_id", "round"])


def downgrade() -> None:
    op.drop_table("call_back")
    op.drop_table("answer_hidden_part")
    op.drop_table("answer")
