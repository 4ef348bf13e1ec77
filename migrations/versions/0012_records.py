"""Service records: certificates, honours, trainings, evaluations.

Revision ID: 0012
Revises: 0011
"""

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by its room."""


def downgrade() -> None:
    """Filled by its room."""
