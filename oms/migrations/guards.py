"""What migrations do alike on SQLite and PostgreSQL: triggers, sequences, columns."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
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


def note_changes(
    table: str, to: str, column: str, key: str | None, *, of: tuple[str, ...] = ()
) -> None:
    """Let the database itself note each row of `table` that changes, however that happens.

    Args:
        table: whose rows are watched.
        to: the table that gets a row for each.
        column: of it, which gets the key.
        key: the column of `table` that is noted, before and after; None: NULL is.
        of: only when these columns of a row that is there are set; none: also new rows, and such
            as are taken out.
    """
    if op.get_bind().dialect.name == "sqlite":
        _note_on_sqlite(table, (to, column), key, of)
    else:
        _note_on_postgresql(table, (to, column), key, of)


def _note_on_sqlite(table: str, to: tuple[str, str], key: str | None, of: tuple[str, ...]) -> None:
    before, after = (f"OLD.{key}", f"NEW.{key}") if key else ("NULL", "NULL")
    events = {"update": (f"UPDATE{_columns(of)}", after)}
    if not of:
        events |= {"insert": ("INSERT", after), "delete": ("DELETE", before)}
        events["move"] = f"UPDATE OF {key}", before
    for name, (event, noted) in events.items():
        op.execute(
            f"CREATE TRIGGER {table}_noted_on_{name} AFTER {event} ON {table} BEGIN"
            f" {_note(*to)} ({noted}); END"
        )


def _note_on_postgresql(
    table: str, to: tuple[str, str], key: str | None, of: tuple[str, ...]
) -> None:
    note = _note(*to)
    steps = f"{note} (NULL);"
    if key:
        steps = (
            f"IF TG_OP <> 'DELETE' THEN {note} (NEW.{key}); END IF;"
            f" IF TG_OP = 'DELETE' THEN {note} (OLD.{key});"
            f" ELSIF TG_OP = 'UPDATE' AND OLD.{key} <> NEW.{key} THEN {note} (OLD.{key}); END IF;"
        )
    op.execute(
        f"CREATE FUNCTION {table}_are_noted() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {steps} RETURN NULL; END $$"
    )
    event = f"UPDATE{_columns(of)}" if of else "INSERT OR UPDATE OR DELETE"
    op.execute(
        f"CREATE TRIGGER {table}_noted AFTER {event} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_are_noted()"
    )


def _note(table: str, column: str) -> str:
    return f"INSERT INTO {table} ({column}) VALUES"


def _columns(of: tuple[str, ...]) -> str:
    return f" OF {', '.join(of)}" if of else ""


def number_by_sequence(kinds: tuple[str, ...], first: dict[str, int]) -> None:
    """Let numbers of documents come from sequences, going on where the table stands (PostgreSQL).

    Args:
        kinds: of documents.
        first: the first number of a kind of which there is none yet, where that is not 1.
    """
    if op.get_bind().dialect.name == "sqlite":
        return
    for kind in kinds:
        op.execute(f"CREATE SEQUENCE numbers_{kind} AS bigint")
        table = sa.table("sequences", sa.column("kind"), sa.column("next"))
        stands = sa.select(table.c.next).where(table.c.kind == kind).scalar_subquery()
        next_one = sa.func.coalesce(stands, first.get(kind, 1))
        op.execute(sa.select(sa.func.setval(f"numbers_{kind}", next_one, sa.false())))
        op.execute(sa.delete(table).where(table.c.kind == kind))


def add_column(  # noqa: PLR0913  a column is that many facts
    table: str,
    name: str,
    kind: sa.types.TypeEngine[Any],
    *,
    default: object = None,
    check: tuple[str, str] | None = None,
    to: str | None = None,
    index: bool = False,
) -> None:
    """Add a column in place, without writing the table anew.

    Args:
        table: its name.
        name: of the column.
        kind: its type.
        default: what rows that are there hold, and new ones that do not say; none: NULL.
        check: name and condition of a constraint that comes with it.
        to: the table whose id it holds.
        index: whether it is looked up by.
    """
    fallback = default if default is None or isinstance(default, str) else str(default)
    server_default = sa.text(f"'{fallback}'") if isinstance(default, str) else default
    column = sa.Column(name, kind, nullable=default is None, server_default=server_default)  # type: ignore[arg-type]
    if op.get_bind().dialect.name == "sqlite":
        _add_on_sqlite(table, column, check, to)
    else:
        op.add_column(table, column)
        if check is not None:
            op.create_check_constraint(op.f(f"ck_{table}_{check[0]}"), table, check[1])
        if to is not None:
            op.create_foreign_key(op.f(f"fk_{table}_{name}"), table, to, [name], ["id"])
    if index:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _add_on_sqlite(
    table: str, column: sa.Column[Any], check: tuple[str, str] | None, to: str | None
) -> None:
    # SQLite adds a constraint to a table only together with a column
    words = [str(sa.schema.CreateColumn(column).compile(dialect=op.get_bind().dialect))]
    if check is not None:
        words.append(f"CONSTRAINT ck_{table}_{check[0]} CHECK ({check[1]})")
    if to is not None:
        words.append(f"CONSTRAINT fk_{table}_{column.name} REFERENCES {to} (id)")
    op.execute(f"ALTER TABLE {table} ADD COLUMN {' '.join(words)}")
