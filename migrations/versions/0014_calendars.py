"""Private calendar feeds.

Revision ID: 0014
Revises: 0013
"""

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by its room."""


def downgrade() -> None:
    """Filled by its room."""
