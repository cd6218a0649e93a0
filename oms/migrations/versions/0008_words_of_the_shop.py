"""Words of the shop, and what was not understood"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from oms.tables.base import BigId, UtcTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up without loss."""
    op.create_table(
        "words",
        sa.Column("id", BigId, nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("sku_id", BigId, nullable=True),
        sa.Column("location_id", BigId, nullable=True),
        sa.Column("channel_id", BigId, nullable=True),
        sa.Column("phrase", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('product', 'place', 'channel', 'phrase', 'nothing')",
            name=op.f("ck_words_kind_known"),
        ),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_words_channel_id")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_words_location_id")
        ),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_words_sku_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_words")),
        sa.UniqueConstraint("said", name=op.f("uq_words_said")),
    )
    op.create_table(
        "misses",
        sa.Column("id", BigId, nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("by_id", BigId, nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["actors.id"], name=op.f("fk_misses_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misses")),
    )


def downgrade() -> None:
    """Go down: refused, since it would drop what the newer tables hold."""
    raise RuntimeError("Going down would lose data; restore a backup instead.")
