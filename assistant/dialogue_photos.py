"""Pictures in a message -> the return that they are of: by its number, or by the thread."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from assistant import understand
from commands.kit import Asked
from oms import outbox, photos, return_documents
from oms.errors import ShopError
from oms.photos import Picture
from oms.return_documents import UnknownReturn
from oms.tables.returns import Return

NUMBER = re.compile(r"\bR ?- ?(\d{1,9})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Kept:
    """Pictures that are kept with a return now, and how many of them are new."""

    number: str
    pictures: int
    new: int


class NoReturnForPhotos(ShopError):
    """Pictures came with nothing that says which return they are of."""

    code = "no_return_for_photos"

    def __init__(self) -> None:
        super().__init__(
            "I do not know which return these photos are of.",
            remedy="Post them in the thread of the return, or write its number beside: `R-12`.",
        )


def keep(
    asked: Asked, text: str, thread: tuple[str, str | None], pictures: tuple[Picture, ...]
) -> Kept | None:
    """Keep pictures with the return they are of, each once; None where no return is meant.

    Args:
        asked: who posted them, and the books.
        text: what was said beside them.
        thread: channel, and the thread they were posted in; None outside one.
        pictures: at least one.

    Raises:
        NotAllowed: the role neither inspects nor accepts returns.
    """
    found = _meant(asked, text, thread)
    if found is None:
        return None
    new = photos.attach(asked.books, found.id, pictures, by=asked.who)
    return Kept(found.number, len(pictures), new)


def _meant(asked: Asked, text: str, thread: tuple[str, str | None]) -> Return | None:
    """The return that is named beside the pictures, or that their thread is about."""
    named = _one(asked, understand.clean(text))
    channel, root = thread
    if named is not None or root is None:
        return named
    known = photos.talked_about(asked.books, channel, root)
    if known is not None:
        return known
    return _one(asked, json.dumps(outbox.sent_as(asked.books, channel, root), ensure_ascii=False))


def _one(asked: Asked, text: str) -> Return | None:
    numbers = set(NUMBER.findall(text))
    if len(numbers) != 1:
        return None
    try:
        return return_documents.by_number(asked.books, f"R-{numbers.pop()}")
    except UnknownReturn:
        return None
