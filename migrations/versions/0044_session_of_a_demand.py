"""Which session of a project was made for which of its demands; for those that are there, the one at its time and site.

Revision ID: 0044
Revises: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

FILL = """
    UPDATE project_demand SET session_id = made.session_id
    FROM (
        SELECT answered.project_id, answered.demand_id, min(held.id) AS session_id
        FROM project_demand answered
        JOIN demand ON demand.id = answered.demand_id
        JOIN service_session held ON held.project_id = answered.project_id AND held.status <> 'cancelled'
            AND (held.starts, held.ends, held.site_id) = (demand.starts, demand.ends, demand.site_id)
        GROUP BY answered.project_id, answered.demand_id
    ) made
    WHERE project_demand.project_id = made.project_id AND project_demand.demand_id = made.demand_id
"""


def upgrade() -> None:
    op.add_column("project_demand", sa.Column("session_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_project_demand_session_id_service_session"),
        "project_demand",
        "service_session",
        ["session_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_index(op.f("ix_project_demand_session_id"), "project_demand", ["session_id"])
    op.execute(FILL)


def downgrade() -> None:
    op.drop_index(op.f("ix_project_demand_session_id"), "project_demand")
    op.drop_constraint(op.f("fk_project_demand_session_id_service_session"), "project_demand", type_="foreignkey")
    op.drop_column("project_demand", "session_id")
