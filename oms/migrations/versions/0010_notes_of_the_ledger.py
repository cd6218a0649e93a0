"""Notes of the ledger that reached their cells, and batches that did not land yet"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up without loss: what is open has its note, as far as anybody knew until now."""
    op.add_column("ledger_problems", sa.Column("noted", sa.String(), nullable=True))
    op.execute(
        "UPDATE ledger_problems SET noted = 'Backroom: “' || typed || '”: ' || why || '. ' || remedy"
        " WHERE cleared_at IS NULL AND row_key <> 'all rows'"
    )
    op.create_index(
        "ix_ledger_batches_open", "ledger_batches", ["order"],
        sqlite_where=sa.text("state = 'prepared'"),
        postgresql_where=sa.text("state = 'prepared'"),
    )  # fmt: skip


def downgrade() -> None:
    """Go down: refused, since it would drop what the newer tables hold."""
    raise RuntimeError("Going down would lose data; restore a backup instead.")
