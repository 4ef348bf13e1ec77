"""What an organizer makes sure of before a project is published; campaigns belong to a unit.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

KNOWN_BY = "known_by IN ('plan', 'team', 'place', 'supplies', 'safeguards', 'record')"
ROOT = "SELECT id FROM unit WHERE parent_id IS NULL AND tier = 'brigade' ORDER BY status <> 'active', id LIMIT 1"


def upgrade() -> None:
    _items()
    _ticks()
    _campaigns_of_units()


def _items() -> None:
    op.create_table(
        "checklist_item",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("hint", sa.String(), nullable=True),
        sa.Column("known_by", sa.String(), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(KNOWN_BY, name=op.f("ck_checklist_item_known_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_checklist_item_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
        sa.UniqueConstraint(
            "unit_id", "name", name=op.f("uq_checklist_item_unit_id_name"), postgresql_nulls_not_distinct=True
        ),
    )


def _ticks() -> None:
    op.create_table(
        "checklist_tick",
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_checklist_tick_by")),
        sa.ForeignKeyConstraint(["item_id"], ["checklist_item.id"], name=op.f("fk_checklist_tick_item_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_checklist_tick_project_id")),
        sa.PrimaryKeyConstraint("project_id", "item_id", name=op.f("pk_checklist_tick")),
    )


def _campaigns_of_units() -> None:
    op.add_column("campaign", sa.Column("unit_id", sa.BigInteger(), nullable=True))
    op.execute(f"UPDATE campaign SET unit_id = ({ROOT})")
    op.alter_column("campaign", "unit_id", nullable=False)
    op.create_foreign_key(op.f("fk_campaign_unit_id"), "campaign", "unit", ["unit_id"], ["id"])
    op.drop_constraint(op.f("uq_campaign_name"), "campaign", type_="unique")
    op.create_unique_constraint(op.f("uq_campaign_unit_id_name"), "campaign", ["unit_id", "name"])


def downgrade() -> None:
    op.drop_constraint(op.f("uq_campaign_unit_id_name"), "campaign", type_="unique")
    op.create_unique_constraint(op.f("uq_campaign_name"), "campaign", ["name"])
    op.drop_constraint(op.f("fk_campaign_unit_id"), "campaign", type_="foreignkey")
    op.drop_column("campaign", "unit_id")
    op.drop_table("checklist_tick")
    op.drop_table("checklist_item")
