"""How a file of orders is to be taken, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from oms.order_in import OrderIn, Tally


class StockPolicy(StrEnum):
    """What a past document does to the stock."""

    HISTORY = "history"
    """Nothing: it is remembered only."""
    MOVEMENTS = "movements"
    """Each line moves its units."""
    OPENING = "opening"
    """Each line moves its units, and what must have been on the shelf before them is booked."""


@dataclass
class Outcome:
    """What an import did."""

    tally: Tally = field(default_factory=Tally)
    orders_new: int = 0
    orders_known: int = 0
    orders_changed: int = 0
    returns_new: int = 0
    returns_known: int = 0
    customers_new: int = 0
    skus_new: int = 0
    lines_added: int = 0
    """Lines that documents known from before did not have yet."""
    documents_new: int = 0
    """Documents taken that are neither orders nor returns: corrections and charges."""

    @property
    def changed(self) -> bool:
        """Whether the books are not what they were."""
        return bool(
            self.orders_new
            or self.orders_changed
            or self.returns_new
            or self.lines_added
            or self.documents_new
        )


def _no_title(_code_key: str) -> str:
    return ""


@dataclass(frozen=True)
class Plan:
    """How documents are taken: into which channels, from which places."""

    channel_of: Callable[[OrderIn], int]
    place_of: Callable[[OrderIn], int]
    """Where past goods left from and come back to; asked only when stock moves."""
    policy: StockPolicy = StockPolicy.HISTORY
    past: bool = True
    """Goods unknown here are added to the catalogue, since a past file defines it."""
    title_of: Callable[[str], str] = _no_title
    """SKU code, folded -> the best title for new goods; empty: the title of their first line."""

    @property
    def moves_stock(self) -> bool:
        """Whether past lines move their units."""
        return self.policy is not StockPolicy.HISTORY
