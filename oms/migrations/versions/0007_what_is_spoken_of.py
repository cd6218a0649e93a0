"""What is spoken of, and previews that were replaced"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from oms.tables.base import BigId, UtcTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up without loss."""
    op.add_column("proposals", sa.Column("replaced_at", UtcTime(), nullable=True))
    op.create_table(
        "conversations",
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("by_id", BigId, nullable=False),
        sa.Column("focus", sa.JSON(), nullable=False),
        sa.Column("pending", sa.JSON(), nullable=True),
        sa.Column("until", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["actors.id"], name=op.f("fk_conversations_by_id")),
        sa.PrimaryKeyConstraint("target", "thread", "by_id", name=op.f("pk_conversations")),
    )


def downgrade() -> None:
    """Go down: refused, since it would drop what the newer tables hold."""
    raise RuntimeError("Going down would lose data; restore a backup instead.")
