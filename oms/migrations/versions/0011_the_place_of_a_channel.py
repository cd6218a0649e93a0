"""The place that a channel of Slack is for, and the channel that somebody looks at"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from oms.tables.base import BigId, UtcTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up without loss."""
    op.create_table(
        "room_places",
        sa.Column("room", sa.String(length=64), nullable=False),
        sa.Column("location_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_room_places_location_id")
        ),
        sa.PrimaryKeyConstraint("room", name=op.f("pk_room_places")),
    )
    op.create_table(
        "looks",
        sa.Column("by_id", BigId, nullable=False),
        sa.Column("room", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["actors.id"], name=op.f("fk_looks_by_id")),
        sa.PrimaryKeyConstraint("by_id", name=op.f("pk_looks")),
    )


def downgrade() -> None:
    """Go down: refused, since it would drop what the newer tables hold."""
    raise RuntimeError("Going down would lose data; restore a backup instead.")
