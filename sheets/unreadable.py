"""Why a typed cell is not taken, and what to type instead."""

from __future__ import annotations


class Unreadable(ValueError):
    """A cell does not hold what its column asks for.

    `why` is a part of a sentence without a full stop ("it is not a number"), `remedy` a sentence
    ("Type a whole number such as 12.").
    """

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(why)
        self.why, self.remedy = why, remedy
