"""How many units a supplier delivers at least"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up without loss."""
    op.add_column("supplier_skus", sa.Column("least_units", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Go down: refused, since it would drop what was said."""
    raise RuntimeError("Going down would lose data; restore a backup instead.")
