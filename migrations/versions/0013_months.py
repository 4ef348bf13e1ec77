"""Months of units, frozen at the cut-off.

Revision ID: 0013
Revises: 0012
"""

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by its room."""


def downgrade() -> None:
    """Filled by its room."""
