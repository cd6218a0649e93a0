"""Merged cells of the ledger"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up without loss."""
    op.add_column("ledger_tabs", sa.Column("merged", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Go down: refused, since it would drop what the newer tables hold."""
    raise RuntimeError("Going down would lose data; restore a backup instead.")
