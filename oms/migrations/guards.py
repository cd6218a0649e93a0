"""Triggers that keep a table append-only, on SQLite and on PostgreSQL."""

from __future__ import annotations

from alembic import op


def forbid_changes(table: str) -> None:
    """Let the database itself refuse UPDATE and DELETE on `table`."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} BEGIN"
                f" SELECT RAISE(ABORT, '{table} are never changed, only reversed'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_are_facts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{table} are never changed, only reversed'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_are_facts()"
    )
