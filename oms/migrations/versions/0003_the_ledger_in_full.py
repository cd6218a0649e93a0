"""The ledger in full"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from oms.tables.base import BigId, UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up without loss."""
    create_questions()
    create_tabs()
    op.add_column("ledger_batches", sa.Column("plan", sa.JSON(), nullable=True))
    create_wishes()
    for table in ("orders", "returns"):
        op.add_column(table, sa.Column("ledger_note", sa.String(), nullable=True))


def create_questions() -> None:
    """What only a person can decide."""
    op.create_table(
        "ledger_questions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("identity", sa.String(64), nullable=False),
        sa.Column("tab", sa.String(64), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column("column", sa.String(64), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("answer", sa.String(64), nullable=True),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.Column("answered_by_id", BigId, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('conflict', 'held', 'rename', 'new_row', 'gone_rows', 'put_back')",
            name=op.f("ck_ledger_questions_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'dropped')",
            name=op.f("ck_ledger_questions_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["actors.id"], name=op.f("fk_ledger_questions_answered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_questions")),
        sa.UniqueConstraint("identity", name=op.f("uq_ledger_questions_identity")),
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        "ix_ledger_questions_open", "ledger_questions", ["tab"],
        sqlite_where=is_open, postgresql_where=is_open,
    )  # fmt: skip
    op.create_index("ix_ledger_questions_place", "ledger_questions", ["tab", "row_key"])


def create_tabs() -> None:
    """What a tab of the ledger showed, as received."""
    op.create_table(
        "ledger_tabs",
        sa.Column("title", sa.String(64), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("patches", sa.JSON(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("gone", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("title", name=op.f("pk_ledger_tabs")),
    )


def create_wishes() -> None:
    """Who wants the ledger looked at now."""
    op.create_table(
        "ledger_wishes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("by_id", BigId, nullable=False),
        sa.Column("channel", sa.String(64), nullable=True),
        sa.Column("thread", sa.String(64), nullable=True),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["actors.id"], name=op.f("fk_ledger_wishes_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_wishes")),
    )


def downgrade() -> None:
    """Go down: refused, since it would drop what the newer tables hold."""
    raise RuntimeError("Going down would lose data; restore a backup instead.")
