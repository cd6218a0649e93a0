"""Words -> several products with units: “2 blue mugs and 3 lamps”, “MUG-BLU 12 MUG-RED 4”."""

from __future__ import annotations

import re
from collections.abc import Mapping

from commands.kit import Asked, Slot
from commands.slots import NUMBER as UNITS_NUMBER
from commands.slots import units_or_none
from oms import catalogue
from oms.errors import BadQuantity, ShopError
from oms.records import Sku

Goods = Mapping[int, int]
"""SKU id -> units."""
NUMBER = rf"(?:none|zero|(?:{UNITS_NUMBER})(?: ?[x×])?)"
PAIR = re.compile(rf"({NUMBER}) (.+?)(?: and)?(?= {NUMBER} |$)", re.IGNORECASE)
TURNED = re.compile(rf"(.+?):? ({NUMBER})(?: and)?(?= |$)", re.IGNORECASE)


class UnclearGoods(ShopError):
    """One of several products that were said names nothing, several things, or is said twice."""

    code = "unclear_goods"

    def __init__(self, said: str, why: str) -> None:
        self.said = said
        super().__init__(f"“{said}”: {why}", remedy="Say each product once, by its SKU.")


def read(asked: Asked, said: str) -> Goods:
    """Units of each product, said as “2 MUG-BLU 3 LAMP-1” or as “MUG-BLU 2, LAMP-1 3”.

    Raises:
        UnclearGoods: a product is not known, not clear, or said twice.
        BadQuantity: something is left over that is no number and no product.
    """
    found: dict[int, int] = {}
    for units, words in _pairs(" ".join(said.split())):
        sku = _sku(asked, words)
        if sku.id in found:
            raise UnclearGoods(words, "it was said before.")
        found[sku.id] = units_or_none(units)
    return found


def _pairs(said: str) -> list[tuple[str, str]]:
    numbers_first = re.match(rf"{NUMBER} ", said, re.IGNORECASE) is not None
    pattern = PAIR if numbers_first else TURNED
    pairs, at = [], 0
    while at < len(said):
        match = pattern.match(said, at)
        if match is None:
            raise BadQuantity(said[at:])
        pairs.append((match[1], match[2]) if numbers_first else (match[2], match[1]))
        at = match.end() + 1
    return pairs


def _sku(asked: Asked, said: str) -> Sku:
    try:
        return catalogue.sku(asked.books, said)
    except ShopError as refusal:
        raise UnclearGoods(said, refusal.message) from None


def _to_id(goods: Goods) -> str:
    return ",".join(f"{sku_id}:{units}" for sku_id, units in goods.items())


def _from_id(_asked: Asked, carried: str) -> Goods:
    pairs = (pair.split(":") for pair in str(carried).split(","))
    return {int(sku_id): int(units) for sku_id, units in pairs}


GOODS = Slot(
    "goods", rf"{NUMBER} .+|.+? {NUMBER}", read, "2 MUG-BLU and 3 LAMP-1", _to_id, _from_id
)
