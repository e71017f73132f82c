"""The log of entries, and its own id."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "entries",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(36), nullable=False, unique=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("project", sa.String(200)),
        sa.Column("side", sa.String(400)),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("log", sa.String(36), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("withdraws", sa.String(36)),
        sa.Column("replaces", sa.String(36)),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("received", sa.String(27), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("entries_in_order", "entries", ["at", "id"])
    op.create_index("entries_of_a_side", "entries", ["project", "side"])
    op.create_table(
        "self",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
