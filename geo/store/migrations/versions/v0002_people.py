"""People and their roles."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "people",
        sa.Column("email", sa.String(254), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("province", sa.String(7)),
        sa.Column("added_by", sa.String(200), nullable=False),
        sa.Column("added_at", sa.String(27), nullable=False),
    )
