"""Stock that the ledger may not show yet"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from oms.migrations.guards import note_changes
from oms.tables.base import BigId

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
NOTED_IN = "ledger_stale_stock"


def upgrade() -> None:
    """Go up without loss."""
    op.create_table(
        NOTED_IN,
        sa.Column("id", BigId, nullable=False),
        sa.Column("sku_id", BigId, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NOTED_IN}")),
    )
    op.add_column("ledger_tabs", sa.Column("step", sa.JSON(), nullable=True))
    for table in ("levels", "promises", "reorder_rules"):
        note_changes(table, NOTED_IN, "sku_id", "sku_id")
    note_changes("skus", NOTED_IN, "sku_id", "id", of=("code", "code_key", "title", "active"))
    note_changes("locations", NOTED_IN, "sku_id", None, of=("name", "kind", "rank", "active"))


def downgrade() -> None:
    """Go down: refused, since it would drop what the newer tables hold."""
    raise RuntimeError("Going down would lose data; restore a backup instead.")
