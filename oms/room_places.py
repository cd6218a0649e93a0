"""The place that a Slack channel is for: a question about stock that names none tells it first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from oms import actors, history, looks, questions
from oms.actors import Who
from oms.errors import NoLongerPossible
from oms.history import About
from oms.inserts import NewRow
from oms.location_setup import CHOOSE, BadSetup
from oms.once import once
from oms.tables.catalogue import Location
from oms.tables.rooms import RoomPlace

CHANGED = "channel given a place"
ROWS: Table = RoomPlace.__table__  # type: ignore[assignment]
NEW = NewRow(RoomPlace, "room")
GIVEN = select(ROWS.c.location_id).where(ROWS.c.room == bindparam("room"))


def of(books: Session, room: str | None) -> Location | None:
    """The place that a channel is for; None: none, or one that is closed.

    Args:
        books: open books.
        room: full id of the channel; None: there is no channel.
    """
    place = given(books, room) if room else None
    return place if place is not None and place.active and place.is_physical else None


def given(books: Session, room: str) -> Location | None:
    """The place that a channel was given, also one that is closed by now; None: none."""
    found = questions.ask(books, GIVEN, {"room": room}).scalar()
    return None if found is None else books.get_one(Location, found)


def change(
    books: Session, room: str, wanted: int | None, *, was: int | None, by: Who, key: str
) -> None:
    """Give a channel a place, or take it back, once for each `key`.

    Args:
        books: an open transaction.
        room: full id of the channel.
        wanted: id of the location from now on; None: none in particular.
        was: the same when that was asked.
        by: whoever says so.
        key: the same key does it once.

    Raises:
        NotAllowed: the role does not change settings.
        BadSetup: it is no channel.
        NoLongerPossible: the channel is for another place by now.
    """
    actors.allow(by, actors.MANAGE)
    if not looks.ROOM.fullmatch(room):
        raise BadSetup(f"“{room[:40]}” is no Slack channel.", CHOOSE)

    def do() -> dict[str, Any]:
        # whoever else gives it its first place waits here
        NEW.put(books, room=room, location_id=None)
        row = books.get_one(RoomPlace, room, with_for_update=True, populate_existing=True)
        if row.location_id != was:
            raise NoLongerPossible("The place of this channel was changed since you were asked.")
        row.location_id = wanted
        books.flush()
        history.record(
            books,
            by=by,
            what=CHANGED,
            about=About("channel of slack", None),
            before={"room": room, "location": was},
            after={"room": room, "location": wanted},
        )
        return {"location": wanted}

    arguments = {"room": room, "wanted": wanted, "was": was}
    once(books, key, "place_of_room", arguments, by=by, do=do)
