"""What the words of a message are found to name, and which words are taken by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assistant.understanding.tokens import Text

DOCUMENTS = ("order", "return", "purchase")
"""What has a number of ours."""
OBJECTS = frozenset({*DOCUMENTS, "product", "customer"})
"""What “it” can be, where it is one."""


@dataclass(frozen=True)
class Tag:
    """Tokens that name something.

    `kind` is order, return, purchase, product, place, channel, customer, supplier, carrier,
    tracking, email, money, percent, units, date, reason, stage or condition. `value` is the number
    or code, or several that fit; `known` is False for a number that the shop does not have.
    """

    first: int
    past: int
    kind: str
    value: Any
    known: bool = True
    sure: bool = True
    """False: a name that only comes near, or a word that may count nothing."""
    repaired: tuple[tuple[str, str], ...] = ()
    signed: bool = False


class Sheet:
    """The tokens of a message, and which are taken."""

    def __init__(self, text: Text) -> None:
        self.text, self.words = text, text.words()
        self.taken = [False] * len(self.words)
        self.tags: list[Tag] = []
        self.measures: set[int] = set()
        """Tokens that belong to the number before them."""

    def add(self, tag: Tag) -> None:
        """Name something, where none of its words is taken yet."""
        if not any(self.taken[tag.first : tag.past]):
            self.taken[tag.first : tag.past] = [True] * (tag.past - tag.first)
            self.tags.append(tag)

    def give_up(self, tag: Tag | None) -> None:
        """Take back what was named, if anything."""
        if tag is not None:
            self.taken[tag.first : tag.past] = [False] * (tag.past - tag.first)
            self.tags.remove(tag)

    def free(self, at: int) -> bool:
        """Whether a token belongs to nothing that is named."""
        return not self.taken[at]


def of_kind(found: Iterable[Tag], *kinds: str) -> list[Tag]:
    """The tags of some kinds."""
    return [tag for tag in found if tag.kind in kinds]
