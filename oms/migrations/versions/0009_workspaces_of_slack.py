"""Workspaces of Slack that let Backroom in"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from oms.tables.base import BigId, UtcTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up without loss."""
    op.create_table(
        "workspaces",
        sa.Column("id", BigId, nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bot_user", sa.String(length=64), nullable=False),
        sa.Column("bot", sa.String(length=64), nullable=True),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("installed_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sa.UniqueConstraint("team", name=op.f("uq_workspaces_team")),
    )


def downgrade() -> None:
    """Go down: refused, since it would drop what the newer tables hold."""
    raise RuntimeError("Going down would lose data; restore a backup instead.")
