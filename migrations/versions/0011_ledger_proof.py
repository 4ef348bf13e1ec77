"""What proves the ledger: daily heads, what a nightly walk found.

Revision ID: 0011
Revises: 0010
"""

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by its room."""


def downgrade() -> None:
    """Filled by its room."""
