"""What staff said that was not understood, kept to teach words from; the oldest are let go of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from oms import clock, settings, shop_words
from oms.actors import Who
from oms.errors import ShopError
from oms.tables.people import Actor
from oms.tables.speech import Miss

MOST, LONGEST = 300, 300


@dataclass(frozen=True)
class MissTold:
    """A sentence that was not understood."""

    number: str
    """M-12."""
    said: str
    part: str
    """The words of it that name nothing; empty: it was not understood as a whole."""
    by: str
    at: dt.datetime
    on: dt.date
    """The shop's day on which it was said."""

    @property
    def unknown(self) -> str:
        """What is to be taught: the words that name nothing, or the whole sentence."""
        return self.part or self.said


class UnknownMiss(ShopError):
    """No sentence of that number was kept, or it was let go of."""

    code = "unknown_miss"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Nothing that was not understood is kept as {number}.",
            remedy="Ask `what did you not understand?`.",
        )


def keep(books: Session, said: str, part: str, where: tuple[str, str], *, by: Who) -> None:
    """Keep a sentence that was not understood, and let go of the oldest.

    Args:
        books: open for writing.
        said: the sentence.
        part: the words of it that name nothing; empty: the whole.
        where: channel or DM, and thread; empty: none.
        by: whoever said it.
    """
    target, thread = where
    row = Miss(said=said[:LONGEST], part=part[:LONGEST], by_id=by.id, target=target,
               thread=thread, at=clock.now())  # fmt: skip
    books.add(row)
    books.flush()
    oldest = select(Miss.id).order_by(Miss.id.desc()).offset(MOST - 1).limit(1)
    last = books.scalars(oldest).first()
    if last is not None:
        books.execute(delete(Miss).where(Miss.id < last))


def newest(books: Session, limit: int) -> list[MissTold]:
    """What was not understood, each text once, the newest first."""
    found: dict[str, MissTold] = {}
    wanted = select(Miss, Actor.name).join(Actor, Actor.id == Miss.by_id)
    for row, name in books.execute(wanted.order_by(Miss.id.desc())):
        told = _told(books, row, name)
        found.setdefault(told.unknown.lower(), told)
    return list(found.values())[:limit]


def count(books: Session) -> int:
    """How many are kept."""
    return books.scalars(select(func.count(Miss.id))).one()


def by_number(books: Session, number: str) -> MissTold:
    """The sentence with that number, such as M-12.

    Raises:
        UnknownMiss: it was never kept, or let go of.
    """
    digits = number.upper().removeprefix("M-")
    row = books.get(Miss, int(digits)) if digits.isdecimal() else None
    if row is None:
        raise UnknownMiss(number.upper())
    return _told(books, row, books.get_one(Actor, row.by_id).name)


def last(books: Session, where: tuple[str, str], since: dt.datetime, *, by: Who) -> MissTold | None:
    """The last that was not understood of what somebody said in a place; None: there is nothing.

    Args:
        books: open books.
        where: channel or DM, and thread; empty: none.
        since: not those of before.
        by: whoever said them.
    """
    target, thread = where
    here = (Miss.target == target, Miss.thread == thread, Miss.by_id == by.id, Miss.at >= since)
    wanted = select(Miss).where(*here).order_by(Miss.id.desc()).limit(1)
    row = books.scalars(wanted).first()
    return None if row is None else _told(books, row, by.name)


def settle(books: Session, said: str) -> None:
    """Let go of what is understood now that these words were taught."""
    key = shop_words.key_of(said)
    learnt = [row.id for row in books.scalars(select(Miss))
              if shop_words.key_of(row.part or row.said) == key]  # fmt: skip
    books.execute(delete(Miss).where(Miss.id.in_(learnt)))


def _told(books: Session, row: Miss, name: str) -> MissTold:
    on = clock.day_of(row.at, settings.zone(books))
    return MissTold(f"M-{row.id}", row.said, row.part, name, row.at, on)
