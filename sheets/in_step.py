"""How far a tab shows what the books say, and so which of its rows have to be compared. Pure.

A tab is in step when each row shows what the books say, but for rows that are behind. Then a pass
compares only the rows of which the books noted a change, those that people changed, and those
behind. What is written counts as shown once its batch was seen to have landed undisturbed; until
then, and whenever anything is not as expected, the tab is not in step, and all of it is compared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sheets import merge
from sheets.frame import Frame
from sheets.merge import Base
from sheets.tab import Rows


@dataclass(frozen=True)
class Step:
    """What is known of a tab: that it is in step, or that it will be."""

    behind: frozenset[str] = frozenset()
    """Keys of rows that do not show what the books say, or not only that."""
    batch: str = ""
    """The batch that has to land for it; none: it is in step already."""

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> Step | None:
        """Of what `kept` gave; None: nothing is known."""
        return None if kept is None else cls(frozenset(kept["behind"]), kept["batch"])

    def kept(self) -> dict[str, Any]:
        """As plain values."""
        return {"behind": sorted(self.behind), "batch": self.batch}

    def after(self, batch: str, *, undisturbed: bool) -> Step | None:
        """What is known once a batch that wrote to the tab is accounted for."""
        return Step(self.behind) if undisturbed and self.batch == batch else None


def moved(base: Base, now: Frame) -> set[str]:
    """Keys of rows that came, went, or stand or stood in several places."""
    there = {*merge.fresh(base, now), *merge.gone(base, now)}
    return there | set(now.twice) | set(base.frame.twice)


def behind(now: Frame, books: Rows, held: Collection[tuple[str, str]]) -> set[str]:
    """Keys of rows in which a cell stays as it is though the books may say something else.

    Args:
        now: the tab as read.
        books: the rows that were compared.
        held: (row key, heading) of cells that a question is open about.
    """
    formulas = {
        key
        for heading, keys in merge.formulas(now).items()
        for key in keys
        if key in books.places and now.cell(key, heading) != books.cell(key, heading)
    }
    return formulas | {key for key, _ in held}
