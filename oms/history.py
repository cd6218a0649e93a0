"""Who did what to what, when, and through which door; appended with the change itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from oms import clock
from oms.actors import Who
from oms.tables.messages import History

Facts = Mapping[str, Any]
ROWS = insert(History.__table__).returning(History.__table__.c.id)  # type: ignore[arg-type]


@dataclass(frozen=True)
class About:
    """What a change is about: the kind of document or thing, and its id."""

    kind: str
    id: int | None


def record(  # noqa: PLR0913  a row has that many facts
    books: Session,
    *,
    by: Who,
    what: str,
    about: About,
    before: Facts | None = None,
    after: Facts | None = None,
    reason: str | None = None,
) -> int:
    """Append one row and give its id; `before` and `after` hold plain values only."""
    row = {
        "at": clock.now(),
        "by_id": by.id,
        "source": by.source,
        "what": what,
        "about_kind": about.kind,
        "about_id": about.id,
        "before": dict(before) if before is not None else None,
        "after": dict(after) if after is not None else None,
        "reason": reason,
    }
    # past the mapper, and without writing first what the caller is still changing
    return int(books.connection().execute(ROWS, row).scalar_one())


def of(books: Session, about: About) -> list[History]:
    """Everything recorded about one thing, oldest first."""
    found = select(History).where(History.about_kind == about.kind, History.about_id == about.id)
    return list(books.scalars(found.order_by(History.id)))


def again(books: Session, row: History) -> list[History]:
    """What was recorded after a row as the same kind of change of the same thing, oldest first."""
    same = (
        History.about_kind == row.about_kind,
        History.about_id == row.about_id
        if row.about_id is not None
        else History.about_id.is_(None),
        History.what == row.what,
    )
    return list(
        books.scalars(select(History).where(*same, History.id > row.id).order_by(History.id))
    )
