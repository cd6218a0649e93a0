"""The places there are: adding one that holds stock, and taking it off again."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from oms import actors, catalogue, history, location_setup
from oms.actors import Who
from oms.errors import NoLongerPossible, ShopError
from oms.history import About
from oms.inserts import NewRow
from oms.once import once
from oms.tables.catalogue import Location

NAME = re.compile(r"[a-z][a-z .'-]{0,39}", re.IGNORECASE)
"""What can be called a place, so that its name can be said in a sentence."""
NEW = NewRow(Location, "id")
KINDS = ("warehouse", "store")


class LocationThere(ShopError):
    """A location of that name is there already."""

    code = "location_there"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"There is a location “{name}” already.",
            remedy=f"See how it is set up: `how is {name} set up?`",
        )


class BadLocationName(ShopError):
    """Words cannot be the name of a location."""

    code = "bad_location_name"

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(
            f"“{said[:40]}” cannot be the name of a location.",
            remedy="Use letters and blanks, 40 at most, beginning with a letter.",
        )


def check(books: Session, name: str) -> None:
    """Refuse what cannot be added as a location.

    Raises:
        BadLocationName: it could not be said in a sentence.
        LocationThere: however its letters are written, also as one that is not used any more.
    """
    if not NAME.fullmatch(name):
        raise BadLocationName(name)
    same = (func.lower(Location.name) == name.lower()) | (Location.code == code_of(name))
    known = books.scalars(select(Location.name).where(same)).first()
    if known is not None:
        raise LocationThere(known)


def code_of(name: str) -> str:
    """The code of a location by its name: “Bath Road” is BATH-ROAD."""
    return re.sub(r"[^A-Z]+", "-", name.upper()).strip("-")


def add(books: Session, name: str, *, kind: str = "warehouse", by: Who, key: str) -> int:
    """Add a place that holds stock, the last in rank; it sends orders and accepts returns.

    Args:
        books: an open transaction.
        name: as people say it.
        kind: one of `KINDS`.
        by: whoever says so.
        key: the same key does it once.

    Returns:
        Its id.

    Raises:
        NotAllowed: the role does not change settings.
        BadLocationName, LocationThere: see `check`.
    """
    actors.allow(by, actors.MANAGE)
    if kind not in KINDS:
        raise ValueError(f"no kind of place is called {kind}")

    def do() -> dict[str, Any]:
        check(books, name)
        there = catalogue.locations(books)
        last = max((one.rank for one in there), default=-1)
        made = NEW.put(
            books,
            code=code_of(name),
            name=name,
            kind=kind,
            rank=min(last + 1, location_setup.MOST_RANK),
            country=there[0].country if there else "GB",
            fulfils=True,
            accepts_returns=True,
            active=True,
        )
        if made is None:
            raise LocationThere(name)
        after = {"name": name, "kind": kind}
        history.record(
            books, by=by, what="location added", about=About("location", made), after=after
        )
        return {"location": made}

    arguments = {"name": name, "kind": kind}
    return int(once(books, key, "add_location", arguments, by=by, do=do)["location"])


def remove(books: Session, location_id: int, *, by: Who, key: str) -> str:
    """Take a place off again at which nothing has happened yet.

    Returns:
        Its name.

    Raises:
        NotAllowed: the role does not change settings.
        NoLongerPossible: it is gone, or something names it.
    """
    actors.allow(by, actors.MANAGE)

    def do() -> dict[str, Any]:
        location = books.get(Location, location_id, with_for_update=True)
        if location is None:
            raise NoLongerPossible("That location is gone.")
        name = location.name
        try:
            with books.begin_nested():
                books.delete(location)
                books.flush()
        except IntegrityError as fault:
            raise NoLongerPossible(
                f"Something has happened in {name}, so it stays.",
                remedy=f"Have it send nothing any more: `{name} sends no orders`.",
            ) from fault
        about = About("location", location_id)
        history.record(books, by=by, what="location removed", about=about, before={"name": name})
        return {"name": name}

    done = once(books, key, "remove_location", {"location": location_id}, by=by, do=do)
    return str(done["name"])
