"""The rest of the shop: stock moves and reorder points change in the books meanwhile."""

from __future__ import annotations

import random

from oms import counts, reorder
from oms.counts import Where
from oms.errors import ShopError
from tests.small_shop import STOCK, SmallShop


class Staff:
    """Changes the books by chance."""

    def __init__(self, seed: int, shop: SmallShop, story: list[str]) -> None:
        self._seed, self._shop, self._story = seed, shop, story
        self._draw = random.Random(seed)  # noqa: S311  a repeatable shop
        self._done = 0

    def act(self, number: object) -> None:
        """Do one thing in a transaction of its own; which one hangs on `number`."""
        self._draw = random.Random(f"{self._seed}:staff:{number}")  # noqa: S311  likewise
        sku, place, _ = self._draw.choice(STOCK)
        self._done += 1
        try:
            with self._shop.database.writing() as books:
                where = Where(self._shop.sku_id(books, sku), self._shop.location_id(books, place))
                by = self._shop.owner(books)
                if self._draw.random() < 0.3:
                    point = self._draw.randint(200, 300)
                    self._story.append(f"  books: reorder point of {sku} {place} is {point}")
                    reorder.set_point(books, where, point, by=by)
                    return
                units = self._draw.choice([-1, -2, 1, 2, 3])
                self._story.append(f"  books: {units:+} {sku} {place}")
                counts.adjust(
                    books, where, units, reason="found" if units > 0 else "damage", by=by,
                    key=f"staff:{self._done}",
                )  # fmt: skip
        except ShopError as refusal:
            self._story.append(f"    refused: {refusal.message}")
