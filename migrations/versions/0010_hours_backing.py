"""Hours that rest on more than a check-in: backfills with proof and public notice, missing hours that are claimed.

Revision ID: 0010
Revises: 0009
"""

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by its room."""


def downgrade() -> None:
    """Filled by its room."""
