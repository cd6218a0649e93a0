"""The kinds of slots there are: a row of the books, one of a few things, and words as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from commands.kit import Asked, Choice, Slot
from oms.errors import NoLongerPossible, ShopError

LONGEST = 300
SHOWN = 40
"""Letters of what is too long that its refusal repeats."""


class TooLong(ShopError):
    """More was written than is kept in that place."""

    code = "too_long"

    def __init__(self, said: str, longest: int) -> None:
        self.said, self.longest = said, longest
        super().__init__(
            f"“{said[:SHOWN]}…” has {len(said)} letters, which is too long.",
            remedy=f"Say it in {longest} letters or fewer.",
        )


def row_of(
    kind: type[Any],
    name: str,
    pattern: str,
    find: Callable[[Session, str], Any],
    example: str,
    search: Callable[[Asked, str], list[Choice]] | None = None,
) -> Slot:
    """A slot that holds a row of the books; a button carries its id.

    Args:
        kind: the table of the row.
        name: of the slot.
        pattern: what can stand there.
        find: books and words -> the row; it raises the ShopError that names what comes near.
        example: words that `find` could find.
        search: what a menu offers of them.
    """

    def read(asked: Asked, said: str) -> Any:
        return find(asked.books, said)

    def of_id(asked: Asked, row_id: int) -> Any:
        return asked.books.get_one(kind, row_id)

    return Slot(name, pattern, read, example, id_of, of_id, search)


def id_of(row: Any) -> int:
    """What a button carries of a row."""
    return int(row.id)


def one_of(name: str, words: Mapping[str, Any], example: str) -> Slot:
    """A slot that holds one of a few things, each of which can be said in several ways."""

    def read(_asked: Asked, said: str) -> Any:
        return words[" ".join(said.lower().split())]

    longest_first = sorted(words, key=len, reverse=True)
    first: dict[str, str] = {}
    for said, thing in words.items():
        first.setdefault(str(thing), said[0].upper() + said[1:])
    choices = tuple(Choice(label, thing) for thing, label in first.items())
    return Slot(name, "|".join(longest_first), read, example, str, carried(words), choices=choices)


def carried(words: Mapping[str, Any]) -> Callable[[Asked, Any], Any]:
    """Reads what a button carries of one of a few things: the thing itself, not a way to say it."""
    things = {str(thing): thing for thing in words.values()}

    def of_id(_asked: Asked, carries: Any) -> Any:
        if str(carries) not in things:
            raise NoLongerPossible("This button is from an older version.")
        return things[str(carries)]

    return of_id


def words(_asked: Asked, said: str) -> str:
    """What was said, as it is.

    Raises:
        TooLong: it is more than `LONGEST` letters.
    """
    text = " ".join(said.split())
    if len(text) > LONGEST:
        raise TooLong(text, LONGEST)
    return text
