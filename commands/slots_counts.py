"""Words -> counts, the products to be counted, and whether the packing bench was counted in."""

from __future__ import annotations

from commands.kit import Asked, Slot
from commands.slot_kinds import one_of, row_of
from oms import catalogue, count_cards
from oms.errors import UnknownSku
from oms.records import StockCount

Skus = tuple[int, ...]
BENCH_WORDS = {
    "with the bench": "with", "with the packing bench": "with", "bench included": "with",
    "including the bench": "with", "including the packing bench": "with",
    "without the bench": "without", "without the packing bench": "without",
    "not the bench": "without", "bench not included": "without",
}  # fmt: skip


def _several(asked: Asked, said: str) -> Skus:
    """All products that the words fit: “mugs” is every mug, “MUG-BLU and lamps” both kinds."""
    found: dict[int, None] = {}
    for part in said.split(" and "):
        for sku_id in _fitting(asked, part.strip()):
            found[sku_id] = None
    return tuple(found)


def _fitting(asked: Asked, said: str) -> list[int]:
    fitting = catalogue.find(asked.books, said, limit=1_000)
    if fitting:
        best = fitting[0].score - 0.01
        return [one.sku_id for one in fitting if one.score >= best]
    try:
        # the comma between two codes is gone by now
        return [catalogue.exactly(asked.books, code).id for code in said.split()]
    except UnknownSku:
        raise UnknownSku(said, catalogue.nearest(asked.books, said)) from None


def _skus_to_id(skus: Skus) -> str:
    return ",".join(str(one) for one in skus)


def _skus_from_id(_asked: Asked, carried: object) -> Skus:
    return tuple(int(one) for one in str(carried).split(","))


COUNT = row_of(StockCount, "count", r"c ?-? ?\d{1,9}", count_cards.by_number, "C-3")
SKUS = Slot("skus", r".+?", _several, "mugs", _skus_to_id, _skus_from_id)
BENCH = one_of("bench", BENCH_WORDS, "with the bench")
