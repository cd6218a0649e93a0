"""Slack workspaces that let Backroom in: kept, found, renewed and forgotten; tokens come sealed."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, clock, history, looks
from oms.history import About
from oms.tables.workspaces import Workspace

ABOUT = "workspace"


@dataclass(frozen=True)
class LetIn:
    """What Slack told when somebody let Backroom into a workspace."""

    team: str
    name: str
    bot_user: str
    bot: str | None
    scopes: str
    sealed: str
    """The token, encrypted."""
    by: str
    """Slack's id of who did."""


def keep(books: Session, told: LetIn) -> None:
    """Keep a workspace; where it was let in before, in place of that."""
    row = find(books, told.team)
    what = "let in" if row is None else "let in again"
    if row is None:
        row = Workspace(team=told.team)
        books.add(row)
    for name, value in asdict(told).items():
        setattr(row, name, value)
    row.installed_at = clock.now()
    books.flush()
    _remember(books, row, what)


def find(books: Session, team: str) -> Workspace | None:
    """The workspace with that id; None: it did not let Backroom in."""
    return books.scalars(select(Workspace).where(Workspace.team == team)).first()


def every(books: Session) -> list[Workspace]:
    """All that let Backroom in, the first first."""
    return list(books.scalars(select(Workspace).order_by(Workspace.id)))


def forget(
    books: Session, team: str, at: dt.datetime | None = None, *, is_home: bool = False
) -> bool:
    """Forget a workspace that took Backroom out, with its token; whether it was there.

    Args:
        books: open for writing.
        team: Slack's id of it.
        at: when it was taken out. What comes late, after it was let in again, takes nothing out.
        is_home: it is the shop's own. What its people look at is forgotten as that of another.
    """
    row = find(books, team)
    if row is None or (at is not None and at < row.installed_at):
        return False
    _remember(books, row, "taken out")
    looks.forget(books, team, is_home=is_home)
    books.delete(row)
    books.flush()
    return True


def _remember(books: Session, row: Workspace, what: str) -> None:
    facts = {"team": row.team, "name": row.name, "by": row.by}
    by = actors.system(books, "slack")
    history.record(books, by=by, what=what, about=About(ABOUT, row.id), after=facts)
