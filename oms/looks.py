"""The Slack channel that somebody looks at beside us: the last one, for questions that need it.

Only its id is kept, of people of the shop only, and the next one takes its place.
"""

from __future__ import annotations

import datetime as dt
import re

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.orm import Session

from oms import actors, questions
from oms.errors import ShopError, Stranger
from oms.inserts import updating
from oms.tables.people import Actor
from oms.tables.rooms import Look

LOOKS: Table = Look.__table__  # type: ignore[assignment]
KEEP = updating(
    Look,
    lambda new: {"room": new.room, "at": new["at"]},
    where=lambda new: LOOKS.c["at"] <= new["at"],
)
LOOKED_AT = select(LOOKS.c.room).where(LOOKS.c.by_id == bindparam("person"))
ROOM = re.compile(r"(?:[A-Z0-9]{2,20}/)?[CG][A-Z0-9]{2,20}")
"""The full id of a channel that is no direct message."""
PART = "/"
"""Stands between the workspace and the id, in an id of another workspace than the shop's own."""


class NoRoom(ShopError):
    """Something is said of “this channel” where there is none."""

    code = "no_room"

    def __init__(self) -> None:
        super().__init__(
            "This is no channel, and Slack does not say that you look at one.",
            remedy="Say it in the channel that you mean.",
        )


def bare(room: str) -> str:
    """The id of a channel as Slack has it, of whichever workspace."""
    return room.rpartition(PART)[2]


def is_direct(room: str) -> bool:
    """Whether a channel is a direct message, of whichever workspace."""
    return bare(room).startswith("D")


def keep(books: Session, slack_user_id: str, room: str, at: dt.datetime) -> None:
    """Keep which channel somebody looks at; of somebody unknown nothing is kept.

    Nothing is read before it is written, so two of one person wait for each other no longer than a
    write lasts.

    Args:
        books: open for writing.
        slack_user_id: whose look it is.
        room: full id of the channel; what is no channel, such as a direct message, counts as none.
        at: when Slack said so; what was kept later than that stays.
    """
    try:
        person = actors.who(books, slack_user_id).id
    except Stranger:
        return
    shown = room if ROOM.fullmatch(room) else ""
    statement = KEEP[books.get_bind().dialect.name]
    books.connection().execute(statement, {"by_id": person, "room": shown, "at": at})


def room_of(books: Session, said_in: str, person: int) -> str | None:
    """The channel that “this channel” is.

    Args:
        books: open books.
        said_in: full id of the channel or direct message in which it was said; empty: in neither.
        person: id of who said it.

    Returns:
        That channel; in a direct message the one that the person looks at; None: none.
    """
    if not said_in or not is_direct(said_in):
        return said_in or None
    return questions.ask(books, LOOKED_AT, {"person": person}).scalar() or None


def forget(books: Session, team: str, *, is_home: bool) -> None:
    """Forget what the people of a workspace look at.

    Args:
        books: open for writing.
        team: Slack's id of it.
        is_home: it is the shop's own, whose people have ids without it.
    """
    ids = Actor.slack_user_id
    theirs = ids.not_like(f"%{PART}%") if is_home else ids.startswith(f"{team}{PART}")
    people = select(Actor.id).where(theirs)
    questions.through(books).execute(delete(LOOKS).where(LOOKS.c.by_id.in_(people)))
