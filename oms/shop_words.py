"""The shop's own words as they are looked up: what is said, and what it stands for.

They are few, so all are read once for each opening of the books. Writing them is `oms.words`.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import questions
from oms.tables.speech import Word
from oms.title_words import words

KEPT = "backroom words"
EVERY = (
    select(Word.id, Word.said, Word.kind, Word.sku_id, Word.location_id, Word.channel_id,
           Word.phrase)
    .where(Word.kind != "nothing")
    .order_by(Word.id)
)  # fmt: skip


class ShopWord(NamedTuple):
    """What people say, and the one thing that it stands for."""

    id: int
    said: str
    kind: str
    """product, place, channel or phrase."""
    sku_id: int | None
    location_id: int | None
    channel_id: int | None
    phrase: str | None
    """A sentence that a command knows, with the same slots."""
    key: str
    """The words that count, as names are compared."""


def known(books: Session) -> tuple[ShopWord, ...]:
    """Every word of the shop, the oldest first."""
    kept: tuple[ShopWord, ...] | None = books.info.get(KEPT)
    if kept is None:
        rows = questions.ask(books, EVERY)
        kept = books.info[KEPT] = tuple(ShopWord(*row, key_of(row.said)) for row in rows)
    return kept


def key_of(said: str) -> str:
    """A name for comparison: articles, case and plurals make no difference."""
    return " ".join(words(said))


def phrases(books: Session) -> tuple[tuple[str, str], ...]:
    """What is said for a whole sentence, and that sentence, the oldest first."""
    return tuple((one.said, one.phrase) for one in known(books) if one.phrase is not None)


def called(books: Session, said: str, kind: str) -> ShopWord | None:
    """The word of a kind that was said; None: there is none."""
    key = key_of(said)
    return next((one for one in known(books) if one.kind == kind and one.key == key), None)


def forget(books: Session) -> None:
    """Read the words anew: they changed, or what changed them was taken back."""
    books.info.pop(KEPT, None)
