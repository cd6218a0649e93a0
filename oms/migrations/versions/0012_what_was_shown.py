"""What was shown for a change that waits for its yes"""

from __future__ import annotations

import sqlalchemy as sa

from oms.migrations.guards import add_column

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up without loss."""
    add_column("proposals", "shown", sa.JSON())


def downgrade() -> None:
    """Go down: refused, since it would drop what the newer tables hold."""
    raise RuntimeError("Going down would lose data; restore a backup instead.")
